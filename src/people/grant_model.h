#pragma once
// Rules of granting roles: scope, the separated administrators (三员分立), nobody for themself.

#include "base/actor.h"
#include "base/result.h"

namespace ws::people {

using GrantId = Id<struct GrantTag>;

/// A role as it is asked for.
struct GrantRequest {
  PersonId to;
  Role role = Role::clerk;
  SiteId site;
  TeamId team;
  std::string reason;
};

/// System, security and audit administrators: one person holds at most one of the three.
bool is_separated(Role role);

/// Whether the scope fits the role: a team for a team's leader, a site for everybody else. Errors:
/// "grant.team_required", "grant.site_required", "grant.scope_mismatch".
Outcome check_scope(const GrantRequest& request);

/// A dispatcher works for a center or an office (domain.md: 派单). Error: "grant.dispatcher_scope".
Outcome check_site_kind(Role role, std::string_view site_kind);

/// Nobody grants to themself or takes a role back from themself. Error: "grant.own".
Outcome check_not_own(const Actor& actor, const PersonId& person);

}  // namespace ws::people
