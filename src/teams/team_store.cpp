#include "teams/team_store.h"

#include <algorithm>
#include <unordered_map>

#include "search/public.h"
#include "teams/public.h"

namespace ws::teams {
namespace {

constexpr std::string_view select_brief = "SELECT id, name, site_id, parent_id, active FROM teams WHERE id = $1";
// UNION (not ALL) ends the walk even if data ever held a circle.
constexpr std::string_view select_leads_as_member =
    "WITH RECURSIVE up (id, parent_id) AS (SELECT id, parent_id FROM teams WHERE id = $1 "
    "UNION SELECT t.id, t.parent_id FROM teams t JOIN up ON t.id = up.parent_id) "
    "SELECT 1 FROM up JOIN team_members m ON m.team_id = up.id WHERE m.person_id = $2 AND m.leader = 1 LIMIT 1";
constexpr std::string_view select_lineage =
    "WITH RECURSIVE up (id, parent_id) AS (SELECT id, parent_id FROM teams WHERE id = $1 "
    "UNION SELECT t.id, t.parent_id FROM teams t JOIN up ON t.id = up.parent_id) SELECT id FROM up";
constexpr std::string_view select_leaders =
    "WITH RECURSIVE up (id, parent_id, depth) AS (SELECT id, parent_id, CAST(0 AS BIGINT) FROM teams WHERE id = $1 "
    "UNION SELECT t.id, t.parent_id, up.depth + 1 FROM teams t JOIN up ON t.id = up.parent_id WHERE up.depth < 8) "
    "SELECT person_id, MIN(depth) FROM ("
    "SELECT m.person_id, up.depth FROM up JOIN team_members m ON m.team_id = up.id WHERE m.leader = 1 "
    "UNION ALL SELECT g.person_id, up.depth FROM up JOIN grants g ON g.team_id = up.id "
    "WHERE g.role = 'team_leader' AND g.revoked_ms IS NULL) who "
    "GROUP BY person_id ORDER BY 2, person_id LIMIT 20";
constexpr std::string_view select_led =
    "SELECT t.id, t.name, t.site_id, t.parent_id, t.active FROM teams t WHERE t.active = 1 AND t.id IN ("
    "SELECT team_id FROM team_members WHERE person_id = $1 AND leader = 1 "
    "UNION SELECT team_id FROM grants WHERE person_id = $1 AND role = 'team_leader' AND revoked_ms IS NULL) "
    "ORDER BY t.name, t.id";
constexpr std::string_view select_of_person =
    "SELECT t.id, t.name, t.site_id, t.parent_id, t.active FROM team_members m JOIN teams t ON t.id = m.team_id "
    "WHERE m.person_id = $1 AND t.active = 1 ORDER BY t.name, t.id";
constexpr std::string_view select_member_ids =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 "
    "UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id) "
    "SELECT DISTINCT m.person_id FROM down JOIN team_members m ON m.team_id = down.id "
    "JOIN volunteers v ON v.person_id = m.person_id WHERE v.state = 'registered' ORDER BY m.person_id LIMIT $2";
constexpr std::string_view select_has_member =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 "
    "UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id) "
    "SELECT 1 FROM down JOIN team_members m ON m.team_id = down.id WHERE m.person_id = $2 LIMIT 1";

constexpr std::string_view select_team =
    "SELECT t.id, t.code, t.name, t.host, t.summary, t.parent_id, s.id, s.name, t.active "
    "FROM teams t JOIN sites s ON s.id = t.site_id WHERE t.id = $1";
constexpr std::string_view select_children =
    "SELECT t.id, t.code, t.name, t.host, t.summary, t.parent_id, s.id, s.name, t.active "
    "FROM teams t JOIN sites s ON s.id = t.site_id WHERE t.parent_id = $1 AND t.active = 1 ORDER BY t.code LIMIT 100";
// Without words the list shows teams at the top, their sub-teams are on their page; words look at every depth.
constexpr std::string_view select_page =
    "SELECT t.id, t.code, t.name, t.host, t.summary, t.parent_id, s.id, s.name, t.active "
    "FROM teams t JOIN sites s ON s.id = t.site_id WHERE t.active = 1 AND t.code > $1 "
    "AND ($2 = 1 OR t.parent_id IS NULL) "
    "AND (CAST($3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree x WHERE x.ancestor_id = $3 AND x.site_id = "
    "t.site_id)) "
    "AND lower(t.name || ' ' || t.summary) LIKE $4 ESCAPE '!' AND lower(t.name || ' ' || t.summary) LIKE $5 ESCAPE "
    "'!' "
    "AND lower(t.name || ' ' || t.summary) LIKE $6 ESCAPE '!' ORDER BY t.code LIMIT $7";
constexpr std::string_view select_members =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 "
    "UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id), "
    "people (person_id) AS (SELECT DISTINCT m.person_id FROM down JOIN team_members m ON m.team_id = down.id "
    "JOIN volunteers v ON v.person_id = m.person_id WHERE v.state = 'registered' ORDER BY m.person_id LIMIT $2) "
    "SELECT v.person_id, p.name, v.number, s.skill FROM people JOIN volunteers v ON v.person_id = people.person_id "
    "JOIN persons p ON p.id = v.person_id LEFT JOIN volunteer_skills s ON s.person_id = v.person_id "
    "ORDER BY v.number, s.skill";

/// ($1, $2, …, $count)
std::string list_of(std::size_t count) {
  std::string sql = "(";
  for (std::size_t i = 1; i <= count; ++i) sql += (i > 1 ? ", $" : "$") + std::to_string(i);
  return sql + ")";
}

/// Each of `count` teams with every team of its subtree, itself included.
std::string subtrees(std::size_t count) {
  return "WITH RECURSIVE down (root, id) AS (SELECT id, id FROM teams WHERE id IN " + list_of(count) +
         " UNION SELECT down.root, t.id FROM teams t JOIN down ON t.parent_id = down.id WHERE t.active = 1) ";
}

Brief to_brief(const db::Row& row) {
  return {row.id<TeamId>(0), row.text(1), row.id<SiteId>(2), row.id<TeamId>(3), row.i64(4) != 0};
}

std::vector<Brief> briefs(const db::Rows& rows) {
  std::vector<Brief> found;
  for (const db::Row& row : rows) found.push_back(to_brief(row));
  return found;
}

Team to_team(const db::Row& row) {
  return {row.id<TeamId>(0),          row.text(1),    row.text(2), row.text(3), row.text(4), row.id<TeamId>(5),
          {row.text(6), row.text(7)}, row.i64(8) != 0};
}

std::vector<Team> to_teams(const db::Rows& rows) {
  std::vector<Team> teams;
  for (const db::Row& row : rows) teams.push_back(to_team(row));
  return teams;
}

}  // namespace

std::optional<Brief> find_brief(db::Reader& reader, const TeamId& team) {
  const auto row = reader.find(select_brief, team);
  if (!row) return std::nullopt;
  return to_brief(*row);
}

bool leads(db::Reader& reader, const Actor& actor, const TeamId& team) {
  if (!actor.signed_in()) return false;
  for (const db::Row& row : reader.query(select_lineage, team))
    for (const Grant& grant : actor.grants)
      if (grant.role == Role::team_leader && grant.team == row.id<TeamId>(0)) return true;
  return reader.find(select_leads_as_member, team, actor.person).has_value();
}

std::vector<Brief> led_by(db::Reader& reader, const Actor& actor) {
  return briefs(reader.query(select_led, actor.person));
}

std::vector<PersonId> leaders(db::Reader& reader, const TeamId& team) {
  std::vector<PersonId> people;
  for (const db::Row& row : reader.query(select_leaders, team)) people.push_back(row.id<PersonId>(0));
  return people;
}

std::vector<PersonId> members(db::Reader& reader, const TeamId& team, std::int64_t limit) {
  std::vector<PersonId> people;
  for (const db::Row& row : reader.query(select_member_ids, team, limit)) people.push_back(row.id<PersonId>(0));
  return people;
}

bool has_member(db::Reader& reader, const TeamId& team, const PersonId& person) {
  return reader.find(select_has_member, team, person).has_value();
}

std::vector<Brief> teams_of(db::Reader& reader, const PersonId& person) {
  return briefs(reader.query(select_of_person, person));
}

namespace store {

std::vector<Team> page(db::Reader& reader, const Filter& filter, const std::string& after, std::int64_t limit) {
  const auto like = search::like_patterns(filter.words);
  const std::int64_t any_depth = like[0] == "%" ? 0 : 1;
  return to_teams(reader.query(select_page, after, any_depth, filter.site, like[0], like[1], like[2], limit));
}

std::optional<Team> find(db::Reader& reader, const TeamId& team) {
  const auto row = reader.find(select_team, team);
  if (!row) return std::nullopt;
  return to_team(*row);
}

std::vector<Team> children(db::Reader& reader, const TeamId& team) {
  return to_teams(reader.query(select_children, team));
}

void fill_figures(db::Reader& reader, std::vector<Team>& teams) {
  if (teams.empty()) return;
  // Padded to a round number of parameters, so that few texts are ever prepared.
  const std::size_t width = teams.size() == 1 ? 1 : teams.size() <= 20 ? 20 : 100;
  db::Params params;
  for (std::size_t i = 0; i < width; ++i) params.push_back(db::to_value(teams[std::min(i, teams.size() - 1)].id));
  std::unordered_map<std::string, Team*> by_id;
  for (Team& team : teams) by_id[team.id.str()] = &team;
  const std::string down = subtrees(width);
  for (const db::Row& row : reader.run(down + "SELECT root, COUNT(*) - 1 FROM down GROUP BY root", params))
    by_id.at(row.text(0))->sub_teams = row.i64(1);
  for (const db::Row& row :
       reader.run(down + "SELECT down.root, COUNT(DISTINCT m.person_id) FROM down JOIN team_members m ON m.team_id = "
                         "down.id JOIN volunteers v ON v.person_id = m.person_id WHERE v.state = 'registered' "
                         "GROUP BY down.root",
                  params))
    by_id.at(row.text(0))->members = row.i64(1);
  for (const db::Row& row :
       reader.run(down + "SELECT down.root, COUNT(*) FROM down JOIN orders o ON o.team_id = down.id "
                         "WHERE o.state IN ('completed', 'rated', 'archived') GROUP BY down.root",
                  params))
    by_id.at(row.text(0))->completed = row.i64(1);
}

std::vector<Member> members(db::Reader& reader, const TeamId& team, std::int64_t limit) {
  std::vector<Member> found;
  for (const db::Row& row : reader.query(select_members, team, limit)) {
    if (found.empty() || found.back().volunteer.str() != row.text(0))
      found.push_back({row.id<PersonId>(0), row.text(1), row.text(2), {}});
    if (!row.is_null(3)) found.back().skills.push_back(row.text(3));
  }
  return found;
}

}  // namespace store
}  // namespace ws::teams
