#pragma once
// A clock that moves when it is told to.

#include <atomic>

#include "base/clock.h"

namespace ws::testing {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(Instant start = {1'795'402'800'000}) : ms_(start.ms) {}  // 2026-11-23 11:00 in Chengdu
  Instant now() const override { return {ms_.load()}; }
  std::int64_t ticks_us() const override { return ms_.load() * 1000; }
  void advance_ms(std::int64_t delta_ms) { ms_ += delta_ms; }

 private:
  std::atomic<std::int64_t> ms_;
};

}  // namespace ws::testing
