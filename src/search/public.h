#pragma once
// Finding menu items, sites, teams, activities, articles, books, what is shown as an example and pacts by words.
// Chinese has no blanks between words and segmenters miss (大学生 hides 学生), so texts are indexed as overlapping
// bigrams and a word is looked for as a phrase of them: every substring of two characters and more is found, on both
// engines alike.

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "search/search_model.h"

namespace ws::search {

struct Document {
  std::string_view kind;  ///< "menu_item", "site", "team", "activity", "article", "book", "showcase" or "pact"
  std::string ref;        ///< the thing's identifier
  std::string title;
  std::string summary;    ///< shown with a hit, and searched
  std::string more = {};  ///< searched, not shown (English name, address, town)
};
/// Adds the document or replaces the one of the same kind and ref. Called in the transaction that changes the thing.
void index(db::Tx& tx, const Document& document);
/// Nothing happens if it is not there.
void remove(db::Tx& tx, std::string_view kind, const std::string& ref);

struct Hit {
  std::string kind;
  std::string ref;
  std::string title;
  std::string summary;
};
/// Documents that hold every word of `words`: those with all of them in the title first, then by length of title and
/// ref. `kind` "" means any. Nothing when no word is searchable.
std::vector<Hit> find(db::Reader& reader, std::string_view words, std::string_view kind, std::int64_t limit);

}  // namespace ws::search

// The use cases, for the faces that show them.
#include "search/search_service.h"
