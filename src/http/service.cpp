#include "http/service.h"

#include <fmt/format.h>

#include "http/encoding.h"

namespace ws::http {
namespace {

std::optional<Method> parse_method(std::string_view text) {
  if (text == "GET" || text == "HEAD") return Method::get;
  if (text == "POST") return Method::post;
  if (text == "PUT") return Method::put;
  if (text == "PATCH") return Method::patch;
  if (text == "DELETE") return Method::del;
  return std::nullopt;
}

const Hub::Endpoint* find_endpoint(const Hub& hub, std::string_view path) {
  for (const Hub::Endpoint& endpoint : hub.endpoints())
    if (endpoint.path == path) return &endpoint;
  return nullptr;
}

bool wants_socket(const Request& request) {
  return lists_token(request.header("Upgrade"), "websocket") && lists_token(request.header("Connection"), "upgrade");
}

Refusal wrong_method(std::string allow) {
  return {405, "invalid", Error::invalid("request.method"), std::move(allow)};
}

Token authenticate(const Service& service, Request& request) {
  const Token token = session_token(request, service.cookie_name);
  if (!token.value.empty() && service.authenticate) request.actor = service.authenticate(token.value);
  return token;
}

/// Finds what the path names; a refusal if there is nothing, or not with this method.
void locate(const Service& service, Request& request, std::optional<Method> method, Decision& decision) {
  if (method) {
    request.method = *method;
    Routes::Match match = service.routes.match(*method, request.path);
    decision.route = match.route;
    request.params = std::move(match.params);
    if (decision.route) return;
  }
  if (std::string allowed = service.routes.allowed(request.path); !allowed.empty()) {
    decision.refusal = wrong_method(std::move(allowed));
  } else if (const Hub::Endpoint* endpoint = find_endpoint(service.hub, request.path)) {
    decision.endpoint = endpoint;
    if (method != Method::get) decision.refusal = wrong_method("GET");
  } else if (service.statics.covers(request.path)) {
    decision.is_static = true;
    if (method != Method::get) decision.refusal = wrong_method("GET, HEAD");
  } else {
    decision.refusal = refusal_of(Error::not_found("request.not_found"));
  }
}

std::optional<Refusal> check_route(const Request& request, const Route& route, const Token& token, bool has_body) {
  const Outcome call = check_call(request, route, token, has_body);
  // A foreign page learns nothing about who is signed in; everybody else hears about access first.
  if (!call && call.error().code == ErrorCode::forbidden) return refusal_of(call.error());
  if (const Outcome access = allow(route.access, request.actor); !access) return refusal_of(access.error());
  if (!call) return refusal_of(call.error());
  return std::nullopt;
}

std::optional<Refusal> check_endpoint(const Request& request, const Hub::Endpoint& endpoint, const Token& token) {
  if (!wants_socket(request)) return Refusal{426, "invalid", Error::invalid("request.upgrade_required")};
  if (!token.bearer)
    if (const Outcome origin = check_origin(request); !origin) return refusal_of(origin.error());
  if (const Outcome access = allow(endpoint.access, request.actor); !access) return refusal_of(access.error());
  return std::nullopt;
}

std::string plain_page(const Refusal& refusal, std::string_view language) {
  // Sentences are our own text; an unknown reason is a code of ours. Neither holds input.
  return fmt::format("<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>{}</title><p>{}</p></html>\n",
                     language, refusal.status, sentence(refusal.error.reason, language));
}

Response page(const Service& service, const Request& request, const Refusal& refusal) {
  if (service.options.error_page) {
    try {
      Response response = service.options.error_page(request, refusal.error);
      if (response.status < 300 || response.status >= 400) response.status = refusal.status;
      return response;
    } catch (const std::exception&) {
      // The plain page below always works; the refusal itself is what the log should show.
    }
  }
  return Response::html(plain_page(refusal, request.language()), refusal.status);
}

}  // namespace

std::string_view Decision::pattern() const {
  if (route) return route->pattern;
  if (endpoint) return endpoint->path;
  return is_static ? "static" : "";
}

Refusal refusal_of(const Error& error) {
  return {status_of(error.code), to_text(error.code), error};
}

Decision decide(const Service& service, Request& request, const HeadInfo& head) {
  Decision decision;
  if (const Outcome target = read_target(request); !target) {
    decision.refusal = refusal_of(target.error());
    return decision;
  }
  locate(service, request, parse_method(head.method), decision);
  if (decision.is_static) return decision;
  const Token token = authenticate(service, request);
  if (decision.refusal) return decision;
  decision.refusal = decision.route ? check_route(request, *decision.route, token, head.has_body)
                                    : check_endpoint(request, *decision.endpoint, token);
  return decision;
}

Response render(const Service& service, const Request& request, const Refusal& refusal) {
  Response response =
      request.api() ? error_document(refusal.status, refusal.code, refusal.error) : page(service, request, refusal);
  response.reason = refusal.error.reason;
  response.detail = refusal.error.detail;
  if (!refusal.allow.empty()) response.with("Allow", refusal.allow);
  return response;
}

Refusal refusal_of(const Service& service, std::exception_ptr failure) {
  std::string detail = "unknown exception";
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    detail = e.what();
    if (service.options.on_exception) {
      if (auto error = service.options.on_exception(e)) {
        if (error->detail.empty()) error->detail = detail;
        return refusal_of(*error);
      }
    }
  } catch (...) {
  }
  return {500, "internal", Error{ErrorCode::unavailable, "internal", {}, detail}};
}

}  // namespace ws::http
