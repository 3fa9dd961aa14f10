#include "seed/history_store.h"

#include <stdexcept>

#include <unordered_map>

namespace ws::seed::store {
namespace {

constexpr std::string_view select_places =
    "SELECT id, parent_id, code, kind, short_name, town_code, lat_e6, lon_e6, state FROM sites ORDER BY id";
constexpr std::string_view select_grants =
    "SELECT person_id, role, site_id, team_id FROM grants WHERE revoked_ms IS NULL ORDER BY id";
constexpr std::string_view select_volunteers =
    "SELECT person_id, lat_e6, lon_e6, number, site_id FROM volunteers WHERE state = 'registered' ORDER BY person_id";
constexpr std::string_view select_skills = "SELECT person_id, skill FROM volunteer_skills ORDER BY person_id, skill";
constexpr std::string_view select_times =
    "SELECT person_id, weekday, from_minute, until_minute FROM volunteer_times "
    "ORDER BY person_id, weekday, from_minute";
constexpr std::string_view select_teams = "SELECT id, parent_id, code FROM teams WHERE active = 1 ORDER BY id";
constexpr std::string_view select_members = "SELECT team_id, person_id FROM team_members ORDER BY team_id, person_id";
constexpr std::string_view select_team_items =
    "SELECT f.team_id, m.code FROM menu_offers f JOIN menu_items m ON m.id = f.menu_item_id "
    "WHERE f.team_id IS NOT NULL ORDER BY f.team_id, m.code";
constexpr std::string_view select_items =
    "SELECT id, code, category, skill, place, duration_minutes, volunteers_needed FROM menu_items "
    "WHERE active = 1 ORDER BY id";
constexpr std::string_view select_logins = "SELECT id, login FROM persons WHERE login IS NOT NULL ORDER BY id";
constexpr std::string_view insert_course =
    "INSERT INTO training_courses (code, title, valid_months, created_by, created_ms) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view insert_training =
    "INSERT INTO training_records (id, course, volunteer_id, site_id, day, trainer, state, recorded_by, recorded_ms, "
    "decided_by, decided_ms) VALUES ($1, $2, $3, $4, $5, $6, 'confirmed', $7, $8, $9, $8)";
constexpr std::string_view select_hours =
    "SELECT id FROM hours_entries WHERE order_id = $1 AND source = 'order' ORDER BY seq";
constexpr std::string_view select_hours_of_activity =
    "SELECT h.id FROM hours_entries h JOIN signups g ON g.id = h.signup_id WHERE g.activity_id = $1 ORDER BY h.id";

constexpr std::string_view select_coming =
    "SELECT id FROM activities WHERE state = 'recruiting' AND hazardous = 0 AND starts_ms > $1 "
    "ORDER BY starts_ms, id LIMIT 2";

std::vector<VolunteerKnown> read_volunteers(db::Reader& reader) {
  std::vector<VolunteerKnown> volunteers;
  std::unordered_map<std::string, std::size_t> at;
  for (const db::Row& row : reader.query(select_volunteers)) {
    at[row.text(0)] = volunteers.size();
    volunteers.push_back({row.id<PersonId>(0), row.i64(1), row.i64(2), {}, {}, row.text(3), row.id<SiteId>(4)});
  }
  for (const db::Row& row : reader.query(select_skills))
    if (const auto found = at.find(row.text(0)); found != at.end())
      volunteers[found->second].skills.push_back(row.text(1));
  for (const db::Row& row : reader.query(select_times))
    if (const auto found = at.find(row.text(0)); found != at.end())
      volunteers[found->second].times.push_back({row.i64(1), row.i64(2), row.i64(3)});
  return volunteers;
}

std::vector<TeamKnown> read_teams(db::Reader& reader) {
  std::vector<TeamKnown> teams;
  std::unordered_map<std::string, std::size_t> at;
  for (const db::Row& row : reader.query(select_teams)) {
    at[row.text(0)] = teams.size();
    teams.push_back({row.id<TeamId>(0), row.id<TeamId>(1), row.text(2), {}, {}});
  }
  for (const db::Row& row : reader.query(select_members))
    if (const auto found = at.find(row.text(0)); found != at.end())
      teams[found->second].members.push_back(row.id<PersonId>(1));
  for (const db::Row& row : reader.query(select_team_items))
    if (const auto found = at.find(row.text(0)); found != at.end()) teams[found->second].items.push_back(row.text(1));
  return teams;
}

}  // namespace

District read_district(db::Reader& reader) {
  District district;
  for (const db::Row& row : reader.query(select_places))
    district.places.push_back({row.id<SiteId>(0), row.id<SiteId>(1), row.text(2), row.text(3), row.text(4),
                               row.text(5), row.i64(6), row.i64(7), row.text(8) == "operating"});
  for (const db::Row& row : reader.query(select_grants))
    if (const auto role = parse_role(row.text(1)))
      district.grants.push_back({row.id<PersonId>(0), {*role, row.id<SiteId>(2), row.id<TeamId>(3)}});
  district.volunteers = read_volunteers(reader);
  district.teams = read_teams(reader);
  for (const db::Row& row : reader.query(select_items))
    district.items.push_back(
        {row.id<MenuItemId>(0), row.text(1), row.text(2), row.text(3), row.text(4), row.i64(5), row.i64(6)});
  for (const db::Row& row : reader.query(select_logins))
    district.logins.push_back({row.id<PersonId>(0), row.text(1)});
  return district;
}

void write_course(db::Tx& tx, const std::string& code, const std::string& title, std::int64_t valid_months,
                  const PersonId& by, Instant at) {
  tx.push(insert_course, code, title, valid_months, by, at);
}

void write_training(db::Tx& tx, const TrainingRow& row) {
  tx.push(insert_training, row.id, row.course, row.volunteer, row.site, row.day, row.trainer, row.recorded_by, row.at,
          row.decided_by);
}

std::vector<std::string> hours_of(db::Reader& reader, const OrderId& order) {
  std::vector<std::string> entries;
  for (const db::Row& row : reader.query(select_hours, order)) entries.push_back(row.text(0));
  return entries;
}

std::vector<ActivityId> coming_activities(db::Reader& reader, Instant now) {
  std::vector<ActivityId> ids;
  for (const db::Row& row : reader.query(select_coming, now)) ids.push_back(row.id<ActivityId>(0));
  return ids;
}

std::vector<std::string> hours_of(db::Reader& reader, const ActivityId& activity) {
  std::vector<std::string> entries;
  for (const db::Row& row : reader.query(select_hours_of_activity, activity)) entries.push_back(row.text(0));
  return entries;
}

namespace {

std::string id_named(db::Reader& reader, const std::string& sql, const std::string& name) {
  const auto row = reader.find(sql, name);
  if (!row) throw std::runtime_error("the demo has nothing called " + name);
  return row->text(0);
}

}  // namespace

std::string project_named(db::Reader& reader, const std::string& name) {
  return id_named(reader, "SELECT id FROM projects WHERE name = $1", name);
}

std::string article_named(db::Reader& reader, const std::string& title) {
  return id_named(reader, "SELECT id FROM articles WHERE title = $1", title);
}

std::string area_named(db::Reader& reader, const std::string& code) {
  return id_named(reader, "SELECT id FROM areas WHERE code = $1", code);
}

std::string venue_named(db::Reader& reader, const std::string& name) {
  return id_named(reader, "SELECT id FROM venues WHERE name = $1", name);
}

void link_room(db::Tx& tx, const std::string& room, const std::string& venue) {
  tx.exec("UPDATE rooms SET venue_id = $2 WHERE name = $1 AND site_id = (SELECT site_id FROM venues WHERE id = $2)",
          room, venue);
}

}  // namespace ws::seed::store
