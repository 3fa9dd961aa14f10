#include "hours/anomaly_store.h"

#include "people/public.h"

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
constexpr std::string_view shares_home =
    "EXISTS (SELECT 1 FROM volunteers a JOIN volunteers v ON v.lat_e6 = a.lat_e6 AND v.lon_e6 = a.lon_e6 "
    "WHERE a.person_id = y.actor_id AND v.person_id = y.volunteer_id)";
// One answers, or once answered, for the other; being asked makes nobody a relative.
constexpr std::string_view is_relative =
    "EXISTS (SELECT 1 FROM guardianships g WHERE g.state IN ('confirmed', 'revoked') AND ((g.guardian_id = "
    "y.actor_id "
    "AND g.child_id = y.volunteer_id) OR (g.child_id = y.actor_id AND g.guardian_id = y.volunteer_id)))";
/// Who wrote or confirmed an entry, and for whom, as y; whichever of their accounts it was.
std::string acts(const std::string& confirmed, const std::string& written) {
  return "(SELECT " + people::person_of("x.actor_id") + " AS actor_id, " + people::person_of("h.volunteer_id") +
         " AS volunteer_id, x.at_ms, x.entry_id FROM (SELECT e.actor_id AS actor_id, e.at_ms AS at_ms, e.entry_id AS "
         "entry_id FROM hours_events e WHERE e.state = 'confirmed' AND " +
         confirmed + " UNION ALL SELECT h.author_id, h.created_ms, h.id FROM hours_entries h WHERE " + written +
         ") x JOIN hours_entries h ON h.id = x.entry_id) y";
}
const std::string select_near =
    "SELECT y.actor_id, y.at_ms, y.entry_id FROM " +
    acts("e.at_ms >= $1 AND e.at_ms < $2", "h.source = 'late_entry' AND h.created_ms >= $1 AND h.created_ms < $2") +
    " WHERE y.actor_id <> y.volunteer_id AND (" + std::string(shares_home) + " OR " + std::string(is_relative) +
    ") ORDER BY y.actor_id, y.at_ms, y.entry_id LIMIT $3";
constexpr std::string_view select_two_places =
    "SELECT h.author_id, h.created_ms, h.id FROM hours_entries h WHERE h.created_ms >= $1 AND h.created_ms < $2 AND "
    "h.source <> 'reversal' AND h.author_id IS NOT NULL AND h.author_id <> h.volunteer_id AND EXISTS (SELECT 1 FROM "
    "hours_entries o WHERE o.volunteer_id = h.volunteer_id AND o.site_id <> h.site_id AND o.source <> 'reversal' AND "
    "o.starts_ms < h.ends_ms AND o.starts_ms > h.starts_ms - 86400000 AND o.ends_ms > h.starts_ms AND o.seq < h.seq "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = o.id)) "
    "ORDER BY h.author_id, h.created_ms, h.seq LIMIT $3";
constexpr std::string_view select_evidence =
    "SELECT h.source, h.title, s.name, p.name, COALESCE(v.number, ''), COALESCE(a.name, ''), h.created_ms, "
    "h.starts_ms, "
    "h.ends_ms, h.minutes, h.evidence, h.note FROM hours_entries h JOIN sites s ON s.id = h.site_id JOIN persons p "
    "ON "
    "p.id = h.volunteer_id LEFT JOIN volunteers v ON v.person_id = h.volunteer_id LEFT JOIN persons a ON a.id = "
    "h.author_id WHERE h.id = $1";
constexpr std::string_view select_steps =
    "SELECT e.state, COALESCE(p.name, ''), e.at_ms, e.reason FROM hours_events e LEFT JOIN persons p ON p.id = "
    "e.actor_id WHERE e.entry_id = $1 ORDER BY e.position LIMIT 50";
constexpr std::string_view select_elsewhere =
    "SELECT s.name, o.title, o.starts_ms, o.ends_ms FROM hours_entries h JOIN hours_entries o ON o.volunteer_id = "
    "h.volunteer_id JOIN sites s ON s.id = o.site_id WHERE h.id = $1 AND o.id <> h.id AND o.site_id <> h.site_id AND "
    "o.source <> 'reversal' AND o.starts_ms < h.ends_ms AND o.starts_ms > h.starts_ms - 86400000 AND o.ends_ms > "
    "h.starts_ms AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = o.id) ORDER BY o.starts_ms LIMIT "
    "10";
/// Names of those who acted on the entry $1 and stand to its volunteer in this way.
std::string select_related(std::string_view how) {
  return "SELECT DISTINCT p.name FROM " + acts("e.entry_id = $1", "h.id = $1 AND h.author_id IS NOT NULL") +
         " JOIN persons p ON p.id = y.actor_id WHERE y.actor_id <> y.volunteer_id AND " + std::string(how) +
         " ORDER BY p.name LIMIT 10";
}
const std::string select_same_home = select_related(shares_home);
const std::string select_relatives = select_related(is_relative);
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

std::optional<Evidence> find_evidence(db::Reader& reader, const HoursEntryId& entry) {
  const auto row = reader.find(select_evidence, entry);
  if (!row) return std::nullopt;
  Evidence found{entry,
                 row->text(0),
                 row->text(1),
                 row->text(2),
                 row->text(3),
                 row->text(4),
                 row->text(5),
                 {row->i64(6)},
                 {row->i64(7)},
                 {row->i64(8)},
                 row->i64(9),
                 row->text(10),
                 row->text(11),
                 {},
                 {},
                 {},
                 {}};
  for (const db::Row& step : reader.query(select_steps, entry))
    found.steps.push_back({step.text(0), step.text(1), {step.i64(2)}, step.text(3)});
  for (const db::Row& other : reader.query(select_elsewhere, entry))
    found.elsewhere.push_back({other.text(0), other.text(1), {other.i64(2)}, {other.i64(3)}});
  for (const db::Row& near : reader.query(select_same_home, entry)) found.same_home.push_back(near.text(0));
  for (const db::Row& one : reader.query(select_relatives, entry)) found.relatives.push_back(one.text(0));
  return found;
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
