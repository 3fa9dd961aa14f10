#pragma once
// The web as features see it: requests, responses, routes with declared access. Nothing of Beast is visible here.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/actor.h"
#include "base/result.h"
#include "base/task.h"

namespace ws::http {

enum class Method { get, post, put, patch, del };
std::string_view to_text(Method method);

/// Who may call a route. Checked before the handler runs; what an actor may see of a kind of thing is then decided
/// by that feature's access functions.
enum class Access {
  everyone,     ///< no account needed
  signed_in,    ///< any person with a session
  volunteer,    ///< a registered volunteer
  team_leader,  ///< leads a team
  staff,        ///< clerk, dispatcher or leader of a site's subtree
  clerk,        ///< clerk or dispatcher
  dispatcher,   ///< dispatcher
  system_admin,
  security_admin,
  auditor,
};
std::string_view to_text(Access access);

struct Header {
  std::string name;
  std::string value;
};

struct Request {
  Method method = Method::get;
  std::string path;                                        ///< decoded, without the query
  std::string target;                                      ///< as sent
  std::vector<std::pair<std::string, std::string>> query;  ///< decoded, in order
  std::vector<Header> headers;
  std::string body;
  std::string peer;                 ///< client address (behind a trusted proxy: the forwarded one)
  std::string id;                   ///< ULID of this request, in the log and in X-Request-Id
  std::vector<std::string> params;  ///< values of the {parameters} in the route's pattern, in order
  Actor actor;                      ///< empty person when nobody is signed in

  /// Case-insensitive; "" if absent.
  std::string_view header(std::string_view name) const;
  std::string_view cookie(std::string_view name) const;
  /// First value of a query parameter; "" if absent.
  std::string_view q(std::string_view name) const;
  /// The query's page size, 1–100, default 20; refuses "list.bad_limit".
  Result<std::int64_t> page_limit() const;
  /// True when the caller wants JSON (path below /api/).
  bool api() const { return path.starts_with("/api/"); }
  /// "zh" (default) or "en": cookie `lang`, else Accept-Language.
  std::string_view language() const;
};

struct Response {
  int status = 200;
  std::vector<Header> headers;
  std::string body;
  std::string file;  ///< when set, this file is sent instead of `body` (sendfile)
  std::string content_type = "application/json; charset=utf-8";
  std::string reason = {};  ///< for the log line: why it was refused; set by error()
  std::string detail = {};  ///< for the log line only, never sent

  static Response json(std::string body, int status = 200);
  static Response html(std::string body, int status = 200);
  static Response text(std::string body, int status = 200);
  static Response redirect(std::string location, int status = 303);
  static Response no_content();
  /// The error document {code, reason, message:{zh,en}, field} for an API call; pages render their own.
  static Response error(const Error& error);
  Response& with(std::string name, std::string value) & {
    headers.push_back({std::move(name), std::move(value)});
    return *this;
  }
  Response&& with(std::string name, std::string value) && {
    headers.push_back({std::move(name), std::move(value)});
    return std::move(*this);
  }
};

/// The only table that turns a kind of refusal into a status.
int status_of(ErrorCode code);
/// The stable word for a kind of refusal in error documents: "conflict", "rate_limited", …
std::string_view to_text(ErrorCode code);
/// The error document with a status of its own, for refusals that have no ErrorCode (405, 408, 500).
Response error_document(int status, std::string_view code, const Error& error);
/// Whether a caller may use a route of this access: "session.required" (401) or "access.denied" (403) if not. Pure.
Outcome allow(Access access, const Actor& actor);

/// The sentence for a reason code in "zh" or "en", from data/reasons.json; the code itself if it has none.
std::string sentence(std::string_view reason, std::string_view language);

/// `Request` lives until the response is sent, across suspensions.
using Handler = std::function<Task<Response>(Request&)>;

struct Route {
  Method method;
  std::string pattern;  ///< "/api/orders/{id}/claim"; a {name} matches one segment, a trailing {name...} the rest
  Access access;
  Handler handler;
  std::size_t body_limit = 64 * 1024;  ///< bytes; more is refused with "request.too_large"
  /// Unsafe API calls must carry an Idempotency-Key unless this is set (sign-in, sign-out).
  bool keyless = false;
  /// The body is a file: application/octet-stream instead of JSON, which no foreign page's form can send.
  bool raw = false;
};

class Routes {
 public:
  Routes();
  /// Throws std::logic_error on a second route with the same method and shape.
  void add(Route route);
  void get(std::string pattern, Access access, Handler handler) {
    add({Method::get, std::move(pattern), access, std::move(handler)});
  }
  void post(std::string pattern, Access access, Handler handler) {
    add({Method::post, std::move(pattern), access, std::move(handler)});
  }
  void put(std::string pattern, Access access, Handler handler) {
    add({Method::put, std::move(pattern), access, std::move(handler)});
  }
  const std::vector<Route>& all() const { return routes_; }

  struct Match {
    const Route* route = nullptr;
    std::vector<std::string> params;
    bool other_method = false;  ///< the path exists, with other methods
  };
  Match match(Method method, std::string_view path) const;
  /// The value of an Allow header for `path`: "GET, HEAD, POST"; "" when no route has this path.
  std::string allowed(std::string_view path) const;

 private:
  std::vector<Route> routes_;
  struct Node;
  std::shared_ptr<Node> root_;
};

/// A plain synchronous handler as a Task.
template <class F>
Handler handler(F f) {
  return [f = std::move(f)](Request& request) -> Task<Response> { co_return f(request); };
}

/// Form fields of an application/x-www-form-urlencoded body, decoded, in order. Refuses broken encoding, NUL bytes,
/// invalid UTF-8 and more than 200 fields ("request.bad_form").
class Form {
 public:
  static Result<Form> parse(const Request& request);
  std::string_view get(std::string_view name) const;  ///< "" if absent
  const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

 private:
  std::vector<std::pair<std::string, std::string>> fields_;
};

}  // namespace ws::http
