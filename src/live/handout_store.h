#pragma once

#include <optional>
#include <vector>

#include "db/db.h"
#include "live/handout_model.h"

namespace ws::live::store {

void insert(db::Tx& tx, const Handout& handout, const PersonId& by, Instant now);
/// Nothing once it is removed. Without its address.
std::optional<Handout> find_handout(db::Reader& reader, const HandoutId& handout);
/// In the order in which they were added, at most most_handouts, with their addresses: a picture or an article that
/// went away is left out.
std::vector<Handout> handouts(db::Reader& reader, const BroadcastId& broadcast);
std::int64_t count_handouts(db::Reader& reader, const BroadcastId& broadcast);
/// False if it was removed already.
bool remove(db::Tx& tx, const HandoutId& handout, Instant now);

}  // namespace ws::live::store
