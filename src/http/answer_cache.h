#pragma once
// Texts of answers that stay true until something moves: many ask for the same list at the moment a push tells them
// that it has changed, and only the first of them has it put together.

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "base/clock.h"

namespace ws::http {

/// Bounded, safe from every thread. An answer is told by its key (all that it depends on: scope, filter, page) and by
/// the mark that was read before it was made; another mark makes it anew. Names of sites and people can change
/// without a mark: nothing is kept longer than `longest_us`.
class AnswerCache {
 public:
  AnswerCache(std::size_t most, const Clock& clock, std::int64_t longest_us = 10'000'000)
      : most_(most), clock_(clock), longest_us_(longest_us) {}

  /// Nothing if there is none for this mark.
  std::shared_ptr<const std::string> find(const std::string& key, std::int64_t mark) const;
  /// One that was made within the last half second, whatever the mark is by now: in a rush everything moves with
  /// every commit, and nobody looks at a page twice in that time.
  std::shared_ptr<const std::string> find_young(const std::string& key) const;
  void keep(const std::string& key, std::int64_t mark, std::string text);

 private:
  struct Kept {
    std::int64_t mark;
    std::int64_t since_us;
    std::shared_ptr<const std::string> text;
  };
  bool holds(const Kept& kept, std::int64_t mark) const;

  const std::size_t most_;
  const Clock& clock_;
  const std::int64_t longest_us_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Kept> kept_;
};

}  // namespace ws::http
