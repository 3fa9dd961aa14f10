// One activity: what it asks for, signing up for it, and what became of that.
#include <algorithm>
#include <charconv>

#include "portal/portal_page_api.h"
#include "portal/portal_shelf_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

namespace act = activities;

/// What the form shows besides the activity: what was filled in, and why it was refused.
struct Filled {
  SignupForm form;
  std::vector<FieldError> errors;
  std::optional<Error> refusal;
  std::string flash;  ///< what was just done
};

/// Why the person cannot have a role, by its identifier.
using Obstacles = std::map<std::string, std::string>;

Places places_of(const act::Detail& page, const act::Shift& shift, const act::ShiftRole& role) {
  const act::Activity& activity = page.activity;
  return {page.row.state,      page.row.mode,        activity.drawn.has_value(),
          activity.plan.opens, activity.plan.closes, shift.starts,
          role.plan.capacity,  role.open(),          role.waiting};
}

OwnSignup own_of(const act::Detail& page, const act::store::SignupView& signup) {
  OwnSignup own;
  own.state = signup.state;
  own.mode = page.row.mode;
  own.drawn = page.activity.drawn.has_value();
  own.draw_due = page.activity.plan.draw_due;
  own.starts = {signup.starts_ms};
  own.ends = {signup.ends_ms};
  own.place = signup.place;
  own.companions = signup.companions;
  if (signup.offered_until_ms) own.offered_until = Instant{*signup.offered_until_ms};
  own.place_in_line = signup.place_in_line;
  return own;
}

// ---- the parts of the page

void add_head(Pages& pages, View& view, const act::Detail& page, Language language) {
  const act::Plan& plan = page.activity.plan;
  view.set("ID", page.row.id.str()).set("NUMBER", page.row.number).set("NAME", plan.title);
  view.set("SUMMARY", plan.summary).set("PLACE", plan.place);
  pages.set_category(view, page.row.category, language);
  const Badge state = activity_state_words(page.row.state, language);
  view.set("STATE_NAME", state.text).set("STATE_HUE", state.hue);
  const Instant starts = page.activity.starts;
  const LocalDate day = local_date(starts);
  view.set("DAY", day.day).set("MONTH", month_words(day, language)).set("WEEKDAY", weekday_words(day, language));
  pages.set_instant(view, starts, language);
  view.set("ENDS_ISO", to_iso(page.activity.ends));
  view.set("WHEN_TEXT", page.shifts.size() == 1
                            ? day_words(day, language) + " " + span_words(starts, page.activity.ends)
                            : day_words(day, language) + say(language, "起，", ": ") +
                                  std::to_string(page.shifts.size()) + say(language, " 个班次", " shifts"));
  const std::string url = pages.parts.public_address + "/activities/" + page.row.id.str();
  view.set("OG_URL", url).set("OG_IMAGE", url + "/card.png");
  view.set("EVENT_STATUS",
           page.row.state == "cancelled" ? "https://schema.org/EventCancelled" : "https://schema.org/EventScheduled");
  if (plan.hazardous) view.show("HAZARDOUS");
}

void add_facts(View& view, const act::Detail& page, const Policy& policy, Language language) {
  const act::Plan& plan = page.activity.plan;
  view.set("SITE_ID", page.row.site.id).set("SITE_NAME", page.row.site.name);
  if (!page.row.team.id.empty())
    view.add("TEAM").set("TEAM_ID", page.row.team.id).set("TEAM_NAME", page.row.team.name);
  if (!page.row.project.id.empty())
    view.add("PROJECT").set("PROJECT_ID", page.row.project.id).set("PROJECT_NAME", page.row.project.name);
  view.set("CONDITIONS", plan.conditions).set("RISKS", plan.risks);
  view.show(plan.needs_own_insurance() ? "OWN_INSURANCE" : plan.insurance.empty() ? "UNINSURED" : "INSURED");
  if (plan.lat_e6 && plan.lon_e6)
    view.add("HAS_MAP").set("LAT", degrees(plan.lat_e6)).set("LNG", degrees(plan.lon_e6));
  const std::string quota = std::to_string(plan.quota);
  if (plan.quota > 0)
    view.add("QUOTA").set("QUOTA_TEXT", language == "en" ? "Each person may take " + quota + " shifts."
                                                         : "每人最多报 " + quota + " 个班次。");
  view.set("COMPANIONS_MAX", policy.signup_most_companions);
}

