#pragma once
// Sessions as a calendar shows them.

#include "courses/course_model.h"
#include "db/db.h"

namespace ws::courses::store {

struct CalendarEntry {
  CourseSessionId session;
  CourseId course;
  std::string title;
  std::string summary;
  std::string site_name;
  std::string place;
  Instant starts;
  Instant ends;
  Instant changed;
  std::int64_t sequence = 0;
  bool cancelled = false;
};
std::optional<CalendarEntry> calendar_entry(db::Reader& reader, const CourseSessionId& session);
/// Where the person has a place, had one and lost it, or teaches; of all their accounts, by start.
std::vector<CalendarEntry> calendar_of(db::Reader& reader, const PersonId& person, Instant since, std::int64_t limit);

}  // namespace ws::courses::store
