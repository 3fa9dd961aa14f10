#pragma once
// The own year and the milestones, for the faces that show them.

#include "thanks/thanks_service.h"
