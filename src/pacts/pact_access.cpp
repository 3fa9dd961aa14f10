#include "pacts/pact_access.h"

#include "sites/public.h"

namespace ws::pacts::access {

Result<Pact> get(db::Reader& reader, const Actor& actor, const PactId& pact) {
  auto found = store::find(reader, pact);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, found->site))
    return Error::not_found("pact.not_found");
  return std::move(*found);
}

bool may_write(db::Reader& reader, const Actor& actor, const Pact& pact) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, pact.site);
}

Result<Pact> get_to_write(db::Reader& reader, const Actor& actor, const PactId& pact) {
  auto found = get(reader, actor, pact);
  if (found && !may_write(reader, actor, *found)) return Error::forbidden("pact.not_yours");
  return found;
}

Result<Pact> get_public(db::Reader& reader, const PactId& pact) {
  auto found = store::find(reader, pact);
  if (!found || found->state == State::draft) return Error::not_found("pact.not_found");
  return std::move(*found);
}

Judge judge_of(db::Reader& reader, const Actor& actor, const Pact& pact, const std::optional<Version>& open) {
  return {open && store::wrote(reader, pact.id, open->number, actor.person),
          sites::covers(reader, actor, {Role::dispatcher, Role::leader}, pact.site)};
}

Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

}  // namespace ws::pacts::access
