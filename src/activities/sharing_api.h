#pragma once

#include "activities/sharing_service.h"
#include "http/http.h"

namespace ws::activities {

void add_routes(http::Routes& routes, SharingService& service);

}  // namespace ws::activities
