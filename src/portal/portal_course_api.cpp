// Courses: what is taught and when, one's own places, and the page of who teaches.
#include <algorithm>
#include <cstdio>

#include "base/text.h"
#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using courses::CourseService;
using courses::Session;
using courses::SessionState;
using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t courses_per_page = 12;

struct Words {
  std::string_view zh, en, hue;
};
Words state_words(SessionState state) {
  switch (state) {
    case SessionState::planned:
      return {"筹备中", "Being planned", "calm"};
    case SessionState::announced:
      return {"可以报名", "Open", "good"};
    case SessionState::live:
      return {"正在上课", "On now", "brand"};
    case SessionState::ended:
      return {"已结束", "Over", "calm"};
    case SessionState::replay_published:
      return {"可看回放", "Replay", "calm"};
    case SessionState::cancelled:
      return {"已取消", "Cancelled", "warn"};
  }
  return {};
}

std::string place_state_words(const std::string& state, Language language) {
  if (state == "confirmed") return say(language, "已报上名", "You have a place");
  if (state == "waitlisted") return say(language, "候补中", "You are waiting");
  if (state == "offered") return say(language, "有名额了，等您回一声", "A place is held for you");
  if (state == "attended") return say(language, "来过了", "You were there");
  if (state == "absent") return say(language, "没有到", "You were not there");
  return say(language, "已取消", "Cancelled");
}

std::string places_words(const Session& session, Language language) {
  const std::int64_t capacity = session.plan.capacity;
  if (capacity == 0) return say(language, "人数不限", "Room for everybody");
  const std::int64_t left = capacity - session.taken;
  if (left > 0)
    return say(language, "还剩 " + std::to_string(left) + " 位（共 " + std::to_string(capacity) + "）",
               std::to_string(left) + " of " + std::to_string(capacity) + " left");
  if (session.waiting == 0) return say(language, "满了，可以候补", "Full; you can wait for a place");
  return say(language, "满了，" + std::to_string(session.waiting) + " 人候补",
             "Full, " + std::to_string(session.waiting) + " waiting");
}

std::string span_words(const Session& session, Instant now, Language language) {
  const std::string end = to_iso(session.plan.ends).substr(11, 5);
  return say_time(session.plan.starts, now, language) + "–" + end;
}

void set_session(Pages& pages, View& view, const Session& session, Language language) {
  const Words words = state_words(session.state);
  view.set("SESSION_ID", session.id.str()).set("SPAN_TEXT", span_words(session, pages.now(), language));
  view.set("STATE_NAME", say(language, words.zh, words.en)).set("STATE_HUE", std::string(words.hue));
  view.set("PLACE", session.plan.mode == courses::Mode::online
                        ? say(language, "线上：", "Online: ") + session.plan.place
                        : session.plan.place);
  view.set("PLACES_TEXT", places_words(session, language));
  if (session.state == SessionState::announced) view.show("HAS_CALENDAR");
  pages.set_instant(view, session.plan.starts, language);
  if (session.state == SessionState::replay_published) view.add("REPLAY").set("REPLAY_URL", session.replay);
  if (session.broadcast_state.empty()) return;
  const bool is_replay = session.broadcast_state == "replay_published";
  const bool is_live = session.broadcast_state == "live";
  view.add("BROADCAST")
      .set("BROADCAST_URL", "/live/" + session.plan.broadcast.str())
      .set("BROADCAST_TEXT", is_replay ? say(language, "看回放", "Watch again")
                             : is_live ? say(language, "正在直播，进去看", "On now: watch")
                                       : say(language, "直播间", "Where it is shown live"));
}

// ---- the catalogue

Response list_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const CourseService& service = pages.parts.services.courses;
  const std::string category(request.q("category")), cursor(request.q("cursor"));
  View view = pages.view(request, Nav::none);
  const auto add = [&](const std::string& code, std::string_view name) {
    View& chip = view.add("SUBJECTS");
    chip.set("SUBJECT_URL", address("/courses", {{"category", code}})).set("SUBJECT_NAME", std::string(name));
    if (code == category) chip.show("SUBJECT_CURRENT");
  };
  add("", say(language, "全部", "All"));
  for (const courses::Category& one : service.categories(false)) add(one.code, say(language, one.name, one.name_en));
  if (!cursor.empty() && !CourseId::parse(cursor))
    return pages.refusal(request, Error::invalid("list.bad_cursor", "cursor"));
  const auto page = service.list(category, cursor, courses_per_page);
  show_either(view, !page.rows.empty(), "COURSES");
  for (const auto& course : page.rows) {
    View& card = view.add("COURSES");
    card.set("ID", course.id.str()).set("NAME", course.plan.title).set("SUMMARY", course.plan.summary);
    card.set("SUBJECT", say(language, course.category_name, course.category_name_en));
    card.set("LECTURER", course.lecturer_name).set("SITE_NAME", course.site_name);
    card.set("FOR_WHOM", course.plan.for_whom);
    if (!course.next) continue;
    View& next = card.add("NEXT_SESSION");
    pages.set_instant(next, *course.next, language);
  }
  add_pager(view, {"/courses", {{"category", category}}, "cursor", cursor, page.next});
  return pages.render(request, "courses.html", view);
}

