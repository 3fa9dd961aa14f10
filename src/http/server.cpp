#include "http/server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <mutex>

#include "http/connection.h"
#include "http/hub_impl.h"
#include "http/io_thread.h"
#include "http/service.h"

namespace ws::http {
namespace {

std::string text_of(const sockaddr_storage& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.ss_family == AF_INET6)
    inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text, sizeof text);
  else
    inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text, sizeof text);
  return text;
}

/// Accepts on the first thread and hands connections to all in turn, so that few long-lived connections spread
/// evenly.
class Listener final : public SocketUser, public std::enable_shared_from_this<Listener> {
 public:
  Listener(std::vector<std::unique_ptr<IoThread>>& threads, Service& service, int fd)
      : threads_(threads), service_(service), socket_(threads.front()->loop, fd) {}

  void listen() { socket_.wait_readable(shared_from_this()); }
  int fd() const { return socket_.fd(); }
  void close() { socket_.close(); }
  void on_writable() override {}

  void on_readable() override {
    constexpr int most_at_once = 64;  // then the thread's other work has its turn
    for (int i = 0; i < most_at_once; ++i) {
      sockaddr_storage from{};
      socklen_t size = sizeof from;
      const int fd = ::accept4(socket_.fd(), reinterpret_cast<sockaddr*>(&from), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (fd >= 0) {
        hand_over(fd, text_of(from));
      } else if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        paused_ = true;  // asking again at once would only burn the processor
        return;
      } else if (errno != ECONNABORTED && errno != EINTR) {
        break;
      }
    }
    listen();
  }

  void on_tick() {
    if (std::exchange(paused_, false) && socket_.open()) listen();
  }

 private:
  void hand_over(int fd, std::string peer) {
    const auto handle = std::make_shared<FileHandle>(fd);
    const auto connections = static_cast<std::size_t>(service_.connections.load());
    // Those above the limit are told so, politely, as long as there are not too many of them as well.
    constexpr std::size_t most_told = 1000;
    if (connections >= service_.options.max_connections + most_told) return;
    const bool overloaded = connections >= service_.options.max_connections;
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    IoThread& thread = *threads_[next_++ % threads_.size()];
    const auto seat = std::make_shared<Seat>(service_);
    const auto start = [&thread, handle, seat, overloaded, peer = std::move(peer)] {
      std::make_shared<Connection>(thread, handle->release(), std::move(*seat), peer, overloaded)->start();
    };
    if (Executor::current() == &thread.loop)
      start();
    else
      thread.loop.post(start);
  }

  std::vector<std::unique_ptr<IoThread>>& threads_;
  Service& service_;
  Socket socket_;
  std::size_t next_ = 0;
  bool paused_ = false;
};

}  // namespace

struct Server::Impl {
  Service service;
  Random& random;
  std::vector<std::unique_ptr<IoThread>> threads;
  std::shared_ptr<Listener> listener;
  std::uint16_t port = 0;
  std::mutex stop_mutex;

  void make_threads();
  void on_each(const std::function<void(IoThread&)>& job);
};

Server::Server(ServerOptions options, const Routes& routes, std::vector<StaticDirectory> statics, Hub& hub,
               Authenticate authenticate, const Clock& clock, Random& random) {
  const std::string cookie = session_cookie_name(options.secure_cookies);
  impl_ = std::unique_ptr<Impl>(new Impl{.service = {.options = std::move(options),
                                                     .routes = routes,
                                                     .statics = StaticFiles(std::move(statics)),
                                                     .hub = hub,
                                                     .authenticate = std::move(authenticate),
                                                     .clock = clock,
                                                     .cookie_name = cookie},
                                         .random = random,
                                         .threads = {},
                                         .listener = nullptr,
                                         .port = 0,
                                         .stop_mutex = {}});
}

Server::~Server() {
  stop(std::chrono::milliseconds(0));
}

