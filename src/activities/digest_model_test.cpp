#include "activities/digest_model.h"

#include <gtest/gtest.h>

namespace ws::activities {
namespace {

constexpr Instant monday_morning{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu

Opening opening(const char* activity, const char* skill, const char* town, std::int64_t in_hours) {
  Opening made;
  made.activity = ActivityId(activity);
  made.title = activity;
  made.town_code = town;
  made.role = ShiftRoleId(std::string(activity) + "-role");
  made.skill = skill;
  made.starts = monday_morning.plus_ms(in_hours * hour_ms);
  made.ends = made.starts.plus_ms(hour_ms);
  return made;
}

std::vector<std::string> titles(const std::vector<Fit>& fits) {
  std::vector<std::string> found;
  for (const Fit& fit : fits) found.push_back(fit.opening.title);
  return found;
}

Wishes reader_of_shuyuan() {
  Wishes wishes;
  wishes.skills = {"reading"};
  wishes.town_code = "shuyuan";
  wishes.is_free = [](Instant, Instant) { return true; };
  return wishes;
}

TEST(Digest, WhatSuitsComesWithItsReasonsAndMoreReasonsFirst) {
  const auto fits = fitting({opening("near", "", "shuyuan", 1), opening("skill", "reading", "far", 2),
                             opening("both", "reading", "shuyuan", 3)},
                            reader_of_shuyuan());
  EXPECT_EQ(titles(fits), (std::vector<std::string>{"both", "near", "skill"}));
  EXPECT_EQ(fits[0].why, (std::vector<Why>{Why::skill, Why::time, Why::town}));
  EXPECT_EQ(fits[1].why, (std::vector<Why>{Why::time, Why::town}));
  EXPECT_EQ(fits[2].why, (std::vector<Why>{Why::skill, Why::time}));
}

TEST(Digest, WhatTheyCannotDoOrReachIsLeftOut) {
  const auto fits = fitting({opening("other skill", "nursing", "shuyuan", 1), opening("any, far", "", "far", 2)},
                            reader_of_shuyuan());
  EXPECT_TRUE(fits.empty()) << fits.front().opening.title;
}

TEST(Digest, WhoIsNotFreeIsNotAsked) {
  Wishes busy = reader_of_shuyuan();
  busy.is_free = [](Instant starts, Instant) { return starts > monday_morning.plus_ms(90 * minute_ms); };
  const auto fits = fitting({opening("now", "", "shuyuan", 1), opening("later", "", "shuyuan", 2)}, busy);
  EXPECT_EQ(titles(fits), std::vector<std::string>{"later"});
}

TEST(Digest, AnActivityIsToldOnceByItsBestRole) {
  Opening other = opening("a", "reading", "shuyuan", 5);
  const auto fits = fitting({opening("a", "", "shuyuan", 1), other}, reader_of_shuyuan());
  ASSERT_EQ(fits.size(), 1u);
  EXPECT_EQ(fits[0].opening.skill, "reading");
}

TEST(Digest, TheNextOneIsOnItsWeekdayAndAhead) {
  const Instant eight = start_of_day({2026, 11, 23}).plus_ms(8 * hour_ms);
  EXPECT_EQ(next_digest(eight.plus_ms(-1), 1, 480), eight);
  EXPECT_EQ(next_digest(eight, 1, 480), eight.plus_ms(7 * day_ms)) << "not the one that was just sent";
  EXPECT_EQ(next_digest(monday_morning, 7, 480), eight.plus_ms(6 * day_ms));
}

}  // namespace
}  // namespace ws::activities