// ---- one course

/// What somebody has of a session, and what they can say to it.
void add_mine(Pages& pages, View& row, const Session& session, const courses::store::Place& place,
              Language language) {
  View& own = row.add("MINE");
  own.set("MINE_STATE", place_state_words(place.state, language)).set("PLACE_ID", place.id.str());
  own.set("MINE_HUE", place.state == "confirmed" || place.state == "attended" ? "good"
                      : place.state == "offered"                              ? "brand"
                                                                              : "calm");
  const bool on = session.state == SessionState::announced || session.state == SessionState::live;
  if (place.state == "offered" && on && *place.offered_until > pages.now())
    own.add("OFFER").set("UNTIL_TEXT", say_time(*place.offered_until, pages.now(), language));
  else if (session.state == SessionState::announced && (place.state == "confirmed" || place.state == "waitlisted"))
    own.show("CAN_CANCEL");
}

void add_session(Pages& pages, View& list, const Session& session, const CourseService::Detail& detail,
                 const Request& request) {
  const Language language = request.language();
  View& row = list.add("SESSIONS");
  set_session(pages, row, session, language);
  const auto mine = detail.mine.find(session.id.str());
  if (mine != detail.mine.end()) {
    add_mine(pages, row, session, mine->second, language);
    return;
  }
  if (!courses::check_open(session, pages.now())) return;
  const bool room = session.plan.capacity == 0 || (session.taken < session.plan.capacity && session.waiting == 0);
  row.add("SIGN_UP").set("SIGN_UP_TEXT",
                         room ? say(language, "报名", "Sign up") : say(language, "候补", "Wait for a place"));
}