void add_window(View& view, const act::Detail& page, Instant now, Language language) {
  const act::Plan& plan = page.activity.plan;
  const std::string opens = say_time(plan.opens, now, language);
  const std::string closes = say_time(plan.closes, now, language);
  const bool before = now < plan.opens;
  view.set("WINDOW_TEXT", before              ? (language == "en" ? "Opens " + opens : opens + "开始报名")
                          : now < plan.closes ? (language == "en" ? "Open until " + closes : "报名到" + closes)
                                              : (language == "en" ? "Closed " + closes : closes + "截止"));
  if (plan.mode != act::Mode::lot) {
    view.set("MODE_TEXT", plan.mode == act::Mode::approval
                              ? say(language, "报名后由负责人确认", "Those in charge say yes to each")
                              : say(language, "先到先得", "First come, first served"));
    return;
  }
  view.set("MODE_TEXT", say(language, "抽签", "By lot"));
  View& lot = view.add("LOT");
  lot.set("SEED_HASH", page.activity.draw_seed_hash);
  lot.set("DRAW_TEXT", page.activity.drawn ? say_time(*page.activity.drawn, now, language)
                                           : say_time(plan.draw_due.value_or(plan.closes), now, language));
  lot.show(page.activity.drawn ? "DRAWN" : "NOT_DRAWN");
}

void add_mine(Pages& pages, View& view, const act::Detail& page, Language language) {
  const Instant now = pages.now();
  for (const act::store::SignupView& signup : page.mine) {
    if (signup.state == "cancelled") continue;
    const OwnSignup own = own_of(page, signup);
    const SignupWords words = signup_words(own, now, language);
    View& mine = view.add("MINE");
    mine.set("SIGNUP_ID", signup.id.str()).set("MINE_STATE", words.name).set("MINE_HUE", words.hue);
    mine.set("MINE_NEXT", words.next).set("MINE_ROLE", signup.role_name);
    mine.set("MINE_WHEN", say_time(own.starts, now, language));
    if (signup.state == "offered") {
      View& offer = mine.add("OFFER");
      pages.set_instant(offer, own.offered_until.value_or(now), language);
    }
    if (signup.state == "pending" && page.row.mode == "lot") mine.add("TICKET").set("TICKET", signup.id.str());
    if (signup.state == "confirmed" && page.private_details && !page.private_details->empty())
      mine.add("BRIEFING").set("BRIEFING_TEXT", *page.private_details);
    if (const std::string effect = cancel_effect(own, now, language); !effect.empty())
      mine.add("CAN_CANCEL").set("CANCEL_EFFECT", effect);
  }
}

std::string needs_of(Pages& pages, const act::RolePlan& role, Language language) {
  std::string needs;
  const auto add = [&](const std::string& need) { needs += (needs.empty() ? "" : say(language, "；", "; ")) + need; };
  if (!role.skill.empty()) add(say(language, "需要", "needs ") + pages.service.skill_name(role.skill, language));
  if (role.minimum_age > 0)
    add(language == "en" ? "from " + std::to_string(role.minimum_age) + " years"
                         : "满 " + std::to_string(role.minimum_age) + " 岁");
  if (!role.training.empty()) add(say(language, "须先参加培训", "after training"));
  return needs;
}

/// Answers how many roles somebody may choose.
int add_shifts(Pages& pages, View& view, const act::Detail& page, const Obstacles& obstacles, const SignupForm& form,
               Language language) {
  const Instant now = pages.now();
  int choosable = 0;
  for (const act::Shift& shift : page.shifts) {
    View& block = view.add("SHIFTS");
    block.set("SHIFT_DAY", day_words(local_date(shift.starts), language));
    block.set("SHIFT_TIME", span_words(shift.starts, shift.ends));
    for (const act::ShiftRole& role : shift.roles) {
      const Places places = places_of(page, shift, role);
      const Badge badge = places_words(places, now, language);
      View& row = block.add("ROLES");
      row.set("ROLE_ID", role.id.str()).set("ROLE_NAME", role.plan.name);
      row.set("ROLE_PLACES", badge.text).set("ROLE_HUE", badge.hue);
      if (const std::string needs = needs_of(pages, role.plan, language); !needs.empty())
        row.add("ROLE_NEEDS").set("ROLE_NEEDS_TEXT", needs);
      const auto obstacle = obstacles.find(role.id.str());
      if (obstacle != obstacles.end())
        row.add("OBSTACLE").set("OBSTACLE_TEXT", http::sentence(obstacle->second, language));
      if (!takes_signups(places, now) || obstacle != obstacles.end()) {
        row.show("FIXED");
        continue;
      }
      ++choosable;
      View& choice = row.add("CHOICE");
      if (role.id.str() == form.role) choice.show("CHECKED");
    }
  }
  return choosable;
}

