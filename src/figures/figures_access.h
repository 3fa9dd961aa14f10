#pragma once
// Whose figures an actor may see: clerks, dispatchers and leaders of a site's subtree those of the sites, teams and
// projects in it, and of areas that lie in it whole; a team's leader those of the team and its sub-teams. What is
// hidden answers like what is absent.

#include "base/actor.h"
#include "figures/figures_store.h"

namespace ws::figures::access {

/// What is asked for; an empty identifier: the first that the actor may see. Refuses "figures.no_scope".
Result<Scope> get_scope(db::Reader& reader, const Actor& actor, ScopeKind kind, const std::string& id);
/// An entry of a site or team whose figures the actor may see. Refuses "hours.not_found".
Result<store::Entry> get_entry(db::Reader& reader, const Actor& actor, const HoursEntryId& entry);

}  // namespace ws::figures::access
