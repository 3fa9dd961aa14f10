#pragma once
// Two versions of an article side by side: passages are matched, and within a changed one the characters of Chinese
// and the words of other scripts. Pure.

#include <string>
#include <string_view>
#include <vector>

namespace ws::content {

struct Piece {
  std::string text;
  bool changed = false;
};
struct DiffRow {
  enum class Kind { same, changed, added, removed };
  Kind kind = Kind::same;
  std::vector<Piece> before, after;
};
std::string_view to_text(DiffRow::Kind kind);

std::vector<DiffRow> compare(const std::vector<std::string>& before, const std::vector<std::string>& after);

}  // namespace ws::content
