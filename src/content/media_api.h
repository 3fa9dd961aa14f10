#pragma once

#include "content/media_service.h"
#include "http/http.h"

namespace ws::content {

/// The library for staff, and the files for everybody.
void add_media_routes(http::Routes& routes, MediaService& service);

}  // namespace ws::content
