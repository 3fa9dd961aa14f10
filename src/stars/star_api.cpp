#include "stars/star_api.h"

#include "base/json.h"
#include "base/text.h"
#include "http/writes.h"

namespace ws::stars {
namespace {

using http::Access;
using http::answered;
using http::done;
using http::key_of;
using http::paging_of;
using http::refusal;
using http::Request;
using http::Response;

void write_instant(json::Writer& out, std::string_view name, const std::optional<Instant>& at) {
  out.key(name);
  at ? out.value(at->ms) : out.null();
}

void write_application(json::Writer& out, const store::Application& application) {
  out.field("id", application.id)
      .field("volunteer_id", application.volunteer)
      .field("volunteer_name", application.volunteer_name)
      .field("site_name", application.site_name)
      .field("level", application.level)
      .field("minutes", application.minutes)
      .field("state", to_text(application.state))
      .field("applied_ms", application.applied.ms);
  write_instant(out, "publicised_ms", application.publicised);
  write_instant(out, "until_ms", application.until);
  write_instant(out, "granted_ms", application.granted);
  out.field("reason", application.reason).field("open_objections", application.open_objections);
}

void write_public(json::Writer& out, const store::Application& application) {
  out.field("id", application.id)
      .field("name_masked", mask_name(application.volunteer_name))
      .field("site_name", application.site_name)
      .field("level", application.level);
  write_instant(out, "publicised_ms", application.publicised);
  write_instant(out, "until_ms", application.until);
}

template <class Write>
Response page(const StarService::Page& page, Write write) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Application& application : page.items) {
    out.begin();
    write(out, application);
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

Response mine(StarService& service, const Request& request) {
  const StarService::Mine mine = service.mine(request.actor);
  json::Writer out;
  out.begin().field("minutes", mine.minutes).key("levels").array();
  for (const StarService::Level& level : mine.levels) {
    out.begin().field("level", level.level).field("minutes", level.minutes).field("reached", level.reached);
    out.key("application");
    if (level.application) {
      out.begin();
      write_application(out, *level.application);
      out.end();
    } else {
      out.null();
    }
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Response list(StarService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto state = request.q("state");
  if (state != "" && state != "applied" && state != "declined" && state != "publicised" && state != "granted")
    return Response::error(Error::invalid("field.unknown_value", "state"));
  return page(service.list(request.actor, std::string(state), paging->cursor, paging->limit), write_application);
}

Response publicised(StarService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return Response::error(paging.error());
  return page(service.publicised(paging->cursor, paging->limit), write_public);
}

Response detail(StarService& service, const Request& request) {
  const auto star = StarId::parse(request.params.at(0));
  if (!star) return Response::error(Error::not_found("star.not_found"));
  const auto found = service.find(request.actor, *star);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_application(out, found->application);
  out.key("objections").array();
  for (const store::Objection& objection : found->objections) {
    out.begin().field("id", objection.id).field("by_name", objection.by_name).field("text", objection.text);
    out.field("at_ms", objection.at.ms).field("answer", objection.answer);
    write_instant(out, "answered_ms", objection.answered);
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Task<Response> apply(StarService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  const auto level = static_cast<int>(body->integer("level", {1, 9}));
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.apply(request.actor, key_of(request, "stars.apply"), level), 201);
}

/// A step on the star of the path: `take(request, star, body)` reads the body's fields and begins it.
template <class Take>
http::Handler step(int status, Take take) {
  return [status, take](Request& request) -> Task<Response> {
    const auto star = StarId::parse(request.params.at(0));
    if (!star) co_return Response::error(Error::not_found("star.not_found"));
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    auto taking = take(request, *star, *body);
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    const auto result = co_await taking;  // begins here: a task is lazy
    co_return done(result, status);
  };
}

}  // namespace

void add_routes(http::Routes& routes, StarService& service) {
  routes.get("/api/stars/mine", Access::volunteer,
             http::handler([&service](Request& request) { return mine(service, request); }));
  routes.get("/api/stars/publicity", Access::everyone,
             http::handler([&service](Request& request) { return publicised(service, request); }));
  routes.get("/api/stars", Access::clerk,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/stars/{id}", Access::clerk,
             http::handler([&service](Request& request) { return detail(service, request); }));
  routes.post("/api/stars", Access::volunteer, [&service](Request& request) { return apply(service, request); });
  routes.post("/api/stars/{id}/approval", Access::clerk,
              step(200, [&service](Request& request, const StarId& star, json::Object&) {
                return service.approve(request.actor, key_of(request, "stars.approve"), star);
              }));
  routes.post(
      "/api/stars/{id}/refusal", Access::clerk,
      step(200, [&service](Request& request, const StarId& star, json::Object& body) {
        return service.decline(request.actor, key_of(request, "stars.decline"), star, body.text("reason", {2, 200}));
      }));
  routes.post(
      "/api/stars/{id}/objections", Access::signed_in,
      step(201, [&service](Request& request, const StarId& star, json::Object& body) {
        return service.object(request.actor, key_of(request, "stars.object"), star, body.text("text", {4, 500}));
      }));
  routes.post("/api/stars/{id}/objection-answer", Access::clerk,
              step(200, [&service](Request& request, const StarId& star, json::Object& body) {
                StarService::Answer answer;
                answer.objection = body.id<StarId>("objection_id").str();
                answer.upheld = body.one_of("decision", {"uphold", "dismiss"}) == "uphold";
                answer.reason = body.text("reason", {2, 200});
                return service.answer(request.actor, key_of(request, "stars.answer"), star, std::move(answer));
              }));
}

}  // namespace ws::stars
