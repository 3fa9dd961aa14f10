#include "teams/team_api.h"

#include "base/json.h"
#include "http/writes.h"
#include "teams/team_json_api.h"

namespace ws::teams {
namespace {

using http::Access;
using http::key_of;
using http::Request;
using http::Response;
using json::Object;

template <class IdType>
Result<IdType> id_of(const Request& request, std::size_t at, const char* absent) {
  auto id = IdType::parse(request.params.at(at));
  if (!id) return Error::not_found(absent);
  return std::move(*id);
}

Result<TeamId> team_of(const Request& request) {
  return id_of<TeamId>(request, 0, "team.not_found");
}

// ---- one use case each

/// Reads the body into a use case and runs it under its key.
using Parse = std::function<Result<TeamService::Body>(const Request&, Object&)>;

http::Handler use_case(TeamService& service, std::string name, Parse parse, int status = 200) {
  return [&service, name = std::move(name), parse = std::move(parse), status](Request& request) -> Task<Response> {
    auto object = Object::parse(request.body);
    if (!object) co_return Response::error(object.error());
    auto body = parse(request, *object);
    if (!body) co_return Response::error(body.error());
    if (auto refused = object->finish()) co_return Response::error(*refused);
    auto waiting = service.run(key_of(request, name), std::move(*body));
    const Result<std::string> result = co_await waiting;
    if (!result) co_return Response::error(result.error());
    co_return Response::json(*result, status);
  };
}

/// A step on what the path's first identifier names: `step(tx, steps, actor, id, now)`, made by `read(object)`.
template <class IdType, class Read>
Parse on(const char* absent, Read read) {
  return [absent, read](const Request& request, Object& object) -> Result<TeamService::Body> {
    const auto id = id_of<IdType>(request, 0, absent);
    if (!id) return id.error();
    auto step = read(object);
    return TeamService::Body(
        [step, actor = request.actor, id = *id](db::Tx& tx, const TeamSteps& steps, Instant now) {
          return step(tx, steps, actor, id, now);
        });
  };
}

template <class IdType>
using Plain = Result<Changed> (TeamSteps::*)(db::Tx&, const Actor&, const IdType&, Instant) const;
template <class IdType>
using WithText = Result<Changed> (TeamSteps::*)(db::Tx&, const Actor&, const IdType&, const std::string&,
                                                Instant) const;

template <class IdType>
Parse plain(const char* absent, Plain<IdType> step) {
  return on<IdType>(absent, [step](Object&) {
    return [step](db::Tx& tx, const TeamSteps& steps, const Actor& actor, const IdType& id, Instant now) {
      return (steps.*step)(tx, actor, id, now);
    };
  });
}

template <class IdType>
Parse with_text(const char* absent, WithText<IdType> step, const char* field, json::Length length) {
  return on<IdType>(absent, [step, field, length](Object& object) {
    const std::string text = length.min > 0 ? object.text(field, length) : object.text_or(field, "", length);
    return [=](db::Tx& tx, const TeamSteps& steps, const Actor& actor, const IdType& id, Instant now) {
      return (steps.*step)(tx, actor, id, text, now);
    };
  });
}

/// A step on a member: team and person in the path, with a reason or without.
using OnMember = Result<Changed> (TeamSteps::*)(db::Tx&, const Actor&, const TeamId&, const PersonId&, Instant) const;
using OnMemberWithReason = Result<Changed> (TeamSteps::*)(db::Tx&, const Actor&, const TeamId&, const PersonId&,
                                                          const std::string&, Instant) const;

Parse on_member(OnMember step) {
  return [step](const Request& request, Object&) -> Result<TeamService::Body> {
    const auto team = team_of(request);
    if (!team) return team.error();
    const auto person = id_of<PersonId>(request, 1, "team.member_not_found");
    if (!person) return person.error();
    return TeamService::Body(
        [=, actor = request.actor, team = *team, person = *person](db::Tx& tx, const TeamSteps& steps, Instant now) {
          return (steps.*step)(tx, actor, team, person, now);
        });
  };
}

Parse on_member(OnMemberWithReason step) {
  return [step](const Request& request, Object& object) -> Result<TeamService::Body> {
    const auto team = team_of(request);
    if (!team) return team.error();
    const auto person = id_of<PersonId>(request, 1, "team.member_not_found");
    if (!person) return person.error();
    const std::string reason = object.text("reason", {2, 200});
    return TeamService::Body(
        [=, actor = request.actor, team = *team, person = *person](db::Tx& tx, const TeamSteps& steps, Instant now) {
          return (steps.*step)(tx, actor, team, person, reason, now);
        });
  };
}

Plan read_plan(Object& object) {
  Plan plan;
  plan.name = object.text("name", {2, 40});
  plan.host = object.one_of("host", {"veterans", "department", "social_organisation", "community", "university"});
  plan.summary = object.text("summary", {2, 400});
  plan.organisation = object.id_or_empty<OrganisationId>("organisation_id");
  plan.takes_requests = object.boolean_or("takes_requests", true);
  return plan;
}

Result<TeamService::Body> parse_found(const Request& request, Object& object) {
  Plan plan = read_plan(object);
  plan.site = object.id<SiteId>("site_id");
  plan.parent = object.id_or_empty<TeamId>("parent_id");
  return TeamService::Body([plan, actor = request.actor](db::Tx& tx, const TeamSteps& steps, Instant now) {
    return steps.found(tx, actor, plan, now);
  });
}

Result<TeamService::Body> parse_edit(const Request& request, Object& object) {
  const auto id = team_of(request);
  if (!id) return id.error();
  const Plan plan = read_plan(object);
  const std::int64_t version = object.integer("version", {1, 1'000'000'000});
  return TeamService::Body(
      [id = *id, plan, version, actor = request.actor](db::Tx& tx, const TeamSteps& steps, Instant now) {
        return steps.edit(tx, actor, id, plan, version, now);
      });
}

Result<TeamService::Body> parse_handover(const Request& request, Object& object) {
  const auto id = team_of(request);
  if (!id) return id.error();
  const auto to = object.id<PersonId>("person_id");
  return TeamService::Body([id = *id, to, actor = request.actor](db::Tx& tx, const TeamSteps& steps, Instant now) {
    return steps.hand_over(tx, actor, id, to, now);
  });
}

// ---- reads

template <class IdType>
Result<IdType> opt_id(const Request& request, const char* name) {
  const std::string_view text = request.q(name);
  if (text.empty()) return IdType();
  auto id = IdType::parse(text);
  if (!id) return Error::invalid("field.id", name);
  return std::move(*id);
}

template <class T, class Write>
Response listed(const Result<PageOf<T>>& page, Write write) {
  if (!page) return Response::error(page.error());
  json::Writer out;
  out.begin().key("items").array();
  for (const T& item : page->items) write(out, item);
  return Response::json(out.end_array().field("next", page->next).end().take());
}

Response list(const TeamService& service, const Request& request, std::int64_t limit) {
  const auto site = opt_id<SiteId>(request, "site_id");
  if (!site) return Response::error(site.error());
  const auto organisation = opt_id<OrganisationId>(request, "organisation_id");
  if (!organisation) return Response::error(organisation.error());
  const Filter filter{std::string(request.q("q")), *site, *organisation};
  return listed(service.page(filter, std::string(request.q("cursor")), limit), write_team);
}

Response managed(const TeamService& service, const Request& request, std::int64_t limit) {
  const auto site = opt_id<SiteId>(request, "site_id");
  if (!site) return Response::error(site.error());
  ManagedFilter filter{std::string(request.q("q")), {}, *site, request.q("waiting") == "1"};
  if (const auto state = request.q("state"); !state.empty()) {
    filter.state = parse_state(state);
    if (!filter.state) return Response::error(Error::invalid("field.unknown_value", "state"));
  }
  return listed(service.managed(request.actor, filter, std::string(request.q("cursor")), limit), write_managed);
}

Response show(const TeamService& service, const Request& request) {
  const auto id = team_of(request);
  if (!id) return Response::error(id.error());
  const auto detail = service.team(request.actor, *id);
  if (!detail) return Response::error(detail.error());
  return Response::json(detail_json(*detail));
}

Response members(const TeamService& service, const Request& request) {
  const auto id = team_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.members(request.actor, *id);
  if (!found) return Response::error(found.error());
  return Response::json(members_json(*found));
}

Response memberships(const TeamService& service, const Request& request, std::int64_t limit) {
  const auto id = team_of(request);
  if (!id) return Response::error(id.error());
  return listed(service.memberships(request.actor, *id, std::string(request.q("cursor")), limit), write_membership);
}

/// Identifiers are the cursors of these two.
Result<std::string> ulid_cursor(const Request& request) {
  std::string cursor(request.q("cursor"));
  if (!cursor.empty() && !is_ulid(cursor)) return Error::invalid("list.bad_cursor", "cursor");
  return cursor;
}

Response requests(const TeamService& service, const Request& request, std::int64_t limit) {
  const auto id = team_of(request);
  if (!id) return Response::error(id.error());
  const auto cursor = ulid_cursor(request);
  if (!cursor) return Response::error(cursor.error());
  std::optional<RequestState> state;
  if (const auto text = request.q("state"); !text.empty()) {
    state = parse_request_state(text);
    if (!state) return Response::error(Error::invalid("field.unknown_value", "state"));
  }
  return listed(service.requests(request.actor, *id, state, *cursor, limit), write_request);
}

Response events(const TeamService& service, const Request& request, std::int64_t limit) {
  const auto id = team_of(request);
  if (!id) return Response::error(id.error());
  const auto cursor = ulid_cursor(request);
  if (!cursor) return Response::error(cursor.error());
  return listed(service.events(request.actor, *id, *cursor, limit), write_event);
}

void add_reads(http::Routes& routes, TeamService& service) {
  using Read = Response (*)(const TeamService&, const Request&);
  using ReadPage = Response (*)(const TeamService&, const Request&, std::int64_t);
  const auto page = [&](const char* pattern, Access access, ReadPage read) {
    routes.get(pattern, access, http::handler([&service, read](Request& request) {
                 const auto limit = request.page_limit();
                 return limit ? read(service, request, *limit) : Response::error(limit.error());
               }));
  };
  const auto one = [&](const char* pattern, Access access, Read read) {
    routes.get(pattern, access, http::handler([&service, read](Request& request) { return read(service, request); }));
  };
  page("/api/teams", Access::everyone, list);
  page("/api/teams/managed", Access::signed_in, managed);
  one("/api/teams/{id}", Access::everyone, show);
  one("/api/teams/{id}/members", Access::signed_in, members);
  page("/api/teams/{id}/memberships", Access::signed_in, memberships);
  page("/api/teams/{id}/requests", Access::signed_in, requests);
  page("/api/teams/{id}/events", Access::signed_in, events);
  one("/api/my/teams", Access::signed_in, [](const TeamService& teams, const Request& request) {
    return Response::json(mine_json(teams.mine(request.actor)));
  });
}

}  // namespace

void add_routes(http::Routes& routes, TeamService& service) {
  add_reads(routes, service);
  const auto post = [&](std::string pattern, const char* name, Parse parse, int status = 200) {
    routes.post(std::move(pattern), Access::signed_in,
                use_case(service, std::string("teams.") + name, std::move(parse), status));
  };
  const char* const no_team = "team.not_found";
  const char* const no_request = "team.request_not_found";
  post("/api/teams", "found", parse_found, 201);
  routes.put("/api/teams/{id}", Access::signed_in, use_case(service, "teams.edit", parse_edit));
  post("/api/teams/{id}/submission", "submission", plain<TeamId>(no_team, &TeamSteps::submit));
  post("/api/teams/{id}/return", "return", with_text<TeamId>(no_team, &TeamSteps::give_back, "reason", {2, 200}));
  post("/api/teams/{id}/approval", "approval", plain<TeamId>(no_team, &TeamSteps::approve));
  post("/api/teams/{id}/dissolution", "dissolution",
       with_text<TeamId>(no_team, &TeamSteps::dissolve, "reason", {2, 200}));
  post("/api/teams/{id}/requests", "ask", with_text<TeamId>(no_team, &TeamSteps::ask, "text", {0, 200}), 201);
  post("/api/teams/{id}/departure", "departure", plain<TeamId>(no_team, &TeamSteps::leave));
  post("/api/teams/{id}/handover", "handover", parse_handover);
  post("/api/teams/{id}/members/{person}/removal", "removal", on_member(&TeamSteps::remove));
  post("/api/teams/{id}/members/{person}/appointment", "appointment", on_member(&TeamSteps::appoint));
  post("/api/teams/{id}/members/{person}/dismissal", "dismissal", on_member(&TeamSteps::dismiss));
  post("/api/team-requests/{id}/approval", "let_in", plain<TeamRequestId>(no_request, &TeamSteps::let_in));
  post("/api/team-requests/{id}/refusal", "refuse",
       with_text<TeamRequestId>(no_request, &TeamSteps::refuse, "reason", {2, 200}));
  post("/api/team-requests/{id}/withdrawal", "withdraw", plain<TeamRequestId>(no_request, &TeamSteps::withdraw));
}

}  // namespace ws::teams
