#include "http/answer_cache.h"

namespace ws::http {
namespace {
constexpr std::int64_t young_us = 500'000;
}

bool AnswerCache::holds(const Kept& kept, std::int64_t mark) const {
  return kept.mark == mark && clock_.ticks_us() - kept.since_us < longest_us_;
}

std::shared_ptr<const std::string> AnswerCache::find(const std::string& key, std::int64_t mark) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(key);
  return found != kept_.end() && holds(found->second, mark) ? found->second.text : nullptr;
}

std::shared_ptr<const std::string> AnswerCache::find_young(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = kept_.find(key);
  return found != kept_.end() && clock_.ticks_us() - found->second.since_us < young_us ? found->second.text : nullptr;
}

void AnswerCache::keep(const std::string& key, std::int64_t mark, std::string text) {
  auto made = std::make_shared<const std::string>(std::move(text));
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= most_) std::erase_if(kept_, [&](const auto& one) { return !holds(one.second, mark); });
  if (kept_.size() >= most_) kept_.clear();
  kept_.insert_or_assign(key, Kept{mark, clock_.ticks_us(), std::move(made)});
}

}  // namespace ws::http
