#include "http/websocket_frames.h"

#include <algorithm>

namespace ws::http {
namespace {

constexpr std::size_t most_control_bytes = 125;

char byte(std::uint64_t value) {
  return static_cast<char>(value & 0xff);
}

bool may_be_received(std::uint16_t code) {
  if (code >= 3000 && code <= 4999) return true;
  return code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
}

}  // namespace

std::string encode_frame(Opcode opcode, std::string_view payload) {
  std::string out;
  out.reserve(payload.size() + 10);
  out += byte(0x80U | static_cast<unsigned>(opcode));
  const std::uint64_t size = payload.size();
  if (size <= 125) {
    out += byte(size);
  } else if (size <= 0xffff) {
    out += byte(126);
    for (int shift = 8; shift >= 0; shift -= 8) out += byte(size >> shift);
  } else {
    out += byte(127);
    for (int shift = 56; shift >= 0; shift -= 8) out += byte(size >> shift);
  }
  return out.append(payload);
}

std::string encode_close(std::uint16_t code) {
  if (code == close_code::none) return encode_frame(Opcode::close, {});
  const char payload[2] = {byte(code >> 8U), byte(code)};
  return encode_frame(Opcode::close, {payload, 2});
}

std::uint16_t FrameReader::feed(char* data, std::size_t size, Events& events) {
  while (size > 0 && !closed_) {
    if (!in_frame_) {
      header_[header_have_++] = static_cast<std::uint8_t>(*data++);
      --size;
      if (header_have_ < header_size()) continue;
      if (const std::uint16_t wrong = begin_frame()) return wrong;
    } else {
      const std::size_t part = std::min<std::size_t>(size, left_);
      if (const std::uint16_t wrong = payload(data, part)) return wrong;
      data += part;
      size -= part;
    }
    if (in_frame_ && left_ == 0)
      if (const std::uint16_t wrong = end_frame(events)) return wrong;
  }
  return 0;
}

/// As far as known; an unmasked frame ends early, to be refused by begin_frame().
std::size_t FrameReader::header_size() const {
  if (header_have_ < 2) return 2;
  if ((header_[1] & 0x80) == 0) return 2;
  const unsigned length = header_[1] & 0x7fU;
  return length == 127 ? 14 : length == 126 ? 8 : 6;
}

std::uint16_t FrameReader::begin_frame() {
  const bool final = (header_[0] & 0x80) != 0;
  if ((header_[0] & 0x70) != 0 || (header_[1] & 0x80) == 0) return close_code::protocol_error;
  opcode_ = header_[0] & 0x0f;
  std::uint64_t length = header_[1] & 0x7fU;
  if (length >= 126) {
    const std::uint64_t least = length == 126 ? 126 : 0x10000;
    const std::size_t bytes = length == 126 ? 2 : 8;
    length = 0;
    for (std::size_t i = 0; i < bytes; ++i) length = length << 8U | header_[2 + i];
    if (length < least || (length >> 63U) != 0) return close_code::protocol_error;  // not the shortest form
  }
  if (const std::uint16_t wrong = check_start(final, length)) return wrong;
  // The mask is read in place: it is the last four bytes of the header.
  std::copy_n(header_ + header_have_ - 4, 4, header_);
  final_ = final;
  left_ = static_cast<std::uint32_t>(length);
  offset_ = 0;
  header_have_ = 0;
  in_frame_ = true;
  return 0;
}

std::uint16_t FrameReader::check_start(bool final, std::uint64_t length) {
  if (control()) {
    if (opcode_ > 10 || !final || length > most_control_bytes) return close_code::protocol_error;
    return 0;
  }
  if (opcode_ > 2 || in_message_ != (opcode_ == 0)) return close_code::protocol_error;
  if (opcode_ != 0) {
    message_size_ = 0;
    text_ = opcode_ == 1;
    utf8_ = Utf8Check();
  }
  if (length > message_limit_bytes - message_size_) return close_code::too_big;
  message_size_ += static_cast<std::uint32_t>(length);
  return 0;
}

std::uint16_t FrameReader::payload(char* data, std::size_t size) {
  for (std::size_t i = 0; i < size; ++i)
    data[i] = static_cast<char>(static_cast<std::uint8_t>(data[i]) ^ header_[(offset_ + i) & 3U]);
  offset_ += static_cast<std::uint32_t>(size);
  left_ -= static_cast<std::uint32_t>(size);
  if (control()) {
    control_.append(data, size);
  } else if (text_ && !utf8_.feed({data, size})) {
    return close_code::bad_text;
  }
  return 0;
}

std::uint16_t FrameReader::end_frame(Events& events) {
  in_frame_ = false;
  if (control()) return end_control(events);
  in_message_ = !final_;
  if (final_ && text_ && !utf8_.complete()) return close_code::bad_text;
  return 0;
}

std::uint16_t FrameReader::end_control(Events& events) {
  const std::string text = std::exchange(control_, std::string());
  if (opcode_ == static_cast<std::uint8_t>(Opcode::ping)) events.on_ping(text);
  if (opcode_ != static_cast<std::uint8_t>(Opcode::close)) return 0;
  if (text.size() == 1) return close_code::protocol_error;
  std::uint16_t code = close_code::none;
  if (text.size() >= 2) {
    code = static_cast<std::uint16_t>(static_cast<std::uint8_t>(text[0]) << 8U | static_cast<std::uint8_t>(text[1]));
    if (!may_be_received(code)) return close_code::protocol_error;
    if (!is_utf8(std::string_view(text).substr(2))) return close_code::bad_text;
  }
  closed_ = true;
  events.on_close(code);
  return 0;
}

}  // namespace ws::http
