#pragma once
// An open WebSocket: a place in a room and a bounded queue of frames that it shares with the other sockets there.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/io_thread.h"
#include "http/websocket_frames.h"

namespace ws::http {

class WebSocket final : public Member, private FrameReader::Events {
 public:
  /// The answer to a request to upgrade.
  struct Opening {
    std::optional<Refusal> refusal;
    Joining joining;
    std::string accept;  ///< Sec-WebSocket-Accept
    explicit operator bool() const { return !refusal; }
  };
  /// Checks the handshake and asks the endpoint. When it is no refusal, start() must follow before the loop does
  /// anything else: the thread counts as listening from before Join looked at the data, and jobs of publishers wait
  /// behind us, so that nothing published after the snapshot is missed.
  static Opening open(IoThread& thread, Request& request, const Hub::Endpoint& endpoint);
  /// `early`: bytes that came behind the request.
  static void start(IoThread& thread, Socket socket, Seat seat, Opening opening, std::string_view early);

  WebSocket(IoThread& thread, Socket socket, Seat seat);
  ~WebSocket() override;

  void enqueue(const Frame& frame);
  void flush();

  void on_readable() override;
  void on_writable() override;
  void on_tick(std::int64_t now_ms) override;
  void on_stop() override { begin_close(close_code::going_away); }
  void abort() override { drop(); }

 private:
  void on_ping(std::string_view payload) override;
  void on_close(std::uint16_t code) override;
  void enter_room(const std::string& room);
  void leave_room();
  void push(Frame frame);
  bool full() const;
  void advance(std::size_t sent);
  void overflow();
  void read(char* data, std::size_t size);
  void begin_close(std::uint16_t code);
  void drained();
  void drop();
  std::shared_ptr<WebSocket> self() { return std::static_pointer_cast<WebSocket>(shared_from_this()); }

  Socket socket_;
  Seat seat_;
  const std::string* room_ = nullptr;  ///< key in the thread's table
  std::size_t room_slot_ = 0;
  std::vector<Frame> queue_;
  std::size_t head_ = 0;       ///< first frame of queue_ that is not out
  std::size_t head_sent_ = 0;  ///< bytes of it that are
  std::size_t queued_bytes_ = 0;
  FrameReader reader_;
  std::int64_t heard_ms_;
  std::int64_t pinged_ms_;
  std::int64_t close_by_ms_ = 0;
  bool dirty_ = false;    ///< will be flushed by the thread
  bool blocked_ = false;  ///< waits until the socket takes more
  bool closing_ = false;  ///< our close frame is queued or sent
  bool peer_closed_ = false;
  bool shut_ = false;
};

}  // namespace ws::http
