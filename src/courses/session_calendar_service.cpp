#include "courses/session_calendar_service.h"

namespace ws::courses {
namespace {

constexpr std::int64_t most_entries = 500;

}  // namespace

ical::Event calendar_event(const store::CalendarEntry& entry, const std::string& address) {
  ical::Event event;
  event.uid = entry.session.str() + "@wushuang";
  event.title = entry.title;
  event.description = entry.summary + "\n" + entry.site_name;
  event.place = entry.place;
  event.url = address + "/courses/" + entry.course.str() + "#s-" + entry.session.str();
  event.starts = entry.starts;
  event.ends = entry.ends;
  event.changed = entry.changed;
  event.sequence = entry.sequence;
  event.cancelled = entry.cancelled;
  return event;
}

std::vector<ical::Event> calendar_events(db::Reader& reader, const PersonId& person, Instant since,
                                         const std::string& address) {
  std::vector<ical::Event> events;
  for (const store::CalendarEntry& entry : store::calendar_of(reader, person, since, most_entries))
    events.push_back(calendar_event(entry, address));
  return events;
}

}  // namespace ws::courses
