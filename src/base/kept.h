#pragma once
// What many ask for at the moment when something moved, and only the first of them has put together.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace ws {

/// Bounded, safe from every thread. A value is told by its key (all that it depends on: scope, filter, page) and by
/// the mark that was read before it was made; another mark makes it anew. Names of sites and people can change
/// without a mark: nothing is kept longer than `longest_us`.
template <class T>
class Kept {
 public:
  using Value = std::shared_ptr<const T>;

  Kept(std::size_t most, const Clock& clock, std::int64_t longest_us = 10'000'000)
      : most_(most), clock_(clock), longest_us_(longest_us) {}

  /// Nothing if there is none for this mark.
  Value find(const std::string& key, std::int64_t mark) const {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    return found != kept_.end() && holds(found->second, mark) ? found->second.value : nullptr;
  }
  /// One that was made within the last half second, whatever the mark is by now: in a rush everything moves with
  /// every commit, and nobody looks at a page twice in that time.
  Value find_young(const std::string& key) const {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(key);
    return found != kept_.end() && clock_.ticks_us() - found->second.since_us < young_us ? found->second.value
                                                                                         : nullptr;
  }
  void keep(const std::string& key, std::int64_t mark, Value value) {
    const std::lock_guard lock(mutex_);
    if (kept_.size() >= most_) std::erase_if(kept_, [&](const auto& one) { return !holds(one.second, mark); });
    if (kept_.size() >= most_) kept_.clear();
    kept_.insert_or_assign(key, One{mark, clock_.ticks_us(), std::move(value)});
  }
  /// A young one, else one for the mark, else what `make` gives, which is kept unless it is nothing.
  template <class Mark, class Make>
  Value get(const std::string& key, const Mark& mark, const Make& make) {
    if (Value young = find_young(key)) return young;
    const std::int64_t seen = mark();
    if (Value known = find(key, seen)) return known;
    Value made = make();
    if (made) keep(key, seen, made);
    return made;
  }

 private:
  static constexpr std::int64_t young_us = 500'000;
  struct One {
    std::int64_t mark;
    std::int64_t since_us;
    Value value;
  };
  bool holds(const One& one, std::int64_t mark) const {
    return one.mark == mark && clock_.ticks_us() - one.since_us < longest_us_;
  }

  const std::size_t most_;
  const Clock& clock_;
  const std::int64_t longest_us_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, One> kept_;
};

/// Texts of answers.
using KeptTexts = Kept<std::string>;

}  // namespace ws
