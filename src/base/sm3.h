#pragma once
// SM3 (GB/T 32905-2016), the hash of the ledger's tree, by OpenSSL.

#include <string>
#include <string_view>

namespace ws {

/// 32 raw bytes.
std::string sm3(std::string_view text);
/// Lower-case hexadecimal of raw bytes.
std::string to_hex(std::string_view bytes);
/// The bytes of lower-case hexadecimal of our own; throws std::invalid_argument for what is none.
std::string from_hex(std::string_view hex);

}  // namespace ws
