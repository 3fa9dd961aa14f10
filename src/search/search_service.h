#pragma once
// Search for residents: menu items, sites, teams, activities and articles by words.

#include <string>
#include <vector>

#include "base/result.h"
#include "db/db.h"
#include "search/public.h"

namespace ws::search {

/// The most hits of an answer.
inline constexpr std::int64_t most_hits = 50;

class SearchService {
 public:
  explicit SearchService(db::Database& database) : database_(database) {}

  /// `kind` is "", "menu_item", "site", "team", "activity", "article", "book", "showcase" or "pact". Refuses
  /// "search.unknown_kind" and "search.too_long" (more than 64 characters).
  Result<std::vector<Hit>> find(const std::string& words, const std::string& kind);

 private:
  db::Database& database_;
};

}  // namespace ws::search
