#pragma once
// What stands in the way of leaving, what is taken away with it, and who left long ago.

#include <vector>

#include "base/clock.h"
#include "db/db.h"

namespace ws::own_data::store {

struct Duties {
  std::int64_t services = 0;  ///< accepted and not over
  std::int64_t orders = 0;    ///< placed and not over
  std::int64_t children = 0;  ///< without an account of their own, whom nobody else answers for
};
Duties duties(db::Reader& reader, const PersonId& person);

/// Teams, notices, guardianships, and what orders say of the requester. Offers run out by their clock, which tells
/// those who dispatched.
void clear(db::Tx& tx, const PersonId& person, Instant now);

/// Registrations returned before `before` and left since, at most `most`.
std::vector<PersonId> old_drafts(db::Reader& reader, Instant before, std::int64_t most);
/// Takes a draft away: the volunteer's row with what hangs on it, and the identity it was made with.
void delete_draft(db::Tx& tx, const PersonId& person);
/// Deletes consents of people who withdrew before `before`; returns how many rows went.
std::int64_t forget_withdrawn(db::Tx& tx, Instant before, std::int64_t most);

}  // namespace ws::own_data::store
