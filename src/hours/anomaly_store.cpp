#include "hours/anomaly_store.h"

namespace ws::hours {
namespace {

constexpr std::string_view select_late =
    "SELECT h.author_id, h.created_ms, h.id FROM hours_entries h WHERE h.source = 'late_entry' AND h.created_ms >= "
    "$1 "
    "AND h.created_ms < $2 ORDER BY h.author_id, h.created_ms, h.seq LIMIT $3";
constexpr std::string_view select_confirmed =
    "SELECT e.actor_id, e.at_ms, e.entry_id FROM hours_events e WHERE e.state = 'confirmed' AND e.at_ms >= $1 AND "
    "e.at_ms < $2 AND e.actor_id IS NOT NULL ORDER BY e.actor_id, e.at_ms, e.seq LIMIT $3";
// A home is known of those who are volunteers too; the exact point is the same house, not the same street.
constexpr std::string_view select_near =
    "SELECT x.actor_id, x.at_ms, x.entry_id FROM (SELECT e.actor_id AS actor_id, e.at_ms AS at_ms, e.entry_id AS "
    "entry_id FROM hours_events e WHERE e.state = 'confirmed' AND e.at_ms >= $1 AND e.at_ms < $2 "
    "UNION ALL SELECT h.author_id, h.created_ms, h.id FROM hours_entries h WHERE h.source = 'late_entry' AND "
    "h.created_ms >= $1 AND h.created_ms < $2) x JOIN hours_entries h ON h.id = x.entry_id JOIN volunteers a ON "
    "a.person_id = x.actor_id JOIN volunteers v ON v.person_id = h.volunteer_id WHERE a.person_id <> v.person_id AND "
    "a.lat_e6 = v.lat_e6 AND a.lon_e6 = v.lon_e6 ORDER BY x.actor_id, x.at_ms, x.entry_id LIMIT $3";
constexpr std::string_view select_two_places =
    "SELECT h.author_id, h.created_ms, h.id FROM hours_entries h WHERE h.created_ms >= $1 AND h.created_ms < $2 AND "
    "h.source <> 'reversal' AND h.author_id IS NOT NULL AND h.author_id <> h.volunteer_id AND EXISTS (SELECT 1 FROM "
    "hours_entries o WHERE o.volunteer_id = h.volunteer_id AND o.site_id <> h.site_id AND o.source <> 'reversal' AND "
    "o.starts_ms < h.ends_ms AND o.starts_ms > h.starts_ms - 86400000 AND o.ends_ms > h.starts_ms AND o.seq < h.seq "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = o.id)) "
    "ORDER BY h.author_id, h.created_ms, h.seq LIMIT $3";
constexpr std::string_view select_name = "SELECT name FROM persons WHERE id = $1";

std::vector<Act> acts_of(const db::Rows& rows) {
  std::vector<Act> acts;
  for (const db::Row& row : rows) acts.push_back({row.id<PersonId>(0), {row.i64(1)}, row.id<HoursEntryId>(2)});
  return acts;
}

}  // namespace

std::vector<Act> late_entries(db::Reader& reader, Instant from, Instant until, std::int64_t limit) {
  return acts_of(reader.query(select_late, from, until, limit));
}

std::vector<Act> confirmations(db::Reader& reader, Instant from, Instant until, std::int64_t limit) {
  return acts_of(reader.query(select_confirmed, from, until, limit));
}

std::vector<Act> for_near_people(db::Reader& reader, Instant from, Instant until, std::int64_t limit) {
  return acts_of(reader.query(select_near, from, until, limit));
}

std::vector<Act> at_two_places(db::Reader& reader, Instant from, Instant until, std::int64_t limit) {
  return acts_of(reader.query(select_two_places, from, until, limit));
}

std::unordered_map<PersonId, std::string> names_of(db::Reader& reader, const std::vector<Anomaly>& anomalies) {
  std::unordered_map<PersonId, std::string> names;
  for (const Anomaly& anomaly : anomalies) {
    if (names.contains(anomaly.actor)) continue;
    if (const auto row = reader.find(select_name, anomaly.actor)) names.emplace(anomaly.actor, row->text(0));
  }
  return names;
}

}  // namespace ws::hours
