#pragma once
// Whether bytes are text.

#include <cstdint>
#include <string_view>

namespace ws {

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

}  // namespace ws
