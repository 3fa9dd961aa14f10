#include "http/websocket.h"

#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "http/hub_impl.h"

namespace ws::http {
namespace {

constexpr std::size_t most_frames = 256;
constexpr std::size_t most_queued_bytes = 1024 * 1024;
constexpr std::int64_t close_time_ms = 2'000;

bool is_key(std::string_view key) {
  const auto is_base64 = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '+' || c == '/'; };
  return key.size() == 24 && key.ends_with("==") && std::ranges::all_of(key.substr(0, 22), is_base64);
}

std::string accept_of(std::string_view key) {
  const std::string text = std::string(key) + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  std::array<unsigned char, SHA_DIGEST_LENGTH> digest{};
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 32> encoded{};
  const int size = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(digest.size()));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(size)};
}

Frame frame_of(std::string bytes) {
  return std::make_shared<const std::string>(std::move(bytes));
}

Frame ping_frame() {
  static const Frame frame = frame_of(encode_frame(Opcode::ping, {}));
  return frame;
}

}  // namespace

// ---- opening

WebSocket::Opening WebSocket::open(IoThread& thread, Request& request, const Hub::Endpoint& endpoint) {
  Opening opening;
  const std::string_view key = request.header("Sec-WebSocket-Key");
  if (request.header("Sec-WebSocket-Version") != "13" || !is_key(key)) {
    opening.refusal = Refusal{426, "invalid", Error::invalid("request.upgrade_required")};
    return opening;
  }
  ++thread.sockets;  // before the snapshot: from now on publishers post to this thread
  try {
    Result<Joining> joined = endpoint.join(request);
    if (joined) {
      opening.joining = std::move(*joined);
      opening.accept = accept_of(key);
      return opening;
    }
    opening.refusal = refusal_of(joined.error());
  } catch (...) {
    opening.refusal = refusal_of(thread.service, std::current_exception());
  }
  --thread.sockets;
  return opening;
}

void WebSocket::start(IoThread& thread, Socket socket, Seat seat, Opening opening, std::string_view early) {
  const auto ws = std::make_shared<WebSocket>(thread, std::move(socket), std::move(seat));
  ws->enter();
  ws->enter_room(opening.joining.room);
  ws->push(
      frame_of("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Accept: " +
               opening.accept + "\r\n\r\n"));
  // However many there are: they are this socket's own, and bounded by its endpoint.
  for (const std::string& message : opening.joining.messages) ws->push(frame_of(encode_frame(Opcode::text, message)));
  ws->flush();
  std::string bytes(early);
  ws->read(bytes.data(), bytes.size());
  if (ws->socket_.open()) ws->socket_.wait_readable(ws);
  if (thread.service.stopping) ws->on_stop();
}

WebSocket::WebSocket(IoThread& thread, Socket socket, Seat seat)
    : Member(thread),
      socket_(std::move(socket)),
      seat_(std::move(seat)),
      heard_ms_(thread.loop.now_ms()),
      pinged_ms_(thread.loop.now_ms()) {}

WebSocket::~WebSocket() {
  --thread_.sockets;
}

void WebSocket::enter_room(const std::string& room) {
  auto& [name, sockets] = *thread_.rooms.try_emplace(room).first;
  if (sockets.empty()) thread_.service.hub.impl().open(room);
  room_ = &name;
  room_slot_ = sockets.size();
  sockets.push_back(this);
}

void WebSocket::leave_room() {
  if (!room_) return;
  const auto found = thread_.rooms.find(*std::exchange(room_, nullptr));
  auto& sockets = found->second;
  sockets[room_slot_] = sockets.back();
  sockets[room_slot_]->room_slot_ = room_slot_;
  sockets.pop_back();
  if (!sockets.empty()) return;
  thread_.service.hub.impl().close(found->first);
  thread_.rooms.erase(found);
}

// ---- sending

void WebSocket::push(Frame frame) {
  queued_bytes_ += frame->size();
  queue_.push_back(std::move(frame));
}

bool WebSocket::full() const {
  return queue_.size() - head_ >= most_frames || queued_bytes_ >= most_queued_bytes;
}

/// Does not leave the room, because the thread is walking through it: who falls behind is closed at the next tick.
void WebSocket::enqueue(const Frame& frame) {
  if (closing_) return;
  if (full() && !blocked_) flush();  // a burst, not a slow reader
  if (closing_ || full()) return overflow();
  push(frame);
  if (dirty_ || blocked_) return;
  dirty_ = true;
  thread_.flush_later(self());
}

