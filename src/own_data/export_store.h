#pragma once
// Everything the tables hold about one person, section by section, as it is stored. Which tables and columns: the
// list in export_store.cpp. A table that learns something about people gets a section there.

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"

namespace ws::own_data::store {

/// At most so many rows of a section.
inline constexpr std::int64_t most_rows = 10'000;

enum class Kind { text, number };
struct Column {
  std::string_view name;
  Kind kind = Kind::text;
  std::string_view sealed_as = {};  ///< the vault's context, of a sealed number
};
struct Section {
  std::string_view name;
  std::vector<Column> columns;
  std::string sql;
};
const std::vector<Section>& sections();
db::Rows rows(db::Reader& reader, const Section& section, const PersonId& person);

}  // namespace ws::own_data::store
