#include "dispatch/dispatch_store.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/random.h"

namespace ws::dispatch {
namespace {

// CROSS JOIN is a plain join that keeps SQLite to the written order: from the pool outwards, along indexes.
constexpr std::string_view candidates_head =
    "SELECT v.person_id, p.name, v.lat_e6, v.lon_e6, s.lat_e6, s.lon_e6, t.weekday, t.from_minute, t.until_minute, "
    "p.birth_date, (SELECT COUNT(*) FROM guardianships g WHERE g.child_id = v.person_id AND g.state = 'confirmed') "
    "FROM (";
constexpr std::string_view candidates_tail =
    ") pool CROSS JOIN volunteers v CROSS JOIN persons p CROSS JOIN sites s CROSS JOIN volunteer_times t "
    "WHERE v.person_id = pool.person_id AND v.state = 'registered' AND p.id = v.person_id AND p.disabled_ms IS NULL "
    "AND s.id = v.site_id AND t.person_id = v.person_id AND t.weekday IN ($1, $2) ORDER BY v.person_id";
constexpr std::string_view crew_head =
    "SELECT c.volunteer_id, c.order_id, c.starts_ms, c.ends_ms, "
    "CASE WHEN o.state IN ('accepted', 'scheduled', 'in_service') THEN 1 ELSE 0 END FROM (";
constexpr std::string_view crew_tail =
    ") pool CROSS JOIN order_crew c CROSS JOIN orders o "
    "WHERE c.volunteer_id = pool.person_id AND c.starts_ms >= $1 AND c.starts_ms < $2 AND o.id = c.order_id "
    "AND o.state IN ('accepted', 'scheduled', 'in_service', 'completed', 'rated', 'archived')";
// The same of the shifts of activities.
constexpr std::string_view held_head =
    "SELECT g.person_id, '', g.starts_ms, g.ends_ms, "
    "CASE WHEN g.state IN ('offered', 'confirmed', 'checked_in') THEN 1 ELSE 0 END FROM (";
constexpr std::string_view held_tail =
    ") pool CROSS JOIN signups g WHERE g.person_id = pool.person_id AND g.starts_ms >= $1 AND g.starts_ms < $2 "
    "AND g.state IN ('offered', 'confirmed', 'checked_in', 'checked_out', 'counted')";
constexpr std::string_view members_head = "SELECT m.team_id, m.person_id FROM (";
constexpr std::string_view members_tail = ") pool CROSS JOIN team_members m WHERE m.person_id = pool.person_id";
constexpr std::string_view select_teams =
    "SELECT t.id, t.name, s.lat_e6, s.lon_e6, "
    "(SELECT COUNT(*) FROM menu_offers f WHERE f.team_id = t.id AND f.menu_item_id = $2), "
    "(SELECT COUNT(*) FROM orders w WHERE w.team_id = t.id "
    "AND w.state IN ('dispatched', 'accepted', 'scheduled', 'in_service') AND w.id <> $1) "
    "FROM teams t JOIN sites s ON s.id = t.site_id WHERE t.active = 1";
constexpr std::string_view select_out_of_question =
    "SELECT requester_id FROM orders WHERE id = $1 UNION SELECT volunteer_id FROM order_crew WHERE order_id = $1 "
    "UNION SELECT COALESCE(team_id, volunteer_id) FROM dispatch_offers WHERE order_id = $1 "
    "AND state = 'declined'";
// The newest of each state by the index of site, state and id (identifiers begin with their time): a site's long
// history costs nothing.
constexpr std::string_view select_served =
    "SELECT DISTINCT c.volunteer_id FROM ("
    "SELECT id FROM (SELECT id FROM orders WHERE site_id = $1 AND state = 'completed' AND id > $2 "
    "ORDER BY id DESC LIMIT 300) a UNION ALL "
    "SELECT id FROM (SELECT id FROM orders WHERE site_id = $1 AND state = 'rated' AND id > $2 "
    "ORDER BY id DESC LIMIT 300) b UNION ALL "
    "SELECT id FROM (SELECT id FROM orders WHERE site_id = $1 AND state = 'archived' AND id > $2 "
    "ORDER BY id DESC LIMIT 300) d) done CROSS JOIN order_crew c WHERE c.order_id = done.id";
constexpr std::string_view select_skill = "SELECT name, name_en FROM skills WHERE code = $1";
/// A skill `k` that needs a qualification (`n` tells) counts on a day on which a verified one is in force.
std::string qualified_on(const std::string& day) {
  return " AND (n.needs_qualification = 0 OR EXISTS (SELECT 1 FROM volunteer_qualifications q "
         "WHERE q.person_id = k.person_id AND q.skill = k.skill AND q.state = 'verified' AND q.issued_day <= " +
         day + " AND (q.until_day = '' OR q.until_day >= " + day + ")))";
}

const std::string select_volunteer =
    "SELECT CASE WHEN v.state = 'registered' AND p.disabled_ms IS NULL THEN 1 ELSE 0 END, "
    "(SELECT COUNT(*) FROM volunteer_skills k JOIN skills n ON n.code = k.skill WHERE k.person_id = v.person_id "
    "AND k.skill = $2" +
    qualified_on("$3") +
    "), p.birth_date, "
    "(SELECT COUNT(*) FROM guardianships g WHERE g.child_id = v.person_id AND g.state = 'confirmed') "
    "FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.person_id = $1";
constexpr std::string_view select_commitments =
    "SELECT c.order_id, c.starts_ms, c.ends_ms FROM order_crew c JOIN orders o ON o.id = c.order_id "
    "WHERE c.volunteer_id = $1 AND c.starts_ms < $3 AND c.ends_ms > $2 "
    "AND o.state IN ('accepted', 'scheduled', 'in_service') "
    "UNION ALL SELECT '', g.starts_ms, g.ends_ms FROM signups g "
    "WHERE g.person_id = $1 AND g.starts_ms < $3 AND g.ends_ms > $2 "
    "AND g.state IN ('offered', 'confirmed', 'checked_in')";

std::optional<Place> place_of(const db::Row& row, std::size_t column) {
  if (row.is_null(column) || row.is_null(column + 1)) return std::nullopt;
  return Place{row.i64(column), row.i64(column + 1)};
}

/// Runs head + pool + tail, whose own two parameters come first.
db::Rows query_pool(db::Reader& reader, std::string_view head, const Pool& pool, std::string_view tail,
                    db::Params params) {
  const std::string sql = std::string(head) + pool.sql(params.size() + 1) + std::string(tail);
  params.insert(params.end(), pool.params().begin(), pool.params().end());
  return reader.run(sql, params);
}

}  // namespace

Box box_around(Place place, std::int64_t radius_m) {
  constexpr double metres_a_degree = 111'000;  // slightly less than any real one: the box is never too small
  const double degrees = static_cast<double>(radius_m) / metres_a_degree;
  const double narrowing = std::max(0.01, std::cos(static_cast<double>(place.lat_e6) / 1e6 * std::numbers::pi / 180));
  const std::int64_t lat_e6 = std::llround(std::ceil(degrees * 1e6));
  const std::int64_t lon_e6 = std::llround(std::ceil(degrees * 1e6 / narrowing));
  return {place.lat_e6 - lat_e6, place.lat_e6 + lat_e6, place.lon_e6 - lon_e6, place.lon_e6 + lon_e6};
}

Pool Pool::of_skill(const std::string& skill, LocalDate day) {
  return {By::skill, {skill, to_text(day)}};
}

Pool Pool::near(const Box& box) {
  return {By::box, {box.least_lat_e6, box.most_lat_e6, box.least_lon_e6, box.most_lon_e6}};
}

Pool Pool::of_site(const SiteId& site) {
  return {By::site, {db::to_value(site)}};
}

std::string Pool::sql(std::size_t first) const {
  const auto parameter = [first](std::size_t offset) { return "$" + std::to_string(first + offset); };
  switch (by_) {
    case By::skill:
      return "SELECT k.person_id FROM volunteer_skills k JOIN skills n ON n.code = k.skill WHERE k.skill = " +
             parameter(0) + qualified_on(parameter(1));
    case By::box:
      return "SELECT n.person_id FROM volunteers n JOIN sites h ON h.id = n.site_id "
             "WHERE COALESCE(n.lat_e6, h.lat_e6) BETWEEN " +
             parameter(0) + " AND " + parameter(1) + " AND COALESCE(n.lon_e6, h.lon_e6) BETWEEN " + parameter(2) +
             " AND " + parameter(3);
    case By::site:
      return "SELECT person_id FROM volunteers WHERE site_id = " + parameter(0);
  }
  return {};
}

std::vector<Candidate> candidates(db::Reader& reader, const Pool& pool, int weekday, int other_weekday) {
  std::vector<Candidate> found;
  for (const db::Row& row : query_pool(reader, candidates_head, pool, candidates_tail, {weekday, other_weekday})) {
    if (found.empty() || found.back().person.str() != row.text(0)) {
      const auto own = place_of(row, 2);
      found.push_back({row.id<PersonId>(0),
                       row.text(1),
                       own ? own : place_of(row, 4),
                       !own,
                       {},
                       parse_day(row.text(9)),
                       row.i64(10) > 0});
    }
    found.back().times.push_back(
        {static_cast<int>(row.i64(6)), static_cast<int>(row.i64(7)), static_cast<int>(row.i64(8))});
  }
  return found;
}

std::vector<CrewPlace> crew_places(db::Reader& reader, const Pool& pool, Instant from, Instant until) {
  std::vector<CrewPlace> places;
  for (const auto& [head, tail] : {std::pair{crew_head, crew_tail}, std::pair{held_head, held_tail}})
    for (const db::Row& row : query_pool(reader, head, pool, tail, {from.ms, until.ms}))
      places.push_back({row.id<PersonId>(0), {row.id<OrderId>(1), {row.i64(2)}, {row.i64(3)}}, row.i64(4) == 1});
  return places;
}

std::vector<Team> active_teams(db::Reader& reader, const OrderId& order, const MenuItemId& item) {
  std::vector<Team> teams;
  for (const db::Row& row : reader.query(select_teams, order.str(), item.str()))
    teams.push_back({row.id<TeamId>(0), row.text(1), place_of(row, 2), row.i64(4) > 0, row.i64(5)});
  return teams;
}

std::vector<Membership> memberships(db::Reader& reader, const Pool& pool) {
  std::vector<Membership> found;
  for (const db::Row& row : query_pool(reader, members_head, pool, members_tail, {}))
    found.push_back({row.id<TeamId>(0), row.id<PersonId>(1)});
  return found;
}

std::unordered_set<std::string> out_of_question(db::Reader& reader, const OrderId& order) {
  std::unordered_set<std::string> ids;
  for (const db::Row& row : reader.query(select_out_of_question, order.str())) ids.insert(row.text(0));
  return ids;
}

std::unordered_set<std::string> served_at(db::Reader& reader, const SiteId& site, Instant since) {
  Random any(0);  // only the time in the identifier matters
  std::unordered_set<std::string> ids;
  for (const db::Row& row : reader.query(select_served, site, new_ulid(since, any))) ids.insert(row.text(0));
  return ids;
}

Words skill_name(db::Reader& reader, const std::string& skill) {
  const auto row = reader.find(select_skill, skill);
  return row ? Words{row->text(0), row->text(1)} : Words{skill, skill};
}

void expect_facts(db::Reader& reader, const PersonId& volunteer, const std::string& skill, Instant from,
                  Instant until) {
  reader.ahead(select_volunteer, volunteer, skill, to_text(local_date(from)));
  reader.ahead(select_commitments, volunteer, from, until);
}

Facts facts_of(db::Reader& reader, const PersonId& volunteer, const std::string& skill, Instant from, Instant until) {
  Facts facts;
  const auto row = reader.find(select_volunteer, volunteer, skill, to_text(local_date(from)));
  if (!row) return facts;
  facts.registered = row->i64(0) == 1;
  facts.skilled = skill.empty() || row->i64(1) > 0;
  facts.born = parse_day(row->text(2));
  facts.has_guardian = row->i64(3) > 0;
  for (const db::Row& crew : reader.query(select_commitments, volunteer, from, until))
    facts.commitments.push_back({crew.id<OrderId>(0), {crew.i64(1)}, {crew.i64(2)}});
  return facts;
}

}  // namespace ws::dispatch
