#pragma once
// What other features may know of broadcasts: what everybody may see.

// The use cases, for the faces that show them.
#include "live/broadcast_service.h"
#include "live/room_service.h"
#include "live/segmenter_service.h"
