#pragma once
// Actors of recent sessions in memory: every request asks who calls.

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/actor.h"
#include "base/clock.h"

namespace ws::people {

/// What another process changes (a role taken back, a sign-out) counts here after at most `staleness_us`; what this
/// process changes counts at once, through forget(). Thread-safe; the session used longest ago gives way.
class SessionCache {
 public:
  static constexpr std::int64_t staleness_us = 2'000'000;

  explicit SessionCache(const Clock& clock, std::size_t most_sessions = 50'000);

  struct Entry {
    Actor actor;
    Instant expires;
  };
  /// Null if the session is not known, or was read too long ago.
  std::shared_ptr<const Entry> find(const std::string& token_hash);

  /// To be taken before the database is read: what is forgotten between then and put() must not come back.
  std::uint64_t mark() const;
  void put(const std::string& token_hash, Entry entry, std::uint64_t mark);

  /// Forgets every session of a person.
  void forget(const PersonId& person);
  std::size_t size() const;

 private:
  struct Slot {
    std::string token_hash;
    std::shared_ptr<const Entry> entry;
    std::int64_t read_us;
  };
  using Slots = std::list<Slot>;
  void erase(Slots::iterator slot);

  const Clock& clock_;
  const std::size_t most_sessions_;
  mutable std::mutex mutex_;
  std::uint64_t forgotten_ = 0;  ///< how often something was forgotten
  Slots recent_;                 ///< used last in front
  std::unordered_map<std::string_view, Slots::iterator> by_token_;
  std::unordered_multimap<PersonId, Slots::iterator> by_person_;
};

}  // namespace ws::people
