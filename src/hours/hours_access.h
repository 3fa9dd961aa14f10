#pragma once
// The only way to an entry for an actor: their own, or one of their subtrees. Anything else is absent.

#include "hours/hours_store.h"

namespace ws::hours {

/// "hours.not_found" unless it is the actor's own entry.
Result<Entry> find_own(db::Reader& reader, const Actor& actor, const HoursEntryId& entry);
/// "hours.not_found" unless the actor is clerk or dispatcher of a subtree with the entry's site.
Result<Entry> find_to_confirm(db::Reader& reader, const Actor& actor, const HoursEntryId& entry);
/// Subtrees whose waiting entries the actor sees: as clerk, dispatcher or leader.
std::vector<SiteId> seen_roots(const Actor& actor);

}  // namespace ws::hours
