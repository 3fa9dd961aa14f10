#pragma once
// Codes of a few digits are not to be guessed.

#include "http/http.h"
#include "http/rate_limit.h"

namespace ws::http {

/// Refuses with "presence.too_many_tries" whoever tried too often. Whoever has the right code pays nothing: a phone
/// that sends it once more, having lost the answer, is no guesser.
Handler sparingly(RateLimiter& tries, Handler handler);

}  // namespace ws::http
