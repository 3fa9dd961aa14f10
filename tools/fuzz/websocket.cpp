// What a client sends over a socket, made up. However the bytes are cut, the same pings and the same close come
// out of them, and a socket ends where RFC 6455 ends it.
// Sources: src/http/websocket_frames.cpp src/http/encoding.cpp src/base/utf8.cpp
#include <cstdlib>
#include <string>
#include <vector>

#include "http/websocket_frames.h"
#include "pieces.h"

namespace {

using ws::http::FrameReader;

struct Heard final : FrameReader::Events {
  void on_ping(std::string_view payload) override {
    if (payload.size() > 125 || closed) std::abort();
    events.emplace_back("ping " + std::string(payload));
  }
  void on_close(std::uint16_t code) override {
    if (closed) std::abort();
    // Codes that may stand in a frame (RFC 6455, 7.4), and the one for none.
    const bool may = code == 1005 || (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                     (code >= 3000 && code <= 4999);
    if (!may) std::abort();
    closed = true;
    events.emplace_back("close " + std::to_string(code));
  }
  bool closed = false;
  std::vector<std::string> events;
};

struct Session {
  FrameReader reader;
  Heard heard;
  std::uint16_t ended = 0;

  bool take(std::string_view piece) {
    std::string own(piece);  // it is unmasked in place
    ended = reader.feed(own.data(), own.size(), heard);
    return ended == 0;
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes = ws::fuzz::text_of(data + 1, size - 1);
  Session whole, cut;
  static_cast<void>(whole.take(bytes));
  ws::fuzz::in_pieces(bytes, std::size_t{data[0]} % 32 + 1, [&](std::string_view piece) { return cut.take(piece); });
  if (whole.heard.events != cut.heard.events || whole.ended != cut.ended) std::abort();
  const bool known = whole.ended == 0 || whole.ended == ws::http::close_code::protocol_error ||
                     whole.ended == ws::http::close_code::bad_text || whole.ended == ws::http::close_code::too_big;
  if (!known) std::abort();
  return 0;
}
