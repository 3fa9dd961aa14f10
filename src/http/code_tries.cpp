#include "http/code_tries.h"

namespace ws::http {

Handler sparingly(RateLimiter& tries, Handler handler) {
  return [&tries, handler = std::move(handler)](Request& request) -> Task<Response> {
    if (!tries.take(request.actor.person.str()))
      co_return Response::error({ErrorCode::rate_limited, "presence.too_many_tries", {}, {}, {}});
    auto waiting = handler(request);
    Response response = co_await waiting;
    if (response.status == 200) tries.give_back(request.actor.person.str());
    co_return response;
  };
}

}  // namespace ws::http
