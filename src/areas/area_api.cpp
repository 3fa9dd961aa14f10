#include "areas/area_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::areas {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr std::size_t most_sites = 100;
constexpr std::size_t most_projects = 30;

void write_refs(json::Writer& out, std::string_view name, const std::vector<Ref>& refs) {
  out.key(name).array();
  for (const Ref& ref : refs) out.begin().field("id", ref.id).field("name", ref.name).end();
  out.end_array();
}

Response show(const AreaService& service, const Request& request) {
  const auto id = AreaId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("area.not_found"));
  const auto found = service.find(*id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin()
      .field("id", found->id)
      .field("name", found->name)
      .field("summary", found->summary)
      .field("office", found->office)
      .field("responsible", found->responsible)
      .field("version", found->version)
      .field("may_keep", request.actor.signed_in() && service.may_keep(request.actor, *found));
  write_refs(out, "sites", found->sites);
  write_refs(out, "projects", found->projects);
  return Response::json(out.end().take());
}

Plan read_plan(json::Object& body) {
  Plan plan;
  plan.name = body.text("name", {2, 60});
  plan.summary = body.text("summary", {2, 500});
  plan.office = body.text_or("office", "", {0, 40});
  plan.responsible = body.text_or("responsible", "", {0, 20});
  plan.sites = body.ids_or_empty<SiteId>("site_ids", most_sites);
  plan.projects = body.ids_or_empty<ProjectId>("project_ids", most_projects);
  return plan;
}

Task<Response> create(AreaService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Plan plan = read_plan(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto creating = service.create(request.actor, key_of(request, "areas.create"), std::move(plan));
  const auto result = co_await creating;
  co_return done(result, 201);
}

Task<Response> change(AreaService& service, Request& request) {
  const auto id = AreaId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("area.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Plan plan = read_plan(*body);
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto changing = service.change(request.actor, key_of(request, "areas.change"), *id, std::move(plan), version);
  const auto result = co_await changing;
  co_return done(result);
}

}  // namespace

void add_routes(http::Routes& routes, AreaService& service) {
  routes.get("/api/areas/{id}", Access::everyone,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.post("/api/areas", Access::dispatcher, [&service](Request& request) { return create(service, request); });
  routes.put("/api/areas/{id}", Access::dispatcher,
             [&service](Request& request) { return change(service, request); });
}

}  // namespace ws::areas
