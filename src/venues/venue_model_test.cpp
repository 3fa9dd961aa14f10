// Slots, days that differ, claims and repetition, without a database.
#include <gtest/gtest.h>

#include <algorithm>

#include "venues/booking_model.h"

namespace ws::venues {
namespace {

const Instant now{1'795'402'800'000};  // Monday 2026-11-23 11:00 in Chengdu
const LocalDate monday{2026, 11, 23}, tuesday{2026, 11, 24};

Instant at(LocalDate day, int hour, int minute = 0) {
  return start_of_day(day).plus_ms(hour * hour_ms + minute * minute_ms);
}

Venue headsets() {
  Venue venue;
  venue.plan.kind = Kind::device;
  venue.plan.name = "VR 眼镜";
  venue.plan.summary = "四台";
  venue.plan.units = 4;
  venue.plan.slot_minutes = 60;
  venue.plan.longest_minutes = 120;
  venue.plan.days_ahead = 14;
  for (std::int64_t weekday = 1; weekday <= 5; ++weekday) {
    venue.plan.hours.push_back({weekday, 9 * 60, 12 * 60});
    venue.plan.hours.push_back({weekday, 14 * 60, 17 * 60});
  }
  venue.state = VenueState::open;
  return venue;
}

Claim claim(std::int64_t unit, Instant at) {
  return {unit, at.ms / quarter_ms};
}

TEST(VenueModel, APlanIsMadeOfQuartersOfAnHour) {
  EXPECT_TRUE(check_plan(headsets().plan).ok());
  Plan plan = headsets().plan;
  plan.slot_minutes = 50;
  EXPECT_EQ(check_plan(plan).error().reason, "venue.slots");
  plan = headsets().plan;
  plan.longest_minutes = 90;
  EXPECT_EQ(check_plan(plan).error().reason, "venue.slots") << "no whole number of slots";
  plan = headsets().plan;
  plan.kind = Kind::room;
  EXPECT_EQ(check_plan(plan).error().reason, "venue.units");
  plan = headsets().plan;
  plan.hours.push_back({1, 11 * 60, 13 * 60});
  EXPECT_EQ(check_plan(plan).error().field, "hours[10]") << "overlaps the morning";
  plan = headsets().plan;
  plan.hours.push_back({6, 9 * 60 + 10, 12 * 60});
  EXPECT_EQ(check_plan(plan).error().reason, "venue.hours_wrong");
}

TEST(VenueModel, SlotsFollowTheOpeningHoursAndADayMayDiffer) {
  Venue venue = headsets();
  EXPECT_EQ(slots_on(venue, monday).size(), 6u);
  EXPECT_EQ(slots_on(venue, monday).at(3).starts, at(monday, 14));
  EXPECT_TRUE(slots_on(venue, {2026, 11, 28}).empty()) << "a Saturday";
  venue.days.push_back({tuesday, {}, "盘点"});
  EXPECT_TRUE(slots_on(venue, tuesday).empty());
  venue.days.back().hours = Opening{2, 10 * 60, 11 * 60 + 30};
  EXPECT_EQ(slots_on(venue, tuesday), (std::vector<Span>{{at(tuesday, 10), at(tuesday, 11)}}));
}

TEST(VenueModel, WhatCanBeBookedIsWholeSlotsAheadWithinItsDays) {
  const Venue venue = headsets();
  const auto reason = [&](Instant from, Instant until) {
    const auto fits = check_span(venue, {from, until}, now);
    return fits ? std::string() : fits.error().reason;
  };
  EXPECT_EQ(reason(at(monday, 14), at(monday, 16)), "");
  EXPECT_EQ(reason(at(monday, 11), at(monday, 12)), "booking.past") << "it has begun";
  EXPECT_EQ(reason(at(monday, 14, 30), at(monday, 15, 30)), "booking.no_slot");
  EXPECT_EQ(reason(at(tuesday, 11), at(tuesday, 15)), "booking.no_slot") << "over the midday break";
  EXPECT_EQ(reason(at(tuesday, 9), at(tuesday, 12)), "booking.too_long");
  EXPECT_EQ(reason(at({2026, 12, 8}, 9), at({2026, 12, 8}, 10)), "booking.too_far");
  EXPECT_EQ(reason(at({2026, 12, 7}, 16), at({2026, 12, 7}, 17)), "") << "the last of fourteen days";
  Venue shut = venue;
  shut.closures.push_back({{}, {at(tuesday, 10, 30), at(tuesday, 11)}, "检修"});
  EXPECT_EQ(check_span(shut, {at(tuesday, 10), at(tuesday, 11)}, now).error().reason, "venue.shut_then");
  EXPECT_TRUE(check_span(shut, {at(tuesday, 9), at(tuesday, 10)}, now).ok());
  shut.state = VenueState::closed;
  EXPECT_EQ(check_span(shut, {at(tuesday, 9), at(tuesday, 10)}, now).error().reason, "venue.not_open");
}

TEST(VenueModel, AUnitIsFreeWhenNobodyHasAnyQuarterOfIt) {
  const Venue venue = headsets();
  const Span wanted{at(monday, 14), at(monday, 16)};
  const std::vector<Claim> claims{claim(2, at(monday, 15, 45)), claim(3, at(monday, 13, 45)),
                                  claim(4, at(monday, 16))};
  EXPECT_EQ(free_units(venue.plan, claims, wanted), (std::vector<std::int64_t>{1, 3, 4}));
  const auto days = calendar(venue, claims, monday, 2, now);
  EXPECT_EQ(days.at(0).slots.at(3).free, 4) << "14:00";
  EXPECT_EQ(days.at(0).slots.at(4).free, 3) << "15:00";
  EXPECT_TRUE(days.at(0).slots.at(0).over) << "09:00 has gone by";
  EXPECT_EQ(days.at(0).free(), 3);
  EXPECT_EQ(days.at(1).free(), 6);
}

TEST(VenueModel, TheNearestThatIsFreeIsNamed) {
  const Venue venue = headsets();
  std::vector<Claim> claims;
  for (std::int64_t unit = 1; unit <= 4; ++unit)
    for (int quarter = 0; quarter < 8; ++quarter)
      claims.push_back(claim(unit, at(monday, 14).plus_ms(quarter * quarter_ms)));
  const Span wanted{at(monday, 14), at(monday, 15)};
  EXPECT_EQ(next_free(venue, claims, wanted, 1, 0, now)->starts, at(monday, 16));
  claims.push_back(claim(1, at(monday, 16)));
  EXPECT_EQ(next_free(venue, claims, wanted, 3, 14, now)->starts, at(monday, 16));
  EXPECT_EQ(next_free(venue, claims, wanted, 4, 14, now)->starts, at(tuesday, 9));
  EXPECT_FALSE(next_free(venue, claims, wanted, 4, 0, now)) << "none on that day";
}

TEST(BookingModel, HardRule_ABookingGoesItsWayAndNoOther) {
  using enum State;
  const std::vector<std::pair<State, Step>> allowed{
      {requested, Step::confirm},  {requested, Step::decline}, {requested, Step::cancel},  {confirmed, Step::cancel},
      {confirmed, Step::check_in}, {confirmed, Step::miss},    {no_show, Step::come_late}, {checked_in, Step::end}};
  std::size_t moves = 0;
  for (const State state : {requested, confirmed, declined, cancelled, checked_in, ended, no_show})
    for (const Step step :
         {Step::confirm, Step::decline, Step::cancel, Step::check_in, Step::come_late, Step::end, Step::miss})
      if (next_state(state, step)) {
        ++moves;
        EXPECT_NE(std::find(allowed.begin(), allowed.end(), std::pair(state, step)), allowed.end());
      }
  EXPECT_EQ(moves, allowed.size());
}

TEST(BookingModel, ASeriesRepeatsTheSameHoursUpToItsLastDay) {
  const Span first{at(monday, 14), at(monday, 15)};
  const auto weekly = occurrences(first, {1, {2026, 12, 14}}, {});
  ASSERT_TRUE(weekly.ok());
  ASSERT_EQ(weekly->size(), 4u);
  EXPECT_EQ(weekly->back(), (Span{at({2026, 12, 14}, 14), at({2026, 12, 14}, 15)}));
  EXPECT_EQ(occurrences(first, {2, {2026, 12, 14}}, {})->size(), 2u);
  EXPECT_EQ(occurrences(first, {1, {2026, 11, 22}}, {}).error().reason, "booking.until");
  EXPECT_EQ(occurrences(first, {1, {2027, 11, 22}}, {}).error().reason, "booking.too_many");
}

TEST(BookingModel, ThePolicyGivesTheNumbersAndRefusesNonsense) {
  const Limits limits = Limits::parse(R"({"venues": {"grace_minutes": 20, "no_shows": 5, "pause_days": 7}})");
  EXPECT_EQ(limits.grace_minutes, 20);
  EXPECT_EQ(limits.no_shows, 5);
  EXPECT_EQ(limits.pause_days, 7);
  EXPECT_EQ(limits.reminder_hours, 24);
  EXPECT_THROW(Limits::parse(R"({"venues": {"pause_days": 3650}})"), std::runtime_error) << "a pause is temporary";
}

}  // namespace
}  // namespace ws::venues
