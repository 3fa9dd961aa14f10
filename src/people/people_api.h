#pragma once
// /api/people and /api/grants, for the security administrator.

#include "http/http.h"
#include "people/people_service.h"

namespace ws::people {

void add_people_routes(http::Routes& routes, PeopleService& service);

}  // namespace ws::people
