#pragma once
// Who wants a digest and when it is due, and what there is to tell of.

#include <optional>
#include <vector>

#include "activities/digest_model.h"
#include "db/db.h"

namespace ws::activities::store {

/// What may still be taken, published after `since`, in shifts that start after `now`; by start.
std::vector<Opening> openings(db::Reader& reader, Instant since, Instant now, std::int64_t limit);

struct OwnWeek {
  std::int64_t shifts = 0;
  std::string first_title;
  Instant first_starts;
};
/// The places somebody has in [from, until).
OwnWeek week_of(db::Reader& reader, const PersonId& person, Instant from, Instant until);

struct Digest {
  PersonId person;
  Instant due;
  Instant since;
};
void want_digest(db::Tx& tx, const Digest& digest);
void drop_digest(db::Tx& tx, const PersonId& person);
bool wants_digest(db::Reader& reader, const PersonId& person);
std::vector<Digest> due_digests(db::Reader& reader, Instant now, std::int64_t limit);
/// False if it is not due at that time any more: another process has sent it, or they want none.
bool move_digest(db::Tx& tx, const Digest& digest, Instant next, Instant now);

}  // namespace ws::activities::store
