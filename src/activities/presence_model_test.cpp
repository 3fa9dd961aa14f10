// What marks come to, whatever the order in which they arrive.
#include "activities/presence_model.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "base/signature.h"

namespace ws::activities {
namespace {

const Instant nine{1'795'482'000'000};  // 2026-11-24 09:00 in Chengdu
const ShiftTimes morning{nine, nine.plus_ms(3 * hour_ms)};

Instant at(std::int64_t minutes) {
  return nine.plus_ms(minutes * minute_ms);
}
Mark mark(MarkKind kind, std::int64_t minutes, MarkSource source = MarkSource::code, std::int64_t position = 1) {
  return {kind, source, at(minutes), at(minutes), {}, {}, {}, position};
}
Mark in(std::int64_t minutes, MarkSource source = MarkSource::code) {
  return mark(MarkKind::in, minutes, source);
}
Mark out(std::int64_t minutes, MarkSource source = MarkSource::code) {
  return mark(MarkKind::out, minutes, source);
}
Service served(const std::vector<Mark>& marks) {
  return service_of(judge(marks, morning), morning, {}).value();
}
bool absent(const std::vector<Mark>& marks) {
  return !service_of(judge(marks, morning), morning, {});
}

TEST(PresenceModel, TheFirstInAndTheLastOutCount) {
  const Service service = served({in(-5), in(20), out(60), in(70), out(170)});
  EXPECT_EQ(service.starts, at(-5));
  EXPECT_EQ(service.ends, at(170));
  EXPECT_EQ(service.evidence, "in=code;out=code");
  EXPECT_EQ(judge({in(0), out(60), in(70)}, morning).word, Attended::Word::inside) << "came back";
}

TEST(PresenceModel, HardRule_AForgottenCheckOutClosesAtThePlannedEndAndIsFlagged) {
  const Service open = served({in(10)});
  EXPECT_EQ(open.ends, morning.ends);
  EXPECT_EQ(open.evidence, "in=code;out=planned_end");
  const std::vector<Mark> closed{in(10), out(240, MarkSource::planned_end)};
  EXPECT_TRUE(judge(closed, morning).forgot_check_out());
  EXPECT_EQ(served(closed).ends, morning.ends);
  EXPECT_EQ(served({in(10), out(240, MarkSource::planned_end), out(100)}).ends, at(100))
      << "a phone that uploads late knows better";
  EXPECT_EQ(served({in(0), out(60), in(90)}).ends, morning.ends) << "came back and forgot";
}

TEST(PresenceModel, ARollCallAttestsThePlannedTimesWhereNothingElseIsKnown) {
  const Service rolled = served({in(30, MarkSource::roll_call)});
  EXPECT_EQ(rolled.starts, nine);
  EXPECT_EQ(rolled.ends, morning.ends);
  EXPECT_TRUE(rolled.rolled);
  EXPECT_EQ(rolled.evidence, "in=roll_call;out=roll_call") << "nobody forgot anything";
  const Service scanned = served({in(30, MarkSource::roll_call), in(20)});
  EXPECT_EQ(scanned.starts, at(20)) << "a scan says when";
  EXPECT_FALSE(scanned.rolled);
  EXPECT_EQ(served({in(230, MarkSource::roll_call), out(150)}).ends, at(150)) << "called after they had left";
}

TEST(PresenceModel, AWordOfTheRollCallTakesBackWhatWasBeforeIt) {
  EXPECT_TRUE(absent({}));
  EXPECT_TRUE(absent({in(0), mark(MarkKind::absent, 10, MarkSource::roll_call, 2)}));
  const Attended late = judge({in(0), mark(MarkKind::absent, 10, MarkSource::roll_call, 2), in(25)}, morning);
  EXPECT_EQ(late.word, Attended::Word::inside);
  EXPECT_EQ(late.came, at(25)) << "came late after all";
  EXPECT_EQ(judge({in(25), mark(MarkKind::excused, 10, MarkSource::roll_call, 1)}, morning).word,
            Attended::Word::excused);
}

TEST(PresenceModel, SeenLeavingOnlyIsNoTimeOfPresence) {
  const Service service = served({out(150, MarkSource::offline_pass)});
  EXPECT_EQ(service.starts, service.ends);
  EXPECT_EQ(service.evidence, "in=none;out=offline_pass");
}

TEST(PresenceModel, HardRule_AClockThatWasSetBackGivesNoNegativeMinutes) {
  std::vector<Mark> marks{in(60)};
  Mark left = out(0);
  left.at = not_before(marks, left.at);
  marks.push_back(left);
  EXPECT_EQ(served(marks).starts, served(marks).ends);
  EXPECT_EQ(reckoned(at(50), at(90), at(400)), at(360)) << "forty minutes before it was sent, by any clock";
  EXPECT_EQ(reckoned(at(90), at(50), at(400)), at(400)) << "the phone was set back: now, not later";
}

TEST(PresenceModel, AMarkThatCannotMatterIsNotKept) {
  EXPECT_FALSE(adds_something({in(0), in(30)}, in(20)));
  EXPECT_TRUE(adds_something({in(0), in(30)}, in(40))) << "they may have been out in between";
  EXPECT_TRUE(adds_something({in(10)}, in(0)));
  EXPECT_FALSE(adds_something({out(60)}, out(50)));
  EXPECT_FALSE(adds_something({in(0), mark(MarkKind::absent, 10, MarkSource::roll_call, 2)}, in(5)));
}

/// One way in which the same marks reach the server: those made online at their time, those of phones that were away
/// whenever they are back, some of them twice.
Service settled(const std::vector<Mark>& made, Random& random, bool& there) {
  struct Arrival {
    Instant when;
    Mark mark;
  };
  std::vector<Arrival> arrivals;
  const Instant clock_rings = check_out_until(morning, Policy{});
  for (const Mark& one : made) {
    const bool away = one.source == MarkSource::offline_pass;
    const int times = away ? 1 + static_cast<int>(random.below(3)) : 1;
    for (int i = 0; i < times; ++i)
      arrivals.push_back(
          {away ? one.at.plus_ms(static_cast<std::int64_t>(random.below(400)) * minute_ms) : one.at, one});
  }
  std::stable_sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) { return a.when < b.when; });
  std::vector<Mark> kept;
  bool rung = false;
  const auto keep = [&](Mark mark, Instant when) {
    if (!mark.claimed) mark.at = not_before(kept, mark.at);
    mark.received = when;
    mark.position = static_cast<std::int64_t>(kept.size()) + 1;
    if (adds_something(kept, mark)) kept.push_back(mark);
  };
  for (Arrival& arrival : arrivals) {
    if (!rung && arrival.when > clock_rings) {
      rung = true;
      if (judge(kept, morning).word == Attended::Word::inside)
        keep({MarkKind::out, MarkSource::planned_end, clock_rings, clock_rings, {}, {}, {}, 0}, clock_rings);
    }
    if (arrival.mark.source == MarkSource::offline_pass) arrival.mark.claimed = arrival.mark.at;
    keep(arrival.mark, arrival.when);
  }
  const auto service = service_of(judge(kept, morning), morning, {});
  there = service.has_value();
  return service.value_or(Service{});
}

