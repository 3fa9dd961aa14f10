#pragma once

#include "http/http.h"
#include "volunteers/recovery_service.h"

namespace ws::volunteers {

void add_routes(http::Routes& routes, RecoveryService& service);

}  // namespace ws::volunteers
