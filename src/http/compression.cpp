#include "http/compression.h"

#include <zlib.h>

#include <new>

namespace ws::http {

struct Gzip::Impl {
  z_stream stream{};
};

Gzip::Gzip() : impl_(std::make_unique<Impl>()) {
  constexpr int gzip_window_bits = 15 + 16;
  if (deflateInit2(&impl_->stream, 1, Z_DEFLATED, gzip_window_bits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
}
Gzip::~Gzip() {
  deflateEnd(&impl_->stream);
}

std::optional<std::string> Gzip::compress(std::string_view text) {
  z_stream& stream = impl_->stream;
  deflateReset(&stream);
  std::string out(text.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (deflate(&stream, Z_FINISH) != Z_STREAM_END) return std::nullopt;
  out.resize(stream.total_out);
  return out;
}

bool is_compressible(std::string_view type) {
  return type.starts_with("text/") || type.starts_with("application/json") || type.starts_with("image/svg") ||
         type.starts_with("application/javascript") || type.starts_with("application/xml") ||
         type.starts_with("application/manifest+json") || type.starts_with("application/geo+json");
}

}  // namespace ws::http
