#pragma once
// What all I/O threads share, and what is decided about a request from its head alone.

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "http/gate.h"
#include "http/http.h"
#include "http/server.h"
#include "http/static_files.h"

namespace ws::http {

struct Service {
  ServerOptions options;
  const Routes& routes;
  StaticFiles statics;
  Hub& hub;
  Server::Authenticate authenticate;
  const Clock& clock;
  const std::string cookie_name;
  std::atomic<std::int64_t> connections{0};
  std::atomic<bool> stopping{false};
};

/// One of the places for connections; given back when it goes.
class Seat {
 public:
  explicit Seat(Service& service) : service_(&service) { ++service.connections; }
  Seat(Seat&& other) noexcept : service_(std::exchange(other.service_, nullptr)) {}
  ~Seat() {
    if (service_) --service_->connections;
  }

 private:
  Service* service_;
};

struct Refusal {
  int status;
  std::string_view code;  ///< for the error document; has static storage
  Error error;
  std::string allow = {};  ///< value of an Allow header, or ""
};
Refusal refusal_of(const Error& error);

/// What will answer a request.
struct Decision {
  const Route* route = nullptr;
  const Hub::Endpoint* endpoint = nullptr;  ///< a WebSocket is opened
  bool is_static = false;
  std::optional<Refusal> refusal;

  std::string_view pattern() const;  ///< for the log: never the path, which may hold what is private
};

struct HeadInfo {
  std::string_view method;  ///< as sent
  bool has_body = false;
};
/// Fills the request's path, query, params and actor, and decides. Order of checks: form, existence, origin, session,
/// access, idempotency key.
Decision decide(const Service& service, Request& request, const HeadInfo& head);

/// The page or document that tells a client why it was refused.
Response render(const Service& service, const Request& request, const Refusal& refusal);
/// What becomes of an exception that left a handler; its text goes to the log only.
Refusal refusal_of(const Service& service, std::exception_ptr failure);

}  // namespace ws::http
