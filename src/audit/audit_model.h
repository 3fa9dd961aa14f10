#pragma once
// The audit log as the auditor reads it.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ws::audit {

struct LogRow {
  std::int64_t seq = 0;
  std::int64_t at_ms = 0;
  std::string actor;  ///< name; "系统" for the system
  std::string action;
  std::string subject_kind;
  std::string subject_id;
  std::string reason;
  std::string detail;
};

struct LogFilter {
  std::string action;
  std::string actor_id;
  std::string subject_id;
  std::optional<std::int64_t> before_seq;
  std::int64_t limit = 20;
};

struct LogPage {
  std::vector<LogRow> items;
  std::optional<std::string> next;  ///< cursor of the next page
};

}  // namespace ws::audit
