#include "organisations/organisation_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::organisations {
namespace {

using http::Access;
using http::answered;
using http::key_of;
using http::refusal;
using http::Request;
using http::Response;

Result<OrganisationId> id_of(const Request& request) {
  auto id = OrganisationId::parse(request.params.at(0));
  if (!id) return Error::not_found("organisation.not_found");
  return std::move(*id);
}

void write_organisation(json::Writer& out, const Organisation& organisation) {
  const Entry& entry = organisation.entry;
  out.begin()
      .field("id", organisation.id)
      .field("kind", to_text(entry.kind))
      .field("name", entry.name)
      .field("parent_id", entry.parent)
      .field("parent_name", organisation.parent_name)
      .field("site_id", entry.site)
      .field("site_name", organisation.site_name)
      .field("credit_code", entry.credit_code)
      .field("credit_code_odd", organisation.credit_code_odd)
      .field("summary", entry.summary)
      .field("phone", entry.phone)
      .field("state", organisation.active ? "active" : "closed")
      .field("teams", organisation.teams)
      .field("version", organisation.version)
      .end();
}

Response list(const OrganisationService& service, const Request& request) {
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  Filter filter;
  filter.words = request.q("q");
  if (const auto kind = request.q("kind"); !kind.empty()) {
    filter.kind = parse_kind(kind);
    if (!filter.kind) return Response::error(Error::invalid("field.unknown_value", "kind"));
  }
  if (const auto parent = request.q("parent_id"); !parent.empty()) {
    const auto id = OrganisationId::parse(parent);
    if (!id) return Response::error(Error::invalid("field.id", "parent_id"));
    filter.parent = *id;
  }
  const auto page = service.page(filter, std::string(request.q("cursor")), *limit);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Organisation& organisation : page->items) write_organisation(out, organisation);
  return Response::json(out.end_array().field("next", page->next).end().take());
}

Response show(const OrganisationService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(*id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("organisation");
  write_organisation(out, found->organisation);
  out.key("colleges").array();
  for (const Organisation& college : found->colleges) write_organisation(out, college);
  return Response::json(out.end_array().end().take());
}

Entry read_entry(json::Object& body) {
  Entry entry;
  entry.kind = parse_kind(body.one_of("kind", {"social_organisation", "university", "college", "department"}))
                   .value_or(Kind::social_organisation);
  entry.parent = body.id_or_empty<OrganisationId>("parent_id");
  entry.site = body.id<SiteId>("site_id");
  entry.name = body.text("name", {2, 60});
  entry.credit_code = normal_credit_code(body.text_or("credit_code", "", {0, 24}));
  entry.summary = body.text_or("summary", "", {0, 1000});
  entry.phone = body.text_or("phone", "", {0, 30});
  return entry;
}

Task<Response> enter(OrganisationService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Entry entry = read_entry(*body);
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.enter(request.actor, key_of(request, "organisations.enter"), std::move(entry)), 201);
}

Task<Response> edit(OrganisationService& service, Request& request) {
  const auto id = id_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  Entry entry = read_entry(*body);
  const std::int64_t version = body->integer("version", {1, 1'000'000});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.edit(request.actor, key_of(request, "organisations.edit"), *id, std::move(entry), version));
}

Task<Response> close(OrganisationService& service, Request& request) {
  const auto id = id_of(request);
  if (!id) return refusal(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) return refusal(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) return refusal(*refused);
  return answered(service.close(request.actor, key_of(request, "organisations.close"), *id, std::move(reason)));
}

}  // namespace

void add_routes(http::Routes& routes, OrganisationService& service) {
  routes.get("/api/organisations", Access::everyone,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/organisations/{id}", Access::everyone,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.post("/api/organisations", Access::clerk, [&service](Request& request) { return enter(service, request); });
  routes.put("/api/organisations/{id}", Access::clerk,
             [&service](Request& request) { return edit(service, request); });
  routes.post("/api/organisations/{id}/closure", Access::clerk,
              [&service](Request& request) { return close(service, request); });
}

}  // namespace ws::organisations
