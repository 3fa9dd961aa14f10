#pragma once
// What is checked about a call before its handler runs, as pure functions of the request.

#include <optional>
#include <string_view>

#include "http/http.h"

namespace ws::http {

struct Token {
  std::string_view value;  ///< empty: none
  bool bearer = false;     ///< from Authorization; cannot be sent by a foreign page
};
Token session_token(const Request& request, std::string_view cookie_name);

/// "request.cross_origin" when a browser says that another site made this call. Sec-Fetch-Site decides, else Origin
/// against Host; a caller that sends neither is no browser and may pass.
Outcome check_origin(const Request& request);

/// Unsafe calls: their origin (unless by bearer token), and below /api/ a JSON body and an idempotency key.
Outcome check_call(const Request& request, const Route& route, const Token& token, bool has_body);

/// 1 to 64 visible ASCII characters.
bool is_idempotency_key(std::string_view text);

/// Fills path and query from the target; "request.malformed" if it cannot be.
Outcome read_target(Request& request);

/// The client's address: the last one in X-Forwarded-For when `peer` is the trusted proxy.
std::string client_address(const Request& request, std::string_view peer, std::string_view trusted_proxy);

}  // namespace ws::http
