#include "search/search_service.h"

#include "base/text.h"

namespace ws::search {

Result<std::vector<Hit>> SearchService::find(const std::string& words, const std::string& kind) {
  if (!kind.empty() && kind != "menu_item" && kind != "site" && kind != "team" && kind != "activity" &&
      kind != "article" && kind != "book" && kind != "showcase" && kind != "pact")
    return Error::invalid("search.unknown_kind", "kind");
  if (code_points(words) > 64) return Error::invalid("search.too_long", "q");
  return database_.read([&](db::Reader& reader) { return search::find(reader, words, kind, most_hits); });
}

}  // namespace ws::search
