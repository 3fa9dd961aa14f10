#pragma once

#include "http/http.h"
#include "teams/team_service.h"

namespace ws::teams {

void add_routes(http::Routes& routes, TeamService& service);

}  // namespace ws::teams