/// Why nobody may sign up now.
std::string closed_words(const act::Detail& page, Instant now, Language language) {
  const act::Plan& plan = page.activity.plan;
  if (!act::is_on(page.activity.state))
    return say(language, "这个活动已经不再招募。", "This activity takes nobody any more.");
  if (now < plan.opens) {
    const std::string opens = say_time(plan.opens, now, language);
    return language == "en" ? "Sign-up opens " + opens + "." : "还没有开始报名，" + opens + "开始。";
  }
  return say(language, "报名已经截止。可以看看别的活动。", "Sign-up is closed. There are other activities.");
}

void add_form(Pages& pages, View& view, const act::Detail& page, const Obstacles& obstacles, const Request& request,
              const Filled& filled) {
  const Language language = request.language();
  const int choosable = add_shifts(pages, view, page, obstacles, filled.form, language);
  const bool open = std::any_of(page.shifts.begin(), page.shifts.end(), [&](const act::Shift& shift) {
    return !shift.roles.empty() && takes_signups(places_of(page, shift, shift.roles.front()), pages.now());
  });
  if (!open)
    view.add("NO_SIGN_UP").set("WHY_TEXT", closed_words(page, pages.now(), language));
  else if (request.actor.signed_in() && !request.actor.volunteer)
    view.show("NOT_VOLUNTEER");
  else if (choosable == 0)
    view.add("NO_SIGN_UP")
        .set("WHY_TEXT", say(language, "您暂时没有可以再报的岗位，原因写在岗位下面。",
                             "There is no role left that you could take; why stands below each."));
  else
    view.show("SIGN_UP");
  view.set("F_COMPANIONS", filled.form.companions.empty() ? "0" : filled.form.companions);
  view.set("F_NOTE", filled.form.note);
  // What everybody gets alike cannot carry a key of one's own.
  view.set("SHARED", request.actor.signed_in() ? "0" : "1");
  if (!request.actor.signed_in()) view.show("SIGN_IN_LATER");
  add_errors(view, filled.errors, language);
}

/// The nearest role of the same activity that the actor could have: with places first.
const act::ShiftRole* nearest_role(Pages& pages, const act::Detail& page, const Actor& actor,
                                   const std::string& refused, std::string& when, Language language) {
  const auto obstacles = pages.parts.services.activities.obstacles(actor, page);
  const act::ShiftRole* best = nullptr;
  for (const act::Shift& shift : page.shifts)
    for (const act::ShiftRole& role : shift.roles) {
      const Places places = places_of(page, shift, role);
      if (role.id.str() == refused || obstacles.contains(role.id.str()) || !takes_signups(places, pages.now()))
        continue;
      if (best && (best->open() > 0 || role.open() <= 0)) continue;
      best = &role;
      when = say_time(shift.starts, pages.now(), language);
    }
  return best;
}

void add_refused(Pages& pages, View& view, const act::Detail& page, const Request& request, const Filled& filled) {
  if (!filled.refusal) return;
  const Language language = request.language();
  View& refusal = view.add("FORM_REFUSAL");
  refusal.set("REFUSAL", refusal_words(*filled.refusal, language));
  View& link = refusal.add("REFUSAL_LINK");
  std::string when;
  if (filled.refusal->reason == "signup.not_registered") {
    link.set("LINK_URL", "/volunteer/join")
        .set("LINK_TEXT", say(language, "先登记成为志愿者", "Register as a volunteer"));
  } else if (const auto* role = nearest_role(pages, page, request.actor, filled.form.role, when, language)) {
    link.set("LINK_URL", "#role-" + role->id.str())
        .set("LINK_TEXT", say(language, "可以报：", "You could take: ") + when + " " + role->plan.name);
  } else {
    link.set("LINK_URL", address("/activities", {{"category", page.row.category}, {"places", "open"}}))
        .set("LINK_TEXT", say(language, "看看还有名额的同类活动", "Similar activities with places"));
  }
}

