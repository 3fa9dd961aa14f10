#pragma once
// Text of people: UTF-8, Chinese first.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ws {

/// Without leading and trailing white space (ASCII and U+3000).
std::string trim(std::string_view text);
/// Number of code points; invalid UTF-8 counts each byte.
std::size_t code_points(std::string_view utf8);
/// True for C0 controls other than tab and newline, and for DEL.
bool has_control_characters(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

/// 王小明 → 王**; empty stays empty.
std::string mask_name(std::string_view name);
/// 19900000012 → 199****0012
std::string mask_mobile(std::string_view mobile);
/// 510124195001011234 → 5101**********1234
std::string mask_id_number(std::string_view number);
/// The first `points` code points, then " ***" if there was more.
std::string mask_address(std::string_view address, std::size_t points = 5);

/// A document's text for the index: every CJK run as overlapping bigrams (and its single characters), Latin and
/// digits as lower-case words, joined by blanks. "智能手机App" → "智 智能 能 能手 手 手机 机 app".
std::string search_grams(std::string_view text);
/// A user's words as phrases for the index: each whitespace-separated word becomes one phrase of consecutive grams.
/// Empty when nothing searchable is left.
std::vector<std::vector<std::string>> search_phrases(std::string_view words);

}  // namespace ws
