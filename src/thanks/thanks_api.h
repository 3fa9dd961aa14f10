#pragma once
#include "http/http.h"
#include "thanks/thanks_service.h"

namespace ws::thanks {

/// /api/thanks/… `service` must outlive the routes.
void add_routes(http::Routes& routes, ThanksService& service);

}  // namespace ws::thanks
