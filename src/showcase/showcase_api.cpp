#include "showcase/showcase_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::showcase {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr std::int64_t last_year = 9'999;

Result<ShowcaseId> id_of(const Request& request) {
  auto id = ShowcaseId::parse(request.params.at(0));
  if (!id) return Error::not_found("showcase.not_found");
  return std::move(*id);
}

// ---- out

void write_instant(json::Writer& out, std::string_view name, const std::optional<Instant>& at) {
  out.key(name);
  at ? out.value(at->ms) : out.null();
}

/// What everybody may see of it.
void write_public(json::Writer& out, const store::Entry& entry) {
  const Plan& plan = entry.plan;
  out.field("id", entry.id)
      .field("kind", to_text(plan.kind))
      .field("state", to_text(entry.state))
      .field("year", plan.year)
      .field("name", entry.name)
      .field("summary", entry.summary)
      .field("site_id", plan.site)
      .field("site_name", entry.site_name)
      .field("project_id", plan.project)
      .field("team_id", plan.team)
      .field("article_id", plan.article)
      .field("need", plan.words.need)
      .field("done", plan.words.done)
      .field("outcome", plan.words.outcome)
      .field("civilization_office", plan.civilization.office)
      .field("civilization_owner", plan.civilization.person)
      .field("governance_office", plan.governance.office)
      .field("governance_owner", plan.governance.person)
      .field("reason", plan.reason)
      .field("picture", entry.picture.hash.empty() ? "" : content::picture_path(entry.picture, 960))
      .field("picture_alt", entry.picture_alt);
  write_instant(out, "publicised_ms", entry.publicised);
  write_instant(out, "until_ms", entry.until);
  write_instant(out, "shown_ms", entry.shown);
}

void write_deeds(json::Writer& out, const std::optional<ShowcaseService::Deeds>& deeds) {
  out.key("deeds");
  if (!deeds) {
    out.null();
    return;
  }
  out.begin()
      .field("services", deeds->services)
      .field("people", deeds->people)
      .field("minutes", deeds->minutes)
      .field("activities", deeds->activities)
      .end();
}

void write_entry(json::Writer& out, const store::Entry& entry) {
  write_public(out, entry);
  out.field("media_id", entry.plan.picture)
      .field("title", entry.plan.words.title)
      .field("because", entry.because)
      .field("there", entry.there)
      .field("nominated_by", entry.nominated_name)
      .field("nominated_ms", entry.nominated.ms)
      .field("reviewed_by", entry.reviewed_name)
      .field("open_objections", entry.open_objections)
      .field("version", entry.version);
}

