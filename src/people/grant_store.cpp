#include "people/grant_store.h"

#include <stdexcept>

namespace ws::people {
namespace {

constexpr std::string_view select_grant =
    "SELECT g.id, g.person_id, g.role, COALESCE(g.site_id, t.site_id), g.revoked_ms FROM grants g "
    "LEFT JOIN teams t ON t.id = g.team_id WHERE g.id = $1";
constexpr std::string_view select_team_site = "SELECT site_id FROM teams WHERE id = $1 AND active = 1";
constexpr std::string_view select_reached_site =
    "SELECT s.kind FROM sites s WHERE s.id = $1 AND EXISTS (SELECT 1 FROM grants a JOIN site_tree t "
    "ON t.ancestor_id = a.site_id AND t.site_id = s.id WHERE a.person_id = $2 AND a.role = 'security_admin' "
    "AND a.revoked_ms IS NULL)";

constexpr std::string_view insert_row =
    "INSERT INTO grants (id, person_id, role, site_id, team_id, granted_by, granted_ms) "
    "SELECT CAST($1 AS TEXT), CAST($2 AS TEXT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT), "
    "CAST($6 AS TEXT), CAST($7 AS BIGINT) "
    "WHERE $3 NOT IN ('system_admin', 'security_admin', 'auditor') OR NOT EXISTS (SELECT 1 FROM grants o "
    "WHERE o.person_id = $2 AND o.revoked_ms IS NULL AND o.role <> $3 "
    "AND o.role IN ('system_admin', 'security_admin', 'auditor')) "
    "ON CONFLICT (person_id, role, COALESCE(site_id, ''), COALESCE(team_id, '')) WHERE revoked_ms IS NULL DO NOTHING";
constexpr std::string_view select_separated =
    "SELECT 1 FROM grants WHERE person_id = $1 AND revoked_ms IS NULL AND role <> $2 "
    "AND role IN ('system_admin', 'security_admin', 'auditor') LIMIT 1";

// Somebody else, not closed, must still be security administrator of the whole subtree.
constexpr std::string_view revoke_row =
    "UPDATE grants SET revoked_ms = $2 WHERE id = $1 AND revoked_ms IS NULL AND (role <> 'security_admin' OR EXISTS "
    "(SELECT 1 FROM grants o JOIN site_tree t ON t.ancestor_id = o.site_id JOIN persons p ON p.id = o.person_id "
    "WHERE t.site_id = grants.site_id AND o.role = 'security_admin' AND o.revoked_ms IS NULL "
    "AND o.person_id <> grants.person_id AND p.disabled_ms IS NULL))";
constexpr std::string_view revoke_leaders =
    "UPDATE grants SET revoked_ms = $3 WHERE team_id = $2 AND role = 'team_leader' AND revoked_ms IS NULL "
    "AND (CAST($1 AS TEXT) IS NULL OR person_id = $1)";
constexpr std::string_view select_active = "SELECT 1 FROM grants WHERE id = $1 AND revoked_ms IS NULL";

constexpr std::string_view select_holders =
    "SELECT g.person_id FROM grants g JOIN site_tree t ON t.ancestor_id = g.site_id JOIN persons p ON p.id = "
    "g.person_id "
    "WHERE t.site_id = $2 AND g.role = $1 AND g.revoked_ms IS NULL AND p.disabled_ms IS NULL "
    "GROUP BY g.person_id ORDER BY MIN(t.depth), g.person_id LIMIT $3";

}  // namespace

std::optional<GrantRecord> find_grant(db::Reader& reader, const GrantId& grant) {
  const auto row = reader.find(select_grant, grant);
  if (!row) return std::nullopt;
  const auto role = parse_role(row->text(2));
  if (!role) throw std::logic_error("grants.role holds " + row->text(2));
  return GrantRecord{row->id<GrantId>(0), row->id<PersonId>(1), *role, row->id<SiteId>(3), !row->is_null(4)};
}

std::optional<SiteId> find_team_site(db::Reader& reader, const TeamId& team) {
  const auto row = reader.find(select_team_site, team);
  return row ? std::optional(row->id<SiteId>(0)) : std::nullopt;
}

std::optional<std::string> find_reached_site_kind(db::Reader& reader, const SiteId& site, const PersonId& admin) {
  const auto row = reader.find(select_reached_site, site, admin);
  return row ? std::optional(row->text(0)) : std::nullopt;
}

Granted insert_grant(db::Tx& tx, const GrantId& id, const GrantRequest& request, const PersonId& by, Instant now) {
  const std::string_view role = to_text(request.role);
  if (tx.exec(insert_row, id, request.to, role, request.site, request.team, by, now) == 1) return Granted::yes;
  const bool separated = is_separated(request.role) && tx.find(select_separated, request.to, role);
  return separated ? Granted::separated : Granted::already;
}

Revoked revoke_grant(db::Tx& tx, const GrantId& id, Instant now) {
  if (tx.exec(revoke_row, id, now) == 1) return Revoked::yes;
  return tx.find(select_active, id) ? Revoked::last_security_admin : Revoked::already;
}

void revoke_leading(db::Tx& tx, const PersonId& person, const TeamId& team, Instant now) {
  tx.push(revoke_leaders, person, team, now);
}

std::vector<PersonId> list_holders(db::Reader& reader, Role role, const SiteId& site, std::int64_t limit) {
  std::vector<PersonId> people;
  for (const db::Row& row : reader.query(select_holders, to_text(role), site, limit))
    people.push_back(row.id<PersonId>(0));
  return people;
}

}  // namespace ws::people
