#pragma once

#include <functional>
#include <string>

#include "activities/presence_service.h"
#include "http/http.h"
#include "http/hub.h"
#include "http/rate_limit.h"

namespace ws::activities {

/// `code_tries` limits how often somebody may guess a rotating code.
void add_presence_routes(http::Routes& routes, PresenceService& service, http::RateLimiter& code_tries);
/// A socket that hears when something of a shift's activity moved. `watch(room)` has the room delivered to.
void add_presence_socket(http::Hub& hub, PresenceService& service, std::function<void(const std::string&)> watch);

}  // namespace ws::activities
