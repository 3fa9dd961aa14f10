#include "volunteers/volunteer_access.h"

#include <algorithm>

#include "sites/public.h"
#include "teams/public.h"

namespace ws::volunteers::access {
namespace {

/// A station's clerk enters and looks; verifying is the office's and the center's.
bool verifies_site(db::Reader& reader, const Actor& actor, const SiteId& site) {
  const auto roots = sites::roots(actor, {Role::clerk, Role::dispatcher});
  return std::any_of(roots.begin(), roots.end(), [&](const SiteId& root) {
    const auto brief = sites::find_brief(reader, root);
    return brief && (brief->kind == "office" || brief->kind == "center") && sites::within(reader, site, root);
  });
}

Result<Seen> judge(db::Reader& reader, const Actor& actor, std::optional<store::Life> life) {
  if (!life) return Error::not_found("volunteer.not_found");
  const bool leads = !life->team.empty() && teams::leads(reader, actor, life->team);
  if (!leads && !sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, life->site))
    return Error::not_found("volunteer.not_found");
  const bool verifier = leads || verifies_site(reader, actor, life->site);
  return Seen{std::move(*life), verifier};
}

}  // namespace

Result<Seen> see(db::Reader& reader, const Actor& actor, const PersonId& person) {
  return judge(reader, actor, store::find_life(reader, person));
}

Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const PersonId& person) {
  return judge(tx, actor, store::lock_life(tx, person));
}

Scope scope_of(db::Reader& reader, const Actor& actor) {
  Scope scope;
  scope.roots = sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
  for (const teams::Brief& team : teams::led_by(reader, actor)) scope.teams.push_back(team.id);
  return scope;
}

Outcome check_may_enter(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

}  // namespace ws::volunteers::access
