#include "base/json.h"
#include "base/text.h"
#include "base/vault.h"
#include "http/file.h"
#include "http/writes.h"
#include "live/broadcast_api.h"

namespace ws::live {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

/// The body is the file; its title is in the query.
Task<Response> upload(HandoutService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  std::string title = trim(request.q("title"));
  if (code_points(title) > 60) co_return Response::error(Error::invalid("field.length", "title"));
  // The hash of the file stands for it: a key is kept for days.
  idempotency::Key key{request.actor.person, std::string(request.header("Idempotency-Key")), "live.handout",
                       request.target + "\n" + sha256_hex(request.body)};
  auto task = service.upload(request.actor, std::move(key), *id, std::move(title), std::move(request.body));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> link(HandoutService& service, Request& request) {
  const auto id = broadcast_of(request.params.at(0));
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Handout handout;
  handout.broadcast = *id;
  handout.title = body->text("title", {1, 60});
  const auto kind = parse_handout_kind(body->one_of("kind", {"picture", "article"}));
  handout.target = body->id<HandoutTargetId>("target_id").str();
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  handout.kind = *kind;
  auto task = service.link(request.actor, key_of(request, "live.link_handout"), std::move(handout));
  const auto result = co_await task;
  co_return done(result, 201);
}

Task<Response> remove(HandoutService& service, Request& request) {
  const auto id = HandoutId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("live.handout_not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto task = service.remove(request.actor, key_of(request, "live.remove_handout"), *id);
  const auto result = co_await task;
  co_return done(result);
}

Response file(const HandoutService& service, const Request& request) {
  const auto broadcast = broadcast_of(request.params.at(0));
  const auto id = HandoutId::parse(request.params.at(1));
  if (!broadcast || !id) return Response::error(Error::not_found("live.handout_not_found"));
  auto found = service.file(*broadcast, *id);
  if (!found) return Response::error(found.error());
  Response response;
  response.file = std::move(found->path);
  response.content_type = std::move(found->media_type);
  // Always to be kept, never to be opened in the place of a page of ours.
  response.with("Content-Disposition", http::as_attachment(found->name));
  return std::move(response).with("Cache-Control", "public, max-age=60");
}

}  // namespace

void add_handout_routes(http::Routes& routes, HandoutService& service, const LiveRules& rules) {
  http::Route uploading{http::Method::post, "/api/broadcasts/{id}/handouts", Access::clerk,
                        [&service](Request& request) { return upload(service, request); },
                        static_cast<std::size_t>(rules.handout_mb) << 20};
  uploading.raw = true;
  routes.add(std::move(uploading));
  routes.post("/api/broadcasts/{id}/handout-links", Access::clerk,
              [&service](Request& request) { return link(service, request); });
  routes.post("/api/broadcast-handouts/{id}/removal", Access::clerk,
              [&service](Request& request) { return remove(service, request); });
  routes.get("/live/{id}/handouts/{handout}", Access::everyone,
             http::handler([&service](Request& request) { return file(service, request); }));
}

}  // namespace ws::live