std::string called_off_words(const act::Detail& page, Language language) {
  return page.row.state == "cancelled"
             ? say(language, "这个活动已经取消，不用前往。报过名的人都收到了通知。",
                   "This activity is cancelled; please do not come. Everybody who signed up was told.")
             : std::string();
}

Response page_of(Pages& pages, const Request& request, const act::Detail& page, const Obstacles& obstacles,
                 const Filled& filled) {
  const Language language = request.language();
  View view = pages.view(request, Nav::activities, "/activities/" + page.row.id.str());
  add_head(pages, view, page, language);
  add_facts(view, page, pages.parts.services.rules.policy, language);
  add_window(view, page, pages.now(), language);
  if (const std::string off = called_off_words(page, language); !off.empty())
    view.add("CALLED_OFF").set("CALLED_OFF_TEXT", off);
  if (!filled.flash.empty()) view.add("FLASH").set("FLASH_TEXT", filled.flash);
  add_mine(pages, view, page, language);
  add_form(pages, view, page, obstacles, request, filled);
  add_refused(pages, view, page, request, filled);
  const int status = !filled.errors.empty() ? 422 : filled.refusal ? http::status_of(filled.refusal->code) : 200;
  Response response = pages.render(request, "activity.html", view, Keep::never, status);
  if (filled.refusal) response.reason = filled.refusal->reason;
  if (!filled.errors.empty()) response.reason = filled.errors.front().reason;
  return response;
}

/// As this person alone sees it.
Response activity_page(Pages& pages, const Request& request, const ActivityId& id, const Filled& filled) {
  const auto& activities = pages.parts.services.activities;
  const auto page = activities.detail(request.actor, id);
  if (!page) return pages.refusal(request, page.error());
  const Obstacles obstacles = request.actor.volunteer ? activities.obstacles(request.actor, *page) : Obstacles();
  return page_of(pages, request, *page, obstacles, filled);
}

std::string flash_of(std::string_view done, Language language) {
  if (done == "signed-up")
    return say(language, "报名收到了，您现在的情况就在下面。", "Your sign-up is in; where it stands is below.");
  if (done == "accepted") return say(language, "确认好了，名额是您的。", "Confirmed: the place is yours.");
  if (done == "declined")
    return say(language, "已让给下一位，谢谢您告诉我们。", "It goes to the next. Thank you for saying so.");
  if (done == "cancelled") return say(language, "已经取消。", "It is cancelled.");
  return {};
}

/// Pages that are kept, and what everybody may know of their activities.
struct KeptPages {
  Shelf shelf;
  Kept<act::Detail> details;
  std::function<std::int64_t()> mark;

  explicit KeptPages(const Services& use)
      : shelf(use.clock, [&use] { return use.activities.mark(); }),
        details(512, use.clock),
        mark([&use] { return use.activities.mark(); }) {}
};

/// What sets this person's page apart from what everybody gets.
struct Look {
  std::string as;  ///< the same for those who get the same page
  Obstacles obstacles;
};

/// Nothing for a page that is about the person, or not for everybody's eyes.
std::optional<Look> look_of(const Services& use, KeptPages& kept, const Actor& actor, const ActivityId& id) {
  if (!actor.signed_in()) return Look{};
  const auto detail = kept.details.get(id.str(), kept.mark, [&]() -> Kept<act::Detail>::Value {
    auto found = use.activities.detail({}, id);
    return found ? std::make_shared<const act::Detail>(std::move(*found)) : nullptr;
  });
  if (!detail) return std::nullopt;
  if (!actor.volunteer) return Look{"account", {}};
  auto obstacles = use.activities.newcomer_obstacles(actor, *detail);
  if (!obstacles) return std::nullopt;
  Look look{"volunteer", std::move(*obstacles)};
  for (const auto& [role, reason] : look.obstacles) look.as.append(" ").append(role).append("=").append(reason);
  return look;
}

