#pragma once
// The figures of the district, for the faces that show them.
#include "figures/figures_service.h"
#include "figures/words_model.h"
// Tables on their way into a file.
#include "figures/sheet_service.h"
