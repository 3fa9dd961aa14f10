#include "teams/team_api.h"

#include "base/json.h"

namespace ws::teams {
namespace {

using http::Access;
using http::Request;
using http::Response;

void write_team(json::Writer& out, const Team& team) {
  out.begin()
      .field("id", team.id)
      .field("code", team.code)
      .field("name", team.name)
      .field("host", team.host)
      .field("summary", team.summary)
      .field("parent_id", team.parent)
      .key("site")
      .begin()
      .field("id", team.site.id)
      .field("name", team.site.name)
      .end()
      .field("members", team.members)
      .field("sub_teams", team.sub_teams)
      .field("completed", team.completed)
      .end();
}

Response list(TeamService& service, const Request& request) {
  const auto limit = request.page_limit();
  if (!limit) return Response::error(limit.error());
  Filter filter{std::string(request.q("q")), {}};
  if (const std::string_view site = request.q("site_id"); !site.empty()) {
    const auto id = SiteId::parse(site);
    if (!id) return Response::error(Error::invalid("field.id", "site_id"));
    filter.site = *id;
  }
  const auto page = service.page(filter, std::string(request.q("cursor")), *limit);
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const Team& team : page->items) write_team(out, team);
  out.end_array().field("next", page->next).end();
  return Response::json(out.take());
}

Response show(TeamService& service, const Request& request) {
  const auto id = TeamId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("team.not_found"));
  const auto detail = service.team(*id);
  if (!detail) return Response::error(detail.error());
  json::Writer out;
  out.begin().key("team");
  write_team(out, detail->team);
  out.key("sub_teams").array();
  for (const Team& team : detail->sub_teams) write_team(out, team);
  out.end_array().key("menu").array();
  for (const Ref& item : detail->menu) out.begin().field("id", item.id).field("name", item.name).end();
  out.end_array().end();
  return Response::json(out.take());
}

Response members(TeamService& service, const Request& request) {
  const auto id = TeamId::parse(request.params.at(0));
  if (!id) return Response::error(Error::not_found("team.not_found"));
  const auto found = service.members(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin().key("members").array();
  for (const Member& member : *found) {
    out.begin()
        .field("volunteer_id", member.volunteer)
        .field("name", member.name)
        .field("number", member.number)
        .key("skills")
        .array();
    for (const std::string& skill : member.skills) out.value(skill);
    out.end_array().end();
  }
  out.end_array().end();
  return Response::json(out.take());
}

}  // namespace

void add_routes(http::Routes& routes, TeamService& service) {
  routes.get("/api/teams", Access::everyone,
             http::handler([&service](Request& request) { return list(service, request); }));
  routes.get("/api/teams/{id}", Access::everyone,
             http::handler([&service](Request& request) { return show(service, request); }));
  routes.get("/api/teams/{id}/members", Access::team_leader,
             http::handler([&service](Request& request) { return members(service, request); }));
}

}  // namespace ws::teams
