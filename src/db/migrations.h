#pragma once
// The migrations embedded in the binary, in order. A name is NNNN_what.sql, or NNNN_what.sqlite.sql and
// NNNN_what.postgres.sql where the engines differ.

#include <string_view>
#include <vector>

namespace ws::db {

struct EmbeddedText {
  std::string_view name;
  std::string_view text;
};
const std::vector<EmbeddedText>& embedded_migrations();

}  // namespace ws::db
