#include "base/json.h"
#include "base/text.h"
#include "http/writes.h"
#include "live/broadcast_api.h"

namespace ws::live {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr std::size_t longest_ticket = 100;

Response room(const RoomService& service, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  auto words = service.words(*id);
  return words ? Response::json(std::move(*words)) : Response::error(words.error());
}

Task<Response> speak(RoomService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("text", {1, 500});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.speak(request.actor, key_of(request, "live.speak"), *id, std::move(text));
  const auto said = co_await task;
  if (!said) co_return Response::error(said.error());
  const auto words = split(*said, ' ');
  json::Writer out;
  out.begin().field("id", words.at(1)).field("held", words.at(0) == "held").end();
  co_return Response::json(out.take(), 201);
}

// ---- of those who may have no account

Response nothing(const Outcome& outcome) {
  return outcome ? Response::no_content() : Response::error(outcome.error());
}

Response like(RoomService& service, http::RateLimiter& anonymous, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return Response::error(body.error());
  const std::int64_t count = body->integer("count", {1, 20});
  if (const auto refused = body->finish()) return Response::error(*refused);
  if (const auto may = anonymous.take(request.peer); !may) return Response::error(may.error());
  return nothing(service.like(*id, count));
}

Response visit(RoomService& service, http::RateLimiter& anonymous, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return Response::error(body.error());
  const std::string viewer = body->text_or("viewer", "", {0, longest_ticket});
  if (const auto refused = body->finish()) return Response::error(*refused);
  if (const auto may = anonymous.take(request.peer); !may) return Response::error(may.error());
  const auto ticket = service.visit(request.actor, *id, viewer);
  if (!ticket) return Response::error(ticket.error());
  json::Writer out;
  out.begin().field("ticket", ticket->ticket).field("viewer", ticket->viewer).field("every_s", heartbeat_s);
  out.field("position_s", ticket->position_s).end();
  return Response::json(out.take(), 201);
}

Response beat(RoomService& service, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return Response::error(body.error());
  const std::string ticket = body->text("ticket", {1, longest_ticket});
  const auto position_s = body->opt_integer("position_s", {0, 24 * 3600});
  if (const auto refused = body->finish()) return Response::error(*refused);
  return nothing(service.beat(*id, ticket, position_s.value_or(0)));
}

// ---- moderators

Response minutes(const RoomService& service, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto found = service.minutes(request.actor, *id, paging->cursor, paging->limit);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Message& message : found->messages)
    out.begin()
        .field("id", message.id)
        .field("name", message.person_name)
        .field("text", message.text)
        .field("said_ms", message.said.ms)
        .field("state", to_text(message.state))
        .field("reason", message.reason)
        .end();
  out.end_array().key("mutes").array();
  for (const store::Mute& mute : found->mutes)
    out.begin()
        .field("person_id", mute.person)
        .field("name", mute.person_name)
        .field("reason", mute.reason)
        .field("at_ms", mute.at.ms)
        .end();
  return Response::json(out.end_array().field("next", found->next).end().take());
}

Result<MessageId> message_of(const Request& request) {
  auto id = MessageId::parse(request.params.at(0));
  if (!id) return Error::not_found("live.message_not_found");
  return std::move(*id);
}

Task<Response> decide(RoomService& service, Request& request) {
  const auto id = message_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const auto state = parse_message_state(body->one_of("state", {"shown", "removed"}));
  std::string reason =
      state == MessageState::removed ? body->text("reason", {2, 200}) : body->text_or("reason", "", {0, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.decide(request.actor, key_of(request, "live.decide"), *id, *state, std::move(reason));
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> mute(RoomService& service, Request& request) {
  const auto id = message_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.mute(request.actor, key_of(request, "live.mute"), *id, std::move(reason));
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> unmute(RoomService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const auto person = body->id<PersonId>("person_id");
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.unmute(request.actor, key_of(request, "live.unmute"), *id, person);
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> set_slow(RoomService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const std::int64_t slow_s = body->integer("slow_s", {0, 600});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.set_slow(request.actor, key_of(request, "live.set_slow"), *id, slow_s);
  const auto result = co_await task;
  co_return done(result);
}

}  // namespace

void add_room_routes(http::Routes& routes, RoomService& service, http::RateLimiter& anonymous) {
  const auto act = [&](http::Method method, const char* pattern, Access access,
                       Task<Response> (*step)(RoomService&, Request&)) {
    routes.add({method, pattern, access, [&service, step](Request& request) { return step(service, request); }});
  };
  // Nothing is written by them that a key could guard: they are gathered.
  const auto gather = [&](const char* pattern, http::Handler handler) {
    http::Route route{http::Method::post, pattern, Access::everyone, std::move(handler)};
    route.keyless = true;
    routes.add(std::move(route));
  };
  routes.get("/api/live/{id}/room", Access::everyone,
             http::handler([&service](Request& request) { return room(service, request); }));
  act(http::Method::post, "/api/live/{id}/messages", Access::signed_in, speak);
  gather("/api/live/{id}/likes",
         http::handler([&service, &anonymous](Request& request) { return like(service, anonymous, request); }));
  gather("/api/live/{id}/visits",
         http::handler([&service, &anonymous](Request& request) { return visit(service, anonymous, request); }));
  gather("/api/live/{id}/heartbeats", http::handler([&service](Request& request) { return beat(service, request); }));
  routes.get("/api/broadcasts/{id}/messages", Access::clerk,
             http::handler([&service](Request& request) { return minutes(service, request); }));
  act(http::Method::put, "/api/broadcasts/{id}/slow-mode", Access::clerk, set_slow);
  act(http::Method::post, "/api/broadcasts/{id}/unmuting", Access::clerk, unmute);
  act(http::Method::post, "/api/broadcast-messages/{id}/decision", Access::clerk, decide);
  act(http::Method::post, "/api/broadcast-messages/{id}/mute", Access::clerk, mute);
}

void add_room_socket(http::Hub& hub, RoomService& service, std::function<void(const std::string& room)> watch,
                     Greet greet) {
  hub.endpoint(
      "/api/live/room", Access::everyone,
      [&service, watch = std::move(watch), greet = std::move(greet)](Request& request) -> Result<http::Joining> {
        const auto id = broadcast_of(request.q("broadcast_id"));
        if (!id) return id.error();
        // Whoever makes up identifiers must not make the server remember them.
        if (const auto there = service.words(*id); !there) return there.error();
        watch(id->str());
        auto words = service.words(*id);  // read anew: what is told from now on follows it
        if (!words) return words.error();
        http::Joining joining{id->str(), {std::move(*words)}};
        for (std::string& greeting : greet(id->str())) joining.messages.push_back(std::move(greeting));
        return joining;
      });
}

}  // namespace ws::live
