#pragma once

#include "http/http.h"
#include "sites/site_service.h"

namespace ws::sites {

void add_routes(http::Routes& routes, SiteService& service);

}  // namespace ws::sites
