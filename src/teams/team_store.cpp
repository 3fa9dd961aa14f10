#include "teams/team_store.h"

#include <algorithm>
#include <stdexcept>
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

const std::string select_row =
    "SELECT t.id, t.code, t.name, t.host, t.summary, t.parent_id, s.id, s.name, t.state, t.organisation_id, o.name, "
    "t.takes_requests, t.founded_by, t.submitted_by, t.version FROM teams t JOIN sites s ON s.id = t.site_id "
    "LEFT JOIN organisations o ON o.id = t.organisation_id ";
const std::string select_team = select_row + "WHERE t.id = $1";
const std::string select_children = select_row + "WHERE t.parent_id = $1 AND t.active = 1 ORDER BY t.code LIMIT 100";
const std::string has_words =
    "AND lower(t.name || ' ' || t.summary) LIKE $1 ESCAPE '!' AND lower(t.name || ' ' || t.summary) LIKE $2 ESCAPE "
    "'!' AND lower(t.name || ' ' || t.summary) LIKE $3 ESCAPE '!' ";
const std::string in_site =
    "AND (CAST($4 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree x WHERE x.ancestor_id = $4 AND x.site_id = "
    "t.site_id)) ";
// Without words the list shows teams at the top, their sub-teams are on their page; words look at every depth.
const std::string select_page =
    select_row + "WHERE t.active = 1 AND t.code > $5 AND ($6 = 1 OR t.parent_id IS NULL) " + has_words + in_site +
    "AND (CAST($7 AS TEXT) IS NULL OR t.organisation_id = $7 OR EXISTS (SELECT 1 FROM organisations w "
    "WHERE w.id = t.organisation_id AND w.parent_id = $7)) ORDER BY t.code LIMIT $8";
constexpr std::string_view select_subtree =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 "
    "UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id WHERE t.active = 1) SELECT id FROM down "
    "LIMIT 1000";
constexpr std::string_view select_name_taken =
    "SELECT 1 FROM teams WHERE name = $1 AND state <> 'dissolved' AND (CAST($2 AS TEXT) IS NULL OR id <> $2) LIMIT 1";
constexpr std::string_view count_unfinished_teams =
    "SELECT COUNT(*) FROM teams WHERE founded_by = $1 AND state IN ('draft', 'review')";
constexpr std::string_view select_busy =
    "SELECT 1 FROM orders WHERE team_id = $1 AND state IN ('accepted', 'scheduled', 'in_service') "
    "UNION ALL SELECT 1 FROM activities WHERE team_id = $1 AND state IN ('recruiting', 'in_progress') LIMIT 1";
constexpr std::string_view lock_row = "UPDATE teams SET version = version WHERE id = $1";
constexpr std::string_view insert_row =
    "INSERT INTO teams (id, code, parent_id, site_id, name, host, summary, active, state, organisation_id, "
    "takes_requests, founded_by) VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 'draft', $8, $9, $10)";
constexpr std::string_view update_row =
    "UPDATE teams SET name = $2, host = $3, summary = $4, organisation_id = $5, takes_requests = $6, state = $7, "
    "active = CASE WHEN $7 = 'active' THEN 1 ELSE 0 END, submitted_by = $8, version = version + 1 "
    "WHERE id = $1 AND version = $9";
constexpr std::string_view insert_event =
    "INSERT INTO team_events (id, team_id, at_ms, actor_id, kind, from_state, to_state, person_id, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view select_events =
    "SELECT e.id, e.at_ms, e.kind, e.from_state, e.to_state, a.name, p.name, e.reason FROM team_events e "
    "LEFT JOIN persons a ON a.id = e.actor_id LEFT JOIN persons p ON p.id = e.person_id WHERE e.team_id = $1 "
    "AND (CAST($2 AS TEXT) = '' OR e.id < $2) ORDER BY e.id DESC LIMIT $3";
constexpr std::string_view select_members =
    "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id = $1 "
    "UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id), "
    "people (person_id) AS (SELECT DISTINCT m.person_id FROM down JOIN team_members m ON m.team_id = down.id "
    "JOIN volunteers v ON v.person_id = m.person_id WHERE v.state = 'registered' ORDER BY m.person_id LIMIT $2) "
    "SELECT v.person_id, p.name, v.number, s.skill FROM people JOIN volunteers v ON v.person_id = people.person_id "
    "JOIN persons p ON p.id = v.person_id LEFT JOIN volunteer_skills s ON s.person_id = v.person_id "
    "ORDER BY v.number, s.skill";

/// ($first, …), `count` of them
std::string list_of(std::size_t count, std::size_t first = 1) {
  std::string sql = "(";
  for (std::size_t i = 0; i < count; ++i) sql += (i > 0 ? ", $" : "$") + std::to_string(first + i);
  return sql + ")";
}

