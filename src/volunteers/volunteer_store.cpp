#include <unordered_map>

#include "volunteers/public.h"

namespace ws::volunteers {
namespace {

constexpr std::string_view select_one =
    "SELECT v.person_id, v.number, p.name, v.state, v.site_id, v.lat_e6, v.lon_e6, v.turn "
    "FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.person_id = $1";
constexpr std::string_view select_skills_of_one =
    "SELECT person_id, skill FROM volunteer_skills WHERE person_id = $1 ORDER BY skill";
constexpr std::string_view select_times_of_one =
    "SELECT person_id, weekday, from_minute, until_minute FROM volunteer_times WHERE person_id = $1 "
    "ORDER BY weekday, from_minute";
// The same people in all three, so that a pool of thousands costs three statements.
constexpr std::string_view select_pool =
    "SELECT v.person_id, v.number, p.name, v.state, v.site_id, v.lat_e6, v.lon_e6, v.turn "
    "FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.state = 'registered' "
    "AND ($1 = '' OR EXISTS (SELECT 1 FROM volunteer_skills k WHERE k.person_id = v.person_id AND k.skill = $1)) "
    "AND (CAST($2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree t WHERE t.ancestor_id = $2 AND t.site_id = "
    "v.site_id)) "
    "ORDER BY v.number LIMIT $3";
constexpr std::string_view select_pool_skills =
    "SELECT s.person_id, s.skill FROM volunteer_skills s JOIN (SELECT v.person_id FROM volunteers v "
    "WHERE v.state = 'registered' "
    "AND ($1 = '' OR EXISTS (SELECT 1 FROM volunteer_skills k WHERE k.person_id = v.person_id AND k.skill = $1)) "
    "AND (CAST($2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree t WHERE t.ancestor_id = $2 AND t.site_id = "
    "v.site_id)) "
    "ORDER BY v.number LIMIT $3) pool ON pool.person_id = s.person_id ORDER BY s.person_id, s.skill";
constexpr std::string_view select_pool_times =
    "SELECT s.person_id, s.weekday, s.from_minute, s.until_minute FROM volunteer_times s JOIN (SELECT v.person_id "
    "FROM volunteers v WHERE v.state = 'registered' "
    "AND ($1 = '' OR EXISTS (SELECT 1 FROM volunteer_skills k WHERE k.person_id = v.person_id AND k.skill = $1)) "
    "AND (CAST($2 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree t WHERE t.ancestor_id = $2 AND t.site_id = "
    "v.site_id)) "
    "ORDER BY v.number LIMIT $3) pool ON pool.person_id = s.person_id ORDER BY s.person_id, s.weekday, s.from_minute";

std::vector<Volunteer> assemble(const db::Rows& people, const db::Rows& skills, const db::Rows& times) {
  std::vector<Volunteer> found;
  std::unordered_map<std::string_view, std::size_t> index;
  found.reserve(people.size());
  for (const db::Row& row : people) {
    index.emplace(row.text(0), found.size());
    found.push_back({row.id<PersonId>(0),
                     row.text(1),
                     row.text(2),
                     row.text(3),
                     row.id<SiteId>(4),
                     row.opt_i64(5),
                     row.opt_i64(6),
                     row.i64(7),
                     {},
                     {}});
  }
  for (const db::Row& row : skills)
    if (const auto at = index.find(row.text(0)); at != index.end()) found[at->second].skills.push_back(row.text(1));
  for (const db::Row& row : times)
    if (const auto at = index.find(row.text(0)); at != index.end())
      found[at->second].times.push_back({row.i64(1), row.i64(2), row.i64(3)});
  return found;
}

}  // namespace

std::optional<Volunteer> find(db::Reader& reader, const PersonId& person) {
  const db::Rows one = reader.query(select_one, person);
  if (one.empty()) return std::nullopt;
  return assemble(one, reader.query(select_skills_of_one, person), reader.query(select_times_of_one, person)).front();
}

std::vector<Volunteer> registered(db::Reader& reader, std::string_view skill, const SiteId& within,
                                  std::int64_t limit) {
  const db::Rows people = reader.query(select_pool, skill, within, limit);
  return assemble(people, reader.query(select_pool_skills, skill, within, limit),
                  reader.query(select_pool_times, skill, within, limit));
}

}  // namespace ws::volunteers
