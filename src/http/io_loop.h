#pragma once
// An I/O thread's loop over Boost.Asio, which stays in the .cpp: what waits for a socket, a tick or a job sees only
// this.

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/task.h"

namespace ws::http {

class IoLoop final : public Executor {
 public:
  IoLoop();
  ~IoLoop() override;
  /// Any thread. Jobs run in order, after those already there.
  void post(std::function<void()> job) override;
  /// Serves on the calling thread, as its Executor::current(), until stop().
  void run();
  void stop();
  /// Calls `tick` on the loop's thread every `interval`; set before run().
  void every(std::chrono::milliseconds interval, std::function<void()> tick);
  /// Monotonic, as of the last tick: good enough for deadlines, and free.
  std::int64_t now_ms() const { return now_ms_; }

  struct Impl;
  Impl& impl() { return *impl_; }

 private:
  void arm_tick();
  std::unique_ptr<Impl> impl_;
  std::int64_t now_ms_ = 0;
};

/// Is told when its socket can be read or written.
class SocketUser {
 public:
  virtual ~SocketUser() = default;
  virtual void on_readable() = 0;
  virtual void on_writable() = 0;
};

/// A descriptor that a loop watches. Used on the loop's thread only, except for the constructor.
class Socket {
 public:
  /// Owns `fd`, which must not block.
  Socket(IoLoop& loop, int fd);
  ~Socket();
  Socket(Socket&&) noexcept;
  Socket& operator=(Socket&&) noexcept;

  int fd() const;
  bool open() const;
  /// Calls once, then forgets. `user` is kept alive meanwhile. Not called after close().
  void wait_readable(std::shared_ptr<SocketUser> user);
  void wait_writable(std::shared_ptr<SocketUser> user);
  void close();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// A listening TCP socket; throws std::system_error when the address cannot be had.
int listen_on(const std::string& address, std::uint16_t port);
std::uint16_t port_of(int fd);

}  // namespace ws::http
