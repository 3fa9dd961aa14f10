#pragma once
// WebSocket rooms. A frame is encoded once per publish, whatever the number of sockets; each socket has a bounded
// queue, and a reader too slow to drain it is closed (1013) so that it delays nobody else. Clients resume by the
// sequence number in the messages, so a dropped socket loses nothing.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/http.h"

namespace ws::http {

/// What a socket gets on opening: the room it joins and first messages for it alone (snapshot or missed events).
struct Joining {
  std::string room;
  std::vector<std::string> messages;
};

/// No gap between snapshot and stream: Join runs on the socket's I/O thread, and the socket is in its room before
/// that thread delivers the next publication. So a message published after Join began reaches the socket, after
/// Join's own messages; one published before, for data that Join already saw, may arrive too and is dropped by its
/// sequence number. Publications of one thread arrive in order.
class Hub {
 public:
  /// Decides about a new socket on `path`, with the same access functions as the pages; an error refuses the upgrade.
  /// Must not block for long: it holds up its I/O thread.
  using Join = std::function<Result<Joining>(Request&)>;

  Hub();
  ~Hub();
  /// Registers a socket endpoint, e.g. "/api/screen/live".
  void endpoint(std::string path, Access access, Join join);
  struct Endpoint {
    std::string path;
    Access access;
    Join join;
  };
  const std::vector<Endpoint>& endpoints() const { return endpoints_; }

  /// Sends `text` to every socket of `room`; any thread, never blocks on a socket.
  void publish(const std::string& room, std::string_view text);
  std::size_t sockets() const;
  /// Is there a socket in this room?
  bool is_open(const std::string& room) const;

  struct Impl;  ///< for Server
  Impl& impl() { return *impl_; }

 private:
  std::vector<Endpoint> endpoints_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace ws::http
