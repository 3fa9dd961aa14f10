#pragma once

#include "http/http.h"
#include "own_data/own_data_service.h"

namespace ws::own_data {

void add_routes(http::Routes& routes, OwnDataService& service);

}  // namespace ws::own_data
