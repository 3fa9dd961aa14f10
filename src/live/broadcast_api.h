#pragma once

#include "http/http.h"
#include "http/hub.h"
#include "http/rate_limit.h"
#include "live/appeal_service.h"
#include "live/audience_service.h"
#include "live/handout_service.h"
#include "live/replay_service.h"
#include "live/room_service.h"

namespace ws::live {

/// Planning and running, and the files that are watched.
void add_routes(http::Routes& routes, BroadcastService& service, ReplayService& replays);
/// Questions and polls.
void add_audience_routes(http::Routes& routes, AudienceService& service, AppealService& appeals);
/// For nginx-rtmp and SRS. `waiting`: threads that may wait for a commit.
void add_hook_routes(http::Routes& routes, BroadcastService& service, WorkerPool& waiting);
void add_handout_routes(http::Routes& routes, HandoutService& service, const LiveRules& rules);
void add_room_routes(http::Routes& routes, RoomService& service, http::RateLimiter& anonymous);
/// `watch` as ScreenPump::watch. `greet` gives what other features tell whoever joins, after the room itself.
using Greet = std::function<std::vector<std::string>(const std::string& room)>;
void add_room_socket(http::Hub& hub, RoomService& service, std::function<void(const std::string& room)> watch,
                     Greet greet);

/// "live.not_found" for what is no identifier.
Result<BroadcastId> broadcast_of(std::string_view text);

}  // namespace ws::live
