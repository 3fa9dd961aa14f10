#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "live/broadcast_model.h"

namespace ws::live::store {

/// In order.
std::vector<Chapter> chapters(db::Reader& reader, const BroadcastId& broadcast);
/// In place of those that were there.
void set_chapters(db::Tx& tx, const BroadcastId& broadcast, const std::vector<Chapter>& chapters);
/// As WebVTT, by the time of the recording; "" when there are none.
std::string captions(db::Reader& reader, const BroadcastId& broadcast);
/// In place of those that were there; "" takes them away.
void set_captions(db::Tx& tx, const BroadcastId& broadcast, const std::string& text, const PersonId& by, Instant now);

}  // namespace ws::live::store
