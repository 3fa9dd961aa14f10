#pragma once
// Rows of grants. A grant is never deleted: it is revoked.

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "people/grant_model.h"

namespace ws::people {

struct GrantRecord {
  GrantId id;
  PersonId person;
  Role role = Role::clerk;
  SiteId site;  ///< of the scope: the site granted, or that of the team
  bool revoked = false;
};
std::optional<GrantRecord> find_grant(db::Reader& reader, const GrantId& grant);

/// The site a team belongs to; nothing for a team that is none.
std::optional<SiteId> find_team_site(db::Reader& reader, const TeamId& team);
/// The kind of a site that `admin` reaches as security administrator.
std::optional<std::string> find_reached_site_kind(db::Reader& reader, const SiteId& site, const PersonId& admin);

enum class Granted { yes, already, separated };
/// Writes the grant unless the person holds it already, or holds another of the three separated administrators.
Granted insert_grant(db::Tx& tx, const GrantId& id, const GrantRequest& request, const PersonId& by, Instant now);

enum class Revoked { yes, already, last_security_admin };
/// Takes the grant back, unless its subtree would be left without a security administrator.
Revoked revoke_grant(db::Tx& tx, const GrantId& id, Instant now);

/// Takes the team leader's role of the person back; an empty person: of all who lead the team.
void revoke_leading(db::Tx& tx, const PersonId& person, const TeamId& team, Instant now);

std::vector<PersonId> list_holders(db::Reader& reader, Role role, const SiteId& site, std::int64_t limit);

}  // namespace ws::people
