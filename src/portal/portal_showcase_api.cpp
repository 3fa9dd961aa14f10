// What is shown as an example: brand projects, excellent teams, exemplary cases. Ordered by when they were shown,
// never by merit.
#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;
using showcase::Kind;
using showcase::store::Entry;

constexpr std::int64_t entries_per_page = 24;
constexpr std::int64_t publicised_shown = 12;
constexpr std::size_t shortest_objection = 4, longest_objection = 500;

int year_of(std::string_view text) {
  int year = 0;
  for (const char c : text.substr(0, 4)) year = c >= '0' && c <= '9' ? year * 10 + (c - '0') : 0;
  return year;
}

void add_choices(View& view, const showcase::ShowcaseService& service, const std::string& kind, int year,
                 Language language) {
  const auto choice = [&](const std::string& section, const std::string& label, const std::string& to_kind,
                          int to_year, bool current) {
    View& one = view.add(section);
    one.set("LABEL", label)
        .set("URL", address("/showcase", {{"kind", to_kind}, {"year", to_year ? std::to_string(to_year) : ""}}));
    if (current) one.show("CURRENT");
  };
  choice("TABS", say(language, "全部", "All"), "", year, kind.empty());
  for (const Kind one : showcase::kinds) {
    const std::string value(to_text(one));
    choice("TABS", showcase_kind_words(one, language), value, year, kind == value);
  }
  const auto years = service.years();
  if (years.size() < 2 && year == 0) return;
  view.show("HAS_YEARS");
  choice("YEARS", say(language, "各年", "Every year"), kind, 0, year == 0);
  for (const int one : years) choice("YEARS", std::to_string(one), kind, one, year == one);
}

Response showcase_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto& service = pages.parts.services.showcase;
  const auto kind = showcase::parse_kind(request.q("kind"));
  const std::string chosen(kind ? to_text(*kind) : "");
  const int year = year_of(request.q("year"));
  const std::string cursor(request.q("cursor"));
  const auto shown = service.list({showcase::State::shown, kind, year}, cursor, entries_per_page);
  View view = pages.view(request, Nav::none);
  add_choices(view, service, chosen, year, language);
  show_either(view, !shown.items.empty(), "SHOWCASE");
  for (const Entry& entry : shown.items) add_showcase(pages, view, entry, language);
  const auto coming = service.list({showcase::State::publicised, kind, 0}, "", publicised_shown);
  if (!coming.items.empty()) view.show("HAS_PUBLICISED");
  for (const Entry& entry : coming.items) {
    View& row = view.add("PUBLICISED");
    row.set("ID", entry.id.str()).set("NAME", entry.name).set("SITE_NAME", entry.site_name);
    row.set("KIND_NAME", showcase_kind_words(entry.plan.kind, language));
    row.set("UNTIL_TEXT", say_time(*entry.until, pages.now(), language));
  }
  add_pager(
      view,
      {"/showcase", {{"kind", chosen}, {"year", year ? std::to_string(year) : ""}}, "cursor", cursor, shown.next});
  return pages.render(request, "showcase.html", view, Keep::shortly);
}

/// Where the thing itself has its page.
std::string page_of(const showcase::Plan& plan) {
  if (!plan.project.empty()) return "/projects/" + plan.project.str();
  if (!plan.team.empty()) return "/teams/" + plan.team.str();
  return plan.article.empty() ? "" : "/news/" + plan.article.str();
}

/// What it did that year; each figure opens to where it comes from.
void add_deeds(View& view, const showcase::Plan& plan, const showcase::ShowcaseService::Deeds& deeds,
               Language language) {
  const bool project = plan.kind == Kind::brand_project;
  const std::string figures = project ? "/figures?project=" + plan.project.str() : "/figures?team=" + plan.team.str();
  view.show("HAS_DEEDS");
  const auto deed = [&](std::string_view zh, std::string_view en, std::int64_t value, const std::string& url) {
    view.add("DEEDS").set("LABEL", say(language, zh, en)).set("VALUE", grouped(value)).set("URL", url);
  };
  deed("开展活动", "Activities", deeds.activities,
       project ? "/projects/" + plan.project.str() : "/activities?team=" + plan.team.str());
  deed("服务人次", "Person-times", deeds.services, figures);
  deed("服务人数", "People", deeds.people, figures);
  deed("服务小时", "Hours", deeds.minutes / 60, figures);
}

void add_owner(View& view, const std::string& office, const std::string& person) {
  view.add("OWNERS").set("OFFICE", office).set("OWNER", person);
}