Response show_activity_in_snapshot(Pages& pages, KeptPages& kept, const Request& request) {
  const auto id = ActivityId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("activity.not_found"));
  const Services& use = pages.parts.services;
  if (const auto look = Shelf::takes(request) ? look_of(use, kept, request.actor, *id) : std::nullopt)
    // Put together from what everybody may know, whoever asks first.
    return kept.shelf.serve(pages, request, look->as, [&] {
      const auto page = use.activities.detail({}, *id);
      return page ? page_of(pages, request, *page, look->obstacles, {}) : pages.refusal(request, page.error());
    });
  Filled filled;
  filled.form.role = request.q("role");
  if (request.actor.signed_in()) filled.flash = flash_of(request.q("done"), request.language());
  return activity_page(pages, request, *id, filled);
}

/// What the page asks of the database is asked of one snapshot, which also spares a busy page most of its
/// transactions.
Response show_activity(Pages& pages, KeptPages& kept, const Request& request) {
  return pages.parts.services.database.read(
      [&](db::Reader&) { return show_activity_in_snapshot(pages, kept, request); });
}

// ---- signing up

Task<Response> sign_up(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = ActivityId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("activity.not_found"));
  SignupForm form{id->str(), sent->get("role"), sent->get("companions"), sent->get("note"), sent->key};
  if (sent->get("shared") == "1") form.key = pages.secrets.token_hex(16);
  auto errors = check(form, pages.parts.services.rules.policy.signup_most_companions);
  if (!errors.empty()) co_return activity_page(pages, request, *id, {form, std::move(errors), {}, {}});
  if (!request.actor.signed_in()) {
    Response response = Response::redirect("/sign-in");
    keep_draft(response, order_draft, pages.service.seal(form), pages.parts.door.secure);
    co_return response;
  }
  auto waiting = sign_up_and_show(pages, request, std::move(form));
  Response response = co_await waiting;
  co_return response;
}

struct StepDoor {
  const char* name;
  PortalService::SignupStep step;
  const char* done;
};

Task<Response> take_step(Pages& pages, const StepDoor& door, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const auto id = ActivityId::parse(request.params.at(0));
  const auto signup = SignupId::parse(request.params.at(1));
  if (!id || !signup) co_return pages.refusal(request, Error::not_found("signup.not_found"));
  auto waiting = pages.service.step(request.actor, *signup, door.step, sent->key);
  const auto done = co_await waiting;
  if (!done && done.error().code == ErrorCode::not_found) co_return pages.refusal(request, done.error());
  if (!done) co_return activity_page(pages, request, *id, {{}, {}, done.error(), {}});
  co_return Response::redirect("/activities/" + id->str() + "?done=" + door.done);
}

}  // namespace

Task<Response> sign_up_and_show(Pages& pages, Request& request, SignupForm form) {
  const ActivityId id(form.activity);
  auto waiting = pages.service.sign_up(request.actor, form);
  const auto done = co_await waiting;
  if (done) co_return Response::redirect("/activities/" + id.str() + "?done=signed-up");
  Filled filled{form, {}, {}, {}};
  if (done.error().field.empty())
    filled.refusal = done.error();
  else
    filled.errors.push_back({done.error().field, done.error().reason});
  co_return activity_page(pages, request, id, filled);
}

void add_activity_routes(http::Routes& routes, Pages& pages) {
  const auto kept = std::make_shared<KeptPages>(pages.parts.services);
  routes.get("/activities/{id}", Access::everyone,
             http::handler([&pages, kept](Request& request) { return show_activity(pages, *kept, request); }));
  routes.post("/activities/{id}/signups", Access::everyone,
              [&pages](Request& request) { return sign_up(pages, request); });
  for (const StepDoor& door : {StepDoor{"acceptance", PortalService::SignupStep::accept, "accepted"},
                               StepDoor{"decline", PortalService::SignupStep::decline, "declined"},
                               StepDoor{"cancellation", PortalService::SignupStep::cancel, "cancelled"}})
    routes.post(std::string("/activities/{id}/signups/{signup}/") + door.name, Access::signed_in,
                [&pages, door](Request& request) { return take_step(pages, door, request); });
  // Reloading the page a form was refused on.
  routes.get("/activities/{id}/signups", Access::everyone, http::handler([](Request& request) {
               return Response::redirect(address("/activities/" + request.params.at(0), {}));
             }));
}

}  // namespace ws::portal
