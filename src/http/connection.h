#pragma once
// An HTTP/1.1 connection: reads a request, has it answered, writes the answer, and again.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/io_thread.h"
#include "http/reply.h"
#include "http/request_parser.h"
#include "http/service.h"

namespace ws::http {

/// One request and its answer. Kept by the thread and used again, so that its buffers are allocated seldom and idle
/// connections hold none.
struct Exchange {
  Request request;
  RequestParser parser;
  Decision decision;
  Reply reply;
  std::string head;
  std::size_t sent = 0;  ///< bytes of head and body
  std::int64_t started_us = 0;
  std::size_t credited = 0;  ///< body bytes that have bought more time
  bool decided = false;
  bool head_only = false;
  bool keep_alive = false;
  void clear();
};

class Connection final : public Member {
 public:
  /// `overloaded`: there are too many connections; this one is only told so.
  Connection(IoThread& thread, int fd, Seat seat, std::string peer, bool overloaded);
  void start();

  void on_readable() override;
  void on_writable() override;
  void on_tick(std::int64_t now_ms) override;
  void on_stop() override;
  void abort() override { close(); }

 private:
  enum class State { reading, handling, sending, lingering, closed };

  void take(std::string_view bytes);
  std::size_t consume(std::string_view bytes);
  void begin();
  void on_head();
  void on_failure();
  void upgrade(std::string_view early);
  void dispatch();
  void run_handler();
  void handled(std::exception_ptr failure, std::optional<Response> response);
  void refuse(const Refusal& refusal);
  void refuse_and_close(const Refusal& refusal);
  void answer(Response response);
  void send();
  bool send_text();
  bool send_file();
  void blocked();
  void finish();
  void record(int status, std::int64_t bytes);
  void linger();
  void close();
  std::int64_t in(std::chrono::milliseconds delay) const { return thread_.loop.now_ms() + delay.count(); }
  Service& service() const { return thread_.service; }
  std::shared_ptr<Connection> self() { return std::static_pointer_cast<Connection>(shared_from_this()); }

  Socket socket_;
  Seat seat_;
  const std::string peer_;
  std::string pending_;  ///< read, not yet used
  std::unique_ptr<Exchange> exchange_;
  std::int64_t deadline_ms_ = 0;
  std::size_t discarded_ = 0;
  State state_ = State::reading;
  const bool overloaded_;
  bool consuming_ = false;
  bool close_after_ = false;
};

}  // namespace ws::http
