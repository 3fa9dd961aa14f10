#pragma once

#include "http/http.h"
#include "visits/guide_service.h"
#include "visits/tour_service.h"

namespace ws::visits {

/// Making and publishing tours, what is seen of them, and their files.
void add_routes(http::Routes& routes, TourService& service, const Panoramas& panoramas);
/// Leading people through them.
void add_guide_routes(http::Routes& routes, GuideService& service);

}  // namespace ws::visits