void WebSocket::flush() {
  dirty_ = false;
  if (blocked_ || !socket_.open()) return;
  constexpr std::size_t most_parts = 64;
  while (head_ < queue_.size()) {
    std::array<iovec, most_parts> parts;
    std::size_t count = 0;
    for (std::size_t i = head_; i < queue_.size() && count < most_parts; ++i, ++count) {
      const std::size_t skip = i == head_ ? head_sent_ : 0;
      parts[count] = {const_cast<char*>(queue_[i]->data()) + skip, queue_[i]->size() - skip};
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    const ssize_t sent = ::sendmsg(socket_.fd(), &message, MSG_NOSIGNAL);
    if (sent >= 0) {
      advance(static_cast<std::size_t>(sent));
      continue;
    }
    if (errno != EAGAIN && errno != EINTR) {
      // Not dropped at once: the caller may be walking through the room.
      queue_.clear();
      head_ = 0;
      closing_ = true;
      close_by_ms_ = 0;
      return;
    }
    blocked_ = true;
    return socket_.wait_writable(self());
  }
  drained();
}

void WebSocket::advance(std::size_t sent) {
  queued_bytes_ -= sent;
  sent += head_sent_;
  while (head_ < queue_.size() && sent >= queue_[head_]->size()) {
    sent -= queue_[head_]->size();
    queue_[head_++].reset();
  }
  head_sent_ = sent;
  if (head_ >= most_frames) {  // under a steady stream the queue may never be empty
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
}

void WebSocket::drained() {
  head_ = 0;
  queue_.clear();
  if (queue_.capacity() > 16) queue_ = {};
  if (!closing_ || shut_) return;
  // Our close frame is out. The client closes the connection first, or is dropped when its time is over.
  shut_ = true;
  ::shutdown(socket_.fd(), SHUT_WR);
}

void WebSocket::on_writable() {
  blocked_ = false;
  flush();
}

/// Too slow. What is half sent must be completed, then comes the close frame, if the client ever reads so far.
void WebSocket::overflow() {
  if (closing_) return;
  const std::size_t kept = head_ + (head_sent_ > 0 ? 1 : 0);
  while (queue_.size() > kept) {
    queued_bytes_ -= queue_.back()->size();
    queue_.pop_back();
  }
  begin_close(close_code::try_again_later);
}

void WebSocket::begin_close(std::uint16_t code) {
  if (closing_) return;
  closing_ = true;
  close_by_ms_ = thread_.loop.now_ms() + close_time_ms;
  push(frame_of(encode_close(code)));
  flush();
}

// ---- receiving

void WebSocket::on_readable() {
  if (!socket_.open()) return;
  const ssize_t got = ::recv(socket_.fd(), thread_.scratch.data(), thread_.scratch.size(), 0);
  if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return drop();
  heard_ms_ = thread_.loop.now_ms();
  if (got > 0) read(thread_.scratch.data(), static_cast<std::size_t>(got));
  if (socket_.open()) socket_.wait_readable(self());
}

void WebSocket::read(char* data, std::size_t size) {
  if (peer_closed_) return;  // nothing counts after a close or an error
  if (const std::uint16_t wrong = reader_.feed(data, size, *this)) {
    peer_closed_ = true;
    begin_close(wrong);
  }
}

void WebSocket::on_ping(std::string_view payload) {
  enqueue(frame_of(encode_frame(Opcode::pong, payload)));
}

void WebSocket::on_close(std::uint16_t code) {
  peer_closed_ = true;
  begin_close(code);  // does nothing if this answers ours
}

// ---- ending

void WebSocket::on_tick(std::int64_t now_ms) {
  const std::int64_t interval_ms = thread_.service.options.ping_interval.count();
  if (closing_ ? now_ms >= close_by_ms_ : now_ms - heard_ms_ >= 2 * interval_ms) return drop();
  if (closing_ || now_ms - pinged_ms_ < interval_ms) return;
  pinged_ms_ = now_ms;
  enqueue(ping_frame());
}

void WebSocket::drop() {
  const auto keep = self();
  closing_ = true;
  leave_room();
  socket_.close();
  leave();
}

}  // namespace ws::http
