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

template <class IdType>
Result<IdType> id_of(const Request& request, const char* absent) {
  auto id = IdType::parse(request.params.at(0));
  if (!id) return Error::not_found(absent);
  return std::move(*id);
}
Result<QuestionId> question_of(const Request& request) {
  return id_of<QuestionId>(request, "live.question_not_found");
}
Result<PollId> poll_of(const Request& request) {
  return id_of<PollId>(request, "live.poll_not_found");
}

// ---- people

Task<Response> ask(AudienceService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("text", {1, 500});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.ask(request.actor, key_of(request, "live.ask"), *id, std::move(text));
  const auto asked = co_await task;
  if (!asked) co_return Response::error(asked.error());
  const auto words = split(*asked, ' ');
  json::Writer out;
  out.begin().field("id", words.at(1)).field("held", words.at(0) == "held").end();
  co_return Response::json(out.take(), 201);
}

Task<Response> vote(AudienceService& service, Request& request) {
  const auto id = question_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const bool yes = body->boolean("yes");
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  using Vote = AudienceService::Vote;
  auto task = service.vote(request.actor, key_of(request, "live.vote"), *id, yes ? Vote::given : Vote::taken_back);
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> choose(AudienceService& service, Request& request) {
  const auto id = poll_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const std::int64_t choice = body->integer("choice", {0, most_choices - 1});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.choose(request.actor, key_of(request, "live.choose"), *id, choice);
  const auto result = co_await task;
  co_return done(result);
}

/// What the caller did in this room.
Response mine(const AudienceService& service, const AppealService& appeals, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  const auto own = service.own(request.actor, *id);
  if (!own) return Response::error(own.error());
  const auto appeal = appeals.own(request.actor, *id);
  if (!appeal) return Response::error(appeal.error());
  json::Writer out;
  out.begin().key("voted").array();
  for (const QuestionId& question : own->voted) out.value(question);
  out.end_array().key("chosen").array();
  for (const store::OwnChoice& one : own->chosen)
    out.begin().field("poll_id", one.poll).field("choice", one.position).end();
  out.end_array().field("muted", own->mute ? own->mute->reason : std::string());
  out.field("may_appeal", own->mute && (!*appeal || (*appeal)->muted != own->mute->at)).key("appeal");
  if (!*appeal) return Response::json(out.null().end().take());
  out.begin().field("state", to_text((*appeal)->state)).field("answer", (*appeal)->answer).end();
  return Response::json(out.end().take());
}

Task<Response> appeal(AppealService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string text = body->text("text", {2, 300});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.appeal(request.actor, key_of(request, "live.appeal"), *id, std::move(text));
  const auto result = co_await task;
  co_return done(result, 201);
}

// ---- moderators

Response questions(const AudienceService& service, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  const auto found = service.questions(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Question& question : *found)
    out.begin()
        .field("id", question.id)
        .field("name", question.person_name)
        .field("text", question.text)
        .field("asked_ms", question.asked.ms)
        .field("state", to_text(question.state))
        .field("votes", question.votes)
        .field("reason", question.reason)
        .end();
  return Response::json(out.end_array().end().take());
}

Task<Response> decide(AudienceService& service, Request& request) {
  const auto id = question_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const auto state = parse_question_state(body->one_of("state", {"open", "answered", "hidden"}));
  std::string reason =
      state == QuestionState::hidden ? body->text("reason", {2, 200}) : body->text_or("reason", "", {0, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.decide(request.actor, key_of(request, "live.decide_question"), *id, *state, std::move(reason));
  const auto result = co_await task;
  co_return done(result);
}

Task<Response> open_poll(AudienceService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Poll poll;
  poll.question = body->text("question", {2, 100});
  for (json::Object& one : body->objects("choices", most_choices)) {
    poll.choices.push_back({one.text("label", {1, 40}), 0});
    if (const auto refused = one.finish()) co_return Response::error(*refused);
  }
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.open_poll(request.actor, key_of(request, "live.open_poll"), *id, std::move(poll));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> close_poll(AudienceService& service, Request& request) {
  const auto id = poll_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.close_poll(request.actor, key_of(request, "live.close_poll"), *id);
  const auto result = co_await task;
  co_return done(result);
}

Response list_appeals(const AppealService& service, const Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) return Response::error(id.error());
  const auto found = service.list(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Appeal& one : *found)
    out.begin()
        .field("id", one.id)
        .field("name", one.person_name)
        .field("text", one.text)
        .field("made_ms", one.made.ms)
        .field("state", to_text(one.state))
        .field("answer", one.answer)
        .field("own_mute", one.muted_by == request.actor.person)
        .end();
  return Response::json(out.end_array().end().take());
}

Task<Response> answer_appeal(AppealService& service, Request& request) {
  const auto id = id_of<AppealId>(request, "live.appeal_not_found");
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const auto state = parse_appeal_state(body->one_of("state", {"lifted", "upheld"}));
  std::string words = body->text("answer", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.answer(request.actor, key_of(request, "live.answer_appeal"), *id, *state, std::move(words));
  const auto result = co_await task;
  co_return done(result);
}

}  // namespace

void add_audience_routes(http::Routes& routes, AudienceService& service, AppealService& appeals) {
  const auto act = [&](const char* pattern, Access access, Task<Response> (*step)(AudienceService&, Request&)) {
    routes.post(pattern, access, [&service, step](Request& request) { return step(service, request); });
  };
  act("/api/live/{id}/questions", Access::signed_in, ask);
  act("/api/broadcast-questions/{id}/vote", Access::signed_in, vote);
  act("/api/broadcast-polls/{id}/votes", Access::signed_in, choose);
  routes.get("/api/live/{id}/mine", Access::signed_in,
             http::handler([&service, &appeals](Request& request) { return mine(service, appeals, request); }));
  routes.get("/api/broadcasts/{id}/questions", Access::clerk,
             http::handler([&service](Request& request) { return questions(service, request); }));
  act("/api/broadcast-questions/{id}/decision", Access::signed_in, decide);
  act("/api/broadcasts/{id}/polls", Access::clerk, open_poll);
  act("/api/broadcast-polls/{id}/closing", Access::clerk, close_poll);
  routes.post("/api/live/{id}/appeals", Access::signed_in,
              [&appeals](Request& request) { return appeal(appeals, request); });
  routes.get("/api/broadcasts/{id}/appeals", Access::clerk,
             http::handler([&appeals](Request& request) { return list_appeals(appeals, request); }));
  routes.post("/api/broadcast-appeals/{id}/answer", Access::clerk,
              [&appeals](Request& request) { return answer_appeal(appeals, request); });
}

}  // namespace ws::live
