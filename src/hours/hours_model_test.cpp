#include "hours/hours_model.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <set>

#include "base/random.h"

namespace ws::hours {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr LocalDate wednesday{2026, 11, 25};

Instant at(int hour, int minute = 0, LocalDate day = wednesday) {
  return start_of_day(day).plus_ms(hour * hour_ms + minute * minute_ms);
}

std::int64_t lost_to(const Counting& counting, std::string_view rule) {
  std::int64_t minutes = 0;
  for (const Loss& loss : counting.why)
    if (loss.rule == rule) minutes += loss.minutes;
  return minutes;
}

TEST(HoursModel, APlainServiceCountsWhole) {
  const Counting counting = count(at(14), at(15, 30), {}, {});
  EXPECT_EQ(counting.minutes, 90);
  EXPECT_EQ(counting.present_minutes, 90);
  EXPECT_THAT(counting.why, IsEmpty());
}

TEST(HoursModel, SecondsGoDownToTheMinuteSoThatNeighboursAddUp) {
  const Instant change = at(14, 30).plus_ms(40'000);
  const Counting first = count(at(14), change, {}, {});
  const Counting second = count(change, at(15), {{at(14), change}}, {});
  EXPECT_EQ(first.minutes + second.minutes, 60);
}

TEST(HoursModel, OverlapCountsOnce) {
  const Counting counting = count(at(9), at(11), {{at(10), at(12)}}, {});
  EXPECT_EQ(counting.minutes, 60);
  EXPECT_THAT(counting.why, ElementsAre(Loss{overlap, at(10), at(11), 60}));
}

TEST(HoursModel, MinutesLostByAnEarlierEntryStillOverlap) {
  const Presence earlier{at(8), at(13), {{continuous_limit, at(12), at(13), 60}}};
  const Counting counting = count(at(12), at(13), {earlier}, {});
  EXPECT_THAT(counting.why, ElementsAre(Loss{overlap, at(12), at(13), 60}));
}

TEST(HoursModel, FourHoursWithoutABreak) {
  const Counting counting = count(at(8), at(13), {}, {});
  EXPECT_EQ(counting.minutes, 240);
  EXPECT_THAT(counting.why, ElementsAre(Loss{continuous_limit, at(12), at(13), 60, 240, {}}));
}

TEST(HoursModel, ABreakOfFifteenMinutesStartsAnew) {
  const Presence morning{at(8), at(12)};
  EXPECT_EQ(count(at(12, 15), at(13, 15), {morning}, {}).minutes, 60);
  EXPECT_EQ(count(at(12, 14), at(13, 14), {morning}, {}).minutes, 0);
  Policy longer;
  longer.min_break_minutes = 30;
  EXPECT_EQ(count(at(12, 15), at(13, 15), {morning}, longer).minutes, 0);
}

TEST(HoursModel, ALateEntryBetweenTwoOthersJoinsTheirRun) {
  const std::vector<Presence> earlier{{at(8), at(10)}, {at(12), at(13, 30)}};
  const Counting counting = count(at(10), at(12), earlier, {});
  EXPECT_EQ(counting.minutes, 30);
  EXPECT_EQ(lost_to(counting, continuous_limit), 90);
}

TEST(HoursModel, EightHoursADay) {
  const std::vector<Presence> earlier{{at(6), at(10)}, {at(11), at(14)}};
  const Counting counting = count(at(15), at(18), earlier, {});
  EXPECT_EQ(counting.minutes, 60);
  EXPECT_THAT(counting.why, ElementsAre(Loss{daily_limit, at(16), at(18), 120, 480, {}}));
}

TEST(HoursModel, TheDayEndsAtLocalMidnight) {
  const std::vector<Presence> earlier{{at(6), at(10)}, {at(11), at(15)}};  // the day is full
  const Counting counting = count(at(23), at(25), earlier, {});
  EXPECT_EQ(counting.minutes, 60);
  EXPECT_THAT(counting.why, ElementsAre(Loss{daily_limit, at(23), at(24), 60, 480, {}}));
  const Presence entry{at(23), at(25), counting.why};
  EXPECT_EQ(minutes_on(entry, wednesday), 0);
  EXPECT_EQ(minutes_on(entry, next_day(wednesday)), 60);
}

TEST(HoursModel, AClockMovedBackGivesNothingAndSaysSo) {
  const Counting counting = count(at(15), at(14), {}, {});
  EXPECT_EQ(counting.minutes, 0);
  EXPECT_EQ(counting.present_minutes, 0);
  EXPECT_THAT(counting.why, ElementsAre(Loss{clock_backwards, at(15), at(15), 0}));
}

TEST(HoursModel, NothingIsNothing) {
  const Counting counting = count(at(15), at(15), {}, {});
  EXPECT_EQ(counting.present_minutes, 0);
  EXPECT_THAT(counting.why, IsEmpty());
}

/// The rules as they are written in hours_model.h, minute after minute, with no cleverness.
class Naive {
 public:
  explicit Naive(const Policy& policy) : policy_(policy) {}

  /// Minutes from the start of the first day. Returns the rule of each minute; "" for a counted one.
  std::vector<std::string_view> serve(int from, int until) {
    const std::vector<char> covered = present_;
    for (int minute = from; minute < until; ++minute) cell(present_, minute) = 1;
    std::vector<std::string_view> rules;
    for (int minute = from; minute < until; ++minute) {
      if (covered.at(static_cast<std::size_t>(minute + margin)) != 0)
        rules.push_back(overlap);
      else if (counted_on_day(minute / 1440) >= policy_.max_minutes_per_day)
        rules.push_back(daily_limit);
      else if (counted_since_break(minute) >= policy_.max_continuous_minutes)
        rules.push_back(continuous_limit);
      else
        rules.push_back({});
      cell(counted_, minute) = rules.back().empty() || cell(counted_, minute) != 0 ? 1 : 0;
    }
    return rules;
  }
  int counted_on_day(int day) const {
    const auto first = counted_.begin() + margin + day * 1440;
    return std::accumulate(first, first + 1440, 0);
  }

 private:
  static constexpr int margin = 1440;

  char& cell(std::vector<char>& cells, int minute) { return cells.at(static_cast<std::size_t>(minute + margin)); }
  int counted_since_break(int minute) {
    int counted = 0;
    for (const int step : {-1, 1})
      for (int here = minute + (step > 0 ? 1 : 0), absent = 0; absent < policy_.min_break_minutes; here += step) {
        absent = cell(present_, here) != 0 ? 0 : absent + 1;
        counted += cell(counted_, here);
      }
    return counted;
  }
  Policy policy_;
  std::vector<char> present_ = std::vector<char>(6 * 1440);
  std::vector<char> counted_ = std::vector<char>(6 * 1440);
};

TEST(HoursModelProperty, AgreesWithAMinuteByMinuteSimulation) {
  const auto seed = static_cast<std::uint32_t>(Random::from_system().next());
  SCOPED_TRACE("seed " + std::to_string(seed));
  RecordProperty("seed", std::to_string(seed));
  std::printf("seed %u\n", seed);
  std::mt19937 random(seed);
  const auto draw = [&](int least, int most) { return std::uniform_int_distribution(least, most)(random); };
  const Instant origin = start_of_day(wednesday);
  std::int64_t losses = 0;
  for (int round = 0; round < 60; ++round) {
    Policy policy;
    policy.max_minutes_per_day = draw(30, 600);
    policy.max_continuous_minutes = draw(20, 300);
    policy.min_break_minutes = draw(1, 40);
    Naive naive(policy);
    std::vector<Presence> ledger;
    for (int entry = draw(1, 9); entry > 0; --entry) {
      const int from = draw(0, 2 * 1440);
      const int until = from + draw(0, 500);
      const Instant starts = origin.plus_ms(from * minute_ms + draw(0, 59'999));
      const Instant ends = std::max(starts, origin.plus_ms(until * minute_ms + draw(0, 59'999)));
      const Counting counting = count(starts, ends, ledger, policy);
      const auto rules = naive.serve(from, until);
      std::int64_t lost = 0;
      std::vector<std::string_view> told(rules.size());
      for (const Loss& loss : counting.why) {
        ASSERT_GT(loss.minutes, 0);
        lost += loss.minutes;
        for (std::int64_t i = 0; i < loss.minutes; ++i) {
          auto& rule = told.at(static_cast<std::size_t>((loss.starts.ms - origin.ms) / minute_ms - from + i));
          ASSERT_TRUE(rule.empty()) << "two rules for one minute";
          rule = loss.rule;
        }
      }
      ASSERT_EQ(told, rules);
      ASSERT_GE(counting.minutes, 0);
      ASSERT_EQ(counting.present_minutes, until - from);
      ASSERT_EQ(counting.minutes + lost, counting.present_minutes);
      losses += lost;
      ledger.push_back({starts, ends, counting.why});
      for (int day = 0; day < 4; ++day) {
        std::int64_t minutes = 0;
        for (const Presence& one : ledger) minutes += minutes_on(one, local_date(origin.plus_ms(day * day_ms)));
        ASSERT_EQ(minutes, naive.counted_on_day(day));
        ASSERT_LE(minutes, policy.max_minutes_per_day);
      }
    }
  }
  EXPECT_GT(losses, 1000) << "the histories must meet the rules";
}

TEST(HoursModel, AnOverlapNamesTheEntryAndALimitItsMinutes) {
  const HoursEntryId first("01ARZ3NDEKTSV4RRFFQ69G5FAV"), second("01ARZ3NDEKTSV4RRFFQ69G5FAW");
  Policy policy;
  policy.max_continuous_minutes = 90;
  const Counting counting =
      count(at(9), at(13), {{at(9), at(9, 30), {}, first}, {at(9, 30), at(10), {}, second}}, policy);
  EXPECT_THAT(counting.why, ElementsAre(Loss{overlap, at(9), at(9, 30), 30, 0, first},
                                        Loss{overlap, at(9, 30), at(10), 30, 0, second},
                                        Loss{continuous_limit, at(10, 30), at(13), 150, 90, {}}));
}

TEST(HoursModel, WhoCameLateAndLeftEarlyIsToldOfBoth) {
  const auto notes = explain(at(9, 20).plus_ms(30'000), at(10, 40), Planned{at(9), at(11)});
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0], (Loss{not_present, at(9), at(9, 20).plus_ms(30'000), 20, 0, {}}));
  EXPECT_EQ(notes[1], (Loss{not_present, at(10, 40), at(11), 20, 0, {}}));
  EXPECT_THAT(explain(at(9), at(11), Planned{at(9), at(11)}), IsEmpty());
  EXPECT_THAT(explain(at(9), at(11), std::nullopt), IsEmpty());
  EXPECT_THAT(explain(at(11), at(9), Planned{at(9), at(11)}), IsEmpty());
}

TEST(HoursModel, APartOfAMinuteIsRounding) {
  const auto notes = explain(at(9), at(10).plus_ms(40'000), std::nullopt);
  EXPECT_THAT(notes, ElementsAre(Loss{rounding, at(10), at(10).plus_ms(40'000), 0, 0, {}}));
}

TEST(HoursModel, HardRule_WhoMadeOrCheckedAnEntryDoesNotAnswerForIt) {
  const PersonId volunteer("V"), author("A"), confirmer("C"), colleague("D");
  const Standing entry{volunteer, author, State::disputed, confirmer};
  for (const PersonId& involved : {volunteer, author, confirmer})
    EXPECT_EQ(may_answer(entry, involved).error().reason, "hours.own_entry");
  EXPECT_TRUE(may_answer(entry, colleague).ok());
}

TEST(HoursModel, NobodyConfirmsTheirOwnEntry) {
  const PersonId volunteer("V"), recorder("R"), colleague("C");
  const Standing pending{volunteer, recorder, State::pending};
  EXPECT_EQ(may_confirm(pending, volunteer).error().reason, "hours.own_entry");
  EXPECT_EQ(may_confirm(pending, recorder).error().reason, "hours.own_entry");
  EXPECT_TRUE(may_confirm(pending, colleague).ok());
  EXPECT_TRUE(may_confirm({volunteer, {}, State::pending}, colleague).ok());
}

TEST(HoursModel, StatesAllowOneWay) {
  const PersonId volunteer("V"), colleague("C");
  const std::set<State> disputable{State::pending, State::confirmed, State::publicised, State::effective};
  for (const State state :
       {State::pending, State::confirmed, State::publicised, State::effective, State::disputed, State::reversed}) {
    const Standing entry{volunteer, {}, state};
    EXPECT_EQ(may_confirm(entry, colleague).ok(), state == State::pending) << to_text(state);
    EXPECT_EQ(may_dispute(entry).ok(), disputable.contains(state)) << to_text(state);
    EXPECT_EQ(may_reverse(entry).ok(), state != State::reversed) << to_text(state);
    EXPECT_EQ(state_named(to_text(state)), state);
  }
}

}  // namespace
}  // namespace ws::hours
