#include "people/grant_model.h"

namespace ws::people {

bool is_separated(Role role) {
  return role == Role::system_admin || role == Role::security_admin || role == Role::auditor;
}

Outcome check_scope(const GrantRequest& request) {
  if (request.role == Role::team_leader) {
    if (request.team.empty()) return Error::invalid("grant.team_required", "team_id");
    if (!request.site.empty()) return Error::invalid("grant.scope_mismatch", "site_id");
    return Done{};
  }
  if (request.site.empty()) return Error::invalid("grant.site_required", "site_id");
  if (!request.team.empty()) return Error::invalid("grant.scope_mismatch", "team_id");
  return Done{};
}

Outcome check_site_kind(Role role, std::string_view site_kind) {
  if (role == Role::dispatcher && site_kind != "center" && site_kind != "office")
    return Error::invalid("grant.dispatcher_scope", "site_id");
  return Done{};
}

Outcome check_not_own(const Actor& actor, const PersonId& person) {
  if (actor.person == person) return Error::forbidden("grant.own");
  return Done{};
}

}  // namespace ws::people
