#include "http/rate_limit.h"

#include <gtest/gtest.h>

namespace ws::http {
namespace {

class Ticks final : public Clock {
 public:
  Instant now() const override { return {}; }
  std::int64_t ticks_us() const override { return us; }
  std::int64_t us = 0;
};

int successes(RateLimiter& limiter, std::string_view key, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limiter.take(key).ok() ? 1 : 0;
  return count;
}

TEST(RateLimiter, ABurstThenASteadyRate) {
  Ticks clock;
  RateLimiter limiter(5, 6, clock);
  EXPECT_EQ(successes(limiter, "a", 20), 5);
  EXPECT_EQ(limiter.take("a").error().reason, "rate.limited");
  EXPECT_EQ(limiter.take("a").error().code, ErrorCode::rate_limited);
  EXPECT_EQ(limiter.retry_after_s("a"), 10);
  clock.us += 9'000'000;
  EXPECT_EQ(successes(limiter, "a", 3), 0);
  EXPECT_EQ(limiter.retry_after_s("a"), 1);
  clock.us += 1'000'000;
  EXPECT_EQ(successes(limiter, "a", 3), 1);
}

TEST(RateLimiter, NeverMoreThanTheCapacity) {
  Ticks clock;
  RateLimiter limiter(3, 60, clock);
  successes(limiter, "a", 3);
  clock.us += 3'600'000'000;
  EXPECT_EQ(successes(limiter, "a", 10), 3);
}

TEST(RateLimiter, KeysAreIndependent) {
  Ticks clock;
  RateLimiter limiter(1, 1, clock);
  EXPECT_EQ(successes(limiter, "a", 2), 1);
  EXPECT_EQ(successes(limiter, "b", 2), 1);
  EXPECT_EQ(limiter.retry_after_s("unknown"), 0);
}

TEST(RateLimiter, MemoryIsBoundedAndTheBusyKeyIsKept) {
  Ticks clock;
  RateLimiter limiter(1, 1, clock, 10);
  EXPECT_TRUE(limiter.take("busy").ok());
  for (int i = 0; i < 1000; ++i) {
    EXPECT_TRUE(limiter.take("key" + std::to_string(i)).ok());
    EXPECT_FALSE(limiter.take("busy").ok());
  }
  EXPECT_EQ(limiter.keys(), 10U);
}

}  // namespace
}  // namespace ws::http
