#include "sites/site_access.h"

#include <algorithm>

#include "sites/public.h"
#include "sites/site_store.h"

namespace ws::sites::access {

Result<Site> get_site(db::Reader& reader, const SiteId& site) {
  auto found = store::find(reader, site);
  if (!found) return Error::not_found("site.not_found");
  return std::move(*found);
}

Result<Site> get_site_to_edit(db::Reader& reader, const Actor& actor, const SiteId& site) {
  auto found = get_site(reader, site);
  if (found && !covers(reader, actor, {Role::clerk, Role::dispatcher}, site))
    return Error::forbidden("site.not_yours");
  return found;
}

Result<Site> get_site_to_move(db::Reader& reader, const Actor& actor, const SiteId& site) {
  auto found = get_site(reader, site);
  const bool everywhere = std::any_of(actor.grants.begin(), actor.grants.end(), [](const Grant& grant) {
    return grant.role == Role::system_admin && grant.site.empty();
  });
  if (found && !everywhere && !covers(reader, actor, {Role::system_admin}, site))
    return Error::forbidden("site.not_yours");
  return found;
}

}  // namespace ws::sites::access
