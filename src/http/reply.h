#pragma once
// What goes out on a connection: a response, with its file opened and its head written.

#include <cstdint>
#include <string>
#include <string_view>

#include "http/file.h"
#include "http/http.h"

namespace ws::http {

class Gzip;

/// A response whose content is either response.body or a slice of `file`.
struct Reply {
  Response response;
  FileHandle file;
  std::int64_t offset = 0;
  std::int64_t length = 0;  ///< bytes of the file from `offset`

  std::int64_t content_length() const { return file ? length : static_cast<std::int64_t>(response.body.size()); }
};

std::string_view find_header(const Response& response, std::string_view name);

/// Answers 304 with no body when the request has the response's ETag already.
void apply_conditions(const Request& request, Response& response);
/// gzip for text of 1 KB and more when the client takes it.
void apply_compression(const Request& request, Response& response, Gzip& gzip);

/// What a head says besides the response's own headers.
struct HeadFacts {
  std::string_view date;
  std::string_view request_id;
  bool keep_alive = true;
  bool private_by_default = false;  ///< Cache-Control: no-store unless the handler chose
  bool strict_transport = false;
};
/// Appends status line and headers to `out`. Header values cannot smuggle in a line: those with control characters
/// are left out.
void write_head(std::string& out, const Reply& reply, const HeadFacts& facts);
std::string_view reason_phrase(int status);
/// "Mon, 02 Jan 2006 15:04:05 GMT"
std::string http_date(std::int64_t unix_s);

}  // namespace ws::http
