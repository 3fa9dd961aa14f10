#pragma once
// What other features may know of demonstration areas: what everybody may see.

// The use cases, for the faces that show them.
#include "areas/area_service.h"
