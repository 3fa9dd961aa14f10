#include "menu/menu_model.h"

#include <charconv>

#include "base/text.h"

namespace ws::menu {

std::int64_t average_e2(const Figures& figures) {
  if (figures.ratings == 0) return 0;
  return (figures.rating_sum * 200 + figures.ratings) / (figures.ratings * 2);
}

Outcome check(const Draft& draft) {
  const std::pair<const char*, const std::string*> texts[] = {
      {"name", &draft.name}, {"name_en", &draft.name_en}, {"summary", &draft.summary}, {"prepares", &draft.prepares}};
  for (const auto& [field, text] : texts)
    if (has_control_characters(*text)) return Error::invalid("menu.no_control_characters", field);
  if (trim(draft.name).empty()) return Error::invalid("field.required", "name");
  return Done{};
}

std::string to_text(const Cursor& cursor) {
  return std::to_string(cursor.category_position) + "." + cursor.code;
}

std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), cursor.category_position);
  if (failure != std::errc() || end == text.data() + text.size() || *end != '.') return std::nullopt;
  cursor.code = std::string(end + 1, text.data() + text.size());
  if (cursor.code.empty() || has_control_characters(cursor.code)) return std::nullopt;
  return cursor;
}

}  // namespace ws::menu
