#include "search/search_model.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ws::search {
namespace {

constexpr std::size_t most_phrases = 8;

/// A lexeme in the notation of tsvector and tsquery.
std::string lexeme(std::string_view gram) {
  std::string out = "'";
  for (const char c : gram) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + "'";
}

/// The words as phrases, each written by `write`, joined by `conjunction`.
template <class Write>
std::string join_phrases(std::string_view words, std::string_view conjunction, Write write) {
  std::string out;
  std::size_t count = 0;
  for (const auto& phrase : search_phrases(words)) {
    if (phrase.empty()) continue;
    if (++count > most_phrases) break;
    if (!out.empty()) out += conjunction;
    out += write(phrase);
  }
  return out;
}

std::string tsquery(std::string_view words, std::string_view weight) {
  return join_phrases(words, " & ", [&](const std::vector<std::string>& phrase) {
    std::string out = "(";
    for (const std::string& gram : phrase) {
      if (out.size() > 1) out += " <-> ";
      out += lexeme(gram);
      out += weight;
    }
    return out + ")";
  });
}

}  // namespace

std::string to_tsvector(std::string_view title, std::string_view body) {
  std::string out;
  std::size_t position = 0;
  const auto append = [&](std::string_view text, std::string_view weight) {
    for (const std::string& gram : split(search_grams(text), ' ')) {
      if (++position > most_grams) return;
      out += lexeme(gram) + ":" + std::to_string(position);
      out += weight;
      out += ' ';
    }
  };
  append(title, "A");
  ++position;
  append(body, "");
  return out;
}

std::string to_tsquery(std::string_view words) {
  return tsquery(words, "");
}

std::string to_title_tsquery(std::string_view words) {
  return tsquery(words, ":A");
}

std::string to_fts5(std::string_view words) {
  return join_phrases(words, " AND ", [](const std::vector<std::string>& phrase) {
    std::string out = "\"";
    for (const std::string& gram : phrase) {
      if (out.size() > 1) out += ' ';
      for (const char c : gram) {
        if (c == '"') out += c;
        out += c;
      }
    }
    return out + "\"";
  });
}

std::string to_title_fts5(std::string_view words) {
  const std::string expression = to_fts5(words);
  return expression.empty() ? expression : "title : (" + expression + ")";
}

std::array<std::string, 3> like_patterns(std::string_view words) {
  std::array<std::string, 3> patterns{"%", "%", "%"};
  std::size_t next = 0;
  for (const std::string& word : split(trim(words), ' ')) {
    if (next == patterns.size()) break;
    std::string pattern = "%";
    for (const char c : word) {
      if (c == '%' || c == '_' || c == '!') pattern += '!';
      pattern += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    patterns[next++] = pattern + "%";
  }
  return patterns;
}

}  // namespace ws::search
