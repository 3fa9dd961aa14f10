#pragma once
// Text as it comes over the wire: percent-encoding, strict, and the lists of header values.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/utf8.h"

namespace ws::http {

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
