#include "own_data/own_data_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::own_data {
namespace {

using http::Access;
using http::key_of;
using http::Request;
using http::Response;

Task<Response> take_along(OwnDataService& service, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  auto task = service.take_along(request.actor, key_of(request, "own_data.take_along"));
  const auto document = co_await task;
  if (!document) co_return Response::error(document.error());
  co_return Response::json(*document).with("Cache-Control", "no-store");
}

Task<Response> withdraw(OwnDataService& service, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  std::string reason = object->text_or("reason", "", {0, 200});
  if (!object->boolean("understood")) object->refuse("withdrawal.not_understood", "understood");
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  auto task = service.withdraw(request.actor, key_of(request, "own_data.withdraw"), std::move(reason));
  const auto id = co_await task;
  if (!id) co_return Response::error(id.error());
  json::Writer out;
  out.begin().field("id", *id).end();
  co_return Response::json(out.take());
}

}  // namespace

void add_routes(http::Routes& routes, OwnDataService& service) {
  routes.post("/api/my/export", Access::signed_in,
              [&service](Request& request) { return take_along(service, request); });
  routes.post("/api/my/withdrawal", Access::signed_in,
              [&service](Request& request) { return withdraw(service, request); });
}

}  // namespace ws::own_data
