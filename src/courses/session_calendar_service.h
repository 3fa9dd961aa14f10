#pragma once
// Sessions for calendars: one as a file, a person's own for their feed.

#include "base/ical.h"
#include "courses/session_calendar_store.h"

namespace ws::courses {

/// `address` is the server's own, "https://…".
ical::Event calendar_event(const store::CalendarEntry& entry, const std::string& address);
/// Where the person has a place, had one, or teaches.
std::vector<ical::Event> calendar_events(db::Reader& reader, const PersonId& person, Instant since,
                                         const std::string& address);

}  // namespace ws::courses
