#pragma once
// Time comes in through a constructor. This is the only place that reads the machine's clock.

#include <compare>
#include <cstdint>

namespace ws {

/// An instant: milliseconds since 1970-01-01T00:00:00Z. Stored as BIGINT.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
  Instant plus_ms(std::int64_t delta_ms) const { return {ms + delta_ms}; }
};

inline constexpr std::int64_t second_ms = 1000;
inline constexpr std::int64_t minute_ms = 60 * second_ms;
inline constexpr std::int64_t hour_ms = 60 * minute_ms;
inline constexpr std::int64_t day_ms = 24 * hour_ms;

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  /// Monotonic, for measuring durations; unrelated to now().
  virtual std::int64_t ticks_us() const = 0;
};

class SystemClock final : public Clock {
 public:
  Instant now() const override;
  std::int64_t ticks_us() const override;
};

}  // namespace ws
