#pragma once
// What the JSON API of every feature has in common: the key of a write, the answer to it, the place in a list.

#include <cstdint>
#include <string>

#include "base/idempotency_key.h"
#include "base/result.h"
#include "http/http.h"

namespace ws::http {

/// The Idempotency-Key of the request, for this actor and use case; method, target and body are its content.
idempotency::Key key_of(const Request& request, std::string use_case);

/// {"id": …} or the refusal.
Response done(const Result<std::string>& id, int status = 200);

/// Awaits a use case and answers as done() does.
Task<Response> answered(Task<Result<std::string>> use_case, int status = 200);
/// For a handler of a write that refuses before there is anything to await.
Task<Response> refusal(Error error);

struct Paging {
  std::string cursor;  ///< the last identifier seen; "" from the beginning
  std::int64_t limit = 20;
};
/// ?cursor=ULID&limit=N; "list.bad_cursor", "list.bad_limit".
Result<Paging> paging_of(const Request& request);

}  // namespace ws::http
