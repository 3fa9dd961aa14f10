// Teams, joining one, and the organisations behind them.
#include <algorithm>

#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t teams_per_page = 24;
constexpr std::int64_t organisations_per_page = 30;
constexpr std::size_t longest_text = 200;

std::string say_minutes(std::int64_t minutes, Language language) {
  return grouped(minutes / 60) + say(language, " 小时", " h");
}

Keep keep_for(const Request& request) {
  return request.actor.signed_in() ? Keep::never : Keep::shortly;
}

Response teams_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const std::string words(request.q("q"));
  const std::string cursor(request.q("cursor"));
  const auto page = pages.parts.services.teams.page({words, {}, {}}, cursor, teams_per_page);
  if (!page) return pages.refusal(request, page.error());
  View view = pages.view(request, Nav::teams);
  view.set("Q", words);
  const std::string count = std::to_string(page->items.size());
  view.set("RESULT_TEXT", language == "en" ? count + " teams on this page" : "本页 " + count + " 支队伍");
  show_either(view, !page->items.empty(), "TEAMS");
  for (const teams::Team& team : page->items) pages.add_team(view, team);
  if (page->next || !cursor.empty()) {
    view.show("PAGED").set("PAGE_TEXT", "");
    if (!cursor.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", address("/teams", {{"q", words}}));
    if (page->next) view.add("NEXT").set("NEXT_URL", address("/teams", {{"q", words}, {"cursor", *page->next}}));
  }
  return pages.render(request, "teams.html", view, keep_for(request));
}

void add_figures(View& view, const teams::Detail& detail, Language language) {
  const auto figure = [&](std::string_view zh, std::string_view en, const std::string& value) {
    view.add("FIGURES").set("LABEL", say(language, zh, en)).set("VALUE", value);
  };
  const teams::Team& team = detail.team;
  const teams::Deeds done = team.hours.value_or(teams::Deeds{});
  figure("志愿者（人数）", "Volunteers (people)", grouped(team.members));
  if (team.sub_teams > 0) figure("分队", "Sub-teams", grouped(team.sub_teams));
  figure("累计已生效（人次）", "Effective ever (person-times)", grouped(done.served));
  figure("累计已生效（人数）", "Effective ever (people)", grouped(done.people));
  figure("累计已生效时长", "Effective time ever", say_minutes(done.minutes, language));
  figure("办好的单子", "Orders done", grouped(team.completed));
}

/// What the caller is to the team, and the next step: one of four.
void add_join(View& view, const teams::Detail& detail) {
  const auto& request = detail.own.request;
  const bool pending = request && request->state == teams::RequestState::pending;
  if (detail.own.standing.member)
    view.show("JOIN_MEMBER");
  else if (pending)
    view.show("JOIN_PENDING");
  else
    view.show(detail.team.takes_requests ? "JOIN_OPEN" : "JOIN_CLOSED");
}

void add_sub_teams(View& view, const std::vector<teams::Team>& sub_teams, Language language) {
  if (!sub_teams.empty()) view.show("HAS_SUBTEAMS");
  for (const teams::Team& sub : sub_teams) {
    const teams::Deeds done = sub.hours.value_or(teams::Deeds{});
    view.add("SUBTEAMS")
        .set("ID", sub.id.str())
        .set("NAME", sub.name)
        .set("SUB_TEXT", say(language, grouped(sub.members) + " 人 · 服务 " + grouped(done.served) + " 人次",
                             grouped(sub.members) + " people · " + grouped(done.served) + " services"));
  }
}

void add_head(Pages& pages, View& view, const Request& request, const teams::Team& team) {
  View card;
  pages.add_team(card, team);
  for (const View::Item& value : card.sections().front().second->items()) view.set(value.name, value.value);
  if (team.parent.empty()) return;
  if (const auto parent = pages.parts.services.teams.team(request.actor, team.parent))
    view.add("PARENTS").set("ID", parent->team.id.str()).set("NAME", parent->team.name);
}

