#pragma once

#include "channels/channel_service.h"
#include "http/http.h"

namespace ws::channels {

void add_routes(http::Routes& routes, ChannelService& service);

}  // namespace ws::channels
