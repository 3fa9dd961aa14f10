#include "live/ingest_service.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <iostream>
#include <optional>
#include <system_error>
#include <utility>

namespace ws::live {
namespace {

constexpr std::size_t most_senders = 32;
constexpr int look_ms = 500;
constexpr int look_at_storage_turns = 6;
constexpr int publish_within_ms = 10'000;
/// A sender who sent nothing for so long makes room for another with the right key.
constexpr int gives_way_ms = 1'000;
constexpr std::chrono::seconds release_patience{6};
constexpr timeval send_patience{3, 0};

int listen_at(const std::string& address, std::uint16_t port) {
  const auto failed = [&] {
    return std::system_error(errno, std::generic_category(), "RTMP on " + address + ":" + std::to_string(port));
  };
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &at.sin_addr) != 1)
    throw std::system_error(EINVAL, std::generic_category(), "no IPv4 address for RTMP: " + address);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) throw failed();
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 || ::listen(fd, 64) != 0) {
    const auto trouble = failed();
    ::close(fd);
    throw trouble;
  }
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  getsockname(fd, reinterpret_cast<sockaddr*>(&at), &size);
  return ntohs(at.sin_port);
}

bool send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void log(const std::string& peer, const std::string& words) {
  std::clog << "rtmp: " + peer + ": " + words + "\n";
}

}  // namespace

/// One sender's connection, on its own thread.
class Ingest::Session {
 public:
  Session(Ingest& ingest, Sender& sender) : ingest_(ingest), sender_(sender) {}

  void run() {
    std::array<char, 64 * 1024> bytes;
    int waited_ms = 0;
    while (!ingest_.stopping_) {
      pollfd waiting{sender_.fd, POLLIN, 0};
      const int ready = ::poll(&waiting, 1, look_ms);
      if (ready < 0 && errno != EINTR) break;
      if (ready <= 0) {
        sender_.silent_ms += look_ms;
        if (!may_wait(waited_ms += look_ms)) break;
        continue;
      }
      const ssize_t got = ::recv(sender_.fd, bytes.data(), bytes.size(), 0);
      if (got <= 0) break;
      sender_.silent_ms = 0;
      if (!take(std::string_view(bytes.data(), static_cast<std::size_t>(got)))) break;
    }
    leave();
  }

  void leave() {
    if (!broadcast_) return;
    try {
      // First what viewers see; then what is left is written.
      ingest_.broadcasts_.interrupt(*broadcast_, trouble_);
    } catch (const std::exception& trouble) {
      log(sender_.peer, trouble.what());  // storage is away: the listening thread says it later
    }
    take_.reset();
    ingest_.release(*broadcast_, sender_);
    broadcast_.reset();
  }

 private:
  bool may_wait(int waited_ms) const {
    if (!broadcast_) return waited_ms < publish_within_ms;
    return sender_.silent_ms < ingest_.broadcasts_.rules().silent_s * 1000 && still_on();
  }

  bool still_on() const { return ingest_.broadcasts_.goes_on(*broadcast_); }

  bool take(std::string_view bytes) {
    const bool fine = connection_.feed(bytes);
    bool goes_on = fine;
    for (const rtmp::Event& event : connection_.take_events())
      if (!(goes_on = happened(event))) break;
    if (!send_all(sender_.fd, connection_.take_output())) return false;
    if (!fine) log(sender_.peer, std::string(connection_.trouble()));
    return goes_on;
  }

  bool happened(const rtmp::Event& event) {
    switch (event.kind) {
      case rtmp::Event::Kind::publish:
        return publish(event.key);
      case rtmp::Event::Kind::unpublish:
        return false;
      case rtmp::Event::Kind::tag:
        return put(event.tag);
    }
    return false;
  }

  bool publish(const std::string& key) {
    auto begun = ingest_.broadcasts_.may_begin(key);
    if (begun)
      if (const Outcome claimed = ingest_.claim(*begun, sender_); !claimed) begun = claimed.error();
    if (begun) {
      broadcast_ = *begun;
      if (auto on_air = ingest_.broadcasts_.publish(key); !on_air) begun = on_air.error();
    }
    if (!begun) {
      log(sender_.peer, begun.error().reason);
      connection_.refuse_publish(begun.error().reason);
      return true;  // its answer goes out first; nothing more is taken from it
    }
    take_ = std::make_unique<Take>(Take::Place{ingest_.ffmpeg_, ingest_.broadcasts_.segments(*broadcast_),
                                               ingest_.broadcasts_.recordings(*broadcast_),
                                               std::int64_t{ingest_.broadcasts_.rules().least_free_mb} << 20});
    connection_.accept_publish();
    return true;
  }

