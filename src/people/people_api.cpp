#include "people/people_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::people {
namespace {

using http::Access;
using http::key_of;
using http::Request;
using http::Response;

Response answer(const Result<std::string>& id, int status) {
  if (!id) return Response::error(id.error());
  json::Writer writer;
  writer.begin().field("id", *id).end();
  return Response::json(writer.take(), status);
}

Result<PeopleFilter> parse_filter(const Request& request) {
  PeopleFilter filter;
  filter.words = std::string(request.q("q"));
  filter.role = std::string(request.q("role"));
  filter.cursor = std::string(request.q("cursor"));
  if (filter.words.size() > 64 * 4) return Error::invalid("field.length", "q");
  if (!filter.role.empty() && !parse_role(filter.role)) return Error::invalid("field.unknown_value", "role");
  if (!filter.cursor.empty() && !is_ulid(filter.cursor)) return Error::invalid("list.bad_cursor", "cursor");
  const auto limit = request.page_limit();
  if (!limit) return limit.error();
  filter.limit = *limit;
  return filter;
}

/// The name of a role's site or team.
std::string scope_of(const HeldRole& held) {
  if (held.team) return held.team->name;
  return held.site ? held.site->name : std::string();
}

void write_person(json::Writer& writer, const PersonView& person) {
  writer.begin().field("id", person.id).field("name", person.name).field("login", person.login);
  writer.field("mobile_masked", person.mobile_masked).field("id_number_masked", person.id_number_masked);
  writer.field("title", person.title).key("site");
  if (person.site)
    writer.begin().field("id", person.site->id).field("name", person.site->name).end();
  else
    writer.null();
  writer.field("volunteer_number", person.volunteer_number).key("roles").array();
  for (const HeldRole& held : person.roles)
    writer.begin()
        .field("grant_id", held.grant.str())
        .field("role", to_text(held.role))
        .field("scope", scope_of(held))
        .end();
  writer.end_array().field("disabled", person.disabled).end();
}

Response list(PeopleService& service, const Request& request) {
  const auto filter = parse_filter(request);
  if (!filter) return Response::error(filter.error());
  const PersonPage page = service.list(request.actor, *filter);
  json::Writer writer;
  writer.begin().key("items").array();
  for (const PersonView& person : page.items) write_person(writer, person);
  writer.end_array().field("next", page.next).end();
  return Response::json(writer.take());
}

Response show(PeopleService& service, const Request& request) {
  const auto person = service.find(request.actor, PersonId(request.params.at(0)));
  if (!person) return Response::error(person.error());
  json::Writer writer;
  write_person(writer, *person);
  return Response::json(writer.take());
}

Result<GrantRequest> parse_grant(const Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) return object.error();
  GrantRequest grant;
  grant.to = PersonId(request.params.at(0));
  const std::string role = object->one_of(
      "role", {"team_leader", "clerk", "dispatcher", "leader", "system_admin", "security_admin", "auditor"});
  grant.site = object->id_or_empty<SiteId>("site_id");
  grant.team = object->id_or_empty<TeamId>("team_id");
  grant.reason = object->text("reason", {2, 200});
  if (auto refused = object->finish()) return std::move(*refused);
  grant.role = parse_role(role).value();
  return grant;
}

Task<Response> give(PeopleService& service, Request& request) {
  const auto grant = parse_grant(request);
  if (!grant) co_return Response::error(grant.error());
  auto task = service.grant(request.actor, key_of(request, "people.grant"), *grant);
  const auto id = co_await task;
  co_return answer(id, 201);
}

Task<Response> take_back(PeopleService& service, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  const std::string reason = object->text("reason", {2, 200});
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  auto task = service.revoke(request.actor, key_of(request, "people.revoke"), GrantId(request.params.at(0)), reason);
  const auto id = co_await task;
  co_return answer(id, 200);
}

Task<Response> reveal(PeopleService& service, Request& request) {
  auto object = json::Object::parse(request.body);
  if (!object) co_return Response::error(object.error());
  const std::string what = object->one_of("what", {"mobile", "id_number"});
  const std::string reason = object->text("reason", {2, 200});
  if (const auto refused = object->finish()) co_return Response::error(*refused);
  auto task = service.reveal(request.actor, key_of(request, "people.reveal"), PersonId(request.params.at(0)),
                             what == "mobile" ? Secret::mobile : Secret::id_number, reason);
  const auto value = co_await task;
  if (!value) co_return Response::error(value.error());
  json::Writer writer;
  writer.begin().field("value", *value).end();
  co_return Response::json(writer.take()).with("Cache-Control", "no-store");
}

}  // namespace

void add_people_routes(http::Routes& routes, PeopleService& service) {
  routes.get("/api/people", Access::security_admin,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/people/{id}", Access::security_admin,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.post("/api/people/{id}/grants", Access::security_admin,
              [&service](Request& request) { return give(service, request); });
  routes.post("/api/grants/{id}/revocation", Access::security_admin,
              [&service](Request& request) { return take_back(service, request); });
  routes.post("/api/people/{id}/reveal", Access::security_admin,
              [&service](Request& request) { return reveal(service, request); });
}

}  // namespace ws::people