void add_entry(Pages& pages, View& view, const Entry& entry, Language language) {
  const showcase::Plan& plan = entry.plan;
  view.set("ID", entry.id.str()).set("NAME", entry.name).set("SUMMARY", entry.summary);
  view.set("KIND_NAME", showcase_kind_words(plan.kind, language)).set("YEAR", plan.year);
  view.set("SITE_ID", plan.site.str()).set("SITE_NAME", entry.site_name).set("REASON", plan.reason);
  if (entry.picture.hash.empty())
    view.show("DRAWN").set("ART", pages.asset(art_of("station", entry.name)));
  else
    view.show("PICTURE")
        .set("PICTURE_URL", content::picture_path(entry.picture, 960))
        .set("ALT", entry.picture_alt)
        .set("CREDIT", entry.picture.credit);
  const std::string own = page_of(plan);
  if (!own.empty())
    view.add("THING")
        .set("THING_URL", own)
        .set("THING_TEXT", plan.kind == Kind::brand_project    ? say(language, "看这个项目", "See the project")
                           : plan.kind == Kind::excellent_team ? say(language, "看这支队伍", "See the team")
                                                               : say(language, "读全文", "Read the article"));
  if (plan.words.empty())
    view.show("HAS_LEAD");
  else
    view.add("WORDS").set("NEED", plan.words.need).set("DEED", plan.words.done).set("OUTCOME", plan.words.outcome);
  if (plan.civilization.named()) {
    view.show("HAS_OWNERS");
    add_owner(view, plan.civilization.office, plan.civilization.person);
    add_owner(view, plan.governance.office, plan.governance.person);
  }
  if (entry.state == showcase::State::publicised)
    view.show("IS_PUBLICISED").set("UNTIL_TEXT", say_time(*entry.until, pages.now(), language));
  if (entry.state == showcase::State::shown)
    view.show("IS_SHOWN").set("SHOWN_TEXT", ws::to_text(local_date(*entry.shown)));
}

Response entry_page(Pages& pages, const Request& request, const std::string& text, const Error* refusal) {
  const Language language = request.language();
  const auto id = ShowcaseId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("showcase.not_found"));
  const auto found = pages.parts.services.showcase.read(request.actor, *id);
  if (!found) return pages.refusal(request, found.error());
  View view = pages.view(request, Nav::none, "/showcase/" + id->str());
  add_entry(pages, view, found->entry, language);
  if (found->deeds) add_deeds(view, found->entry.plan, *found->deeds, language);
  for (const auto& objection : found->own_objections) {
    View& row = view.add("OBJECTIONS");
    row.set("TEXT", objection.text);
    pages.set_instant(row, objection.at, language);
    if (objection.answered)
      row.show("ANSWERED").set("ANSWER", objection.answer);
    else
      row.show("WAITING");
  }
  if (!found->own_objections.empty()) view.show("HAS_OBJECTIONS");
  view.set("F_TEXT", text);
  if (refusal) add_refusal(view, *refusal, language);
  Response response =
      pages.render(request, "showcase_entry.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

Task<Response> object(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = ShowcaseId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("showcase.not_found"));
  const std::string text = sent->get("text");
  const std::size_t points = code_points(text);
  if (points < shortest_objection || points > longest_objection || has_control_characters(text)) {
    const Error wrong = Error::invalid("field.length", "text");
    co_return entry_page(pages, request, text, &wrong);
  }
  idempotency::Key key{request.actor.person, sent->key, "portal.showcase_objection",
                       request.target + "\n" + request.body};
  auto objecting = pages.parts.services.showcase.object(request.actor, std::move(key), *id, text);
  const auto done = co_await objecting;
  if (!done) co_return entry_page(pages, request, text, &done.error());
  co_return Response::redirect("/showcase/" + id->str() + "#objections");
}

}  // namespace

std::string showcase_kind_words(showcase::Kind kind, Language language) {
  switch (kind) {
    case Kind::brand_project:
      return say(language, "品牌项目", "Brand project");
    case Kind::excellent_team:
      return say(language, "优秀团队", "Excellent team");
    case Kind::exemplary_case:
      return say(language, "典型案例", "Exemplary case");
  }
  return {};
}

void add_showcase(const Pages& pages, View& list, const Entry& entry, Language language) {
  View& card = list.add("SHOWCASE");
  card.set("ID", entry.id.str()).set("NAME", entry.name).set("SUMMARY", entry.summary);
  card.set("KIND_NAME", showcase_kind_words(entry.plan.kind, language)).set("YEAR", entry.plan.year);
  card.set("SITE_NAME", entry.site_name);
  card.set("PICTURE_URL", entry.picture.hash.empty() ? pages.asset(art_of("station", entry.name))
                                                     : content::picture_path(entry.picture, 480));
  card.set("ALT", entry.picture.hash.empty() ? "" : entry.picture_alt);
}

void add_badges(View& view, const std::vector<Entry>& entries, Language language) {
  if (!entries.empty()) view.show("HAS_BADGES");
  for (const Entry& entry : entries)
    view.add("BADGES")
        .set("BADGE_URL", "/showcase/" + entry.id.str())
        .set("BADGE_TEXT", std::to_string(entry.plan.year) + say(language, " 年度", " · ") +
                               showcase_kind_words(entry.plan.kind, language));
}

void add_showcase_routes(http::Routes& routes, Pages& pages) {
  routes.get("/showcase", Access::everyone,
             http::handler([&pages](Request& request) { return showcase_page(pages, request); }));
  routes.get("/showcase/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return entry_page(pages, request, "", nullptr); }));
  routes.post("/showcase/{id}/objections", Access::signed_in,
              [&pages](Request& request) { return object(pages, request); });
}

}  // namespace ws::portal
