#pragma once
// What fuzzers of streams have in common: the first byte of the input says in which pieces the rest arrives.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace ws::fuzz {

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// Calls `take` with one piece after another until it says no.
template <class Take>
void in_pieces(std::string_view bytes, std::size_t piece, Take take) {
  while (!bytes.empty() && take(bytes.substr(0, piece))) bytes.remove_prefix(std::min(piece, bytes.size()));
}

}  // namespace ws::fuzz