Response team_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const Services& use = pages.parts.services;
  const auto id = TeamId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("team.not_found"));
  const auto detail = use.teams.team(request.actor, *id);
  if (!detail || !detail->team.active()) return pages.refusal(request, Error::not_found("team.not_found"));
  const teams::Team& team = detail->team;
  View view = pages.view(request, Nav::teams);
  add_head(pages, view, request, team);
  add_figures(view, *detail, language);
  add_year(pages, view, figures::ScopeKind::team, id->str(), language);
  add_badges(view, use.showcase.shown_of(*id), language);
  add_join(view, *detail);
  const auto items = use.menu.page({{}, {}, {}, *id}, "", 100);
  const bool has_items = items && !items->items.empty();
  show_either(view, has_items, "ITEMS");
  if (has_items)
    for (const menu::MenuItem& item : items->items) pages.add_item(view, item, language);
  view.set("SITE_ID", team.site.id).set("SITE_NAME", team.site.name);
  if (!team.organisation.id.empty())
    view.add("ORGANISATIONS").set("ID", team.organisation.id).set("NAME", team.organisation.name);
  add_sub_teams(view, detail->sub_teams, language);
  return pages.render(request, "team.html", view, keep_for(request));
}

Response join_page(Pages& pages, const Request& request, const std::string& text, const Error* refusal) {
  const Language language = request.language();
  const auto id = TeamId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("team.not_found"));
  const auto detail = pages.parts.services.teams.team(request.actor, *id);
  if (!detail || !detail->team.active()) return pages.refusal(request, Error::not_found("team.not_found"));
  View view = pages.view(request, Nav::teams, address("/teams/" + id->str() + "/join", {{"text", text}}));
  add_head(pages, view, request, detail->team);
  view.set("F_TEXT", text);
  const auto& latest = detail->own.request;
  if (latest && latest->state == teams::RequestState::refused) view.add("REFUSED").set("REASON", latest->reason);
  if (latest) pages.set_instant(view, latest->asked, language);
  if (!detail->own.standing.member && !request.actor.volunteer)
    view.show("JOIN_STRANGER");
  else
    add_join(view, *detail);
  if (refusal) add_refusal(view, *refusal, language);
  Response response =
      pages.render(request, "team_join.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

Task<Response> join(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = TeamId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("team.not_found"));
  const std::string text = sent->get("text");
  if (code_points(text) > longest_text || has_control_characters(text))
    co_return join_page(pages, request, "", nullptr);
  idempotency::Key key{request.actor.person, sent->key, "portal.join", request.target + "\n" + request.body};
  auto waiting = pages.parts.services.teams.run(
      std::move(key),
      [actor = request.actor, id = *id, text](db::Tx& tx, const teams::TeamSteps& steps, Instant now) {
        return steps.ask(tx, actor, id, text, now);
      });
  const auto asked = co_await waiting;
  if (!asked) co_return join_page(pages, request, text, &asked.error());
  co_return Response::redirect("/teams/" + id->str() + "/join");
}

Task<Response> withdraw(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = TeamId::parse(request.params.at(0));
  const auto detail = id ? pages.parts.services.teams.team(request.actor, *id)
                         : Result<teams::Detail>(Error::not_found("team.not_found"));
  if (!detail) co_return pages.refusal(request, detail.error());
  if (!detail->own.request) co_return join_page(pages, request, "", nullptr);
  idempotency::Key key{request.actor.person, sent->key, "portal.withdraw_join", request.target + "\n" + request.body};
  auto waiting = pages.parts.services.teams.run(
      std::move(key),
      [actor = request.actor, asked = detail->own.request->id](
          db::Tx& tx, const teams::TeamSteps& steps, Instant now) { return steps.withdraw(tx, actor, asked, now); });
  const auto done = co_await waiting;
  if (!done) co_return join_page(pages, request, "", &done.error());
  co_return Response::redirect("/teams/" + id->str());
}

std::string kind_name(organisations::Kind kind, Language language) {
  switch (kind) {
    case organisations::Kind::social_organisation:
      return say(language, "社会组织", "Social organisation");
    case organisations::Kind::university:
      return say(language, "高校", "University");
    case organisations::Kind::college:
      return say(language, "院系", "College");
    case organisations::Kind::department:
      return say(language, "部门单位", "Department");
  }
  return {};
}

void add_organisation(View& list, std::string_view section, const organisations::Organisation& one,
                      Language language) {
  list.add(std::string(section))
      .set("ID", one.id.str())
      .set("NAME", one.entry.name)
      .set("SUMMARY", one.entry.summary)
      .set("KIND_NAME", kind_name(one.entry.kind, language))
      .set("TEAMS_TEXT", say(language, grouped(one.teams) + " 支队伍", grouped(one.teams) + " teams"));
}