template <class Write>
Response page(const ShowcaseService::Page& page, Write write) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Entry& entry : page.items) {
    out.begin();
    write(out, entry);
    out.end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

/// Of ?kind=; refuses "field.unknown_value".
Result<std::optional<Kind>> kind_asked(const Request& request) {
  const auto kind = parse_kind(request.q("kind"));
  if (!kind && !request.q("kind").empty()) return Error::invalid("field.unknown_value", "kind");
  return kind;
}

Response list(const ShowcaseService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto kind = kind_asked(request);
  if (!kind) return Response::error(kind.error());
  const auto state = parse_state(request.q("state"));
  if (!state && !request.q("state").empty()) return Response::error(Error::invalid("field.unknown_value", "state"));
  return page(service.list(request.actor, {*kind, state}, paging->cursor, paging->limit), write_entry);
}

Response shown(const ShowcaseService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto kind = kind_asked(request);
  if (!kind) return Response::error(kind.error());
  return page(service.list(ShowcaseService::PublicFilter{State::shown, *kind, 0}, paging->cursor, paging->limit),
              write_public);
}

Response show(const ShowcaseService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_entry(out, found->entry);
  write_deeds(out, found->deeds);
  out.field("may_review", found->standing.may_review)
      .field("own", found->standing.nominated || found->standing.is_own_team)
      .field("approved", found->standing.approved);
  out.key("objections").array();
  for (const store::Objection& objection : found->objections) {
    out.begin().field("id", objection.id).field("by_name", objection.by_name).field("text", objection.text);
    out.field("at_ms", objection.at.ms).field("answer", objection.answer);
    write_instant(out, "answered_ms", objection.answered);
    out.end();
  }
  out.end_array().key("events").array();
  for (const store::Event& event : found->events)
    out.begin()
        .field("kind", event.kind)
        .field("reason", event.kind == "objected" ? "" : event.reason)
        .field("actor", event.actor_name)
        .field("at_ms", event.at.ms)
        .end();
  return Response::json(out.end_array().end().take());
}

Response read(const ShowcaseService& service, const Request& request) {
  const auto id = id_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.read({}, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_public(out, found->entry);
  write_deeds(out, found->deeds);
  return Response::json(out.end().take());
}

// ---- in

/// What a nomination says, beside the thing it is about.
void read_words(json::Object& body, Plan& plan) {
  plan.article = body.id_or_empty<ArticleId>("article_id");
  plan.picture = body.id_or_empty<MediaId>("media_id");
  plan.words.title = body.text_or("title", "", {0, 60});
  plan.words.need = body.text_or("need", "", {0, 1'000});
  plan.words.done = body.text_or("done", "", {0, 2'000});
  plan.words.outcome = body.text_or("outcome", "", {0, 1'000});
  plan.civilization.office = body.text_or("civilization_office", "", {0, 40});
  plan.civilization.person = body.text_or("civilization_owner", "", {0, 20});
  plan.governance.office = body.text_or("governance_office", "", {0, 40});
  plan.governance.person = body.text_or("governance_owner", "", {0, 20});
  plan.reason = body.text("reason", {4, 500});
  plan.year = static_cast<int>(body.integer("year", {0, last_year}));
}

Task<Response> nominate(ShowcaseService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Plan plan;
  plan.kind = parse_kind(body->one_of("kind", {"brand_project", "excellent_team", "exemplary_case"}))
                  .value_or(Kind::brand_project);
  plan.site = body->id_or_empty<SiteId>("site_id");
  plan.project = body->id_or_empty<ProjectId>("project_id");
  plan.team = body->id_or_empty<TeamId>("team_id");
  read_words(*body, plan);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto nominating = service.nominate(request.actor, key_of(request, "showcase.nominate"), std::move(plan));
  const auto result = co_await nominating;
  co_return done(result, 201);
}

/// A step on the entry of the path: `take(request, id, body)` reads the body's fields and begins it.
template <class Take>
http::Handler step(int status, Take take) {
  return [status, take](Request& request) -> Task<Response> {
    const auto id = id_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    auto taking = take(request, *id, *body);
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    const auto result = co_await taking;  // begins here: a task is lazy
    co_return done(result, status);
  };
}

void add_steps(http::Routes& routes, ShowcaseService& service) {
  routes.put("/api/showcase-entries/{id}", Access::signed_in,
             step(200, [&service](Request& request, const ShowcaseId& id, json::Object& body) {
               Plan plan;
               read_words(body, plan);
               const std::int64_t version = body.integer("version", {1, 1'000'000'000});
               return service.change(request.actor, key_of(request, "showcase.change"), id, std::move(plan), version);
             }));
  routes.post("/api/showcase-entries/{id}/approval", Access::staff,
              step(200, [&service](Request& request, const ShowcaseId& id, json::Object&) {
                return service.approve(request.actor, key_of(request, "showcase.approve"), id);
              }));
  routes.post("/api/showcase-entries/{id}/return", Access::staff,
              step(200, [&service](Request& request, const ShowcaseId& id, json::Object& body) {
                return service.give_back(request.actor, key_of(request, "showcase.return"), id,
                                         body.text("reason", {2, 200}));
              }));
  routes.post("/api/showcase-entries/{id}/objection-answer", Access::staff,
              step(200, [&service](Request& request, const ShowcaseId& id, json::Object& body) {
                ShowcaseService::Answer answer;
                answer.objection = body.id<ShowcaseObjectionId>("objection_id");
                answer.upheld = body.one_of("decision", {"uphold", "dismiss"}) == "uphold";
                answer.words = body.text("reason", {2, 200});
                return service.answer(request.actor, key_of(request, "showcase.answer"), id, std::move(answer));
              }));
  routes.post(
      "/api/showcase-entries/{id}/revocation", Access::staff,
      step(200, [&service](Request& request, const ShowcaseId& id, json::Object& body) {
        return service.revoke(request.actor, key_of(request, "showcase.revoke"), id, body.text("reason", {2, 200}));
      }));
  routes.post(
      "/api/showcase/{id}/objections", Access::signed_in,
      step(201, [&service](Request& request, const ShowcaseId& id, json::Object& body) {
        return service.object(request.actor, key_of(request, "showcase.object"), id, body.text("text", {4, 500}));
      }));
}

}  // namespace

void add_routes(http::Routes& routes, ShowcaseService& service) {
  using Page = Response (*)(const ShowcaseService&, const Request&);
  const auto get = [&](const char* pattern, Access access, Page page) {
    routes.get(pattern, access, http::handler([&service, page](Request& request) { return page(service, request); }));
  };
  get("/api/showcase", Access::everyone, shown);
  get("/api/showcase/{id}", Access::everyone, read);
  get("/api/showcase-entries", Access::staff, list);
  get("/api/showcase-entries/{id}", Access::signed_in, show);
  routes.post("/api/showcase-entries", Access::signed_in,
              [&service](Request& request) { return nominate(service, request); });
  add_steps(routes, service);
}

}  // namespace ws::showcase
