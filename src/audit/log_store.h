#pragma once
// Reading the audit log.

#include <vector>

#include "audit/audit_model.h"
#include "db/db.h"

namespace ws::audit {

/// Newest first.
std::vector<LogRow> list_log(db::Reader& reader, const LogFilter& filter);

}  // namespace ws::audit
