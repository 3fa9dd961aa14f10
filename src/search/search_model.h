#pragma once
// How words are written for the two engines' full-text indexes and for short lists. Pure.

#include <array>
#include <string>
#include <string_view>

namespace ws::search {

/// The most grams kept of a document: PostgreSQL knows positions up to 16383.
inline constexpr std::size_t most_grams = 8000;

/// A tsvector literal: grams of the title at weight A, then those of the body, with a gap between the two so that no
/// phrase spans them.
std::string to_tsvector(std::string_view title, std::string_view body);
/// A tsquery literal, every word a phrase: '智' <-> '智能' <-> '能'; "" when nothing is searchable.
std::string to_tsquery(std::string_view words);
/// The same, found in titles only.
std::string to_title_tsquery(std::string_view words);
/// An FTS5 expression, every word a quoted phrase: "智 智能 能"; "" when nothing is searchable.
std::string to_fts5(std::string_view words);
/// The same, found in titles only.
std::string to_title_fts5(std::string_view words);

/// For short lists that are filtered in place: up to three LIKE patterns (ESCAPE '!', lower case) of the words, "%"
/// for those not given.
std::array<std::string, 3> like_patterns(std::string_view words);

}  // namespace ws::search
