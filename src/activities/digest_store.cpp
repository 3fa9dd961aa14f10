#include "activities/digest_store.h"

namespace ws::activities::store {
namespace {

constexpr std::string_view select_openings =
    "SELECT a.id, a.title, s.town_code, r.id, r.skill, k.name, h.starts_ms, h.ends_ms, a.state_since_ms FROM "
    "activities a "
    "JOIN sites s ON s.id = a.site_id JOIN shifts h ON h.activity_id = a.id JOIN shift_roles r ON r.shift_id = h.id "
    "LEFT JOIN skills k ON k.code = r.skill "
    "WHERE a.state = 'recruiting' AND a.state_since_ms > $1 AND h.starts_ms > $2 AND a.closes_ms > $2 "
    "AND (a.mode <> 'first_come' OR r.capacity - r.reserved - r.taken + r.reserved_taken > 0) "
    "ORDER BY h.starts_ms, r.id LIMIT $3";
constexpr std::string_view select_week =
    "SELECT a.title, g.starts_ms FROM signups g JOIN activities a ON a.id = g.activity_id WHERE g.person_id = $1 "
    "AND g.starts_ms >= $2 AND g.starts_ms < $3 AND g.state = 'confirmed' ORDER BY g.starts_ms, g.id LIMIT 100";
constexpr std::string_view upsert_digest =
    "INSERT INTO digests (person_id, due_ms, since_ms) VALUES ($1, $2, $3) ON CONFLICT (person_id) DO NOTHING";
constexpr std::string_view delete_digest = "DELETE FROM digests WHERE person_id = $1";
constexpr std::string_view select_digest = "SELECT 1 FROM digests WHERE person_id = $1";
constexpr std::string_view select_due =
    "SELECT person_id, due_ms, since_ms FROM digests WHERE due_ms <= $1 ORDER BY due_ms, person_id LIMIT $2";
constexpr std::string_view update_digest =
    "UPDATE digests SET due_ms = $3, since_ms = $4 WHERE person_id = $1 AND due_ms = $2";

}  // namespace

std::vector<Opening> openings(db::Reader& reader, Instant since, Instant now, std::int64_t limit) {
  std::vector<Opening> found;
  for (const db::Row& row : reader.query(select_openings, since, now, limit))
    found.push_back({row.id<ActivityId>(0),
                     row.text(1),
                     row.text(2),
                     row.id<ShiftRoleId>(3),
                     row.text(4),
                     row.text(5),
                     {row.i64(6)},
                     {row.i64(7)},
                     {row.i64(8)}});
  return found;
}

OwnWeek week_of(db::Reader& reader, const PersonId& person, Instant from, Instant until) {
  OwnWeek week;
  for (const db::Row& row : reader.query(select_week, person, from, until)) {
    if (week.shifts++ > 0) continue;
    week.first_title = row.text(0);
    week.first_starts = {row.i64(1)};
  }
  return week;
}

void want_digest(db::Tx& tx, const Digest& digest) {
  tx.exec(upsert_digest, digest.person, digest.due, digest.since);
}

void drop_digest(db::Tx& tx, const PersonId& person) {
  tx.exec(delete_digest, person);
}

bool wants_digest(db::Reader& reader, const PersonId& person) {
  return reader.find(select_digest, person).has_value();
}

std::vector<Digest> due_digests(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<Digest> due;
  for (const db::Row& row : reader.query(select_due, now, limit))
    due.push_back({row.id<PersonId>(0), {row.i64(1)}, {row.i64(2)}});
  return due;
}

bool move_digest(db::Tx& tx, const Digest& digest, Instant next, Instant now) {
  return tx.exec(update_digest, digest.person, digest.due, next, now) == 1;
}

}  // namespace ws::activities::store
