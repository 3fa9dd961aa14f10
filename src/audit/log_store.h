#pragma once
// Rows of the audit log.

#include <string>
#include <string_view>
#include <vector>

#include "audit/audit_model.h"
#include "db/db.h"

namespace ws::audit {

/// Appends an entry under the next number. The counter's row makes the writers of all processes take turns until they
/// commit.
void insert_entry(db::Tx& tx, const PersonId& actor, std::string_view action, std::string_view subject_kind,
                  const std::string& subject_id, const std::string& reason, const std::string& detail, Instant now);

/// Newest first.
std::vector<LogRow> list_log(db::Reader& reader, const LogFilter& filter);

}  // namespace ws::audit
