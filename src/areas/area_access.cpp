#include "areas/area_access.h"

#include <algorithm>

#include "sites/public.h"

namespace ws::areas::access {

Result<Area> get(db::Reader& reader, const AreaId& area) {
  auto found = store::find(reader, area);
  if (!found) return Error::not_found("area.not_found");
  return std::move(*found);
}

bool may_keep(db::Reader& reader, const Actor& actor, const Area& area) {
  return std::all_of(area.sites.begin(), area.sites.end(), [&](const Ref& site) {
    return sites::covers(reader, actor, {Role::dispatcher}, SiteId(site.id));
  });
}

Result<Area> get_to_keep(db::Reader& reader, const Actor& actor, const AreaId& area) {
  auto found = get(reader, area);
  if (found && !may_keep(reader, actor, *found)) return Error::forbidden("area.not_yours");
  return found;
}

Outcome check_may_keep(db::Reader& reader, const Actor& actor, const Plan& plan) {
  for (std::size_t i = 0; i < plan.sites.size(); ++i) {
    if (!sites::find_brief(reader, plan.sites[i]))
      return Error::invalid("area.unknown_site", "site_ids[" + std::to_string(i) + "]");
    if (!sites::covers(reader, actor, {Role::dispatcher}, plan.sites[i])) return Error::forbidden("area.not_yours");
  }
  for (std::size_t i = 0; i < plan.projects.size(); ++i)
    if (!store::has_project(reader, plan.projects[i]))
      return Error::invalid("area.unknown_project", "project_ids[" + std::to_string(i) + "]");
  return Done{};
}

}  // namespace ws::areas::access
