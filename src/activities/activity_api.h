#pragma once

#include "activities/activity_service.h"
#include "http/http.h"

namespace ws::activities {

/// Registers everything below /api/projects, /api/activities, /api/shift-roles, /api/signups, /api/my/signups and
/// /api/my/activities.
void add_routes(http::Routes& routes, ActivityService& service);

}  // namespace ws::activities
