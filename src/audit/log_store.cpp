#include "audit/log_store.h"

#include <limits>

namespace ws::audit {
namespace {

constexpr std::string_view next_number = "UPDATE counters SET value = value + 1 WHERE name = 'audit'";
constexpr std::string_view insert_row =
    "INSERT INTO audit_log (seq, at_ms, actor_id, action, subject_kind, subject_id, reason, detail) "
    "SELECT value, $1, $2, $3, $4, $5, $6, $7 FROM counters WHERE name = 'audit'";

// Three texts instead of one with "or" everywhere, so that each is one index range.
constexpr std::string_view select_all =
    "SELECT l.seq, l.at_ms, p.name, l.action, l.subject_kind, l.subject_id, l.reason, l.detail, l.actor_id "
    "FROM audit_log l LEFT JOIN persons p ON p.id = l.actor_id "
    "WHERE l.seq < $1 AND ($2 = '' OR l.action = $2) ORDER BY l.seq DESC LIMIT $3";
constexpr std::string_view select_by_actor =
    "SELECT l.seq, l.at_ms, p.name, l.action, l.subject_kind, l.subject_id, l.reason, l.detail, l.actor_id "
    "FROM audit_log l LEFT JOIN persons p ON p.id = l.actor_id "
    "WHERE l.actor_id = $4 AND l.seq < $1 AND ($2 = '' OR l.action = $2) AND ($5 = '' OR l.subject_id = $5) "
    "ORDER BY l.seq DESC LIMIT $3";
constexpr std::string_view select_by_subject =
    "SELECT l.seq, l.at_ms, p.name, l.action, l.subject_kind, l.subject_id, l.reason, l.detail, l.actor_id "
    "FROM audit_log l LEFT JOIN persons p ON p.id = l.actor_id "
    "WHERE l.subject_id = $4 AND l.seq < $1 AND ($2 = '' OR l.action = $2) ORDER BY l.seq DESC LIMIT $3";

LogRow row_of(const db::Row& row) {
  const std::string actor = row.is_null(8) ? "系统" : row.text(2);
  return {row.i64(0), row.i64(1), actor, row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)};
}

}  // namespace

void insert_entry(db::Tx& tx, const PersonId& actor, std::string_view action, std::string_view subject_kind,
                  const std::string& subject_id, const std::string& reason, const std::string& detail, Instant now) {
  tx.push(next_number);
  tx.push(insert_row, now, actor, action, subject_kind, subject_id, reason, detail);
}

std::vector<LogRow> list_log(db::Reader& reader, const LogFilter& filter) {
  const std::int64_t before = filter.before_seq.value_or(std::numeric_limits<std::int64_t>::max());
  db::Rows rows;
  if (!filter.actor_id.empty())
    rows = reader.query(select_by_actor, before, filter.action, filter.limit, filter.actor_id, filter.subject_id);
  else if (!filter.subject_id.empty())
    rows = reader.query(select_by_subject, before, filter.action, filter.limit, filter.subject_id);
  else
    rows = reader.query(select_all, before, filter.action, filter.limit);
  std::vector<LogRow> log;
  log.reserve(rows.size());
  for (const db::Row& row : rows) log.push_back(row_of(row));
  return log;
}

}  // namespace ws::audit
