#pragma once

#include "areas/area_service.h"
#include "http/http.h"

namespace ws::areas {

/// /api/areas, but the list with its sites, which sites/site_api.h has.
void add_routes(http::Routes& routes, AreaService& service);

}  // namespace ws::areas