TEST(PresenceModel, HardRule_AnyOrderAndRepetitionOfMarksGivesTheSameEntry) {
  const std::uint64_t seed = Random::from_system().below(1'000'000'000);
  SCOPED_TRACE("seed " + std::to_string(seed));
  Random random(seed);
  std::size_t present = 0, away = 0;
  for (int history = 0; history < 400; ++history) {
    std::vector<Mark> made;
    // No two at one instant: the server's clock tells them apart, and so do phones.
    std::vector<std::int64_t> minutes;
    for (std::int64_t minute = -55; minute < 175; ++minute) minutes.push_back(minute);
    for (std::size_t i = minutes.size() - 1; i > 0; --i) std::swap(minutes[i], minutes[random.below(i + 1)]);
    const std::size_t count = 1 + random.below(9);
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint64_t what = random.below(10);
      if (what < 3)
        made.push_back(in(minutes[i], what ? MarkSource::code : MarkSource::staff_scan));
      else if (what < 5)
        made.push_back(out(minutes[i]));
      else if (what < 7)
        made.push_back(mark(what == 5 ? MarkKind::in : MarkKind::out, minutes[i], MarkSource::offline_pass));
      else if (what < 9)
        made.push_back(in(minutes[i], what == 7 ? MarkSource::roll_call : MarkSource::offline_pass));
      else
        made.push_back(mark(MarkKind::absent, minutes[i], MarkSource::roll_call));
      away += made.back().source == MarkSource::offline_pass;
    }
    bool first_there = false, there = false;
    const Service first = settled(made, random, first_there);
    present += first_there;
    for (int way = 0; way < 6; ++way) {
      const Service other = settled(made, random, there);
      ASSERT_EQ(there, first_there) << history;
      ASSERT_EQ(other.starts, first.starts) << history;
      ASSERT_EQ(other.ends, first.ends) << history;
      ASSERT_EQ(other.rolled, first.rolled) << history;
      ASSERT_LE(other.starts, other.ends) << history;
    }
  }
  EXPECT_GT(present, 200u) << "most of them were there";
  EXPECT_GT(away, 300u) << "many marks came from phones that were away";
}

TEST(PresenceModel, MarksHaveTheirTime) {
  const Policy policy;
  EXPECT_EQ(check_mark_time(MarkKind::in, at(-61), morning, policy).error().reason, "presence.too_early");
  EXPECT_TRUE(check_mark_time(MarkKind::in, at(-60), morning, policy).ok());
  EXPECT_EQ(check_mark_time(MarkKind::in, at(181), morning, policy).error().reason, "presence.over");
  EXPECT_TRUE(check_mark_time(MarkKind::out, at(240), morning, policy).ok());
  EXPECT_EQ(check_mark_time(MarkKind::out, at(241), morning, policy).error().reason, "presence.over");
}

TEST(PresenceModel, APassSaysWhoseItIsAndWhenAndNothingElseParses) {
  const PassClaim claim{SignupId("01ARZ3NDEKTSV4RRFFQ69G5FAV"), 5'984'940};
  const std::string text = pass_text(claim, std::string(64, 'x'));
  const auto pass = parse_pass(text);
  ASSERT_TRUE(pass);
  EXPECT_EQ(pass->claim.signup, claim.signup);
  EXPECT_EQ(pass->claim.period, claim.period);
  for (const std::string& wrong :
       {std::string(), std::string("WSP1..."), text + ".x", "WSP2" + text.substr(4), text.substr(0, 40)})
    EXPECT_FALSE(parse_pass(wrong)) << wrong;
  const Policy policy;
  const Instant then{claim.period * pass_period_ms(policy)};
  EXPECT_TRUE(pass_is_for(claim, then.plus_ms(-5 * minute_ms), policy));
  EXPECT_FALSE(pass_is_for(claim, then.plus_ms(-5 * minute_ms - 1), policy));
  EXPECT_TRUE(pass_is_for(claim, then.plus_ms(10 * minute_ms - 1), policy));
  EXPECT_FALSE(pass_is_for(claim, then.plus_ms(10 * minute_ms), policy));
}

}  // namespace
}  // namespace ws::activities
