#include "volunteers/volunteer_list_store.h"

namespace ws::volunteers::store {
namespace {

constexpr std::string_view above_all = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ";

constexpr std::string_view select_facts =
    "SELECT p.mobile_sealed, p.id_type, p.id_number_sealed, v.site_id, s.name, v.team_id, COALESCE(t.name, ''), "
    "COALESCE(e.name, ''), v.since_ms, v.registered_ms FROM volunteers v JOIN persons p ON p.id = v.person_id "
    "JOIN sites s ON s.id = v.site_id LEFT JOIN teams t ON t.id = v.team_id LEFT JOIN persons e ON e.id = "
    "v.entered_by "
    "WHERE v.person_id = $1";
constexpr std::string_view select_skills = "SELECT skill FROM volunteer_skills WHERE person_id = $1 ORDER BY skill";
constexpr std::string_view select_times =
    "SELECT weekday, from_minute, until_minute FROM volunteer_times WHERE person_id = $1 ORDER BY weekday, "
    "from_minute";
constexpr std::string_view select_events =
    "SELECT e.at_ms, e.kind, e.from_state, e.to_state, e.actor_id, COALESCE(p.name, ''), e.reason "
    "FROM volunteer_events e LEFT JOIN persons p ON p.id = e.actor_id WHERE e.person_id = $1 "
    "ORDER BY e.position DESC LIMIT 100";

/// "$7, $8" for `count` parameters from `first` on; NULL for none, which nothing is in.
std::string parameters(std::size_t first, std::size_t count) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += (i ? ", $" : "$") + std::to_string(first + i);
  return list.empty() ? "NULL" : list;
}

std::string in_subtrees(std::size_t first, std::size_t count) {
  return "EXISTS (SELECT 1 FROM site_tree r WHERE r.site_id = v.site_id AND r.ancestor_id IN (" +
         parameters(first, count) + "))";
}

std::string select_page(std::size_t roots, std::size_t teams) {
  constexpr std::size_t first = 9;
  return "WITH RECURSIVE down (id) AS (SELECT id FROM teams WHERE id IN (" + parameters(first + roots, teams) +
         ") UNION SELECT t.id FROM teams t JOIN down ON t.parent_id = down.id) "
         "SELECT v.person_id, p.name, v.number, v.state, v.since_ms, p.birth_date, v.lane, s.name, "
         "COALESCE(t.name, ''), (SELECT COUNT(*) FROM volunteer_qualifications q WHERE q.person_id = v.person_id "
         "AND q.state = 'entered'), CASE WHEN EXISTS (SELECT 1 FROM guardianships g WHERE g.child_id = v.person_id) "
         "AND NOT EXISTS (SELECT 1 FROM guardianships g WHERE g.child_id = v.person_id AND g.state = 'confirmed') "
         "THEN 1 ELSE 0 END "
         "FROM volunteers v JOIN persons p ON p.id = v.person_id JOIN sites s ON s.id = v.site_id "
         "LEFT JOIN teams t ON t.id = v.team_id WHERE v.person_id < $1 AND ($2 = '' OR v.state = $2) "
         "AND ($3 = '' OR EXISTS (SELECT 1 FROM volunteer_skills k WHERE k.person_id = v.person_id AND k.skill = "
         "$3)) "
         "AND ($4 = '' OR v.number = $4 OR p.name LIKE $5 ESCAPE '!') "
         "AND (CAST($6 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree w WHERE w.site_id = v.site_id "
         "AND w.ancestor_id = $6)) "
         "AND ($7 = 0 OR EXISTS (SELECT 1 FROM volunteer_qualifications q WHERE q.person_id = v.person_id "
         "AND q.state = 'entered')) AND (v.team_id IN (SELECT id FROM down) OR " +
         in_subtrees(first, roots) + ") ORDER BY v.person_id DESC LIMIT $8";
}

std::string like_pattern(std::string_view words) {
  std::string pattern = "%";
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

Page list(db::Reader& reader, const Filter& filter) {
  Page page;
  if (filter.roots.empty() && filter.teams.empty()) return page;
  db::Params params = db::params_of(filter.cursor.empty() ? above_all : std::string_view(filter.cursor), filter.state,
                                    filter.skill, filter.words, like_pattern(filter.words), filter.within,
                                    filter.waiting == Filter::Waiting::qualification, filter.limit + 1);
  for (const SiteId& root : filter.roots) params.push_back(db::to_value(root));
  for (const TeamId& team : filter.teams) params.push_back(db::to_value(team));
  for (const db::Row& row : reader.run(select_page(filter.roots.size(), filter.teams.size()), params))
    page.rows.push_back({row.id<PersonId>(0),
                         row.text(1),
                         row.text(2),
                         parse_state(row.text(3)).value(),
                         {row.i64(4)},
                         row.text(5),
                         row.text(6),
                         row.text(7),
                         row.text(8),
                         row.i64(9),
                         row.i64(10) != 0});
  if (static_cast<std::int64_t>(page.rows.size()) > filter.limit) {
    page.rows.pop_back();
    page.next = page.rows.back().person.str();
  }
  return page;
}

Facts facts(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_facts, person).value();
  Facts found{row.text(0),  row.text(1),
              row.text(2),  row.id<SiteId>(3),
              row.text(4),  row.id<TeamId>(5),
              row.text(6),  row.text(7),
              {row.i64(8)}, {},
              {},           {}};
  if (const auto registered = row.opt_i64(9)) found.registered = Instant{*registered};
  for (const db::Row& skill : reader.query(select_skills, person)) found.skills.push_back(skill.text(0));
  for (const db::Row& time : reader.query(select_times, person))
    found.times.push_back({time.i64(0), time.i64(1), time.i64(2)});
  return found;
}

std::vector<Event> events(db::Reader& reader, const PersonId& person) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, person))
    found.push_back(
        {{row.i64(0)}, row.text(1), row.text(2), row.text(3), row.id<PersonId>(4), row.text(5), row.text(6)});
  return found;
}

std::int64_t count_pending(db::Reader& reader, const std::vector<SiteId>& roots) {
  if (roots.empty()) return 0;
  db::Params params;
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
  const std::string sql =
      "SELECT COUNT(*) FROM volunteers v WHERE v.state = 'pending' AND " + in_subtrees(1, roots.size());
  return reader.run(sql, params).front().i64(0);
}

}  // namespace ws::volunteers::store