void Server::Impl::make_threads() {
  const ServerOptions& options = service.options;
  // Often enough for the shortest of the timeouts to be kept within a quarter of it.
  const auto shortest =
      std::min({options.header_timeout, options.idle_timeout, options.write_timeout, options.ping_interval});
  const auto interval = std::clamp(shortest / 4, std::chrono::milliseconds(5), std::chrono::milliseconds(500));
  for (unsigned i = 0; i < std::max(1U, options.threads); ++i) {
    threads.push_back(std::make_unique<IoThread>(service, random.next()));
    IoThread& thread = *threads.back();
    const bool first = i == 0;
    thread.loop.every(interval, [this, &thread, first] {
      thread.tick();
      if (first && listener) listener->on_tick();
    });
  }
}

void Server::start() {
  FileHandle listening(listen_on(impl_->service.options.address, impl_->service.options.port));
  impl_->port = port_of(listening.fd());
  impl_->make_threads();
  impl_->listener = std::make_shared<Listener>(impl_->threads, impl_->service, listening.release());
  impl_->listener->listen();
  {
    const std::lock_guard lock(impl_->service.hub.impl().mutex);
    for (const auto& thread : impl_->threads) impl_->service.hub.impl().threads.push_back(thread.get());
  }
  for (const auto& thread : impl_->threads) thread->worker = std::thread([&loop = thread->loop] { loop.run(); });
}

std::uint16_t Server::port() const {
  return impl_->port;
}

void Server::Impl::on_each(const std::function<void(IoThread&)>& job) {
  for (const auto& thread : threads) thread->loop.post([&at = *thread, job] { job(at); });
}

namespace {
/// Backwards and with a check, because members leave while they are told.
void tell_members(IoThread& thread, void (Member::*what)()) {
  for (std::size_t i = thread.members.size(); i-- > 0;)
    if (i < thread.members.size()) (thread.members[i]->*what)();
  thread.note_quiet();
}
}  // namespace

void Server::stop(std::chrono::milliseconds grace) {
  const std::lock_guard once(impl_->stop_mutex);
  if (impl_->threads.empty() || impl_->service.stopping.exchange(true)) return;
  impl_->threads.front()->loop.post([listener = impl_->listener] { listener->close(); });
  impl_->on_each([](IoThread& thread) { tell_members(thread, &Member::on_stop); });
  const SystemClock clock;  // the machine's own: a test's clock stands still
  const std::int64_t until_us = clock.ticks_us() + std::chrono::microseconds(grace).count();
  for (const auto& thread : impl_->threads) {
    const std::int64_t left_ms = std::max<std::int64_t>((until_us - clock.ticks_us()) / 1000, 0);
    thread->wait_until_quiet(std::chrono::milliseconds(left_ms));
  }
  impl_->on_each([](IoThread& thread) { tell_members(thread, &Member::abort); });
  for (const auto& thread : impl_->threads)
    while (!thread->wait_until_quiet(std::chrono::seconds(1))) {
    }
  {
    const std::lock_guard lock(impl_->service.hub.impl().mutex);
    impl_->service.hub.impl().threads.clear();
  }
  for (const auto& thread : impl_->threads) thread->loop.stop();
  for (const auto& thread : impl_->threads) thread->worker.join();
}

Server::Figures Server::figures() const {
  Figures figures;
  figures.connections = impl_->service.connections;
  figures.sockets = static_cast<std::int64_t>(impl_->service.hub.sockets());
  for (const double bound : Counters::bounds_ms) figures.latency_ms.emplace_back(bound, 0);
  for (const auto& thread : impl_->threads) {
    figures.requests += thread->counters.requests;
    figures.errors_5xx += thread->counters.errors_5xx;
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < figures.latency_ms.size(); ++i)
      figures.latency_ms[i].second += sum += thread->counters.latency[i];
  }
  return figures;
}

}  // namespace ws::http
