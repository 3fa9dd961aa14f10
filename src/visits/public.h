#pragma once
// What other features may know of tours: what everybody may visit.

// The use cases, for the faces that show them.
#include "visits/guide_service.h"
#include "visits/tour_service.h"
