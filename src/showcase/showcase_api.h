#pragma once

#include "http/http.h"
#include "showcase/showcase_service.h"

namespace ws::showcase {

/// Everything below /api/showcase and /api/showcase-entries.
void add_routes(http::Routes& routes, ShowcaseService& service);

}  // namespace ws::showcase
