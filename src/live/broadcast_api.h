#pragma once

#include "http/http.h"
#include "http/hub.h"
#include "http/rate_limit.h"
#include "live/room_service.h"

namespace ws::live {

/// Planning and running, and the files that are watched.
void add_routes(http::Routes& routes, BroadcastService& service);
void add_room_routes(http::Routes& routes, RoomService& service, http::RateLimiter& anonymous);
/// `watch` as ScreenPump::watch. `greet` gives what other features tell whoever joins, after the room itself.
using Greet = std::function<std::vector<std::string>(const std::string& room)>;
void add_room_socket(http::Hub& hub, RoomService& service, std::function<void(const std::string& room)> watch,
                     Greet greet);

}  // namespace ws::live
