#include "audit/public.h"

namespace ws::audit {
namespace {

constexpr std::string_view next_number = "UPDATE counters SET value = value + 1 WHERE name = 'audit'";
constexpr std::string_view insert_entry =
    "INSERT INTO audit_log (seq, at_ms, actor_id, action, subject_kind, subject_id, reason, detail) "
    "SELECT value, $1, $2, $3, $4, $5, $6, $7 FROM counters WHERE name = 'audit'";

}  // namespace

void record(db::Tx& tx, const Entry& entry, Instant now) {
  tx.push(next_number);
  tx.push(insert_entry, now, entry.actor, entry.action, entry.subject_kind, entry.subject_id, entry.reason,
          entry.detail);
}

}  // namespace ws::audit
