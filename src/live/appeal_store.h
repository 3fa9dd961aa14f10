#pragma once

#include <optional>
#include <vector>

#include "db/db.h"
#include "live/room_model.h"

namespace ws::live::store {

/// False when there is one against this mute.
bool insert(db::Tx& tx, const Appeal& appeal);
std::optional<Appeal> find_appeal(db::Reader& reader, const AppealId& appeal);
/// The latest of the person in this room, whichever of their accounts made it.
std::optional<Appeal> own_appeal(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person);
/// Open ones first, then the newest; at most 100.
std::vector<Appeal> appeals(db::Reader& reader, const BroadcastId& broadcast);
/// False when it was answered already.
bool answer(db::Tx& tx, const AppealId& appeal, AppealState state, const std::string& words, const PersonId& by,
            Instant now);

}  // namespace ws::live::store
