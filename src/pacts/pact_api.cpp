#include "pacts/pact_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::pacts {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::Request;
using http::Response;

constexpr std::size_t most_in_body = 100;  ///< clauses: the policy asks for less
constexpr json::Range any_number{1, 1'000'000'000};

Result<PactId> pact_of(const Request& request) {
  auto id = PactId::parse(request.params.at(0));
  if (!id) return Error::not_found("pact.not_found");
  return std::move(*id);
}

// ---- out

void write_instant(json::Writer& out, std::string_view name, const std::optional<Instant>& at) {
  out.key(name);
  at ? out.value(at->ms) : out.null();
}

void write_pact(json::Writer& out, const Pact& pact) {
  out.field("id", pact.id)
      .field("site_id", pact.site)
      .field("site_name", pact.site_name)
      .field("state", to_text(pact.state))
      .field("current", pact.current)
      .field("because", pact.because);
  write_instant(out, "published_ms", pact.published);
}

void write_version(json::Writer& out, const Version& version) {
  out.begin()
      .field("number", version.number)
      .field("state", to_text(version.state))
      .field("title", version.words.title)
      .field("preamble", version.words.preamble)
      .field("because", version.because);
  write_instant(out, "published_ms", version.published);
  out.key("clauses").array();
  for (const std::string& clause : version.words.clauses) out.value(clause);
  out.end_array().end();
}

void write_maybe(json::Writer& out, std::string_view name, const std::optional<Version>& version) {
  out.key(name);
  version ? write_version(out, *version) : static_cast<void>(out.null());
}

void write_counts(json::Writer& out, const std::vector<Count>& counts) {
  out.key("counts").array();
  for (const Count& count : counts) out.begin().field("number", count.number).field("joined", count.joined).end();
  out.end_array();
}

void write_reading(json::Writer& out, const PactService::Reading& reading) {
  out.begin();
  write_pact(out, reading.pact);
  out.key("words");
  write_version(out, reading.words());
  write_counts(out, reading.counts);
  out.field("joined", reading.joined()).field("on_paper", reading.on_paper).key("own");
  if (reading.own)
    out.begin().field("number", reading.own->number).field("joined_ms", reading.own->joined.ms).end();
  else
    out.null();
  out.end();
}

Response shelf(const PactService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const auto& reading : service.shelf(request.actor)) write_reading(out, reading);
  return Response::json(out.end_array().end().take());
}

Response read(const PactService& service, const Request& request) {
  const auto id = pact_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.read(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  write_reading(out, *found);
  return Response::json(out.take());
}

Response list(const PactService& service, const Request& request) {
  const auto paging = http::paging_of(request);
  if (!paging) return Response::error(paging.error());
  const auto state = parse_state(request.q("state"));
  if (!state && !request.q("state").empty()) return Response::error(Error::invalid("field.unknown_value", "state"));
  const auto page = service.list(request.actor, state, paging->cursor, paging->limit);
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Row& row : page.items) {
    out.begin();
    write_pact(out, row.pact);
    out.field("title", row.title).field("open", row.open).end();
  }
  return Response::json(out.end_array().field("next", page.next).end().take());
}

void write_papers(json::Writer& out, const std::vector<store::PaperRow>& papers) {
  out.key("papers").array();
  for (const store::PaperRow& row : papers)
    out.begin()
        .field("id", row.paper.id)
        .field("number", row.paper.number)
        .field("signatures", row.paper.signatures)
        .field("day", ws::to_text(row.paper.day))
        .field("place", row.paper.place)
        .field("note", row.paper.note)
        .field("entered_by", row.entered_name)
        .field("entered_ms", row.entered.ms)
        .field("struck", row.struck)
        .field("because", row.because)
        .end();
  out.end_array();
}

Response show(const PactService& service, const Request& request) {
  const auto id = pact_of(request);
  if (!id) return Response::error(id.error());
  const auto found = service.find(request.actor, *id);
  if (!found) return Response::error(found.error());
  json::Writer out;
  out.begin();
  write_pact(out, found->pact);
  out.field("version", found->pact.version)
      .field("may_write", found->may_write)
      .field("may_review", found->judge.may_review)
      .field("wrote", found->judge.wrote);
  write_maybe(out, "current_words", found->current);
  write_maybe(out, "open_words", found->open);
  write_counts(out, found->counts);
  write_papers(out, found->papers);
  out.key("events").array();
  for (const store::Event& event : found->events)
    out.begin()
        .field("number", event.number)
        .field("kind", event.kind)
        .field("reason", event.reason)
        .field("actor", event.actor_name)
        .field("at_ms", event.at.ms)
        .end();
  return Response::json(out.end_array().end().take());
}

// ---- in

Words read_words(json::Object& body) {
  Words words;
  words.title = body.text("title", {2, 40});
  words.preamble = body.text("preamble", {2, 600});
  for (json::Object& clause : body.objects("clauses", most_in_body)) {
    words.clauses.push_back(clause.text("text", {2, 200}));
    if (const auto refused = clause.finish()) body.refuse(refused->reason, refused->field);
  }
  return words;
}

Task<Response> create(PactService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  const SiteId site = body->id<SiteId>("site_id");
  Words words = read_words(*body);
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto creating = service.create(request.actor, key_of(request, "pacts.create"), site, std::move(words));
  const auto result = co_await creating;
  co_return done(result, 201);
}

