#pragma once
// The append-only audit log: who did what to whom, why. The database refuses to change it.

#include <string>
#include <string_view>

#include "db/db.h"

namespace ws::audit {

struct Entry {
  PersonId actor;                 ///< empty: the system
  std::string_view action;        ///< "order.contact_revealed", "grant.given" …
  std::string_view subject_kind;  ///< "person", "order", "site" …
  std::string subject_id;
  std::string reason;
  std::string detail;  ///< never a personal number
};

void record(db::Tx& tx, const Entry& entry, Instant now);

}  // namespace ws::audit
