#include "http/rate_limit.h"

#include <algorithm>
#include <cmath>

namespace ws::http {

RateLimiter::RateLimiter(double capacity, double refill_per_minute, const Clock& clock, std::size_t most_keys)
    : capacity_(capacity), per_us_(refill_per_minute / 60e6), clock_(clock), most_keys_(most_keys) {}

// Ticks are monotonic, so a stepped wall clock neither locks anybody out nor lets everybody in.
double RateLimiter::tokens_now(const Bucket& bucket) const {
  const auto passed_us = static_cast<double>(std::max<std::int64_t>(0, clock_.ticks_us() - bucket.at_us));
  return std::min(capacity_, bucket.tokens + passed_us * per_us_);
}

RateLimiter::Bucket& RateLimiter::bucket_of(std::string_view key) {
  if (const auto found = index_.find(key); found != index_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return recent_.front();
  }
  if (recent_.size() >= most_keys_) {
    index_.erase(recent_.back().key);
    recent_.pop_back();
  }
  recent_.push_front({std::string(key), capacity_, clock_.ticks_us()});
  index_.emplace(recent_.front().key, recent_.begin());
  return recent_.front();
}

Outcome RateLimiter::take(std::string_view key) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key);
  const double tokens = tokens_now(bucket);
  // A refused try changes nothing, so that hammering does not push the end away.
  if (tokens < 1) return Error{ErrorCode::rate_limited, "rate.limited", {}, {}};
  bucket.tokens = tokens - 1;
  bucket.at_us = clock_.ticks_us();
  return Done{};
}

std::int64_t RateLimiter::retry_after_s(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return 0;
  const double missing = 1 - tokens_now(*found->second);
  if (missing <= 0) return 0;
  return static_cast<std::int64_t>(std::ceil(missing / per_us_ / 1e6));
}

std::size_t RateLimiter::keys() const {
  const std::lock_guard lock(mutex_);
  return recent_.size();
}

}  // namespace ws::http
