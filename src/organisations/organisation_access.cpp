#include "organisations/organisation_access.h"

#include "sites/public.h"

namespace ws::organisations::access {

Result<Organisation> get(db::Reader& reader, const OrganisationId& organisation) {
  auto found = store::find(reader, organisation);
  if (!found) return Error::not_found("organisation.not_found");
  return std::move(*found);
}

Result<Organisation> get_to_edit(db::Reader& reader, const Actor& actor, const OrganisationId& organisation) {
  auto found = get(reader, organisation);
  if (!found) return found;
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->entry.site))
    return Error::forbidden("organisation.not_yours");
  if (!found->active) return Error::conflict("organisation.closed");
  return found;
}

Outcome check_may_place(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

}  // namespace ws::organisations::access
