#pragma once
#include "http/http.h"
#include "stars/star_service.h"

namespace ws::stars {

/// /api/stars/… `service` must outlive the routes.
void add_routes(http::Routes& routes, StarService& service);

}  // namespace ws::stars