Response organisations_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  organisations::Filter filter;
  filter.words = request.q("q");
  filter.kind = organisations::parse_kind(request.q("kind"));
  const std::string kind(filter.kind ? to_text(*filter.kind) : "");
  const std::string cursor(request.q("cursor"));
  const auto page = pages.parts.services.organisations.page(filter, cursor, organisations_per_page);
  if (!page) return pages.refusal(request, page.error());
  View view = pages.view(request, Nav::teams);
  view.set("Q", filter.words).set("KIND", kind);
  const auto chip = [&](const std::string& value, const std::string& label) {
    View& one = view.add("KINDS");
    one.set("URL", address("/organisations", {{"q", filter.words}, {"kind", value}})).set("LABEL", label);
    if (value == kind) one.show("KIND_CURRENT");
  };
  chip("", say(language, "全部", "All"));
  using organisations::Kind;
  for (const Kind one : {Kind::social_organisation, Kind::university, Kind::college, Kind::department})
    chip(std::string(to_text(one)), kind_name(one, language));
  show_either(view, !page->items.empty(), "ORGANISATIONS");
  for (const auto& one : page->items) add_organisation(view, "ORGANISATIONS", one, language);
  if (page->next || !cursor.empty()) {
    view.show("PAGED").set("PAGE_TEXT", "");
    const auto url = [&](const std::string& to) {
      return address("/organisations", {{"q", filter.words}, {"kind", kind}, {"cursor", to}});
    };
    if (!cursor.empty()) view.add("PREVIOUS").set("PREVIOUS_URL", url(""));
    if (page->next) view.add("NEXT").set("NEXT_URL", url(*page->next));
  }
  return pages.render(request, "organisations.html", view, Keep::shortly);
}

Response organisation_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const Services& use = pages.parts.services;
  const auto id = OrganisationId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("organisation.not_found"));
  const auto detail = use.organisations.find(*id);
  if (!detail) return pages.refusal(request, detail.error());
  const organisations::Entry& entry = detail->organisation.entry;
  View view = pages.view(request, Nav::teams);
  view.set("NAME", entry.name).set("SUMMARY", entry.summary).set("KIND_NAME", kind_name(entry.kind, language));
  if (!entry.parent.empty())
    view.add("PARENTS").set("ID", entry.parent.str()).set("NAME", detail->organisation.parent_name);
  if (!entry.credit_code.empty()) view.add("CODES").set("CODE", entry.credit_code);
  if (!entry.phone.empty()) {
    std::string digits = entry.phone;
    std::erase_if(digits, [](char c) { return c < '0' || c > '9'; });
    view.add("PHONES").set("ORG_PHONE", entry.phone).set("ORG_PHONE_TEL", digits);
  }
  view.set("SITE_ID", entry.site.str()).set("SITE_NAME", detail->organisation.site_name);
  if (!detail->colleges.empty()) view.show("HAS_COLLEGES");
  for (const auto& college : detail->colleges) add_organisation(view, "COLLEGES", college, language);
  const auto teams = use.teams.page({{}, {}, *id}, "", 100);
  const bool has_teams = teams && !teams->items.empty();
  show_either(view, has_teams, "TEAMS");
  if (has_teams)
    for (const teams::Team& team : teams->items) pages.add_team(view, team);
  return pages.render(request, "organisation.html", view, Keep::shortly);
}

}  // namespace

void add_team_routes(http::Routes& routes, Pages& pages) {
  using Page = Response (*)(Pages&, const Request&);
  const auto page = [&](const char* pattern, Page show) {
    routes.get(pattern, Access::everyone,
               http::handler([&pages, show](Request& request) { return show(pages, request); }));
  };
  page("/teams", teams_page);
  page("/teams/{id}", team_page);
  page("/organisations", organisations_page);
  page("/organisations/{id}", organisation_page);
  // Whoever has no session yet signs in and comes back to what they had written.
  routes.get("/teams/{id}/join", Access::signed_in, http::handler([&pages](Request& request) {
               return join_page(pages, request, std::string(request.q("text").substr(0, 4 * longest_text)), nullptr);
             }));
  routes.post("/teams/{id}/join", Access::signed_in, [&pages](Request& request) { return join(pages, request); });
  routes.post("/teams/{id}/join/withdrawal", Access::signed_in,
              [&pages](Request& request) { return withdraw(pages, request); });
}

}  // namespace ws::portal
