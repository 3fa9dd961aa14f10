#pragma once
// Prepared statements of one connection by their text, bounded: the least recently used one makes room.

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace ws::db {

template <class Statement>
class StatementCache {
 public:
  explicit StatementCache(std::size_t limit) : limit_(limit) {}

  /// Null if `sql` is not here. The pointer is good until the next add or clear.
  Statement* find(std::string_view sql) {
    const auto hit = places_.find(sql);
    if (hit == places_.end()) return nullptr;
    recent_.splice(recent_.begin(), recent_, hit->second);
    return &hit->second->second;
  }

  /// `sql` must not be here yet. Returns the statement that had to go, if one had to.
  std::optional<Statement> add(std::string_view sql, Statement statement) {
    std::optional<Statement> evicted;
    if (recent_.size() >= limit_) {
      places_.erase(recent_.back().first);
      evicted.emplace(std::move(recent_.back().second));
      recent_.pop_back();
    }
    recent_.emplace_front(std::string(sql), std::move(statement));
    places_.emplace(recent_.front().first, recent_.begin());
    return evicted;
  }

  void clear() {
    places_.clear();
    recent_.clear();
  }
  std::size_t size() const { return recent_.size(); }

 private:
  using Entry = std::pair<std::string, Statement>;
  std::size_t limit_;
  std::list<Entry> recent_;                                                           ///< most recently used first
  std::unordered_map<std::string_view, typename std::list<Entry>::iterator> places_;  ///< keys point into recent_
};

}  // namespace ws::db
