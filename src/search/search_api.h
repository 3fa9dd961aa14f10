#pragma once

#include "http/http.h"
#include "search/search_service.h"

namespace ws::search {

void add_routes(http::Routes& routes, SearchService& service);

}  // namespace ws::search
