#pragma once
// A station whose clerk opens venues, residents who book them, and a clock that goes where it is told.

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "testing/district.h"
#include "venues/public.h"

namespace ws::venues {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;

/// What a test wants of its venue.
struct Wanted {
  std::string kind = "device";
  int units = 2;
  int capacity = 1;
  int slot = 60;
  int longest = 120;
  int ahead = 60;
  int open = 20;
  bool approval = false;
};

class Bookings : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string plan(const Wanted& wanted, const std::string& more = "") {
    json::Writer out;
    out.begin()
        .field("kind", wanted.kind)
        .field("name", "VR 眼镜")
        .field("summary", "戴上走一遍全区的阵地")
        .field("units", wanted.units)
        .field("capacity", wanted.capacity)
        .field("slot_minutes", wanted.slot)
        .field("longest_minutes", wanted.longest)
        .field("days_ahead", wanted.ahead)
        .field("open_per_person", wanted.open)
        .field("approval", wanted.approval)
        .key("hours")
        .array();
    for (int weekday = 1; weekday <= 7; ++weekday)
      out.begin().field("weekday", weekday).field("from_minute", 540).field("until_minute", 1080).end();
    std::string body = out.end_array().end().take();
    if (!more.empty()) body.insert(body.size() - 1, "," + more);
    return body;
  }
  std::string opened(const Wanted& wanted = {}) {
    const Answer made = station.post("/api/venues", plan(wanted, "\"site_id\":\"" + site + "\""));
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string venue = "/api/venues/" + at(made, "id");
    const Answer open = station.put(venue, plan(wanted, R"("state":"open","version":1)"));
    EXPECT_EQ(open.status, 200) << open.body;
    return venue;
  }
  static std::int64_t nine(Instant from, int days) {
    return start_of_day(local_date(from.plus_ms(days * day_ms))).ms + 9 * hour_ms;
  }
  /// 09:00 of the third day of the test, and so many hours on.
  std::int64_t slot(int hours = 0, int days = 2) const { return nine(begun, days) + hours * hour_ms; }
  /// The same, from the day it has become.
  std::int64_t ahead(int hours = 0) const { return nine(district.clock.now(), 2) + hours * hour_ms; }
  static std::string times(std::int64_t starts, int hours = 1) {
    return R"("starts_ms":)" + std::to_string(starts) + R"(,"ends_ms":)" + std::to_string(starts + hours * hour_ms);
  }
  static std::string wish(std::int64_t starts, const std::string& more = "", int hours = 1) {
    return "{" + times(starts, hours) + R"(,"purpose":"看看战旗村")" + (more.empty() ? "" : "," + more) + "}";
  }
  Answer book(Caller& caller, const std::string& venue, std::int64_t starts, const std::string& more = "",
              int hours = 1) {
    return caller.post(venue + "/bookings", wish(starts, more, hours));
  }
  std::string booked(Caller& caller, const std::string& venue, std::int64_t starts, const std::string& more = "",
                     int hours = 1) {
    const Answer answer = book(caller, venue, starts, more, hours);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/bookings/" + at(answer, "id");
  }
  std::string state(const std::string& booking) {
    return district.value("SELECT state FROM bookings WHERE id = '" + booking.substr(14) + "'");
  }
  std::int64_t claims() { return district.number("SELECT COUNT(*) FROM venue_claims"); }
  std::int64_t told(const PersonId& person, const std::string& kind) {
    return district.number("SELECT COUNT(*) FROM notices WHERE person_id = '" + person.str() + "' AND kind = '" +
                           kind + "'");
  }
  static void reason_is(const Answer& answer, const std::string& reason) {
    EXPECT_EQ(at(answer, "reason"), reason) << answer.status << " " << answer.body;
  }
  /// Goes to an instant, as clocks do.
  void go_to(std::int64_t ms) {
    district.clock.advance_ms(ms - district.clock.now().ms);
    district.tick();
  }
  std::vector<PersonId> people(int count) {
    std::vector<PersonId> found;
    for (const db::Row& row : district.database().read([&](db::Reader& reader) {
           return reader.run(
               "SELECT person_id FROM volunteers WHERE state = 'registered' ORDER BY person_id LIMIT $1",
               db::params_of(count));
         }))
      found.push_back(row.id<PersonId>(0));
    return found;
  }

  District district{GetParam()};
  const Instant begun = district.clock.now();
  const std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  Caller station = district.as("shuyuan");
  const PersonId gu = district.person("jumin1"), wen = district.person("jumin2");
  Caller resident = district.as(gu);
  Caller other = district.as(wen);
};

}  // namespace ws::venues
