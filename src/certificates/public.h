#pragma once
// What other features may know of certificates.

#include "certificates/certificate_model.h"

// The use cases, for the faces that show them.
#include "certificates/certificate_service.h"
