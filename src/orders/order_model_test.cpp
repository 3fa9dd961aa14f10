#include "orders/order_model.h"
#include "testing/source_dir.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace ws::orders {
namespace {

constexpr State all_states[] = {State::submitted, State::rejected,  State::triaged,    State::dispatched,
                                State::accepted,  State::scheduled, State::in_service, State::completed,
                                State::rated,     State::archived,  State::withdrawn,  State::returned};

std::set<std::string> states_that_allow(Step step) {
  std::set<std::string> found;
  for (const State state : all_states)
    if (next_state(state, step)) found.emplace(to_text(state));
  return found;
}

using Names = std::set<std::string>;

TEST(OrderStates, EachStepLeavesExactlyTheStatesOfTheGlossary) {
  EXPECT_EQ(states_that_allow(Step::triaged), Names({"submitted"}));
  EXPECT_EQ(states_that_allow(Step::rejected), Names({"submitted", "triaged", "returned"}));
  EXPECT_EQ(states_that_allow(Step::dispatched), Names({"triaged", "returned", "dispatched"}));
  EXPECT_EQ(states_that_allow(Step::accepted), Names({"dispatched"}));
  EXPECT_EQ(states_that_allow(Step::claimed), Names({"dispatched"}));
  EXPECT_EQ(states_that_allow(Step::returned), Names({"dispatched", "accepted", "scheduled"}));
  EXPECT_EQ(states_that_allow(Step::checked_in), Names({"accepted", "scheduled", "in_service"}));
  EXPECT_EQ(states_that_allow(Step::completed), Names({"in_service"}));
  EXPECT_EQ(states_that_allow(Step::rated), Names({"completed"}));
  EXPECT_EQ(states_that_allow(Step::reopened), Names({"completed", "rated", "archived"}));
  EXPECT_EQ(states_that_allow(Step::withdrawn),
            Names({"submitted", "triaged", "dispatched", "accepted", "scheduled", "returned"}));
}

TEST(OrderStates, RejectedAndWithdrawnAreFinal) {
  for (const State closed : {State::rejected, State::withdrawn})
    for (int step = 0; step <= static_cast<int>(Step::archived); ++step)
      EXPECT_FALSE(next_state(closed, static_cast<Step>(step)).has_value())
          << to_text(closed) << " " << to_text(static_cast<Step>(step));
}

TEST(OrderStates, TextsRoundTrip) {
  for (const State state : all_states) EXPECT_EQ(parse_state(to_text(state)), state);
  EXPECT_FALSE(parse_state("nowhere").has_value());
}

TEST(OrderRules, StaffCannotRateAndTheRequesterCannotDispatch) {
  Order order;
  order.state = State::completed;
  Standing staff;
  staff.clerk = staff.dispatcher = true;
  EXPECT_EQ(decide(order, staff, Step::rated).error().reason, "order.not_yours");
  Standing requester;
  requester.requester = true;
  EXPECT_TRUE(decide(order, requester, Step::rated).ok());
  order.state = State::triaged;
  EXPECT_EQ(decide(order, requester, Step::dispatched).error().reason, "order.not_yours");
}

TEST(OrderRules, NobodyConfirmsTheirOwnPresence) {
  Order order;
  order.state = State::accepted;
  Standing clerk_in_crew;
  clerk_in_crew.clerk = clerk_in_crew.crew = true;
  EXPECT_EQ(decide(order, clerk_in_crew, Step::presence_confirmed).error().reason, "order.not_yours");
}

TEST(OrderRules, ARatingBelowFourNeedsAReason) {
  const Policy policy;
  EXPECT_EQ(check_rating(policy, 3, "").error().reason, "rating.reason_required");
  EXPECT_TRUE(check_rating(policy, 3, "来晚了").ok());
  EXPECT_TRUE(check_rating(policy, 4, "").ok());
  EXPECT_EQ(check_rating(policy, 6, "").error().reason, "rating.score");
}

class OrderClocks : public ::testing::Test {
 protected:
  OrderClocks() {
    std::ifstream file(ws::testing::source_dir() + "/data/calendar/cn.json");
    std::stringstream text;
    text << file.rdbuf();
    rules.calendar = WorkCalendar::parse(text.str());
  }
  static Instant local(int year, int month, int day, int hour) {
    return start_of_day({year, month, day}).plus_ms(hour * hour_ms);
  }
  Rules rules;
};

TEST_F(OrderClocks, CountWorkingDaysOverTheNationalHoliday) {
  // Wednesday 30 September 2026, 16:00: the next working day is Thursday 8 October.
  EXPECT_EQ(triage_due(rules, local(2026, 9, 30, 16)), local(2026, 10, 8, 16));
  // Saturday 10 October 2026 is a moved working day.
  EXPECT_EQ(acceptance_due(rules, local(2026, 10, 8, 10)), local(2026, 10, 10, 10));
}

TEST_F(OrderClocks, StartAtTheNextOpeningOutsideWorkingHours) {
  EXPECT_EQ(triage_due(rules, local(2026, 11, 20, 22)),
            local(2026, 11, 24, 9));  // Friday night → Monday 9:00 → Tuesday 9:00
  EXPECT_EQ(triage_due(rules, local(2026, 11, 21, 12)), local(2026, 11, 24, 9));  // Saturday noon
  EXPECT_EQ(triage_due(rules, local(2026, 11, 23, 7)), local(2026, 11, 24, 9));   // before opening
}

TEST_F(OrderClocks, AnOfferExpiresInTwelveHoursOrHalfAnHourOnTheDay) {
  const Instant now = local(2026, 11, 23, 10);
  EXPECT_EQ(offer_expiry(rules.policy, now, local(2026, 11, 25, 10)), now.plus_ms(12 * hour_ms));
  EXPECT_EQ(offer_expiry(rules.policy, now, local(2026, 11, 23, 15)), now.plus_ms(30 * minute_ms));
  EXPECT_EQ(offer_expiry(rules.policy, now, now.plus_ms(10 * minute_ms)), now.plus_ms(10 * minute_ms));
}

TEST_F(OrderClocks, AWantedTimeIsAheadAndWithinSixtyDays) {
  const Instant now = local(2026, 11, 23, 10);
  EXPECT_EQ(check_time(Policy{}, now.plus_ms(-1), now).error().reason, "order.time_past");
  EXPECT_EQ(check_time(Policy{}, now.plus_ms(61 * day_ms), now).error().reason, "order.time_far");
  EXPECT_TRUE(check_time(Policy{}, now.plus_ms(day_ms), now).ok());
}

TEST(OrderRules, TheClockFollowsTheState) {
  Order order;
  order.triage_due = {1};
  order.accept_due = Instant{2};
  order.overall_due = {3};
  const std::map<State, int> expected{{State::submitted, 1}, {State::triaged, 2},  {State::dispatched, 2},
                                      {State::returned, 2},  {State::accepted, 3}, {State::scheduled, 3},
                                      {State::in_service, 3}};
  for (const State state : all_states) {
    order.state = state;
    const auto running = running_clock(order);
    const auto found = expected.find(state);
    ASSERT_EQ(running.has_value(), found != expected.end()) << to_text(state);
    if (running) {
      EXPECT_EQ(running->due.ms, found->second) << to_text(state);
    }
  }
}

}  // namespace
}  // namespace ws::orders
