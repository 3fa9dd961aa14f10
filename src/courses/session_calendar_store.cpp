#include "courses/session_calendar_store.h"

#include "people/public.h"

namespace ws::courses::store {
namespace {

/// "whose": of the session's events, which ones change the entry.
std::string entry_of(const std::string& whose, const std::string& cancelled) {
  const std::string events = "FROM session_events e WHERE e.session_id = x.id AND " + whose;
  return "SELECT x.id, c.id, c.title, c.summary, s.name, x.place, x.starts_ms, x.ends_ms, (SELECT MAX(e.at_ms) " +
         events + "), (SELECT COUNT(*) " + events + "), CASE WHEN x.state = 'cancelled'" + cancelled +
         " THEN 1 ELSE 0 END ";
}
const std::string from_session =
    "JOIN courses c ON c.id = x.course_id JOIN sites s ON s.id = COALESCE(x.place_site_id, c.site_id) ";
const std::string select_one =
    entry_of("e.person_id IS NULL", "") + "FROM course_sessions x " + from_session + "WHERE x.id = $1";
// One who gave a place back and took one again has two rows in a session: the later one counts.
const std::string select_own =
    entry_of("(e.person_id IS NULL OR e.person_id = q.person_id)", " OR q.state = 'cancelled'") +
    "FROM session_places q JOIN course_sessions x ON x.id = q.session_id " + from_session + "WHERE q.person_id " +
    people::own_accounts("$1") +
    "AND x.ends_ms > $2 AND q.state NOT IN ('waitlisted', 'offered') AND (q.state <> 'cancelled' OR EXISTS (SELECT 1 "
    "FROM session_events e WHERE e.session_id = x.id AND e.person_id = q.person_id AND e.kind IN ('confirmed', "
    "'accepted'))) AND NOT EXISTS (SELECT 1 FROM session_places later WHERE later.session_id = q.session_id AND "
    "later.person_id = q.person_id AND later.id > q.id) ORDER BY x.starts_ms, x.id LIMIT $3";
const std::string select_taught = entry_of("e.person_id IS NULL", "") + "FROM course_sessions x " + from_session +
                                  "WHERE c.lecturer_id " + people::own_accounts("$1") +
                                  "AND x.ends_ms > $2 AND x.state <> 'planned' ORDER BY x.starts_ms, x.id LIMIT $3";

CalendarEntry entry_of(const db::Row& row) {
  return {row.id<CourseSessionId>(0),
          row.id<CourseId>(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          {row.i64(6)},
          {row.i64(7)},
          {row.i64(8)},
          row.i64(9),
          row.i64(10) != 0};
}

}  // namespace

std::optional<CalendarEntry> calendar_entry(db::Reader& reader, const CourseSessionId& session) {
  const auto row = reader.find(select_one, session);
  return row ? std::optional(entry_of(*row)) : std::nullopt;
}

std::vector<CalendarEntry> calendar_of(db::Reader& reader, const PersonId& person, Instant since,
                                       std::int64_t limit) {
  std::vector<CalendarEntry> found;
  for (const std::string& sql : {select_own, select_taught})
    for (const db::Row& row : reader.query(sql, person, since, limit)) found.push_back(entry_of(row));
  return found;
}

}  // namespace ws::courses::store
