#pragma once
// Who may do what. The staff above a broadcast's site see it; its clerks and dispatchers plan it, run it and keep its
// room in order. Who teaches what it shows sends the stream. To everybody else it is there once it is announced.

#include "base/actor.h"
#include "live/broadcast_store.h"

namespace ws::live::access {

/// Refuses "live.not_found".
Result<Broadcast> get(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast);
/// Refuses "live.not_found", "live.not_yours".
Result<Broadcast> get_to_run(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast);
/// Who runs it, and the lecturer of a session that comes by it: they send the stream, answer questions and guide. To
/// everybody else it is not there: "live.not_found", "live.not_yours" for staff who only look.
Result<Broadcast> get_to_speak(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast);
/// What everybody may see. Refuses "live.not_found".
Result<Broadcast> get_public(db::Reader& reader, const BroadcastId& broadcast);
bool may_run(db::Reader& reader, const Actor& actor, const Broadcast& broadcast);
/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_plan_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose broadcasts the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::live::access
