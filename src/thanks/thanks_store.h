#pragma once
// Rows of milestones.

#include <vector>

#include "db/db.h"
#include "thanks/thanks_model.h"

namespace ws::thanks::store {

/// Volunteers of whom an entry became effective in [from, until); at most `limit`.
std::vector<PersonId> newly_effective(db::Reader& reader, Instant from, Instant until, std::int64_t limit);
/// False when thanks were said already.
bool insert_milestone(db::Tx& tx, const PersonId& person, const Milestone& milestone, Instant now);
struct Said {
  Milestone milestone;
  Instant at;
};
/// Oldest first.
std::vector<Said> milestones_of(db::Reader& reader, const PersonId& person);

}  // namespace ws::thanks::store
