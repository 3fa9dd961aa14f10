#pragma once
#include "hours/hours_service.h"
#include "http/http.h"

namespace ws::hours {

/// /api/hours/… `service` must outlive the routes.
void add_routes(http::Routes& routes, HoursService& service);

}  // namespace ws::hours
