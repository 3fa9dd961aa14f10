#pragma once
// Text as it comes over the wire: percent-encoding and UTF-8, both strict.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ws::http {

/// UTF-8 (RFC 3629) checked piece by piece; a character may be split between pieces.
class Utf8Check {
 public:
  /// False from the first byte on that cannot belong to valid text.
  bool feed(std::string_view piece);
  /// True when no character is left half.
  bool complete() const { return expected_ == 0; }

 private:
  bool lead(std::uint8_t byte);
  std::uint8_t expected_ = 0;  ///< continuation bytes still to come
  std::uint8_t low_ = 0x80;    ///< allowed range of the next one
  std::uint8_t high_ = 0xBF;
};
bool is_utf8(std::string_view text);

enum class Plus { literal, space };
/// Nothing for a broken escape, a NUL byte or text that is not UTF-8.
std::optional<std::string> percent_decode(std::string_view text, Plus plus);

using Pairs = std::vector<std::pair<std::string, std::string>>;
/// "a=1&b=2" decoded, in order; nothing if an escape is broken or there are more than `limit` pairs.
std::optional<Pairs> decode_pairs(std::string_view text, std::size_t limit);

/// The path of a request, decoded: absolute, without control characters, encoded slashes, backslashes and dot
/// segments.
std::optional<std::string> decode_path(std::string_view raw);

bool iequals(std::string_view a, std::string_view b);
std::string_view trim(std::string_view text);
/// Whether `token` is in a comma separated header value ("gzip" in "br, gzip;q=0.5"), refused ones ("q=0") excluded.
bool lists_token(std::string_view value, std::string_view token);

}  // namespace ws::http
