#include "people/session_cache_service.h"

#include <utility>

namespace ws::people {

SessionCache::SessionCache(const Clock& clock, std::size_t most_sessions)
    : clock_(clock), most_sessions_(most_sessions) {}

std::shared_ptr<const SessionCache::Entry> SessionCache::find(const std::string& token_hash) {
  const std::int64_t now_us = clock_.ticks_us();
  const std::lock_guard lock(mutex_);
  const auto found = by_token_.find(token_hash);
  if (found == by_token_.end()) return nullptr;
  const Slots::iterator slot = found->second;
  if (now_us - slot->read_us >= staleness_us) {
    erase(slot);
    return nullptr;
  }
  recent_.splice(recent_.begin(), recent_, slot);
  return slot->entry;
}

std::uint64_t SessionCache::mark() const {
  const std::lock_guard lock(mutex_);
  return forgotten_;
}

void SessionCache::put(const std::string& token_hash, Entry entry, std::uint64_t mark) {
  const std::int64_t now_us = clock_.ticks_us();
  const PersonId person = entry.actor.person;
  auto shared = std::make_shared<const Entry>(std::move(entry));
  const std::lock_guard lock(mutex_);
  if (mark != forgotten_) return;
  if (const auto known = by_token_.find(token_hash); known != by_token_.end()) erase(known->second);
  recent_.push_front({token_hash, std::move(shared), now_us});
  by_token_.emplace(recent_.front().token_hash, recent_.begin());
  by_person_.emplace(person, recent_.begin());
  while (recent_.size() > most_sessions_) erase(std::prev(recent_.end()));
}

void SessionCache::forget(const PersonId& person) {
  const std::lock_guard lock(mutex_);
  ++forgotten_;
  for (auto known = by_person_.find(person); known != by_person_.end(); known = by_person_.find(person))
    erase(known->second);
}

std::size_t SessionCache::size() const {
  const std::lock_guard lock(mutex_);
  return recent_.size();
}

void SessionCache::erase(Slots::iterator slot) {
  auto [each, end] = by_person_.equal_range(slot->entry->actor.person);
  while (each != end && each->second != slot) ++each;
  if (each != end) by_person_.erase(each);
  by_token_.erase(slot->token_hash);
  recent_.erase(slot);
}

}  // namespace ws::people
