#include "http/http.h"

#include <algorithm>
#include <charconv>

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "http/encoding.h"
#include "http/server.h"

namespace ws::http {

std::string_view to_text(Method method) {
  switch (method) {
    case Method::get:
      return "GET";
    case Method::post:
      return "POST";
    case Method::put:
      return "PUT";
    case Method::patch:
      return "PATCH";
    case Method::del:
      return "DELETE";
  }
  return "";
}

std::string_view Request::header(std::string_view name) const {
  for (const Header& header : headers)
    if (iequals(header.name, name)) return header.value;
  return {};
}

std::string_view Request::cookie(std::string_view name) const {
  for (const Header& header : headers) {
    if (!iequals(header.name, "Cookie")) continue;
    const std::string_view all = header.value;
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = std::min(all.find(';', at), all.size());
      const std::string_view pair = trim(all.substr(at, end - at));
      at = end + 1;
      if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
        return pair.substr(name.size() + 1);
    }
  }
  return {};
}

std::string_view Request::q(std::string_view name) const {
  for (const auto& [key, value] : query)
    if (key == name) return value;
  return {};
}

Result<std::int64_t> Request::page_limit() const {
  const std::string_view text = q("limit");
  std::int64_t limit = 20;
  if (text.empty()) return limit;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), limit);
  if (failed != std::errc() || end != text.data() + text.size() || limit < 1 || limit > 100)
    return Error::invalid("list.bad_limit", "limit");
  return limit;
}

std::string_view Request::language() const {
  const std::string_view chosen = cookie("lang");
  if (chosen == "zh" || chosen == "en") return chosen == "en" ? "en" : "zh";
  // Browsers list the preferred language first.
  const std::string_view accepted = header("Accept-Language");
  return accepted.size() >= 2 && iequals(accepted.substr(0, 2), "en") ? "en" : "zh";
}

namespace {
Response with_type(std::string body, int status, std::string type) {
  Response response;
  response.status = status;
  response.body = std::move(body);
  response.content_type = std::move(type);
  return response;
}
}  // namespace

Response Response::json(std::string body, int status) {
  return with_type(std::move(body), status, "application/json; charset=utf-8");
}
Response Response::html(std::string body, int status) {
  return with_type(std::move(body), status, "text/html; charset=utf-8");
}
Response Response::text(std::string body, int status) {
  return with_type(std::move(body), status, "text/plain; charset=utf-8");
}
Response Response::redirect(std::string location, int status) {
  return with_type({}, status, "text/plain; charset=utf-8").with("Location", std::move(location));
}
Response Response::no_content() {
  return with_type({}, 204, {});
}

Response Response::error(const Error& error) {
  return error_document(status_of(error.code), to_text(error.code), error);
}

Response error_document(int status, std::string_view code, const Error& error) {
  boost::json::object document{
      {"code", boost::json::string_view(code.data(), code.size())},
      {"reason", error.reason},
      {"message", {{"zh", sentence(error.reason, "zh")}, {"en", sentence(error.reason, "en")}}}};
  if (!error.field.empty()) document["field"] = error.field;
  if (error.alternative)
    document["alternative"] = {{"id", error.alternative->id}, {"title", error.alternative->title}};
  Response response = Response::json(boost::json::serialize(document), status);
  response.reason = error.reason;
  response.detail = error.detail;
  return response;
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return 400;
    case ErrorCode::unauthenticated:
      return 401;
    case ErrorCode::forbidden:
      return 403;
    case ErrorCode::not_found:
      return 404;
    case ErrorCode::conflict:
      return 409;
    case ErrorCode::too_large:
      return 413;
    case ErrorCode::mismatch:
      return 422;
    case ErrorCode::rate_limited:
      return 429;
    case ErrorCode::unavailable:
      return 503;
  }
  return 500;
}

std::string_view to_text(ErrorCode code) {
  switch (code) {
    case ErrorCode::invalid:
      return "invalid";
    case ErrorCode::unauthenticated:
      return "unauthenticated";
    case ErrorCode::forbidden:
      return "forbidden";
    case ErrorCode::not_found:
      return "not_found";
    case ErrorCode::conflict:
      return "conflict";
    case ErrorCode::too_large:
      return "too_large";
    case ErrorCode::mismatch:
      return "mismatch";
    case ErrorCode::rate_limited:
      return "rate_limited";
    case ErrorCode::unavailable:
      return "unavailable";
  }
  return "internal";
}

Result<Form> Form::parse(const Request& request) {
  constexpr std::size_t most_fields = 200;
  const std::string_view type = request.header("Content-Type");
  const std::string_view media = trim(type.substr(0, std::min(type.find(';'), type.size())));
  if (!request.body.empty() && !iequals(media, "application/x-www-form-urlencoded"))
    return Error::invalid("request.bad_form");
  auto fields = decode_pairs(request.body, most_fields);
  if (!fields) return Error::invalid("request.bad_form");
  Form form;
  form.fields_ = std::move(*fields);
  return form;
}

std::string_view Form::get(std::string_view name) const {
  for (const auto& [key, value] : fields_)
    if (key == name) return value;
  return {};
}

std::string session_cookie_name(bool secure) {
  return secure ? "__Host-ws" : "ws";
}

std::string session_cookie(std::string_view token, std::int64_t max_age_s, bool secure) {
  return session_cookie_name(secure) + "=" + std::string(token) + "; Path=/; Max-Age=" + std::to_string(max_age_s) +
         "; HttpOnly; SameSite=Lax" + (secure ? "; Secure" : "");
}

}  // namespace ws::http
