#pragma once

#include "http/http.h"
#include "menu/menu_service.h"

namespace ws::menu {

void add_routes(http::Routes& routes, MenuService& service);

}  // namespace ws::menu
