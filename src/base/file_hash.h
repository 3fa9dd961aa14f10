#pragma once
// The hash of a file that may be too large for memory.

#include <filesystem>
#include <string>

namespace ws {

/// SHA-256 in hexadecimal. Throws std::runtime_error when it cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace ws
