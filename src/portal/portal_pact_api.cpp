// Pacts: read by everybody, joined and left with one press each. How many are joined is said, never who.
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using pacts::PactService;

std::string people_words(std::int64_t people, Language language) {
  return say(language, grouped(people) + " 人", grouped(people) + (people == 1 ? " person" : " people"));
}

/// What the counts say; a yes to words that have changed since stands by itself.
void add_counts(View& view, const PactService::Reading& reading, Language language) {
  view.set("JOINED", grouped(reading.joined()));
  const auto& counts = reading.counts;
  if (counts.size() > 1) view.show("HAS_VERSIONS");
  for (const pacts::Count& count : counts)
    view.add("COUNTS")
        .set("NUMBER", count.number)
        .set("COUNT_TEXT", people_words(count.joined, language))
        .show(count.number == reading.pact.current ? "CURRENT" : "EARLIER");
  if (reading.on_paper > 0) view.show("HAS_PAPER").set("ON_PAPER", grouped(reading.on_paper));
}

void add_clauses(View& view, const pacts::Words& words) {
  for (const std::string& clause : words.clauses) view.add("CLAUSES").set("TEXT", clause);
}

/// What the caller has said, and the next step: one of four.
void add_own(Pages& pages, View& view, const PactService::Reading& reading, Language language) {
  const bool open = reading.pact.state == pacts::State::published;
  view.show(!reading.own                                  ? (open ? "CAN_JOIN" : "CLOSED")
            : reading.own->number == reading.pact.current ? "IN"
                                                          : "CHANGED");
  if (!reading.own) return;
  view.show("CAN_LEAVE").set("OWN_NUMBER", reading.own->number);
  if (open && reading.own->number != reading.pact.current) view.show("CAN_SAY_AGAIN");
  pages.set_instant(view, reading.own->joined, language);
}

Response pacts_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto shelf = pages.parts.services.pacts.shelf(request.actor);
  View view = pages.view(request, Nav::none);
  show_either(view, !shelf.empty(), "PACTS");
  for (const auto& reading : shelf) {
    View& card = view.add("PACTS");
    card.set("ID", reading.pact.id.str()).set("NAME", reading.words().words.title);
    card.set("SUMMARY", reading.words().words.preamble).set("SITE_NAME", reading.pact.site_name);
    card.set("JOINED_TEXT", people_words(reading.joined(), language));
    if (reading.pact.state == pacts::State::closed) card.show("OVER");
    if (reading.own) card.show("MINE");
  }
  return pages.render(request, "pacts.html", view, request.actor.signed_in() ? Keep::never : Keep::shortly);
}

Response pact_page(Pages& pages, const Request& request, const Error* refusal) {
  const Language language = request.language();
  const auto id = PactId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("pact.not_found"));
  const auto found = pages.parts.services.pacts.read(request.actor, *id);
  if (!found) return pages.refusal(request, found.error());
  View view = pages.view(request, Nav::none, "/pacts/" + id->str());
  const pacts::Version& version = found->words();
  view.set("ID", id->str()).set("NAME", version.words.title).set("PREAMBLE", version.words.preamble);
  view.set("NUMBER_IN_FORCE", version.number).set("SITE_ID", found->pact.site.str());
  view.set("SITE_NAME", found->pact.site_name);
  view.set("PUBLISHED_TEXT", ws::to_text(local_date(*version.published)));
  add_clauses(view, version.words);
  add_counts(view, *found, language);
  add_own(pages, view, *found, language);
  if (found->pact.state == pacts::State::closed) view.show("OVER").set("BECAUSE", found->pact.because);
  if (found->versions.size() > 1) view.show("HAS_EARLIER");
  for (std::size_t i = 1; i < found->versions.size(); ++i) {
    View& earlier = view.add("VERSIONS");
    earlier.set("VERSION_NUMBER", found->versions[i].number)
        .set("FROM_TEXT", ws::to_text(local_date(*found->versions[i].published)));
    for (const std::string& clause : found->versions[i].words.clauses)
      earlier.add("EARLIER_CLAUSES").set("EARLIER_TEXT", clause);
  }
  if (refusal) add_refusal(view, *refusal, language);
  Response response =
      pages.render(request, "pact.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

Task<Response> join(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = PactId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("pact.not_found"));
  std::int64_t number = 0;
  for (const char c : sent->get("number").substr(0, 9)) number = c >= '0' && c <= '9' ? number * 10 + (c - '0') : 0;
  idempotency::Key key{request.actor.person, sent->key, "portal.pact_join", request.target + "\n" + request.body};
  auto joining = pages.parts.services.pacts.join(request.actor, std::move(key), *id, number);
  const auto done = co_await joining;
  if (!done) co_return pact_page(pages, request, &done.error());
  co_return Response::redirect("/pacts/" + id->str());
}

Task<Response> leave(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = PactId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("pact.not_found"));
  idempotency::Key key{request.actor.person, sent->key, "portal.pact_leave", request.target + "\n" + request.body};
  auto leaving = pages.parts.services.pacts.leave(request.actor, std::move(key), *id);
  const auto done = co_await leaving;
  if (!done) co_return pact_page(pages, request, &done.error());
  co_return Response::redirect("/pacts/" + id->str());
}

}  // namespace

void add_pact_routes(http::Routes& routes, Pages& pages) {
  routes.get("/pacts", Access::everyone,
             http::handler([&pages](Request& request) { return pacts_page(pages, request); }));
  routes.get("/pacts/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return pact_page(pages, request, nullptr); }));
  routes.post("/pacts/{id}/joining", Access::signed_in, [&pages](Request& request) { return join(pages, request); });
  routes.post("/pacts/{id}/leaving", Access::signed_in, [&pages](Request& request) { return leave(pages, request); });
}

}  // namespace ws::portal
