#include "content/diff_model.h"

#include <algorithm>
#include <cstdint>

namespace ws::content {
namespace {

using Texts = std::vector<std::string>;

/// Above this the two count as wholly different: a comparison must not hold up a thread.
constexpr std::size_t most_cells = 4'000'000;
/// Passages that share so many hundredths of their tokens are one passage changed.
constexpr std::size_t alike_percent = 40;

struct Match {
  std::size_t before, after;
};

/// The longest common subsequence, as pairs of places.
std::vector<Match> common(const Texts& before, const Texts& after) {
  const std::size_t rows = before.size(), columns = after.size();
  if (rows == 0 || columns == 0 || rows * columns > most_cells) return {};
  std::vector<std::uint32_t> length((rows + 1) * (columns + 1));
  const auto at = [&](std::size_t i, std::size_t j) -> std::uint32_t& { return length[i * (columns + 1) + j]; };
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      at(i, j) = before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
  std::vector<Match> found;
  for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
    if (before[i] == after[j])
      found.push_back({i++, j++});
    else
      at(i + 1, j) >= at(i, j + 1) ? ++i : ++j;
  }
  return found;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A character of Chinese is a token; so is a run of Latin letters and digits.
Texts tokens(std::string_view text) {
  Texts found;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i + 1;
    if (is_word(text[i]))
      while (end < text.size() && is_word(text[end])) ++end;
    else
      while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
    found.emplace_back(text.substr(i, end - i));
    i = end;
  }
  return found;
}

void append(std::vector<Piece>& pieces, const std::string& text, bool changed) {
  if (pieces.empty() || pieces.back().changed != changed) pieces.push_back({"", changed});
  pieces.back().text += text;
}

DiffRow changed_row(const std::string& before, const std::string& after) {
  DiffRow row{DiffRow::Kind::changed, {}, {}};
  const Texts left = tokens(before), right = tokens(after);
  std::size_t i = 0, j = 0;
  const auto until = [&](std::size_t to_left, std::size_t to_right) {
    while (i < to_left) append(row.before, left[i++], true);
    while (j < to_right) append(row.after, right[j++], true);
  };
  for (const Match& match : common(left, right)) {
    until(match.before, match.after);
    append(row.before, left[i++], false);
    append(row.after, right[j++], false);
  }
  until(left.size(), right.size());
  return row;
}

bool alike(const std::string& before, const std::string& after) {
  const Texts left = tokens(before), right = tokens(after);
  const std::size_t longer = std::max(left.size(), right.size());
  return longer > 0 && common(left, right).size() * 100 >= longer * alike_percent;
}

DiffRow one_sided(DiffRow::Kind kind, const std::string& text) {
  DiffRow row{kind, {}, {}};
  (kind == DiffRow::Kind::added ? row.after : row.before).push_back({text, true});
  return row;
}

}  // namespace

std::string_view to_text(DiffRow::Kind kind) {
  switch (kind) {
    case DiffRow::Kind::same:
      return "same";
    case DiffRow::Kind::changed:
      return "changed";
    case DiffRow::Kind::added:
      return "added";
    case DiffRow::Kind::removed:
      return "removed";
  }
  return "";
}

std::vector<DiffRow> compare(const std::vector<std::string>& before, const std::vector<std::string>& after) {
  std::vector<DiffRow> rows;
  std::size_t i = 0, j = 0;
  // Between two passages that are the same on both sides: those alike are shown beside each other, in their order.
  const auto until = [&](std::size_t to_before, std::size_t to_after) {
    while (i < to_before && j < to_after) {
      if (alike(before[i], after[j]))
        rows.push_back(changed_row(before[i++], after[j++]));
      else if (to_before - i > to_after - j)
        rows.push_back(one_sided(DiffRow::Kind::removed, before[i++]));
      else
        rows.push_back(one_sided(DiffRow::Kind::added, after[j++]));
    }
    while (i < to_before) rows.push_back(one_sided(DiffRow::Kind::removed, before[i++]));
    while (j < to_after) rows.push_back(one_sided(DiffRow::Kind::added, after[j++]));
  };
  for (const Match& match : common(before, after)) {
    until(match.before, match.after);
    rows.push_back({DiffRow::Kind::same, {{before[i++], false}}, {{after[j++], false}}});
  }
  until(before.size(), after.size());
  return rows;
}

}  // namespace ws::content