  bool put(const rtmp::Tag& tag) {
    if (!take_) return false;
    if (tag.at_ms / look_ms != looked_ms_ / look_ms) {
      looked_ms_ = tag.at_ms;
      if (!still_on()) return false;
    }
    const Outcome kept = take_->put(tag);
    if (!kept) {
      trouble_ = kept.error().reason;
      log(sender_.peer, trouble_);
    }
    return kept.ok();
  }

  Ingest& ingest_;
  Sender& sender_;
  rtmp::Connection connection_;
  std::optional<BroadcastId> broadcast_;
  std::unique_ptr<Take> take_;
  std::string trouble_;
  std::int64_t looked_ms_ = 0;
};

Ingest::Ingest(BroadcastService& broadcasts, const std::string& address, std::uint16_t port)
    : broadcasts_(broadcasts),
      ffmpeg_(find_ffmpeg()),
      listener_(listen_at(address, port)),
      port_(port_of(listener_)) {}

void Ingest::start() {
  listening_ = std::thread([this] { listen(); });
}

void Ingest::stop() {
  stopping_ = true;
  if (listening_.joinable()) listening_.join();
  if (listener_ >= 0) ::close(std::exchange(listener_, -1));
}

void Ingest::listen() {
  for (int turn = 0; !stopping_; ++turn) {
    if (turn % look_at_storage_turns == 0) interrupt_the_lost();
    pollfd waiting{listener_, POLLIN, 0};
    if (::poll(&waiting, 1, look_ms) > 0) {
      sockaddr_in from{};
      socklen_t size = sizeof from;
      const int fd = ::accept4(listener_, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC);
      std::array<char, INET_ADDRSTRLEN> text{};
      inet_ntop(AF_INET, &from.sin_addr, text.data(), text.size());
      if (fd >= 0) take_in(fd, text.data());
    }
    sweep();
  }
  for (Sender& sender : senders_) sender.thread.join();
  senders_.clear();
}

void Ingest::interrupt_the_lost() {
  try {
    std::set<BroadcastId> sending;
    {
      const std::lock_guard lock(mutex_);
      for (const auto& [broadcast, sender] : on_air_) sending.insert(broadcast);
    }
    broadcasts_.interrupt_others(sending);
  } catch (const std::exception& trouble) {
    std::clog << "rtmp: " << trouble.what() << "\n";
  }
}

void Ingest::take_in(int fd, std::string peer) {
  if (senders_.size() >= most_senders) {
    log(peer, "too many connections");
    ::close(fd);
    return;
  }
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &send_patience, sizeof send_patience);
  Sender& sender = senders_.emplace_back();
  sender.fd = fd;
  sender.peer = std::move(peer);
  sender.thread = std::thread([this, &sender] { serve(sender); });
}

void Ingest::serve(Sender& sender) {
  Session session(*this, sender);
  try {
    session.run();
  } catch (const std::exception& trouble) {
    log(sender.peer, trouble.what());
  }
  session.leave();
  ::close(sender.fd);
  sender.gone = true;
}

void Ingest::sweep() {
  for (auto sender = senders_.begin(); sender != senders_.end();) {
    if (!sender->gone) {
      ++sender;
      continue;
    }
    sender->thread.join();
    sender = senders_.erase(sender);
  }
}

Outcome Ingest::claim(const BroadcastId& broadcast, Sender& sender) {
  std::unique_lock lock(mutex_);
  const auto found = on_air_.find(broadcast);
  if (found != on_air_.end()) {
    if (found->second->silent_ms < gives_way_ms) return Error::conflict("live.taken");
    ::shutdown(found->second->fd, SHUT_RDWR);
    const auto free = [&] { return !on_air_.contains(broadcast); };
    if (!released_.wait_for(lock, release_patience, free)) return Error::conflict("live.taken");
  }
  on_air_[broadcast] = &sender;
  return Done{};
}

void Ingest::release(const BroadcastId& broadcast, const Sender& sender) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = on_air_.find(broadcast);
    if (found != on_air_.end() && found->second == &sender) on_air_.erase(found);
  }
  released_.notify_all();
}

}  // namespace ws::live
