#include "live/flv_model.h"

namespace ws::live::flv {
namespace {

void append(std::string& out, std::uint32_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
}

}  // namespace

std::string head(Tracks tracks) {
  std::string out = "FLV\1";
  out += static_cast<char>((tracks.audio ? 4 : 0) | (tracks.video ? 1 : 0));
  append(out, 9, 4);  // of this head
  append(out, 0, 4);  // of the tag before the first
  return out;
}

std::string tag(const rtmp::Tag& tag) {
  const auto size = static_cast<std::uint32_t>(tag.payload.size());
  std::string out;
  out.reserve(size + 15);
  out += static_cast<char>(tag.kind);
  append(out, size, 3);
  append(out, tag.at_ms & 0xffffff, 3);
  append(out, tag.at_ms >> 24, 1);
  append(out, 0, 3);
  out += tag.payload;
  append(out, size + 11, 4);
  return out;
}

}  // namespace ws::live::flv
