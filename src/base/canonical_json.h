#pragma once
// JSON with exactly one spelling, so that it can be signed: RFC 8785 (JCS).

#include <string>
#include <string_view>

namespace ws::json {

/// The canonical form of a document of our own: members sorted, no white space, the shortest escapes. Numbers are
/// whole and below 2^53, member names ASCII. Throws std::runtime_error for anything else.
std::string canonical(std::string_view text);

}  // namespace ws::json
