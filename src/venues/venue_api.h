#pragma once

#include "http/http.h"
#include "http/rate_limit.h"
#include "venues/booking_service.h"
#include "venues/venue_service.h"

namespace ws::venues {

void add_routes(http::Routes& routes, VenueService& service, BookingService& bookings);
void add_booking_routes(http::Routes& routes, BookingService& service, http::RateLimiter& code_tries);

}  // namespace ws::venues
