#pragma once

#include "http/http.h"
#include "http/rate_limit.h"
#include "volunteers/guardian_service.h"
#include "volunteers/volunteer_service.h"

namespace ws::volunteers {

/// `registrations` bounds, for each person, how often an identity number can be tried; it outlives the routes. The
/// public pages with the same form share it.
void add_routes(http::Routes& routes, VolunteerService& service, GuardianService& guardians,
                http::RateLimiter& registrations);

}  // namespace ws::volunteers
