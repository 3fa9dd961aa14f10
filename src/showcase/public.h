#pragma once
// What other features may know of the showcase: what everybody may see.

// The use cases, for the faces that show them.
#include "showcase/showcase_service.h"
