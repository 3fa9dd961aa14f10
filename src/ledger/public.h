#pragma once
// The seal of the hours ledger, for the faces that show it.

#include "ledger/ledger_service.h"
