#pragma once
// A token bucket per key (address, mobile number, person). Thread-safe and of bounded memory.

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "base/result.h"

namespace ws::http {

class RateLimiter {
 public:
  /// Both at least 1. `capacity` tries at once, then `refill_per_minute`. When more than `most_keys` are known, the
  /// one used longest ago is forgotten, i.e. it gets a full bucket again: choose it larger than the number of keys in
  /// `capacity` refills.
  RateLimiter(std::int64_t capacity, std::int64_t refill_per_minute, const Clock& clock,
              std::size_t most_keys = 100'000);

  /// Takes one try, or refuses with "rate.limited".
  Outcome take(std::string_view key);
  /// Gives the last try back: it was none, after all.
  void give_back(std::string_view key);
  /// Seconds until take(key) can succeed, for a Retry-After header; 0 if it would now.
  std::int64_t retry_after_s(std::string_view key) const;
  std::size_t keys() const;

 private:
  struct Bucket {
    std::string key;
    std::int64_t credit_us;  ///< waiting time saved up; a try costs cost_us_
    std::int64_t at_us;
  };
  std::int64_t credit_now(const Bucket& bucket) const;
  Bucket& bucket_of(std::string_view key);

  const std::int64_t cost_us_;
  const std::int64_t capacity_us_;
  const Clock& clock_;
  const std::size_t most_keys_;
  mutable std::mutex mutex_;
  std::list<Bucket> recent_;  ///< used last in front
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> index_;
};

}  // namespace ws::http
