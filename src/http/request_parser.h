#pragma once
// Reads one HTTP/1.1 request after another from bytes into a Request. Boost.Beast does the parsing; it stays in the
// .cpp.

#include <cstddef>
#include <memory>
#include <string_view>

#include "http/http.h"

namespace ws::http {

class RequestParser {
 public:
  enum class Failure { none, malformed, header_too_large, body_too_large };

  RequestParser();
  ~RequestParser();

  /// Begins the next request; its parts go into `request`, which must stay until the next reset().
  void reset(Request& request);
  /// Takes bytes; returns how many were used up. The rest must be given again, together with what comes next. Returns
  /// once after the head, so that the caller can decide about the body.
  std::size_t put(std::string_view bytes);

  Failure failure() const;
  bool head_done() const;
  bool done() const;

  // Below: valid once head_done().
  std::string_view method() const;  ///< as sent
  bool keep_alive() const;
  bool wants_continue() const;  ///< Expect: 100-continue
  bool chunked() const;
  /// The body may have so many bytes; fails at once when the head announces more.
  void limit_body(std::size_t bytes);
  /// The body is read but not kept: the request has been refused.
  void discard_body();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

inline constexpr std::size_t header_limit_bytes = 16 * 1024;

}  // namespace ws::http
