#pragma once
// Serves a route table over HTTP/1.1: parsing and limits (Boost.Beast), sessions, access, cross-origin refusal,
// security headers, static files by sendfile, WebSocket rooms, one structured log line per request.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "http/http.h"
#include "http/hub.h"

namespace ws::http {

struct ServerOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  ///< 0: any free port, see Server::port()
  unsigned threads = 2;
  std::size_t max_connections = 20'000;
  std::chrono::milliseconds header_timeout{10'000};  ///< a request's head and body must be here within this
  std::chrono::milliseconds idle_timeout{75'000};    ///< keep-alive
  std::chrono::milliseconds write_timeout{30'000};   ///< a client that takes no byte for this long is dropped
  std::chrono::milliseconds ping_interval{30'000};   ///< WebSockets; a peer silent for two of them is dropped
  std::string trusted_proxy;                         ///< when the peer has this address, X-Forwarded-For is believed
  bool secure_cookies = false;                       ///< set behind TLS
  std::function<void(const std::string&)> log;       ///< one JSON line a request, from any thread; null: no log
  /// Turns an exception that left a handler into a refusal (storage full → 503); nothing or null: 500 "internal".
  std::function<std::optional<Error>(const std::exception&)> on_exception;
  /// Renders refusals outside /api/ (401, 403, 404, 405, 413, 429, 500 …). Its status is replaced by the right one
  /// unless it answers with a redirect (sign-in). Null: a few words of plain HTML.
  std::function<Response(const Request&, const Error&)> error_page;
};

/// A directory served below a URL prefix: GET/HEAD, ETag, Range, precompressed .br/.gz neighbours, immutable caching
/// for hashed names ("name-9f8e7d6c.js").
struct StaticDirectory {
  std::string prefix;     ///< "/assets/"
  std::string directory;  ///< absolute path
};

class Server {
 public:
  /// `authenticate(token)` gives the actor of a session cookie or bearer token; an empty actor if it is not valid.
  using Authenticate = std::function<Actor(std::string_view token)>;

  /// Everything given by reference must outlive the server; routes and endpoints are complete before start().
  Server(ServerOptions options, const Routes& routes, std::vector<StaticDirectory> statics, Hub& hub,
         Authenticate authenticate, const Clock& clock, Random& random);
  ~Server();

  /// Binds and starts the threads; throws std::system_error when the address is taken.
  void start();
  std::uint16_t port() const;
  /// Stops accepting, finishes requests in flight (at most `grace`), closes sockets with 1001, joins the threads.
  /// A handler still running after `grace` loses its connection but is waited for, because it resumes on a thread of
  /// this server: stop the server before the database it uses. Does nothing the second time.
  void stop(std::chrono::milliseconds grace);

  struct Figures {
    std::int64_t connections = 0;
    std::int64_t requests = 0;
    std::int64_t errors_5xx = 0;
    std::int64_t sockets = 0;
    std::vector<std::pair<double, std::int64_t>> latency_ms;  ///< cumulative histogram: upper bound → count
  };
  Figures figures() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// Name of the session cookie ("__Host-ws" behind TLS, "ws" without).
std::string session_cookie_name(bool secure);
std::string session_cookie(std::string_view token, std::int64_t max_age_s, bool secure);

}  // namespace ws::http