Response course_page(Pages& pages, const Request& request, const CourseId& id, const Error* refusal) {
  const Language language = request.language();
  const auto found = pages.parts.services.courses.find(request.actor, id);
  if (!found) return pages.refusal(request, found.error());
  const auto& course = found->seen.course;
  View view = pages.view(request, Nav::none, "/courses/" + id.str());
  view.set("ID", id.str()).set("NAME", course.plan.title).set("SUMMARY", course.plan.summary);
  view.set("SUBJECT", say(language, course.category_name, course.category_name_en));
  view.set("SUBJECT_URL", address("/courses", {{"category", course.plan.category}}));
  view.set("FOR_WHOM", course.plan.for_whom).set("LECTURER", course.lecturer_name);
  view.set("SITE_ID", course.site.str()).set("SITE_NAME", course.site_name);
  if (!course.plan.training_course.empty()) view.show("TRAINING");
  if (request.q("done") == "1") view.show("DONE");
  if (refusal) add_refusal(view, *refusal, language);
  show_either(view, !found->sessions.empty(), "SESSIONS");
  for (const Session& session : found->sessions) add_session(pages, view, session, *found, request);
  Response response =
      pages.render(request, "course.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

Response one_page(Pages& pages, const Request& request) {
  const auto id = CourseId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("course.not_found"));
  return course_page(pages, request, *id, nullptr);
}

/// Signs up (`session`), or answers for a place that one has (`place`): accepts what is offered, or leaves.
Task<Result<std::string>> say_of_place(Pages& pages, const Request& request, const SentForm& sent) {
  const idempotency::Key key{request.actor.person, sent.key, "courses.page", request.target + "\n" + request.body};
  auto& service = pages.parts.services.courses;
  if (const auto session = CourseSessionId::parse(sent.get("session"))) {
    auto signing = service.sign_up(request.actor, key, *session);
    co_return co_await signing;
  }
  const auto place = SessionPlaceId::parse(sent.get("place"));
  if (!place) co_return Error::not_found("session.not_found");
  auto answering = sent.get("answer") == "accept" ? service.accept(request.actor, key, *place)
                                                  : service.leave(request.actor, key, *place);
  co_return co_await answering;
}

/// Signed out, one is led to sign in and back to the course: there is nothing filled that could be lost.
Task<Response> take_place(Pages& pages, Request& request) {
  const auto id = CourseId::parse(request.params.at(0));
  if (!id) co_return pages.refusal(request, Error::not_found("course.not_found"));
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  if (!request.actor.signed_in())
    co_return Response::redirect(address("/sign-in", {{"next", "/courses/" + id->str()}}));
  auto saying = say_of_place(pages, request, *sent);
  const auto result = co_await saying;
  if (!result) co_return course_page(pages, request, *id, &result.error());
  co_return Response::redirect("/courses/" + id->str() + "?done=1");
}

// ---- one's own

Response my_courses(Pages& pages, const Request& request, const Error* refusal) {
  const Language language = request.language();
  View view = pages.view(request, Nav::my, "/my/courses");
  if (request.q("done") == "1") view.show("DONE");
  if (refusal) add_refusal(view, *refusal, language);
  const auto own = pages.parts.services.courses.own(request.actor);
  show_either(view, !own.empty(), "PLACES");
  for (const auto& one : own) {
    View& row = view.add("PLACES");
    set_session(pages, row, one.session, language);
    row.set("ID", one.course.str()).set("NAME", one.title);
    add_mine(pages, row, one.session, one.place, language);
    if (one.place.state == "attended" && !one.session.feedback.empty())
      row.add("FEEDBACK").set("FEEDBACK_URL", "/surveys/" + one.session.feedback.str());
  }
  Response response =
      pages.render(request, "my_courses.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

Task<Response> answer(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  auto saying = say_of_place(pages, request, *sent);
  const auto result = co_await saying;
  if (!result) co_return my_courses(pages, request, &result.error());
  co_return Response::redirect("/my/courses?done=1");
}

struct LecturerForm {
  std::string site, about, proofs;
  std::vector<std::string> categories;
};

void add_application(Pages& pages, View& view, const LecturerForm& form, Language language) {
  View& application = view.add("APPLY");
  application.set("F_ABOUT", form.about).set("F_PROOFS", form.proofs);
  for (const courses::Category& one : pages.parts.services.courses.categories(false)) {
    View& choice = application.add("SUBJECTS");
    choice.set("VALUE", one.code).set("LABEL", say(language, one.name, one.name_en));
    if (std::find(form.categories.begin(), form.categories.end(), one.code) != form.categories.end())
      choice.show("CHECKED");
  }
  for (const sites::Site& site : pages.service.operating_sites()) {
    if (site.kind == "station" && site.id.str() != form.site) continue;
    View& option = application.add("SITE_CHOICES");
    option.set("VALUE", site.id.str()).set("LABEL", site.name);
    if (site.id.str() == form.site) option.show("SELECTED");
  }
}

void add_lecturer(Pages& pages, View& view, const CourseService::OwnLecturer& own, Language language) {
  using courses::LecturerState;
  const auto& lecturer = *own.lecturer;
  View& shown = view.add(lecturer.state == LecturerState::applied    ? "WAITS"
                         : lecturer.state == LecturerState::approved ? "TEACHES"
                                                                     : "DECLINED");
  shown.set("SITE_NAME", lecturer.site_name).set("REASON", lecturer.reason);
  if (lecturer.state != LecturerState::approved) return;
  show_either(shown, !own.times.empty(), "TIMES");
  for (const auto& time : own.times) {
    View& row = shown.add("TIMES");
    row.set("TIME_ID", time.id.str());
    row.set("SPAN_TEXT", say_time(time.starts, pages.now(), language) + "–" + to_iso(time.ends).substr(11, 5));
  }
  const auto is_on = [](const Session& session) {
    return session.state == SessionState::announced || session.state == SessionState::live;
  };
  show_either(shown, std::any_of(own.sessions.begin(), own.sessions.end(), is_on), "SESSIONS");
  for (const Session& session : own.sessions) {
    if (!is_on(session)) continue;
    View& row = shown.add("SESSIONS");
    set_session(pages, row, session, language);
    const auto course = std::find_if(own.courses.begin(), own.courses.end(),
                                     [&](const auto& one) { return one.id == session.course; });
    row.set("NAME", course->plan.title).set("ID", course->id.str());
    row.show(session.state == SessionState::live ? "CAN_END" : "CAN_BEGIN");
  }
}

Response lecturer_page(Pages& pages, const Request& request, const LecturerForm& form, const Error* refusal) {
  const Language language = request.language();
  const auto own = pages.parts.services.courses.own_lecturer(request.actor);
  View view = pages.view(request, Nav::my, "/my/lecturer");
  view.set("DATE_MIN", to_text(local_date(pages.now())));
  if (request.q("done") == "1") view.show("DONE");
  if (refusal) add_refusal(view, *refusal, language);
  if (own.lecturer) add_lecturer(pages, view, own, language);
  if (!own.lecturer || own.lecturer->state == courses::LecturerState::declined)
    add_application(pages, view, form, language);
  Response response =
      pages.render(request, "my_lecturer.html", view, Keep::never, refusal ? http::status_of(refusal->code) : 200);
  if (refusal) response.reason = refusal->reason;
  return response;
}

LecturerForm read_application(const SentForm& sent) {
  LecturerForm form{sent.get("site_id"), sent.get("about"), sent.get("proofs"), {}};
  for (const auto& [name, value] : sent.form.fields())
    if (name == "category") form.categories.push_back(value);
  return form;
}

Task<Response> apply(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const LecturerForm form = read_application(*sent);
  const auto site = SiteId::parse(form.site);
  Error wrong = Error::invalid("lecturer.form");
  const bool fits = site && code_points(form.about) >= 10 && code_points(form.about) <= 1000 &&
                    code_points(form.proofs) >= 2 && code_points(form.proofs) <= 500;
  if (!fits) co_return lecturer_page(pages, request, form, &wrong);
  const idempotency::Key key{request.actor.person, sent->key, "lecturers.page", request.target + "\n" + request.body};
  auto applying =
      pages.parts.services.courses.apply(request.actor, key, {*site, form.categories, form.about, form.proofs});
  const auto result = co_await applying;
  if (!result) co_return lecturer_page(pages, request, form, &result.error());
  co_return Response::redirect("/my/lecturer?done=1");
}

std::optional<Instant> instant_of(const std::string& day, const std::string& clock) {
  const auto date = parse_day(day);
  int hour = 0, minute = 0;
  if (!date || clock.size() != 5 || std::sscanf(clock.c_str(), "%2d:%2d", &hour, &minute) != 2 || hour < 0 ||
      hour > 23 || minute < 0 || minute > 59)
    return std::nullopt;
  return start_of_day(*date).plus_ms(hour * hour_ms + minute * minute_ms);
}

/// Free times, and beginning and ending one's own sessions.
Task<Response> act(Pages& pages, Request& request) {
  const auto sent = read_form(request);
  if (!sent) co_return pages.refusal(request, sent.error());
  const idempotency::Key key{request.actor.person, sent->key, "lecturers.act", request.target + "\n" + request.body};
  auto& service = pages.parts.services.courses;
  Result<std::string> result = Error::invalid("session.times", "day");
  if (const auto time = LecturerTimeId::parse(sent->get("time"))) {
    auto removing = service.remove_time(request.actor, key, *time);
    result = co_await removing;
  } else if (const auto session = CourseSessionId::parse(sent->get("session"))) {
    const auto step = sent->get("step") == "end" ? courses::Step::end : courses::Step::begin;
    auto moving = service.move(request.actor, key, *session, step, "");
    result = co_await moving;
  } else {
    const auto starts = instant_of(sent->get("day"), sent->get("from"));
    const auto ends = instant_of(sent->get("day"), sent->get("to"));
    if (starts && ends) {
      auto adding = service.add_time(request.actor, key, *starts, *ends);
      result = co_await adding;
    }
  }
  if (!result) co_return lecturer_page(pages, request, {}, &result.error());
  co_return Response::redirect("/my/lecturer?done=1");
}

}  // namespace

void add_course_routes(http::Routes& routes, Pages& pages) {
  routes.get("/courses", Access::everyone,
             http::handler([&pages](Request& request) { return list_page(pages, request); }));
  routes.get("/courses/{id}", Access::everyone,
             http::handler([&pages](Request& request) { return one_page(pages, request); }));
  routes.post("/courses/{id}/places", Access::everyone,
              [&pages](Request& request) { return take_place(pages, request); });
  routes.get("/my/courses", Access::signed_in,
             http::handler([&pages](Request& request) { return my_courses(pages, request, nullptr); }));
  routes.post("/my/courses", Access::signed_in, [&pages](Request& request) { return answer(pages, request); });
  routes.get("/my/lecturer", Access::signed_in,
             http::handler([&pages](Request& request) { return lecturer_page(pages, request, {}, nullptr); }));
  routes.post("/my/lecturer", Access::signed_in, [&pages](Request& request) { return apply(pages, request); });
  routes.post("/my/lecturer/acts", Access::signed_in, [&pages](Request& request) { return act(pages, request); });
}

}  // namespace ws::portal
