#pragma once

#include "http/http.h"
#include "pacts/pact_service.h"

namespace ws::pacts {

/// Everything below /api/pacts and /api/pact-papers.
void add_routes(http::Routes& routes, PactService& service);

}  // namespace ws::pacts
