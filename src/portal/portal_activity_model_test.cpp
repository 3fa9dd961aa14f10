#include "portal/portal_activity_model.h"

#include <gtest/gtest.h>

namespace ws::portal {
namespace {

const Instant now = start_of_day({2026, 12, 2}).plus_ms(10 * hour_ms);  // a Wednesday

Places some(std::int64_t open, std::int64_t waiting = 0) {
  return {"recruiting", "first_come", false,  now.plus_ms(-day_ms), now.plus_ms(day_ms), now.plus_ms(2 * day_ms),
          10,           open,         waiting};
}

TEST(ActivityWords, PlacesAreSaidAsTheyAre) {
  EXPECT_EQ(places_words(some(7), now, "zh").text, "还剩 7 位");
  EXPECT_EQ(places_words(some(3), now, "zh").text, "只剩 3 位");
  EXPECT_EQ(places_words(some(3), now, "zh").hue, "warn");
  EXPECT_EQ(places_words(some(0, 5), now, "zh").text, "已满，候补 5 人");
  EXPECT_EQ(places_words(some(0), now, "en").text, "Full, you can wait");
  Places lot = some(10);
  lot.mode = "lot";
  EXPECT_EQ(places_words(lot, now, "zh").text, "抽签 · 10 个名额");
  lot.drawn = true;
  EXPECT_EQ(places_words(lot, now, "zh").text, "还剩 10 位") << "what is left after the draw is first come";
  Places early = some(7);
  early.opens = now.plus_ms(hour_ms);
  EXPECT_EQ(places_words(early, now, "zh").text, "今天 11:00开始报名");
  Places late = some(7);
  late.closes = now;
  EXPECT_EQ(places_words(late, now, "zh").text, "报名已截止");
  Places off = some(7);
  off.state = "cancelled";
  EXPECT_EQ(places_words(off, now, "zh").text, "已取消");
}

TEST(ActivityWords, SignupsAreTakenInTheWindowOrAfterTheDrawNeverOnceItBegan) {
  EXPECT_TRUE(takes_signups(some(1), now));
  Places places = some(1);
  places.closes = now;
  EXPECT_FALSE(takes_signups(places, now));
  places.drawn = true;
  EXPECT_TRUE(takes_signups(places, now));
  places.starts = now;
  EXPECT_FALSE(takes_signups(places, now));
}

TEST(ActivityWords, EachStateOfASignupHasANextStep) {
  OwnSignup own;
  own.starts = now.plus_ms(day_ms);
  own.ends = own.starts.plus_ms(hour_ms);
  own.place = "文庙";
  for (const char* state : {"pending", "waitlisted", "offered", "confirmed", "checked_in", "checked_out"}) {
    own.state = state;
    own.offered_until = now.plus_ms(hour_ms);
    for (const char* language : {"zh", "en"}) {
      const SignupWords words = signup_words(own, now, language);
      EXPECT_NE(words.name, state);
      EXPECT_FALSE(words.next.empty()) << state;
    }
  }
  own.state = "waitlisted";
  own.place_in_line = 2;
  EXPECT_EQ(signup_words(own, now, "zh").name, "候补第 2 位");
  own.state = "confirmed";
  own.companions = 1;
  EXPECT_EQ(signup_words(own, now, "zh").name, "已报上（同行 1 人）");
  EXPECT_FALSE(cancel_effect(own, now, "zh").empty());
  EXPECT_TRUE(cancel_effect(own, own.starts, "zh").empty()) << "it has begun";
  EXPECT_NE(signup_words(own, own.ends, "zh").next.find("已经结束"), std::string::npos);
}

TEST(ActivityWords, DaysOfTheListAreTheDistrictsDays) {
  const auto span = [](const char* when, const char* date) {
    ActivityQuery query;
    query.when = when;
    query.date = date;
    return span_of(query, now);
  };
  EXPECT_EQ(span("today", "").until, start_of_day({2026, 12, 3}));
  EXPECT_EQ(span("weekend", "").from, start_of_day({2026, 12, 5}));
  EXPECT_EQ(span("weekend", "").until, start_of_day({2026, 12, 7}));
  EXPECT_EQ(span("", "2026-12-24").from, start_of_day({2026, 12, 24}));
  EXPECT_EQ(span("", "2026-12-24").until, start_of_day({2026, 12, 25}));
  EXPECT_EQ(span("", "").from, now);
}

TEST(ActivityWords, AMonthIsShownInWholeWeeks) {
  ActivityQuery query;
  query.view = "month";
  query.month = "2027-01-17";
  const CalendarSpan month = calendar_span(query, now);
  EXPECT_EQ(to_text(month.first), "2026-12-28");
  EXPECT_EQ(to_text(month.last), "2027-01-31");
  EXPECT_EQ(to_text(month.previous), "2026-12-01");
  EXPECT_EQ(to_text(month.next), "2027-02-01");
  query.view = "week";
  const CalendarSpan week = calendar_span(query, now);
  EXPECT_EQ(to_text(week.first), "2027-01-11");
  EXPECT_EQ(to_text(week.last), "2027-01-17");
  query.month = "never";
  EXPECT_EQ(to_text(calendar_span(query, now).first), "2026-11-30") << "what makes no sense is now";
}

TEST(ActivityWords, PointsAndFormsFromOutsideAreChecked) {
  EXPECT_TRUE(parse_point("30810000,103880000").has_value());
  for (const char* wrong : {"", "30", "30,", "91000000,0", "a,b", "1,2,3", "30810000,103880000000000000"})
    EXPECT_FALSE(parse_point(wrong).has_value()) << wrong;
  const auto reasons = [](const SignupForm& form) {
    std::string all;
    for (const FieldError& error : check(form, 9)) all += error.field + ":" + error.reason + " ";
    return all;
  };
  const std::string role = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  EXPECT_EQ(reasons({"", role, "0", "", "k"}), "");
  EXPECT_EQ(reasons({"", "", "-1", "", "k"}), "role:signup.role companions:field.range ");
  EXPECT_EQ(reasons({"", role, "10", std::string(400, 'x'), "k"}),
            "companions:signup.too_many_companions note:field.length ");
}

}  // namespace
}  // namespace ws::portal
