#include "audit/public.h"

#include "audit/log_store.h"

namespace ws::audit {

void record(db::Tx& tx, const Entry& entry, Instant now) {
  insert_entry(tx, entry.actor, entry.action, entry.subject_kind, entry.subject_id, entry.reason, entry.detail, now);
}

}  // namespace ws::audit
