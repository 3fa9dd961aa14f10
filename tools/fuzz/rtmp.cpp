// What arrives at the RTMP port, made up: the parser of the connection, of its commands (AMF0), and what is
// written of its tags.
// Sources: src/live/rtmp_model.cpp src/live/amf_model.cpp src/live/flv_model.cpp
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "live/amf_model.h"
#include "live/flv_model.h"
#include "live/rtmp_model.h"

namespace {

using ws::live::rtmp::Connection;
using ws::live::rtmp::Event;

/// The first two bytes say how the rest arrives: after the handshake or with one of its own, in pieces of which size,
/// and whether the sender is let in.
struct Way {
  bool greeted, refused;
  std::size_t piece;
};

/// A tag that is written is longer than what it holds: else a recording would not be what was sent.
void write(const Event& event) {
  if (ws::live::flv::tag(event.tag).size() <= event.tag.payload.size()) std::abort();
  static_cast<void>(ws::live::rtmp::is_header(event.tag) || ws::live::rtmp::is_key_frame(event.tag));
  static_cast<void>(ws::live::rtmp::is_playable(event.tag));
}

bool take(Connection& connection, std::string_view piece, const Way& way) {
  const bool fine = connection.feed(piece);
  for (const Event& event : connection.take_events()) {
    if (event.kind == Event::Kind::publish && way.refused) connection.refuse_publish("live.wrong_key");
    if (event.kind == Event::Kind::publish && !way.refused) connection.accept_publish();
    if (event.kind == Event::Kind::tag) write(event);
  }
  connection.take_output();
  return fine;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Way way{(data[0] & 1) != 0, (data[0] & 2) != 0, 1 + std::size_t{data[1]} * 16};
  std::string_view bytes(reinterpret_cast<const char*>(data) + 2, size - 2);
  static_cast<void>(ws::live::amf::read(bytes));
  Connection connection;
  if (way.greeted && !take(connection, '\3' + std::string(2 * 1536, 'h'), way)) std::abort();
  while (!bytes.empty()) {
    if (!take(connection, bytes.substr(0, way.piece), way)) break;
    bytes.remove_prefix(std::min(way.piece, bytes.size()));
  }
  return 0;
}
