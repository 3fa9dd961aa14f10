#include "channels/channel_model.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace ws::channels {
namespace {

constexpr Instant start{1'780'000'000'000};

Delivery fresh() {
  return want_shown({}, 1, start);
}
Error away() {
  return {ErrorCode::unavailable, "channel.no_answer", {}, {}};
}

TEST(ChannelModel, AnArticleGoesThereStepByStepAndComesBack) {
  Delivery one = fresh();
  EXPECT_EQ(next_step(one), Step::draft);
  one = drafted(one, "d", start);
  EXPECT_EQ(next_step(one), Step::submit);
  one = submitted(submitting(one, start), "t", start);
  EXPECT_EQ(next_step(one), Step::look);
  one = shown(one, "r", "https://there", start);
  EXPECT_EQ(next_step(one), Step::none);
  EXPECT_FALSE(one.due);
  one = want_gone(one, start);
  EXPECT_EQ(next_step(one), Step::take_down);
  one = taken_down(one, start);
  EXPECT_EQ(one.state, State::gone);
  EXPECT_TRUE(one.remote.empty());
  EXPECT_EQ(next_step(want_shown(one, 2, start)), Step::draft);
}

TEST(ChannelModel, ANewerTextReplacesWhatIsShown) {
  Delivery one = shown(submitted(submitting(drafted(fresh(), "d", start), start), "t", start), "r", "a", start);
  one = want_shown(one, 2, start);
  EXPECT_EQ(next_step(one), Step::take_down);
  one = taken_down(one, start);
  EXPECT_EQ(next_step(one), Step::draft);
}

TEST(ChannelModel, TriesAgainAfterAPauseThatGrowsAndNotForEver) {
  Delivery one = fresh();
  std::int64_t last = 0;
  for (int i = 1; i < most_attempts; ++i) {
    one = refused(one, away(), start);
    ASSERT_EQ(one.state, State::waiting) << i;
    const std::int64_t pause = one.due.value().ms - start.ms;
    EXPECT_GE(pause, last);
    EXPECT_LE(pause, longest_pause_ms);
    last = pause;
  }
  one = refused(one, away(), start);
  EXPECT_EQ(one.state, State::failed);
  EXPECT_EQ(one.trouble, "channel.no_answer");
  EXPECT_EQ(again(one, false, start)->state, State::waiting);
  EXPECT_EQ(refused(fresh(), Error::conflict("channel.refused"), start).state, State::failed)
      << "a plain no is final";
}

TEST(ChannelModel, HardRule_WhatMayHaveGoneOutIsNotSentAgainByItself) {
  const Delivery asked = submitting(drafted(fresh(), "d", start), start);
  EXPECT_EQ(next_step(asked), Step::unsure);
  const Delivery unsure = refused(asked, away(), start);
  EXPECT_EQ(unsure.state, State::failed);
  EXPECT_EQ(unsure.trouble, "channel.unsure");
  EXPECT_EQ(next_step(want_shown(unsure, 2, start)), Step::none) << "not by a newer text either";
  EXPECT_EQ(again(unsure, false, start).error().reason, "channel.look_first");
  EXPECT_EQ(again(unsure, true, start)->state, State::waiting);
  EXPECT_EQ(again(fresh(), true, start).error().reason, "channel.not_failed");
}

/// The other side, as far as it can be seen from here.
struct There {
  int published = 0, deleted = 0;
};

TEST(ChannelModel, HardRule_WhateverHappensWhenAtMostOneIsShownAndTheWishIsMetInTheEnd) {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    std::mt19937 dice(seed);
    const auto one_in = [&](unsigned n) { return dice() % n == 0; };
    Delivery one = fresh();
    There there;
    std::int64_t version = 1;
    const auto step = [&](bool calm) {
      const Instant now = start;
      const bool lost = !calm && one_in(4);
      switch (next_step(one)) {
        case Step::draft:
          one = lost ? refused(one, away(), now) : drafted(one, "d", now);
          break;
        case Step::submit:
          one = submitting(one, now);
          if (!calm && one_in(6)) break;  // the power went
          ++there.published;
          one = lost ? refused(one, away(), now) : submitted(one, "t", now);
          break;
        case Step::look:
          one = lost ? refused(one, away(), now) : shown(one, "r", "a", now);
          break;
        case Step::take_down:
          if (!lost) ++there.deleted;
          one = lost ? refused(one, away(), now) : taken_down(one, now);
          break;
        case Step::unsure:
          one = refused(one, Error::conflict("channel.unsure"), now);
          break;
        case Step::none:
          break;
      }
      ASSERT_LE(there.published - there.deleted, 1) << seed;
    };
    // Somebody looks there, removes what went out unnoticed, and says so.
    const auto look_there = [&] {
      if (one.state != State::failed) return;
      if (one.trouble == "channel.unsure") there.deleted = there.published;
      one = again(one, true, start).value();
    };
    for (int i = 0; i < 40; ++i) {
      if (one_in(5)) one = one_in(2) ? want_gone(one, start) : want_shown(one, ++version, start);
      if (one_in(7)) look_there();
      step(false);
    }
    for (int i = 0; i < 12; ++i) {
      look_there();
      step(true);
    }
    EXPECT_EQ(there.published - there.deleted, one.wanted ? 1 : 0) << seed;
    EXPECT_EQ(one.state, one.wanted ? State::shown : State::gone) << seed;
    EXPECT_TRUE(!one.wanted || one.sent_version == version) << seed;
  }
}

TEST(ChannelModel, KnowsAnAppId) {
  Channel channel;
  channel.account = "wx0123456789abcdef";
  EXPECT_TRUE(check_channel(channel).ok());
  for (const char* wrong :
       {"", "wx0123456789abcde", "WX0123456789abcdef", "wx0123456789abcde/", "xx0123456789abcdef"}) {
    channel.account = wrong;
    EXPECT_EQ(check_channel(channel).error().reason, "channel.account") << wrong;
  }
}

}  // namespace
}  // namespace ws::channels
