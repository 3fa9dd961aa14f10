#pragma once

#include "base/clock.h"

namespace ws::seed {

/// Stands where the story is.
class StoryClock final : public Clock {
 public:
  explicit StoryClock(Instant start) : at(start) {}
  Instant now() const override { return at; }
  std::int64_t ticks_us() const override { return at.ms * 1000; }
  Instant at;
};

}  // namespace ws::seed
