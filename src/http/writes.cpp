#include "http/writes.h"

#include "base/json.h"

namespace ws::http {

idempotency::Key key_of(const Request& request, std::string use_case) {
  return {request.actor.person, std::string(request.header("Idempotency-Key")), std::move(use_case),
          std::string(to_text(request.method)) + " " + request.target + "\n" + request.body};
}

Response done(const Result<std::string>& id, int status) {
  if (!id) return Response::error(id.error());
  json::Writer out;
  out.begin().field("id", *id).end();
  return Response::json(out.take(), status);
}

Task<Response> answered(Task<Result<std::string>> use_case, int status) {
  const Result<std::string> id = co_await use_case;
  co_return done(id, status);
}

Task<Response> refusal(Error error) {
  co_return Response::error(error);
}

Result<Paging> paging_of(const Request& request) {
  Paging paging{std::string(request.q("cursor")), 20};
  if (!paging.cursor.empty() && !is_ulid(paging.cursor)) return Error::invalid("list.bad_cursor", "cursor");
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  paging.limit = *limit;
  return paging;
}

}  // namespace ws::http
