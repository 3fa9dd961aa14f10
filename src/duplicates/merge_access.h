#pragma once
// Staff of the sites that either of the two people belongs to see a merge; to everybody else it is not there.

#include "base/actor.h"
#include "duplicates/merge_store.h"

namespace ws::duplicates::access {

Reach reach_of(db::Reader& reader, const Actor& actor, const Account& merged, const Account& survivor);
/// The same of somebody else, by the grants they hold now.
Reach reach_of_person(db::Reader& reader, const PersonId& person, const Account& merged, const Account& survivor);
/// Refuses "merge.not_found".
Result<Merge> get(db::Reader& reader, const Actor& actor, const MergeId& merge);
std::vector<SiteId> roots(const Actor& actor);

}  // namespace ws::duplicates::access
