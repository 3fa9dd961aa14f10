#pragma once

#include "http/http.h"
#include "imports/import_service.h"

namespace ws::imports {

/// `service` must outlive the routes.
void add_routes(http::Routes& routes, ImportService& service);

}  // namespace ws::imports
