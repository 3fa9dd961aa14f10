#pragma once

#include "duplicates/merge_service.h"
#include "http/http.h"

namespace ws::duplicates {

/// `service` must outlive the routes.
void add_routes(http::Routes& routes, MergeService& service);

}  // namespace ws::duplicates