/// What the person leads, and (with roots) what lies below them.
std::string select_managed(std::size_t roots) {
  const std::string waiting = "(SELECT COUNT(*) FROM team_requests r WHERE r.team_id = t.id AND r.state = 'pending')";
  std::string row = select_row;
  row.insert(row.find(" FROM teams"), ", " + waiting);
  const std::string below =
      roots == 0 ? ""
                 : "OR EXISTS (SELECT 1 FROM site_tree x WHERE x.site_id = t.site_id AND x.ancestor_id IN " +
                       list_of(roots, 10) + ") ";
  return "WITH RECURSIVE led (id) AS (SELECT team_id FROM team_members WHERE person_id = $6 AND leader = 1 "
         "UNION SELECT team_id FROM grants WHERE person_id = $6 AND role = 'team_leader' AND revoked_ms IS NULL "
         "UNION SELECT id FROM teams WHERE founded_by = $6 AND state IN ('draft', 'review') "
         "UNION SELECT c.id FROM teams c JOIN led ON c.parent_id = led.id) " +
         row + "WHERE t.code > $5 AND ($7 = '' OR t.state = $7) AND ($8 = 0 OR " + waiting + " > 0) " + has_words +
         in_site + "AND (t.id IN (SELECT id FROM led) " + below + ") ORDER BY t.code LIMIT $9";
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
  const auto state = parse_state(row.text(8));
  if (!state) throw std::logic_error("teams.state holds " + row.text(8));
  Team team;
  team.id = row.id<TeamId>(0);
  team.code = row.text(1);
  team.name = row.text(2);
  team.host = row.text(3);
  team.summary = row.text(4);
  team.parent = row.id<TeamId>(5);
  team.site = {row.text(6), row.text(7)};
  team.state = *state;
  team.organisation = {row.text(9), row.text(10)};
  team.takes_requests = row.i64(11) != 0;
  team.founded_by = row.id<PersonId>(12);
  team.submitted_by = row.id<PersonId>(13);
  team.version = row.i64(14);
  return team;
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
  const std::int64_t any_depth = like[0] == "%" && filter.organisation.empty() ? 0 : 1;
  return to_teams(reader.query(select_page, like[0], like[1], like[2], filter.site, after, any_depth,
                               filter.organisation, limit));
}

std::vector<Managed> managed(db::Reader& reader, const ManagedFilter& filter, const std::vector<SiteId>& roots,
                             const PersonId& leader, const std::string& after, std::int64_t limit) {
  const auto like = search::like_patterns(filter.words);
  const std::string state(filter.state ? to_text(*filter.state) : "");
  db::Params params =
      db::params_of(like[0], like[1], like[2], filter.site, after, leader, state, filter.waiting ? 1 : 0, limit);
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
  std::vector<Managed> found;
  for (const db::Row& row : reader.run(select_managed(roots.size()), params))
    found.push_back({to_team(row), row.i64(15)});
  return found;
}

std::optional<Team> find(db::Reader& reader, const TeamId& team) {
  const auto row = reader.find(select_team, team);
  if (!row) return std::nullopt;
  return to_team(*row);
}

std::optional<Team> lock(db::Tx& tx, const TeamId& team) {
  // A write that changes nothing holds the row on PostgreSQL; on SQLite there is one writer anyway.
  if (tx.exec(lock_row, team) != 1) return std::nullopt;
  return find(tx, team);
}

std::vector<Team> children(db::Reader& reader, const TeamId& team) {
  return to_teams(reader.query(select_children, team));
}

std::vector<TeamId> subtree(db::Reader& reader, const TeamId& team) {
  std::vector<TeamId> teams;
  for (const db::Row& row : reader.query(select_subtree, team)) teams.push_back(row.id<TeamId>(0));
  return teams;
}

std::int64_t depth(db::Reader& reader, const TeamId& team) {
  return static_cast<std::int64_t>(reader.query(select_lineage, team).size());
}

bool is_name_taken(db::Reader& reader, const std::string& name, const TeamId& but) {
  return reader.find(select_name_taken, name, but).has_value();
}

std::int64_t count_unfinished(db::Reader& reader, const PersonId& founder) {
  return reader.find(count_unfinished_teams, founder)->i64(0);
}

bool is_busy(db::Reader& reader, const TeamId& team) {
  return reader.find(select_busy, team).has_value();
}

void insert(db::Tx& tx, const Team& team) {
  tx.exec(insert_row, team.id, team.code, team.parent, team.site.id, team.name, team.host, team.summary,
          OrganisationId(team.organisation.id), team.takes_requests, team.founded_by);
}

bool save(db::Tx& tx, const Team& team) {
  return tx.exec(update_row, team.id, team.name, team.host, team.summary, OrganisationId(team.organisation.id),
                 team.takes_requests, to_text(team.state), team.submitted_by, team.version) == 1;
}

void append(db::Tx& tx, Random& random, const TeamId& team, Step step, State from, State to, const PersonId& actor,
            const PersonId& person, const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), team, now, actor, to_text(step), to_text(from), to_text(to), person,
          reason);
}

std::vector<Event> events(db::Reader& reader, const TeamId& team, const std::string& before, std::int64_t limit) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, team, before, limit))
    found.push_back(
        {row.text(0), {row.i64(1)}, row.text(2), row.text(3), row.text(4), row.text(5), row.text(6), row.text(7)});
  return found;
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
