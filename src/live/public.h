#pragma once
// What other features may know of broadcasts: what everybody may see, and what one is called.

#include <optional>

// The use cases, for the faces that show them.
#include "live/appeal_service.h"
#include "live/audience_service.h"
#include "live/broadcast_service.h"
#include "live/handout_service.h"
#include "live/replay_service.h"
#include "live/room_service.h"
#include "live/segmenter_service.h"

namespace ws::live {

/// Of any state: whoever shows it to everybody asks whether it is announced.
std::optional<Broadcast> find(db::Reader& reader, const BroadcastId& broadcast);
/// Whether the actor plans and runs it; a broadcast that they do not see is not there: "live.not_found".
Outcome check_may_run(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast);

}  // namespace ws::live
