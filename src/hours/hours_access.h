#pragma once
// The only way to an entry for an actor: their own, or one of their subtrees. Anything else is absent.

#include "hours/dispute_store.h"
#include "hours/hours_store.h"

namespace ws::hours {

/// "hours.not_found" unless it is the actor's own entry.
Result<Entry> find_own(db::Reader& reader, const Actor& actor, const HoursEntryId& entry);
/// "hours.not_found" unless the actor is clerk or dispatcher of a subtree with the entry's site.
Result<Entry> find_to_confirm(db::Reader& reader, const Actor& actor, const HoursEntryId& entry);
/// An entry that is publicised just now, which anybody may object to; "hours.not_found" otherwise.
Result<Entry> find_publicised(db::Reader& reader, const HoursEntryId& entry);
/// "hours.no_dispute" unless the actor is clerk or dispatcher of a subtree with the dispute's site.
Result<Dispute> find_to_answer(db::Reader& reader, const Actor& actor, const DisputeId& dispute);
/// Whether the actor may write down a service at `site` from evidence: its clerks, dispatchers and leaders. Refuses
/// "site.not_found", "site.not_yours".
Outcome check_may_enter(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose waiting entries the actor sees: as clerk, dispatcher or leader.
std::vector<SiteId> seen_roots(const Actor& actor);

}  // namespace ws::hours
