#pragma once
// The frames of RFC 6455: what we send, encoded once; what clients send, checked strictly and byte by byte, so that a
// socket needs no buffer for it.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/encoding.h"

namespace ws::http {

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

/// One final, unmasked frame, as servers send them.
std::string encode_frame(Opcode opcode, std::string_view payload);
std::string encode_close(std::uint16_t code);  ///< 1005 ("no code"): an empty close frame

namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t protocol_error = 1002;
inline constexpr std::uint16_t none = 1005;
inline constexpr std::uint16_t bad_text = 1007;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t try_again_later = 1013;
}  // namespace close_code

class FrameReader {
 public:
  class Events {
   public:
    virtual ~Events() = default;
    virtual void on_ping(std::string_view payload) = 0;
    /// The client's close, with its code or 1005. Nothing is read after it.
    virtual void on_close(std::uint16_t code) = 0;
  };
  static constexpr std::size_t message_limit_bytes = 64 * 1024;

  /// Unmasks in place. 0, or the close code that the client has earned; then the reader must not be fed again.
  std::uint16_t feed(char* data, std::size_t size, Events& events);

 private:
  std::size_t header_size() const;
  std::uint16_t begin_frame();
  std::uint16_t check_start(bool final, std::uint64_t length);
  std::uint16_t payload(char* data, std::size_t size);
  std::uint16_t end_frame(Events& events);
  std::uint16_t end_control(Events& events);
  bool control() const { return (opcode_ & 8) != 0; }

  std::uint8_t header_[14] = {};
  std::uint8_t header_have_ = 0;
  std::uint8_t opcode_ = 0;
  bool in_frame_ = false;  ///< header done, payload to come
  bool final_ = false;
  bool in_message_ = false;  ///< between the frames of a fragmented message
  bool text_ = false;
  bool closed_ = false;
  std::uint32_t left_ = 0;    ///< payload bytes of this frame
  std::uint32_t offset_ = 0;  ///< into the mask
  std::uint32_t message_size_ = 0;
  Utf8Check utf8_;
  std::string control_;  ///< payload of a ping or close
};

}  // namespace ws::http
