#pragma once
// /api/notices.

#include "http/http.h"
#include "notices/notice_service.h"

namespace ws::notices {

void add_routes(http::Routes& routes, NoticeService& service);

}  // namespace ws::notices
