#include "http/rate_limit.h"

#include <algorithm>

namespace ws::http {

RateLimiter::RateLimiter(std::int64_t capacity, std::int64_t refill_per_minute, const Clock& clock,
                         std::size_t most_keys)
    : cost_us_(60'000'000 / refill_per_minute),
      capacity_us_(capacity * cost_us_),
      clock_(clock),
      most_keys_(most_keys) {}

// Ticks are monotonic, so a stepped wall clock neither locks anybody out nor lets everybody in.
std::int64_t RateLimiter::credit_now(const Bucket& bucket) const {
  const std::int64_t passed_us = std::max<std::int64_t>(0, clock_.ticks_us() - bucket.at_us);
  return std::min(capacity_us_, bucket.credit_us + passed_us);
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
  recent_.push_front({std::string(key), capacity_us_, clock_.ticks_us()});
  index_.emplace(recent_.front().key, recent_.begin());
  return recent_.front();
}

Outcome RateLimiter::take(std::string_view key) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key);
  const std::int64_t credit_us = credit_now(bucket);
  // A refused try changes nothing, so that hammering does not push the end away.
  if (credit_us < cost_us_) return Error{ErrorCode::rate_limited, "rate.limited", {}, {}};
  bucket.credit_us = credit_us - cost_us_;
  bucket.at_us = clock_.ticks_us();
  return Done{};
}

void RateLimiter::give_back(std::string_view key) {
  const std::lock_guard lock(mutex_);
  Bucket& bucket = bucket_of(key);
  bucket.credit_us = std::min(capacity_us_, credit_now(bucket) + cost_us_);
  bucket.at_us = clock_.ticks_us();
}

std::int64_t RateLimiter::retry_after_s(std::string_view key) const {
  const std::lock_guard lock(mutex_);
  const auto found = index_.find(key);
  if (found == index_.end()) return 0;
  const std::int64_t missing_us = cost_us_ - credit_now(*found->second);
  return missing_us <= 0 ? 0 : (missing_us + 999'999) / 1'000'000;
}

std::size_t RateLimiter::keys() const {
  const std::lock_guard lock(mutex_);
  return recent_.size();
}

}  // namespace ws::http
