#pragma once
// GET /api/audit.

#include "audit/audit_service.h"
#include "http/http.h"

namespace ws::audit {

void add_routes(http::Routes& routes, AuditService& service);

}  // namespace ws::audit
