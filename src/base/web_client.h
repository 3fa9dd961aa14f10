#pragma once
// Calls to other servers, by libcurl: http and https, no redirects, bounded in time and size. They block: on threads
// of their own or workers, never on an I/O thread and never inside a transaction.

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"

namespace ws {

/// A part of a form with files (multipart/form-data).
struct WebPart {
  std::string name, file_name, type, bytes;
};

struct WebCall {
  std::string url;
  std::vector<std::string> headers;
  std::string body;            ///< posted, unless there are parts
  std::vector<WebPart> parts;  ///< a form instead of the body
  std::int64_t timeout_ms = 5'000;
  std::size_t most_bytes = 1 << 20;  ///< of the answer
};

struct WebAnswer {
  int status = 0;
  std::string body;
};

/// POSTs. Refuses unavailable "web.no_answer" with the cause in its detail; any status is an answer.
Result<WebAnswer> post(const WebCall& call);

}  // namespace ws
