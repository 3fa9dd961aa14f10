#include "base/json.h"
#include "http/writes.h"
#include "visits/tour_api.h"

namespace ws::visits {
namespace {

using http::Access;
using http::answered;
using http::refusal;
using http::Request;
using http::Response;

constexpr json::Range any_turn{1, 1'000'000'000};

Task<Response> open(GuideService& service, Request& request) {
  const auto tour = TourId::parse(request.params.at(0));
  if (!tour) return refusal(Error::not_found("tour.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::string broadcast = body->text("broadcast_id", {26, 26});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.open(request.actor, http::key_of(request, "visits.open"), *tour, std::move(broadcast)),
                  201);
}

Response lead(GuideService& service, const Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return Response::error(body.error());
  if (const auto refused = body->finish()) return Response::error(*refused);
  const auto lead = service.lead(request.actor, request.params.at(0));
  if (!lead) return Response::error(lead.error());
  json::Writer out;
  out.begin().field("lead", *lead).field("every_ms", service.every_ms()).end();
  return Response::json(out.take(), 201);
}

Response look(GuideService& service, const Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return Response::error(body.error());
  const std::string word = body->text("lead", {26, 26});
  const std::int64_t turn = body->integer("turn", any_turn);
  View view;
  view.scene = body->id<SceneId>("scene_id");
  view.at.yaw_cdeg = body->integer("yaw_cdeg", {-18'000, 18'000});
  view.at.pitch_cdeg = body->integer("pitch_cdeg", {-9'000, 9'000});
  view.zoom = body->integer("zoom", {0, 100});
  if (const auto refused = body->finish()) return Response::error(*refused);
  const Outcome told = service.look(request.params.at(0), word, turn, std::move(view));
  return told ? Response::no_content() : Response::error(told.error());
}

}  // namespace

void add_guide_routes(http::Routes& routes, GuideService& service) {
  routes.post("/api/tours/{id}/guided-visits", Access::clerk,
              [&service](Request& request) { return open(service, request); });
  // Nothing is written by them that a key could guard: the latest view counts, and is forgotten.
  const auto tell = [&](const char* pattern, http::Handler handler) {
    http::Route route{http::Method::post, pattern, Access::clerk, std::move(handler)};
    route.keyless = true;
    routes.add(std::move(route));
  };
  tell("/api/guided-visits/{id}/lead",
       http::handler([&service](Request& request) { return lead(service, request); }));
  tell("/api/guided-visits/{id}/views",
       http::handler([&service](Request& request) { return look(service, request); }));
}

}  // namespace ws::visits
