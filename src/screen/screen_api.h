#pragma once
// GET /api/screen and the sockets /api/screen/live and /api/notices/live.

#include "http/http.h"
#include "http/hub.h"
#include "screen/screen_pump_service.h"
#include "screen/screen_service.h"

namespace ws::screen {

void add_routes(http::Routes& routes, ScreenService& service);
/// Messages: screen_words_model.h.
void add_sockets(http::Hub& hub, ScreenService& service, ScreenPump& pump);

}  // namespace ws::screen
