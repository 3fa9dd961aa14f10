// The hooks for nginx-rtmp and SRS. They answer as those servers expect, and are no part of the API: whoever calls
// has the key of a stream, or is refused.
#include "http/http.h"
#include "live/broadcast_api.h"
#include "live/hook_model.h"

namespace ws::live {
namespace {

using http::Access;
using http::Request;
using http::Response;

Outcome take(BroadcastService& service, const HookCall& call) {
  if (call.kind == HookCall::Kind::publish) {
    const auto begun = service.publish(call.stream_name);
    return begun ? Outcome(Done{}) : Outcome(begun.error());
  }
  const auto known = service.check_sender(call.stream_name);
  if (!known) return known.error();
  if (call.kind == HookCall::Kind::unpublish) service.interrupt(*known, "");
  if (call.kind == HookCall::Kind::update && !service.goes_on(*known)) return Error::conflict("live.ended");
  return Done{};
}

std::optional<HookCall> nginx_call(const Request& request) {
  const auto form = http::Form::parse(request);
  return form ? parse_nginx_call(form->fields()) : std::nullopt;
}
/// Anything but 2xx refuses the sender; the reason is for its log.
Response nginx_answer(const Outcome& taken) {
  return taken ? Response::text("ok\n") : Response::error(taken.error());
}

std::optional<HookCall> srs_call(const Request& request) {
  return parse_srs_call(request.body);
}
/// A code that is not 0 refuses the sender, whatever the status.
Response srs_answer(const Outcome& taken) {
  if (taken) return Response::json(R"({"code":0,"data":null})");
  Response response = Response::json(R"({"code":1,"data":null})", http::status_of(taken.error().code));
  response.reason = taken.error().reason;
  return response;
}

}  // namespace

void add_hook_routes(http::Routes& routes, BroadcastService& service, WorkerPool& waiting) {
  struct Hook {
    const char* pattern;
    std::optional<HookCall> (*call)(const Request&);
    Response (*answer)(const Outcome&);
  };
  for (const Hook& hook :
       {Hook{"/hooks/live/nginx-rtmp", nginx_call, nginx_answer}, Hook{"/hooks/live/srs", srs_call, srs_answer}})
    routes.post(hook.pattern, Access::everyone, [&service, &waiting, hook](Request& request) -> Task<Response> {
      // Whoever has no key takes none of the threads that others wait for.
      const auto call = hook.call(request);
      if (!call) co_return hook.answer(Error::invalid("request.bad_form"));
      if (const auto known = service.check_sender(call->stream_name); !known) co_return hook.answer(known.error());
      // As a sender on our own port: on a thread that may wait for the commit.
      auto taking = waiting.run([&service, call = *call] { return take(service, call); });
      const auto taken = co_await taking;
      co_return hook.answer(taken ? *taken : Outcome(taken.error()));
    });
}

}  // namespace ws::live
