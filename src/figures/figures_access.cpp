#include "figures/figures_access.h"

#include "sites/public.h"
#include "teams/public.h"

namespace ws::figures::access {
namespace {

constexpr std::initializer_list<Role> seeing{Role::clerk, Role::dispatcher, Role::leader};
constexpr std::initializer_list<Role> naming{Role::clerk, Role::dispatcher};

std::optional<Scope> find_site(db::Reader& reader, const Actor& actor, const std::string& id) {
  const SiteId site(id);
  const auto found = sites::find_brief(reader, site);
  if (!found || !sites::covers(reader, actor, seeing, site)) return std::nullopt;
  return Scope{ScopeKind::site, id, found->name, site, sites::covers(reader, actor, naming, site)};
}

std::optional<Scope> find_team(db::Reader& reader, const Actor& actor, const std::string& id) {
  const TeamId team(id);
  const auto found = teams::find_brief(reader, team);
  if (!found) return std::nullopt;
  const bool leads = teams::leads(reader, actor, team);
  if (!leads && !sites::covers(reader, actor, seeing, found->site)) return std::nullopt;
  return Scope{ScopeKind::team, id, found->name, found->site,
               leads || sites::covers(reader, actor, naming, found->site)};
}

std::optional<Scope> find_project(db::Reader& reader, const Actor& actor, const std::string& id) {
  auto found = store::find_project(reader, id);
  if (!found || !sites::covers(reader, actor, seeing, found->site)) return std::nullopt;
  found->names = sites::covers(reader, actor, naming, found->site);
  return found;
}

std::optional<Scope> find_area(db::Reader& reader, const Actor& actor, const std::string& id) {
  auto found = store::find_area(reader, id);
  if (!found) return std::nullopt;
  const auto covered = [&](std::initializer_list<Role> roles) {
    for (const SiteId& root : sites::roots(actor, roles))
      if (store::area_within(reader, id, root)) return true;
    return false;
  };
  if (!covered(seeing)) return std::nullopt;
  found->names = covered(naming);
  return found;
}

std::optional<Scope> find_first(db::Reader& reader, const Actor& actor, ScopeKind kind) {
  if (kind == ScopeKind::site)
    for (const SiteId& root : sites::roots(actor, seeing)) return find_site(reader, actor, root.str());
  if (kind == ScopeKind::site || kind == ScopeKind::team)
    for (const teams::Brief& team : teams::led_by(reader, actor)) return find_team(reader, actor, team.id.str());
  return std::nullopt;
}

std::optional<Scope> find(db::Reader& reader, const Actor& actor, ScopeKind kind, const std::string& id) {
  if (id.empty()) return find_first(reader, actor, kind);
  switch (kind) {
    case ScopeKind::site:
      return find_site(reader, actor, id);
    case ScopeKind::team:
      return find_team(reader, actor, id);
    case ScopeKind::project:
      return find_project(reader, actor, id);
    case ScopeKind::area:
      return find_area(reader, actor, id);
  }
  return std::nullopt;
}

}  // namespace

Result<Scope> get_scope(db::Reader& reader, const Actor& actor, ScopeKind kind, const std::string& id) {
  auto found = find(reader, actor, kind, id);
  if (!found) return Error::not_found("figures.no_scope");
  return std::move(*found);
}

Result<store::Entry> get_entry(db::Reader& reader, const Actor& actor, const HoursEntryId& entry) {
  auto found = store::find_entry(reader, entry);
  const TeamId team = store::team_of(reader, entry);
  if (!found || (!find_site(reader, actor, store::site_of(reader, entry).str()) &&
                 (team.empty() || !find_team(reader, actor, team.str()))))
    return Error::not_found("hours.not_found");
  return std::move(*found);
}

}  // namespace ws::figures::access
