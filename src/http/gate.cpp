#include "http/gate.h"

#include <arpa/inet.h>

#include <algorithm>

#include "http/encoding.h"

namespace ws::http {
namespace {

std::string_view media_type(const Request& request) {
  const std::string_view type = request.header("Content-Type");
  return trim(type.substr(0, std::min(type.find(';'), type.size())));
}

bool is_address(std::string_view text) {
  unsigned char out[16];
  const std::string terminated(text);
  return inet_pton(AF_INET, terminated.c_str(), out) == 1 || inet_pton(AF_INET6, terminated.c_str(), out) == 1;
}

Error malformed() {
  return Error::invalid("request.malformed");
}

}  // namespace

Token session_token(const Request& request, std::string_view cookie_name) {
  const std::string_view authorization = request.header("Authorization");
  if (authorization.size() > 7 && iequals(authorization.substr(0, 7), "Bearer "))
    return {trim(authorization.substr(7)), true};
  return {request.cookie(cookie_name), false};
}

Outcome check_origin(const Request& request) {
  const auto refused = [] { return Error::forbidden("request.cross_origin"); };
  const std::string_view site = request.header("Sec-Fetch-Site");
  if (!site.empty()) {
    if (site == "same-origin" || site == "none") return Done{};
    return refused();
  }
  const std::string_view origin = request.header("Origin");
  if (origin.empty()) return Done{};
  const std::size_t scheme = origin.find("://");
  if (scheme == std::string_view::npos || !iequals(origin.substr(scheme + 3), request.header("Host")))
    return refused();
  return Done{};
}

bool is_idempotency_key(std::string_view text) {
  return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

Outcome check_call(const Request& request, const Route& route, const Token& token, bool has_body) {
  if (request.method == Method::get) return Done{};
  if (!token.bearer)
    if (auto origin = check_origin(request); !origin) return origin.error();
  if (!request.api()) return Done{};
  if (has_body && !iequals(media_type(request), route.raw ? "application/octet-stream" : "application/json"))
    return Error::invalid(route.raw ? "request.not_a_file" : "request.not_json");
  if (!route.keyless && !is_idempotency_key(request.header("Idempotency-Key")))
    return Error::invalid("idempotency.missing");
  return Done{};
}

Outcome read_target(Request& request) {
  constexpr std::size_t most_parameters = 200;
  std::string_view target = request.target;
  if (!target.starts_with('/')) {  // absolute form: http://host/path
    const std::size_t scheme = target.find("://");
    if (scheme == std::string_view::npos) return malformed();
    const std::size_t slash = target.find('/', scheme + 3);
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
  }
  if (target.find('#') != std::string_view::npos) return malformed();
  const std::size_t question = std::min(target.find('?'), target.size());
  auto path = decode_path(target.substr(0, question));
  if (!path) return malformed();
  request.path = std::move(*path);
  if (question == target.size()) return Done{};
  auto query = decode_pairs(target.substr(question + 1), most_parameters);
  if (!query) return malformed();
  request.query = std::move(*query);
  return Done{};
}

std::string client_address(const Request& request, std::string_view peer, std::string_view trusted_proxy) {
  if (trusted_proxy.empty() || peer != trusted_proxy) return std::string(peer);
  // Only the last address was written by the proxy; those before it are whatever the client claims.
  const std::string_view chain = request.header("X-Forwarded-For");
  const std::size_t comma = chain.rfind(',');
  const std::string_view last = trim(comma == std::string_view::npos ? chain : chain.substr(comma + 1));
  return std::string(is_address(last) ? last : peer);
}

}  // namespace ws::http
