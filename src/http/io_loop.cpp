#ifdef __SANITIZE_THREAD__
// Asio's fences are not seen by the thread sanitizer, which the compiler would take for an error. Its locks are seen.
#pragma GCC diagnostic ignored "-Wtsan"
#endif
#include "http/io_loop.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <csignal>
#include <string>
#include <system_error>

#include "http/file.h"

namespace ws::http {
namespace asio = boost::asio;

struct IoLoop::Impl {
  asio::io_context context{1};  // hint: one thread runs it
  asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
  asio::steady_timer timer{context};
  std::chrono::milliseconds interval{0};
  std::function<void()> tick;
};

namespace {
std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             asio::steady_timer::clock_type::now().time_since_epoch())
      .count();
}
}  // namespace

IoLoop::IoLoop() : impl_(std::make_unique<Impl>()), now_ms_(steady_ms()) {}
IoLoop::~IoLoop() = default;

void IoLoop::post(std::function<void()> job) {
  asio::post(impl_->context, std::move(job));
}

namespace {
/// sendfile() has no flag against it, unlike send(): a client that goes away must not end the process.
void ignore_broken_pipes() {
  sigset_t broken_pipe;
  sigemptyset(&broken_pipe);
  sigaddset(&broken_pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
}
}  // namespace

void IoLoop::run() {
  ignore_broken_pipes();
  Executor::set_current(this);
  impl_->context.run();
  Executor::set_current(nullptr);
}

void IoLoop::stop() {
  impl_->context.stop();
}

void IoLoop::every(std::chrono::milliseconds interval, std::function<void()> tick) {
  impl_->interval = interval;
  impl_->tick = std::move(tick);
  arm_tick();
}

void IoLoop::arm_tick() {
  impl_->timer.expires_after(impl_->interval);
  impl_->timer.async_wait([this](const boost::system::error_code& ec) {
    if (ec) return;
    now_ms_ = steady_ms();
    impl_->tick();
    arm_tick();
  });
}

struct Socket::Impl {
  using Descriptor = asio::posix::basic_stream_descriptor<asio::io_context::executor_type>;
  Descriptor descriptor;
};

Socket::Socket(IoLoop& loop, int fd)
    : impl_(std::make_unique<Impl>(Impl{Impl::Descriptor(loop.impl().context.get_executor(), fd)})) {}
Socket::~Socket() = default;
Socket::Socket(Socket&&) noexcept = default;
Socket& Socket::operator=(Socket&&) noexcept = default;

int Socket::fd() const {
  return impl_->descriptor.native_handle();
}
bool Socket::open() const {
  return impl_ && impl_->descriptor.is_open();
}

void Socket::wait_readable(std::shared_ptr<SocketUser> user) {
  impl_->descriptor.async_wait(Impl::Descriptor::wait_read,
                               [user = std::move(user)](const boost::system::error_code& ec) {
                                 if (!ec) user->on_readable();
                               });
}

void Socket::wait_writable(std::shared_ptr<SocketUser> user) {
  impl_->descriptor.async_wait(Impl::Descriptor::wait_write,
                               [user = std::move(user)](const boost::system::error_code& ec) {
                                 if (!ec) user->on_writable();
                               });
}

void Socket::close() {
  boost::system::error_code ignored;
  if (open()) impl_->descriptor.close(ignored);
}

namespace {

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

SocketAddress parse_address(const std::string& text, std::uint16_t port) {
  SocketAddress out;
  auto& v4 = reinterpret_cast<sockaddr_in&>(out.storage);
  auto& v6 = reinterpret_cast<sockaddr_in6&>(out.storage);
  if (inet_pton(AF_INET, text.c_str(), &v4.sin_addr) == 1) {
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    out.size = sizeof v4;
  } else if (inet_pton(AF_INET6, text.c_str(), &v6.sin6_addr) == 1) {
    v6.sin6_family = AF_INET6;
    v6.sin6_port = htons(port);
    out.size = sizeof v6;
  } else {
    throw std::system_error(EINVAL, std::generic_category(), "no address: " + text);
  }
  return out;
}

}  // namespace

int listen_on(const std::string& address, std::uint16_t port) {
  const SocketAddress at = parse_address(address, port);
  FileHandle socket(::socket(at.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  constexpr int backlog = 4096;
  const auto failed = [&] {
    return std::system_error(errno, std::generic_category(), "listen on " + address + ":" + std::to_string(port));
  };
  if (!socket) throw failed();
  setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(socket.fd(), reinterpret_cast<const sockaddr*>(&at.storage), at.size) != 0) throw failed();
  if (::listen(socket.fd(), backlog) != 0) throw failed();
  return socket.release();
}

std::uint16_t port_of(int fd) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
  return ntohs(storage.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(storage).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(storage).sin_port);
}

}  // namespace ws::http
