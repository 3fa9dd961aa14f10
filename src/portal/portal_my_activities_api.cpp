// My activities: offers to answer, what is coming, what I wait for, what was; my calendar and my digest.
#include <algorithm>

#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

namespace act = activities;

constexpr std::int64_t most_signups = 100;
constexpr std::size_t most_past = 10;
constexpr std::size_t most_fits = 3;

std::string section_of(SignupGroup group) {
  switch (group) {
    case SignupGroup::offer:
      return "OFFERS";
    case SignupGroup::coming:
      return "COMING";
    case SignupGroup::waiting:
      return "WAITING";
    case SignupGroup::past:
      break;
  }
  return "PAST";
}

void add_signup(Pages& pages, View& list, const act::store::SignupView& signup, Language language) {
  OwnSignup own;
  own.state = signup.state;
  own.starts = {signup.starts_ms};
  own.ends = {signup.ends_ms};
  own.place = signup.place;
  own.companions = signup.companions;
  own.place_in_line = signup.place_in_line;
  if (signup.offered_until_ms) own.offered_until = Instant{*signup.offered_until_ms};
  const SignupWords words = signup_words(own, pages.now(), language);
  const LocalDate day = local_date(own.starts);
  list.set("NAME", signup.title).set("ID", signup.activity.str()).set("MINE_ROLE", signup.role_name);
  list.set("MINE_STATE", words.name).set("MINE_HUE", words.hue).set("MINE_NEXT", words.next);
  list.set("DAY", day.day).set("MONTH", month_words(day, language)).set("WEEKDAY", weekday_words(day, language));
  list.set("WHEN_TEXT", span_words(own.starts, {signup.ends_ms})).set("PLACE", signup.place);
  list.set("AT_ISO", to_iso(own.starts));
}

void add_signups(Pages& pages, View& view, const Request& request) {
  auto page = pages.parts.services.activities.my_signups(request.actor, false, "", most_signups);
  const Instant now = pages.now();
  // By start; what was, the latest first.
  std::stable_sort(page.rows.begin(), page.rows.end(),
                   [](const auto& a, const auto& b) { return a.starts_ms < b.starts_ms; });
  std::map<SignupGroup, std::vector<const act::store::SignupView*>> groups;
  for (const auto& signup : page.rows)
    groups[group_of_signup(signup.state, {signup.ends_ms}, now)].push_back(&signup);
  auto& past = groups[SignupGroup::past];
  std::reverse(past.begin(), past.end());
  if (past.size() > most_past) past.resize(most_past);
  for (const SignupGroup group : {SignupGroup::offer, SignupGroup::coming, SignupGroup::waiting, SignupGroup::past}) {
    const std::string section = section_of(group);
    show_either(view, !groups[group].empty(), section);
    for (const auto* signup : groups[group]) add_signup(pages, view.add(section), *signup, request.language());
  }
}

std::string why_words(const act::Fit& fit, Language language) {
  std::string words;
  const auto add = [&](const std::string& why) { words += (words.empty() ? "" : say(language, "，", ", ")) + why; };
  for (const act::Why why : fit.why) {
    if (why == act::Why::skill) add(say(language, "用得上您的", "your skill: ") + fit.opening.skill_name);
    if (why == act::Why::time) add(say(language, "您那时有空", "you are free then"));
    if (why == act::Why::town) add(say(language, "就在您的镇街", "in your town"));
  }
  return words;
}

void add_fits(Pages& pages, View& view, const Request& request) {
  const Language language = request.language();
  const auto fits = pages.parts.services.digests.fits(request.actor, most_fits);
  show_either(view, !fits.empty(), "FITS");
  for (const act::Fit& fit : fits)
    view.add("FITS")
        .set("ID", fit.opening.activity.str())
        .set("NAME", fit.opening.title)
        .set("WHEN_TEXT", say_time(fit.opening.starts, pages.now(), language))
        .set("WHY_TEXT", why_words(fit, language));
}

/// `secret`: of a calendar opened just now; it is shown this once.
Response my_activities_page(Pages& pages, const Request& request, const std::string& secret) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/activities");
  add_signups(pages, view, request);
  add_fits(pages, view, request);
  auto& sharing = pages.parts.services.sharing;
  if (!secret.empty()) view.add("FEED_FRESH").set("FEED_URL", sharing.address("/calendars/" + secret));
  if (const auto since = sharing.feed_since(request.actor)) {
    View& feed = view.add("FEED_ON");
    pages.set_instant(feed, *since, language);
  } else {
    view.show("FEED_OFF");
  }
  view.show(pages.parts.services.digests.wanted(request.actor) ? "DIGEST_ON" : "DIGEST_OFF");
  return pages.render(request, "my_activities.html", view);
}

Task<Response> change_calendar(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  auto& sharing = pages.parts.services.sharing;
  const bool opening = sent->get("calendar") == "open";
  idempotency::Key key{request.actor.person, sent->key, "portal.calendar", request.body};
  auto waiting =
      opening ? sharing.open_feed(request.actor, std::move(key)) : sharing.close_feed(request.actor, std::move(key));
  const auto secret = co_await waiting;
  if (!secret) co_return pages.refusal(request, secret.error());
  if (!opening) co_return Response::redirect("/my/activities#calendar");
  co_return my_activities_page(pages, request, *secret);
}

Task<Response> change_digest(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto wish =
      sent->get("digest") == "weekly" ? act::DigestService::Wish::weekly : act::DigestService::Wish::none;
  idempotency::Key key{request.actor.person, sent->key, "portal.digest", request.body};
  auto waiting = pages.parts.services.digests.choose(request.actor, wish, std::move(key));
  const auto done = co_await waiting;
  if (!done) co_return pages.refusal(request, done.error());
  co_return Response::redirect("/my/activities#digest");
}

}  // namespace

void add_my_activities_routes(http::Routes& routes, Pages& pages) {
  routes.get("/my/activities", Access::signed_in,
             http::handler([&pages](Request& request) { return my_activities_page(pages, request, ""); }));
  routes.post("/my/calendar", Access::signed_in,
              [&pages](Request& request) { return change_calendar(pages, request); });
  routes.post("/my/digest", Access::signed_in, [&pages](Request& request) { return change_digest(pages, request); });
  // Reloading the page that showed the address.
  routes.get("/my/calendar", Access::signed_in,
             http::handler([](Request&) { return Response::redirect("/my/activities"); }));
}

}  // namespace ws::portal
