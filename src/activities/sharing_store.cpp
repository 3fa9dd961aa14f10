#include "activities/sharing_store.h"

namespace ws::activities::store {
namespace {

constexpr std::string_view shift_columns =
    "SELECT h.id, a.id, a.title, a.summary, '', a.place, s.name, h.starts_ms, h.ends_ms, "
    "COALESCE((SELECT MAX(e.at_ms) FROM activity_events e WHERE e.activity_id = a.id), a.created_ms), a.version, "
    "CASE WHEN a.state = 'cancelled' THEN 1 ELSE 0 END "
    "FROM shifts h JOIN activities a ON a.id = h.activity_id JOIN sites s ON s.id = a.site_id "
    "WHERE a.state NOT IN ('draft', 'review', 'retracted') ";
constexpr std::string_view of_activity = "AND a.id = $1 ORDER BY h.starts_ms, h.id";
constexpr std::string_view of_team = "AND a.team_id = $1 AND h.ends_ms > $2 ORDER BY h.starts_ms, h.id LIMIT $3";
// One who gave a place back and took one again has two rows in a shift: the later one counts.
constexpr std::string_view select_of_person =
    "SELECT g.shift_id, a.id, a.title, a.summary, r.name, a.place, s.name, g.starts_ms, g.ends_ms, "
    "(SELECT MAX(e.at_ms) FROM signup_events e WHERE e.signup_id = g.id), a.version + g.events, "
    "CASE WHEN g.state IN ('confirmed', 'checked_in', 'checked_out', 'counted') THEN 0 ELSE 1 END "
    "FROM signups g JOIN activities a ON a.id = g.activity_id JOIN sites s ON s.id = a.site_id "
    "JOIN shift_roles r ON r.id = g.role_id WHERE g.person_id = $1 AND g.ends_ms > $2 "
    "AND NOT EXISTS (SELECT 1 FROM signups later WHERE later.shift_id = g.shift_id AND later.person_id = g.person_id "
    "AND later.id > g.id) "
    "AND EXISTS (SELECT 1 FROM signup_events e WHERE e.signup_id = g.id AND e.to_state = 'confirmed') "
    "ORDER BY g.starts_ms, g.id LIMIT $3";
constexpr std::string_view select_newest =
    "SELECT a.id, a.title, a.summary, a.place, s.name, c.name, a.starts_ms, a.state_since_ms FROM activities a "
    "JOIN sites s ON s.id = a.site_id JOIN categories c ON c.code = a.category WHERE a.state = 'recruiting' "
    "ORDER BY a.state_since_ms DESC, a.id DESC LIMIT $1";
constexpr std::string_view upsert_feed =
    "INSERT INTO calendar_feeds (person_id, token_hash, created_ms) VALUES ($1, $2, $3) "
    "ON CONFLICT (person_id) DO UPDATE SET token_hash = excluded.token_hash, created_ms = excluded.created_ms";
constexpr std::string_view delete_feed = "DELETE FROM calendar_feeds WHERE person_id = $1";
constexpr std::string_view select_feed = "SELECT created_ms FROM calendar_feeds WHERE person_id = $1";
constexpr std::string_view select_owner = "SELECT person_id FROM calendar_feeds WHERE token_hash = $1";

std::vector<CalendarFileEntry> to_entries(const db::Rows& rows) {
  std::vector<CalendarFileEntry> entries;
  for (const db::Row& row : rows)
    entries.push_back({row.id<ShiftId>(0),
                       row.id<ActivityId>(1),
                       row.text(2),
                       row.text(3),
                       row.text(4),
                       row.text(5),
                       row.text(6),
                       {row.i64(7)},
                       {row.i64(8)},
                       {row.i64(9)},
                       row.i64(10),
                       row.i64(11) != 0});
  return entries;
}

}  // namespace

std::vector<CalendarFileEntry> entries_of_activity(db::Reader& reader, const ActivityId& activity) {
  static const std::string sql = std::string(shift_columns) + std::string(of_activity);
  return to_entries(reader.query(sql, activity));
}

std::vector<CalendarFileEntry> entries_of_team(db::Reader& reader, const TeamId& team, Instant since,
                                               std::int64_t limit) {
  static const std::string sql = std::string(shift_columns) + std::string(of_team);
  return to_entries(reader.query(sql, team, since, limit));
}

std::vector<CalendarFileEntry> entries_of_person(db::Reader& reader, const PersonId& person, Instant since,
                                                 std::int64_t limit) {
  return to_entries(reader.query(select_of_person, person, since, limit));
}

std::vector<News> newest(db::Reader& reader, std::int64_t limit) {
  std::vector<News> found;
  for (const db::Row& row : reader.query(select_newest, limit))
    found.push_back({row.id<ActivityId>(0),
                     row.text(1),
                     row.text(2),
                     row.text(3),
                     row.text(4),
                     row.text(5),
                     {row.i64(6)},
                     {row.i64(7)}});
  return found;
}

void keep_feed(db::Tx& tx, const PersonId& person, const std::string& token_hash, Instant now) {
  tx.exec(upsert_feed, person, token_hash, now);
}

void drop_feed(db::Tx& tx, const PersonId& person) {
  tx.exec(delete_feed, person);
}

std::optional<Instant> feed_since(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_feed, person);
  return row ? std::optional(Instant{row->i64(0)}) : std::nullopt;
}

std::optional<PersonId> feed_owner(db::Reader& reader, const std::string& token_hash) {
  const auto row = reader.find(select_owner, token_hash);
  return row ? std::optional(row->id<PersonId>(0)) : std::nullopt;
}

}  // namespace ws::activities::store
