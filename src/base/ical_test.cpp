#include "base/ical.h"

#include <gmock/gmock.h>

#include "base/local_time.h"

namespace ws::ical {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Event talk() {
  Event event;
  event.uid = "shift-1@wushuang";
  event.title = "书院街讲故事; 第一场, 上午";
  event.description = "带水\n带伞";
  event.place = "文庙石阶";
  event.url = "https://wm.example/activities/1";
  event.starts = start_of_day({2026, 12, 5}).plus_ms(9 * hour_ms + 30 * minute_ms);
  event.ends = event.starts.plus_ms(2 * hour_ms);
  event.changed = start_of_day({2026, 12, 1});
  event.sequence = 3;
  return event;
}

TEST(Ical, TimesStandInTheDistrictsZoneAndTextsAreEscaped) {
  const std::string text = write("书院社区", {talk()});
  EXPECT_TRUE(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")) << text;
  EXPECT_THAT(text, HasSubstr("TZID:Asia/Shanghai\r\nBEGIN:STANDARD\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTART;TZID=Asia/Shanghai:20261205T093000\r\n"));
  EXPECT_THAT(text, HasSubstr("DTEND;TZID=Asia/Shanghai:20261205T113000\r\n"));
  EXPECT_THAT(text, HasSubstr("DTSTAMP:20261130T160000Z\r\n"));
  EXPECT_THAT(text, HasSubstr("SUMMARY:书院街讲故事\\; 第一场\\, 上午\r\n"));
  EXPECT_THAT(text, HasSubstr("DESCRIPTION:带水\\n带伞\r\n"));
  EXPECT_THAT(text, HasSubstr("SEQUENCE:3\r\n"));
  EXPECT_THAT(text, HasSubstr("STATUS:CONFIRMED\r\n"));
  EXPECT_THAT(text, HasSubstr("X-WR-CALNAME:书院社区\r\n"));
}

TEST(Ical, WhatIsCalledOffSaysSoUnderTheSameUid) {
  Event off = talk();
  off.cancelled = true;
  off.sequence = 4;
  const std::string text = write("书院社区", {off});
  EXPECT_THAT(text, HasSubstr("UID:shift-1@wushuang\r\n"));
  EXPECT_THAT(text, HasSubstr("STATUS:CANCELLED\r\n"));
  EXPECT_THAT(text, Not(HasSubstr("CONFIRMED")));
}

TEST(Ical, NoLineIsLongerThan75BytesAndNoTextAddsALine) {
  Event event = talk();
  event.title = std::string(40, 'x') + "\r\nATTENDEE:mailto:nobody@example.org";
  for (int i = 0; i < 40; ++i) event.description += "志愿服务";
  const std::string text = write("x", {event});
  EXPECT_THAT(text, Not(HasSubstr("\nATTENDEE")));
  std::size_t lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = text.find("\r\n", at);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - at, 75u) << text.substr(at, end - at);
    at = end + 2;
  }
  EXPECT_GT(lines, 20u);
}

}  // namespace
}  // namespace ws::ical
