#include "duplicates/merge_access.h"

#include <algorithm>

#include "people/public.h"
#include "sites/public.h"

namespace ws::duplicates::access {
namespace {

bool looks_after(db::Reader& reader, const PersonId& person, const SiteId& site) {
  for (const Role role : {Role::clerk, Role::dispatcher}) {
    const auto holders = people::holders(reader, role, site);
    if (std::find(holders.begin(), holders.end(), person) != holders.end()) return true;
  }
  return false;
}

}  // namespace

Reach reach_of(db::Reader& reader, const Actor& actor, const Account& merged, const Account& survivor) {
  return {sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, merged.site),
          sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, survivor.site)};
}

Reach reach_of_person(db::Reader& reader, const PersonId& person, const Account& merged, const Account& survivor) {
  return {looks_after(reader, person, merged.site), looks_after(reader, person, survivor.site)};
}

Result<Merge> get(db::Reader& reader, const Actor& actor, const MergeId& id) {
  auto merge = store::find(reader, id);
  if (!merge || !reach_of(reader, actor, merge->merged, merge->survivor).any())
    return Error::not_found("merge.not_found");
  return std::move(*merge);
}

std::vector<SiteId> roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

}  // namespace ws::duplicates::access
