#pragma once
// gzip for dynamic answers, at the cheapest level.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace ws::http {

/// One per I/O thread: keeps zlib's 256 KB of state from one answer to the next.
class Gzip {
 public:
  Gzip();
  ~Gzip();
  /// Nothing if it would not get smaller.
  std::optional<std::string> compress(std::string_view text);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Text formats; pictures and archives are compressed already.
bool is_compressible(std::string_view content_type);

}  // namespace ws::http
