#pragma once
// Who may do what. The staff above a broadcast's site see it; its clerks and dispatchers plan it, run it and keep its
// room in order. To everybody else it is there once it is announced.

#include "base/actor.h"
#include "live/broadcast_store.h"

namespace ws::live::access {

/// Refuses "live.not_found".
Result<Broadcast> get(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast);
/// Refuses "live.not_found", "live.not_yours".
Result<Broadcast> get_to_run(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast);
/// What everybody may see. Refuses "live.not_found".
Result<Broadcast> get_public(db::Reader& reader, const BroadcastId& broadcast);
bool may_run(db::Reader& reader, const Actor& actor, const Broadcast& broadcast);
/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_plan_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose broadcasts the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::live::access
