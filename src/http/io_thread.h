#pragma once
// One I/O thread: its loop, its connections and sockets, its rooms, its share of the figures. Everything here is used
// on that thread only, except where said otherwise.

#include <array>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "http/compression.h"
#include "http/io_loop.h"
#include "http/service.h"

namespace ws::http {

struct Exchange;
class WebSocket;
struct IoThread;

/// Anything with a socket on a thread: is told the time, and when the server stops.
class Member : public SocketUser, public std::enable_shared_from_this<Member> {
 public:
  explicit Member(IoThread& thread) : thread_(thread) {}
  virtual void on_tick(std::int64_t now_ms) = 0;
  virtual void on_stop() = 0;  ///< finish what is under way, then go
  virtual void abort() = 0;    ///< go now

 protected:
  void enter();
  void leave();  ///< the second time does nothing
  IoThread& thread_;

 private:
  std::size_t slot_ = 0;
  bool entered_ = false;
};

/// Read by other threads while this one counts: relaxed, one writer.
struct Counters {
  static constexpr std::array<double, 13> bounds_ms{0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 5000};
  std::atomic<std::int64_t> requests{0};
  std::atomic<std::int64_t> errors_5xx{0};
  std::array<std::atomic<std::int64_t>, bounds_ms.size() + 1> latency{};  ///< last: slower than all bounds
  void count(int status, std::int64_t duration_us);
};

using Frame = std::shared_ptr<const std::string>;

struct IoThread {
  IoThread(Service& service, std::uint64_t seed);
  ~IoThread();

  std::unique_ptr<Exchange> take_exchange();
  void give_back(std::unique_ptr<Exchange> exchange);
  /// "Mon, 02 Jan 2006 15:04:05 GMT", made once a second.
  std::string_view date();
  void tick();
  /// Queues the frame for every socket of the room. They are flushed together after the jobs already waiting, so that
  /// a burst of publications goes out in few system calls.
  void deliver(const std::string& room, const Frame& frame);
  void flush_later(std::shared_ptr<WebSocket> socket);

  /// Other threads, after the loop was told to stop or abort its members.
  bool wait_until_quiet(std::chrono::milliseconds at_most);
  void note_quiet();

  Service& service;
  IoLoop loop;
  Random random;
  Gzip gzip;
  std::vector<char> scratch;  ///< every read goes here first: idle connections hold no buffer
  std::vector<Member*> members;
  std::unordered_map<std::string, std::vector<WebSocket*>> rooms;
  std::size_t handlers = 0;  ///< running or suspended
  Counters counters;
  /// Sockets open or being opened. Publishers skip threads without any; see WebSocket::open for why there is no gap.
  std::atomic<std::size_t> sockets{0};
  std::thread worker;

 private:
  void flush_dirty();
  std::vector<std::unique_ptr<Exchange>> spare_;
  std::vector<std::shared_ptr<WebSocket>> dirty_;
  std::int64_t date_s_ = -1;
  std::string date_;
  std::mutex quiet_mutex_;
  std::condition_variable quiet_changed_;
  bool quiet_ = false;
};

}  // namespace ws::http
