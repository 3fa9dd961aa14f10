#include "imports/import_access.h"

#include "sites/public.h"
#include "teams/public.h"

namespace ws::imports::access {
namespace {

bool is_staff(db::Reader& reader, const Actor& actor, const SiteId& site) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site);
}

}  // namespace

Outcome check_may_upload(db::Reader& reader, const Actor& actor, Kind kind, const SiteId& site, const TeamId& team) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (kind == Kind::people && !is_staff(reader, actor, site)) return Error::forbidden("site.not_yours");
  if (team.empty()) return kind == Kind::people ? Outcome(Done{}) : Error::not_found("team.not_found");
  const auto found = teams::find_brief(reader, team);
  if (!found || !found->active) return Error::not_found("team.not_found");
  if (!teams::leads(reader, actor, team) && !is_staff(reader, actor, found->site))
    return Error::forbidden("team.not_yours");
  return Done{};
}

Result<store::Import> get_own(db::Reader& reader, const Actor& actor, const ImportId& import) {
  auto found = store::find(reader, import);
  if (!found || found->asked_by != actor.person) return Error::not_found("import.not_found");
  return std::move(*found);
}

}  // namespace ws::imports::access
