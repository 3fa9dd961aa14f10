#pragma once
// The use cases of certificates, for the faces that show them.

#include "certificates/certificate_service.h"
