#pragma once
// Rows of short messages that wait for the gateway.

#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "db/db.h"

namespace ws::people {

/// To the mobile that the account has now; nothing for an account without one.
void insert_text(db::Tx& tx, Random& random, const PersonId& person, std::string_view kind, Instant now);

bool has_due_text(db::Reader& reader, Instant now);

struct WaitingText {
  std::string id;
  std::string kind;
  std::string mobile_sealed;
  std::int64_t tries = 0;  ///< with this one
};
/// Those due at `now`, longest first; nobody else gets them before `again`.
std::vector<WaitingText> take_texts(db::Tx& tx, Instant now, Instant again, std::int64_t limit);
void delete_text(db::Tx& tx, const std::string& id);

}  // namespace ws::people
