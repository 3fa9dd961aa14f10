#pragma once
// Rows of those who say that an account is theirs.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace ws {
using RecoveryId = Id<struct RecoveryTag>;
}

namespace ws::volunteers::store {

struct Recovery {
  RecoveryId id;
  PersonId asked_by;
  std::string asked_by_name;
  std::string asked_by_mobile_sealed;
  PersonId account;
  std::string account_name;
  std::string account_number;  ///< the volunteer number
  std::string account_mobile_sealed;
  std::string note;
  Instant asked;
  bool open = true;
};

/// `account` is empty when what was told fits nobody.
void insert_recovery(db::Tx& tx, const RecoveryId& id, const PersonId& asked_by, const PersonId& account,
                     const std::string& note, Instant now);
std::int64_t count_recoveries(db::Reader& reader, const PersonId& asked_by, Instant since);
/// Of those that fit somebody; nothing for the others.
std::optional<Recovery> find_recovery(db::Reader& reader, const RecoveryId& id);
/// Open ones of accounts in these subtrees, oldest first.
std::vector<Recovery> open_recoveries(db::Reader& reader, const std::vector<SiteId>& roots, const std::string& after,
                                      std::int64_t limit);
/// False if it is decided already.
bool decide_recovery(db::Tx& tx, const RecoveryId& id, std::string_view state, const PersonId& by,
                     const std::string& reason, Instant now);
/// Deletes what nobody needs any more; returns how many went.
std::int64_t forget_recoveries(db::Tx& tx, Instant before, std::int64_t most);

}  // namespace ws::volunteers::store
