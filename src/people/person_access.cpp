#include "people/person_access.h"

#include "people/person_store.h"

namespace ws::people {

Result<PersonRecord> get_person(db::Reader& reader, const Actor& actor, const PersonId& person) {
  if (!administered_by(reader, person, actor.person)) return Error::not_found("person.not_found");
  auto record = find_person(reader, person);
  if (!record) return Error::not_found("person.not_found");
  return std::move(*record);
}

Result<GrantRecord> get_grant(db::Reader& reader, const Actor& actor, const GrantId& grant) {
  auto record = find_grant(reader, grant);
  if (!record || !find_reached_site_kind(reader, record->site, actor.person))
    return Error::not_found("grant.not_found");
  return std::move(*record);
}

Result<std::string> get_scope_kind(db::Reader& reader, const Actor& actor, const GrantRequest& request) {
  const bool by_team = !request.team.empty();
  const std::optional<SiteId> site = by_team ? find_team_site(reader, request.team) : std::optional(request.site);
  const auto kind = site ? find_reached_site_kind(reader, *site, actor.person) : std::nullopt;
  if (!kind) return Error{ErrorCode::not_found, "grant.scope_not_found", by_team ? "team_id" : "site_id", {}};
  return *kind;
}

}  // namespace ws::people
