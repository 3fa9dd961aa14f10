#pragma once
// The use cases, for the faces that show them.
#include "own_data/own_data_service.h"
