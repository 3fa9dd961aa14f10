#include "http/reply.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>

#include "http/compression.h"
#include "http/encoding.h"

namespace ws::http {
namespace {

struct Default {
  std::string_view name;
  std::string_view line;
};

/// On every response, unless it sets the header itself.
constexpr std::array<Default, 5> defaults{{
    {"Content-Security-Policy",
     "Content-Security-Policy: default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
     "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'; object-src 'none'\r\n"},
    {"X-Content-Type-Options", "X-Content-Type-Options: nosniff\r\n"},
    {"Referrer-Policy", "Referrer-Policy: same-origin\r\n"},
    {"Permissions-Policy", "Permissions-Policy: geolocation=(self), camera=(self), microphone=()\r\n"},
    {"Cross-Origin-Opener-Policy", "Cross-Origin-Opener-Policy: same-origin\r\n"},
}};

/// When it makes sense to try again: every rate limit gives at least one try a minute.
std::string_view retry_after_s(int status) {
  if (status == 429) return "60";
  if (status == 503) return "5";
  return {};
}

bool has_control(std::string_view text) {
  return std::ranges::any_of(text,
                             [](char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7f; });
}

/// Compares without the weak mark: If-None-Match asks for the weak comparison.
std::string_view opaque(std::string_view tag) {
  tag = trim(tag);
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

bool lists_tag(std::string_view list, std::string_view tag) {
  if (trim(list) == "*") return true;
  for (std::size_t at = 0; at < list.size();) {
    const std::size_t end = std::min(list.find(',', at), list.size());
    if (opaque(list.substr(at, end - at)) == opaque(tag)) return true;
    at = end + 1;
  }
  return false;
}

void set_header(Response& response, std::string_view name, std::string value) {
  for (Header& header : response.headers)
    if (iequals(header.name, name)) {
      header.value = std::move(value);
      return;
    }
  response.headers.push_back({std::string(name), std::move(value)});
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
  out.append(name).append(": ").append(value).append("\r\n");
}

/// Bit i: the response sets defaults[i] itself. Bit 7: it sets Cache-Control.
unsigned append_own(std::string& out, const Response& response) {
  unsigned own = 0;
  for (const Header& header : response.headers) {
    if (has_control(header.name) || has_control(header.value)) continue;
    append_line(out, header.name, header.value);
    for (std::size_t i = 0; i < defaults.size(); ++i)
      if (iequals(header.name, defaults[i].name)) own |= 1U << i;
    if (iequals(header.name, "Cache-Control")) own |= 1U << 7;
  }
  return own;
}

}  // namespace

std::string_view find_header(const Response& response, std::string_view name) {
  for (const Header& header : response.headers)
    if (iequals(header.name, name)) return header.value;
  return {};
}

void apply_conditions(const Request& request, Response& response) {
  if (response.status != 200 || request.method != Method::get) return;
  const std::string_view tag = find_header(response, "ETag");
  const std::string_view known = request.header("If-None-Match");
  if (tag.empty() || known.empty() || !lists_tag(known, tag)) return;
  response.status = 304;
  response.body.clear();
  response.file.clear();
}

void apply_compression(const Request& request, Response& response, Gzip& gzip) {
  constexpr std::size_t smallest = 1024;
  if (response.body.size() < smallest || !is_compressible(response.content_type)) return;
  if (!find_header(response, "Content-Encoding").empty()) return;
  const std::string vary(find_header(response, "Vary"));
  if (!lists_token(vary, "Accept-Encoding"))
    set_header(response, "Vary", vary.empty() ? "Accept-Encoding" : vary + ", Accept-Encoding");
  if (!lists_token(request.header("Accept-Encoding"), "gzip")) return;
  auto smaller = gzip.compress(response.body);
  if (!smaller) return;
  response.body = std::move(*smaller);
  set_header(response, "Content-Encoding", "gzip");
  const std::string tag(find_header(response, "ETag"));
  // The bytes differ from those the handler tagged.
  if (tag.starts_with('"')) set_header(response, "ETag", "W/" + tag);
}

void write_head(std::string& out, const Reply& reply, const HeadFacts& facts) {
  const Response& response = reply.response;
  fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 reason_phrase(response.status), facts.date);
  if (response.status != 204 && response.status != 304) {
    if (!response.content_type.empty() && !has_control(response.content_type))
      append_line(out, "Content-Type", response.content_type);
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n", reply.content_length());
  }
  append_line(out, "X-Request-Id", facts.request_id);
  if (const std::string_view wait_s = retry_after_s(response.status); !wait_s.empty())
    append_line(out, "Retry-After", wait_s);
  const unsigned own = append_own(out, response);
  for (std::size_t i = 0; i < defaults.size(); ++i)
    if ((own & (1U << i)) == 0) out += defaults[i].line;
  if (facts.private_by_default && (own & (1U << 7)) == 0)
    // A handler that sets an ETag wants to be asked again, not forgotten.
    out += find_header(response, "ETag").empty() ? "Cache-Control: no-store\r\n"
                                                 : "Cache-Control: private, no-cache\r\n";
  if (facts.strict_transport) out += "Strict-Transport-Security: max-age=31536000; includeSubDomains\r\n";
  out += facts.keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
}

std::string_view reason_phrase(int status) {
  switch (status) {
    case 200:
      return "OK";
    case 201:
      return "Created";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 206:
      return "Partial Content";
    case 301:
      return "Moved Permanently";
    case 302:
      return "Found";
    case 303:
      return "See Other";
    case 304:
      return "Not Modified";
    case 307:
      return "Temporary Redirect";
    case 308:
      return "Permanent Redirect";
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 408:
      return "Request Timeout";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 416:
      return "Range Not Satisfiable";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 429:
      return "Too Many Requests";
    case 431:
      return "Request Header Fields Too Large";
    case 500:
      return "Internal Server Error";
    case 502:
      return "Bad Gateway";
    case 503:
      return "Service Unavailable";
    case 507:
      return "Insufficient Storage";
    default:
      return "Other";
  }
}

std::string http_date(std::int64_t unix_s) {
  static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                           "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto seconds = static_cast<std::time_t>(unix_s);
  std::tm t{};
  gmtime_r(&seconds, &t);
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} GMT", days[static_cast<std::size_t>(t.tm_wday)], t.tm_mday,
                     months[static_cast<std::size_t>(t.tm_mon)], t.tm_year + 1900, t.tm_hour, t.tm_min, t.tm_sec);
}

}  // namespace ws::http
