#pragma once
#include "http/http.h"
#include "ledger/ledger_service.h"

namespace ws::ledger {

/// /api/ledger/…, /api/hours/{id}/proof, /ledger/roots.atom. `service` must outlive the routes.
void add_routes(http::Routes& routes, LedgerService& service);

}  // namespace ws::ledger