/// A step on the pact of the path: `take(request, pact, body)` reads the body's fields and begins it.
template <class Take>
http::Handler step(int status, Take take) {
  return [status, take](Request& request) -> Task<Response> {
    const auto id = pact_of(request);
    if (!id) co_return Response::error(id.error());
    auto body = json::Object::parse(request.body);
    if (!body) co_return Response::error(body.error());
    auto taking = take(request, *id, *body);
    if (const auto refused = body->finish()) co_return Response::error(*refused);
    const auto result = co_await taking;  // begins here: a task is lazy
    co_return done(result, status);
  };
}

Task<Response> enter_paper(PactService& service, Request& request) {
  const auto id = pact_of(request);
  if (!id) co_return Response::error(id.error());
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  Paper paper;
  paper.signatures = body->integer("signatures", any_number);
  const auto day = parse_day(body->text("day", {10, 10}));
  paper.place = body->text("place", {2, 60});
  paper.note = body->text("note", {2, 200});
  if (!day) body->refuse("field.date", "day");
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  paper.day = *day;
  auto entering = service.enter_paper(request.actor, key_of(request, "pacts.enter_paper"), *id, std::move(paper));
  const auto result = co_await entering;
  co_return done(result, 201);
}

Task<Response> strike_paper(PactService& service, Request& request) {
  const auto id = PactPaperId::parse(request.params.at(0));
  if (!id) co_return Response::error(Error::not_found("pact.paper_not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return Response::error(body.error());
  std::string reason = body->text("reason", {2, 200});
  if (const auto refused = body->finish()) co_return Response::error(*refused);
  auto striking = service.strike_paper(request.actor, key_of(request, "pacts.strike_paper"), *id, std::move(reason));
  const auto result = co_await striking;
  co_return done(result);
}

Task<Response> card(PactService& service, Request& request, CardForm form) {
  const auto id = pact_of(request);
  if (!id) co_return Response::error(id.error());
  auto drawing = service.card(request.actor, *id, form);
  const auto bytes = co_await drawing;
  if (!bytes) co_return Response::error(bytes.error());
  Response response;
  response.body = *bytes;
  response.content_type = form == CardForm::png ? "image/png" : "image/svg+xml";
  co_return std::move(response).with("Cache-Control", "no-store");
}

void add_steps(http::Routes& routes, PactService& service) {
  routes.put("/api/pacts/{id}", Access::clerk,
             step(200, [&service](Request& request, const PactId& pact, json::Object& body) {
               Words words = read_words(body);
               const std::int64_t version = body.integer("version", any_number);
               return service.write(request.actor, key_of(request, "pacts.write"), pact, std::move(words), version);
             }));
  routes.post("/api/pacts/{id}/submission", Access::clerk,
              step(200, [&service](Request& request, const PactId& pact, json::Object&) {
                return service.submit(request.actor, key_of(request, "pacts.submit"), pact);
              }));
  routes.post("/api/pacts/{id}/publication", Access::staff,
              step(200, [&service](Request& request, const PactId& pact, json::Object&) {
                return service.publish(request.actor, key_of(request, "pacts.publish"), pact);
              }));
  routes.post(
      "/api/pacts/{id}/return", Access::staff,
      step(200, [&service](Request& request, const PactId& pact, json::Object& body) {
        return service.give_back(request.actor, key_of(request, "pacts.return"), pact, body.text("reason", {2, 200}));
      }));
  routes.post(
      "/api/pacts/{id}/closure", Access::staff,
      step(200, [&service](Request& request, const PactId& pact, json::Object& body) {
        return service.close(request.actor, key_of(request, "pacts.close"), pact, body.text("reason", {2, 200}));
      }));
  routes.post("/api/pacts/{id}/joining", Access::signed_in,
              step(201, [&service](Request& request, const PactId& pact, json::Object& body) {
                return service.join(request.actor, key_of(request, "pacts.join"), pact,
                                    body.integer("number", any_number));
              }));
  routes.post("/api/pacts/{id}/leaving", Access::signed_in,
              step(200, [&service](Request& request, const PactId& pact, json::Object&) {
                return service.leave(request.actor, key_of(request, "pacts.leave"), pact);
              }));
}

}  // namespace

void add_routes(http::Routes& routes, PactService& service) {
  using Page = Response (*)(const PactService&, const Request&);
  const auto get = [&](const char* pattern, Access access, Page page) {
    routes.get(pattern, access, http::handler([&service, page](Request& request) { return page(service, request); }));
  };
  get("/api/pacts", Access::everyone, shelf);
  get("/api/pacts/{id}", Access::everyone, read);
  get("/api/pact-records", Access::staff, list);
  get("/api/pact-records/{id}", Access::staff, show);
  routes.post("/api/pacts", Access::clerk, [&service](Request& request) { return create(service, request); });
  add_steps(routes, service);
  routes.post("/api/pacts/{id}/papers", Access::clerk,
              [&service](Request& request) { return enter_paper(service, request); });
  routes.post("/api/pact-papers/{id}/removal", Access::clerk,
              [&service](Request& request) { return strike_paper(service, request); });
  routes.get("/api/pacts/{id}/card.png", Access::signed_in,
             [&service](Request& request) { return card(service, request, CardForm::png); });
  routes.get("/api/pacts/{id}/card.svg", Access::signed_in,
             [&service](Request& request) { return card(service, request, CardForm::svg); });
}

}  // namespace ws::pacts
