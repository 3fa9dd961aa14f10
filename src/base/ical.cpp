#include "base/ical.h"

#include <libical/ical.h>

#include <memory>
#include <stdexcept>

namespace ws::ical {
namespace {

struct Free {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
  void operator()(char* text) const { icalmemory_free_buffer(text); }
};
using Component = std::unique_ptr<icalcomponent, Free>;

// The one zone of the district (base/local_time.h).
constexpr const char* zone_name = "Asia/Shanghai";
constexpr const char* zone =
    "BEGIN:VTIMEZONE\r\nTZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\nDTSTART:19910915T000000\r\nTZOFFSETFROM:+0800\r\n"
    "TZOFFSETTO:+0800\r\nTZNAME:CST\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
constexpr std::int64_t zone_offset_s = 8 * 3600;

icaltimetype utc(Instant at) {
  return icaltime_from_timet_with_zone(static_cast<time_t>(at.ms / 1000), 0, icaltimezone_get_utc_timezone());
}

/// As a clock on the wall shows it; TZID says which wall.
icaltimetype local(Instant at) {
  return icaltime_from_timet_with_zone(static_cast<time_t>(at.ms / 1000 + zone_offset_s), 0, nullptr);
}

icalproperty* in_zone(icalproperty* property) {
  icalproperty_add_parameter(property, icalparameter_new_tzid(zone_name));
  return property;
}

icalcomponent* new_event(const Event& event) {
  icalcomponent* made = icalcomponent_new(ICAL_VEVENT_COMPONENT);
  const auto add = [made](icalproperty* property) { icalcomponent_add_property(made, property); };
  add(icalproperty_new_uid(event.uid.c_str()));
  add(icalproperty_new_dtstamp(utc(event.changed)));
  add(icalproperty_new_lastmodified(utc(event.changed)));
  add(icalproperty_new_sequence(static_cast<int>(event.sequence)));
  add(in_zone(icalproperty_new_dtstart(local(event.starts))));
  add(in_zone(icalproperty_new_dtend(local(event.ends))));
  add(icalproperty_new_summary(event.title.c_str()));
  if (!event.description.empty()) add(icalproperty_new_description(event.description.c_str()));
  if (!event.place.empty()) add(icalproperty_new_location(event.place.c_str()));
  if (!event.url.empty()) add(icalproperty_new_url(event.url.c_str()));
  add(icalproperty_new_status(event.cancelled ? ICAL_STATUS_CANCELLED : ICAL_STATUS_CONFIRMED));
  return made;
}

}  // namespace

std::string write(const std::string& name, const std::vector<Event>& events) {
  const Component calendar(icalcomponent_new(ICAL_VCALENDAR_COMPONENT));
  icalcomponent_add_property(calendar.get(), icalproperty_new_version("2.0"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_prodid("-//Wushuang//Activities//ZH"));
  icalcomponent_add_property(calendar.get(), icalproperty_new_method(ICAL_METHOD_PUBLISH));
  icalproperty* label = icalproperty_new_x(name.c_str());
  icalproperty_set_x_name(label, "X-WR-CALNAME");
  icalcomponent_add_property(calendar.get(), label);
  icalcomponent_add_component(calendar.get(), icalparser_parse_string(zone));
  for (const Event& event : events) icalcomponent_add_component(calendar.get(), new_event(event));
  const std::unique_ptr<char, Free> text(icalcomponent_as_ical_string_r(calendar.get()));
  if (!text) throw std::runtime_error("the calendar cannot be written");
  return text.get();
}

}  // namespace ws::ical
