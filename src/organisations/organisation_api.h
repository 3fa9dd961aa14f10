#pragma once

#include "http/http.h"
#include "organisations/organisation_service.h"

namespace ws::organisations {

/// `service` must outlive the routes.
void add_routes(http::Routes& routes, OrganisationService& service);

}  // namespace ws::organisations
