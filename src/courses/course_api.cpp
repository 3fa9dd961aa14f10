#include "courses/course_api.h"

#include "base/json.h"
#include "http/writes.h"

namespace ws::courses {
namespace {

using http::Access;
using http::done;
using http::key_of;
using http::paging_of;
using http::Request;
using http::Response;

constexpr json::Range any_time{0, 4'102'444'800'000};

Response refuse(const Error& error) {
  return Response::error(error);
}

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

// ---- out

void write_category(json::Writer& out, const Category& category) {
  out.begin()
      .field("code", category.code)
      .field("name", category.name)
      .field("name_en", category.name_en)
      .field("position", category.position)
      .field("active", category.active)
      .end();
}

void write_lecturer(json::Writer& out, const store::Lecturer& lecturer) {
  out.begin()
      .field("id", lecturer.person)
      .field("name", lecturer.name)
      .field("site_id", lecturer.application.site)
      .field("site_name", lecturer.site_name)
      .field("state", to_text(lecturer.state))
      .field("about", lecturer.application.about)
      .field("proofs", lecturer.application.proofs)
      .field("applied_ms", lecturer.applied.ms)
      .field("reason", lecturer.reason)
      .key("categories")
      .array();
  for (const std::string& category : lecturer.application.categories) out.value(category);
  out.end_array().end();
}

void write_times(json::Writer& out, const std::vector<store::Time>& times) {
  out.key("times").array();
  for (const store::Time& time : times)
    out.begin().field("id", time.id).field("starts_ms", time.starts.ms).field("ends_ms", time.ends.ms).end();
  out.end_array();
}

/// Without the braces.
void write_course(json::Writer& out, const store::Course& course) {
  out.field("id", course.id)
      .field("site_id", course.site)
      .field("site_name", course.site_name)
      .field("category", course.plan.category)
      .field("category_name", course.category_name)
      .field("category_name_en", course.category_name_en)
      .field("title", course.plan.title)
      .field("summary", course.plan.summary)
      .field("for_whom", course.plan.for_whom)
      .field("lecturer_id", course.plan.lecturer)
      .field("lecturer_name", course.lecturer_name)
      .field("training_course", or_null(course.plan.training_course))
      .field("state", to_text(course.state))
      .field("version", course.version)
      .key("next_ms");
  course.next ? out.value(course.next->ms) : out.null();
}

void write_place(json::Writer& out, const store::Place& place) {
  out.begin().field("id", place.id).field("state", place.state).field("arrival", place.arrival);
  out.key("offered_until_ms");
  place.offered_until ? out.value(place.offered_until->ms) : out.null();
  out.end();
}

/// Without the braces.
void write_session(json::Writer& out, const Session& session) {
  const SessionPlan& plan = session.plan;
  out.field("id", session.id)
      .field("course_id", session.course)
      .field("starts_ms", plan.starts.ms)
      .field("ends_ms", plan.ends.ms)
      .field("mode", to_text(plan.mode))
      .field("place_site_id", plan.place_site)
      .field("place", plan.place)
      .field("capacity", plan.capacity)
      .field("taken", session.taken)
      .field("waiting", session.waiting)
      .field("state", to_text(session.state))
      .field("replay", or_null(session.replay))
      .field("activity_id", plan.activity)
      .field("feedback_id", session.feedback)
      .field("broadcast_id", session.plan.broadcast)
      .field("broadcast_state", or_null(session.broadcast_state))
      .field("version", session.version);
}

template <class Rows, class Write>
Response list_of(const Rows& rows, const std::optional<std::string>& next, Write write) {
  json::Writer out;
  out.begin().key("items").array();
  for (const auto& row : rows) write(out, row);
  return Response::json(out.end_array().field("next", next).end().take());
}

void write_whole_course(json::Writer& out, const store::Course& course) {
  out.begin();
  write_course(out, course);
  out.end();
}

// ---- in

/// Texts come as objects, so that each is read with its limits: [{"code": "phone"}, …].
std::vector<std::string> read_codes(json::Object& from, std::string_view name, std::optional<Error>& refused) {
  std::vector<std::string> codes;
  for (json::Object& one : from.objects(name, 20)) {
    codes.push_back(one.text("code", {2, 40}));
    if (auto error = one.finish(); error && !refused) refused = error;
  }
  return codes;
}

Plan read_plan(json::Object& body) {
  Plan plan;
  plan.category = body.text("category", {2, 40});
  plan.title = body.text("title", {2, 60});
  plan.summary = body.text("summary", {2, 1000});
  plan.for_whom = body.text("for_whom", {2, 200});
  plan.lecturer = body.id<PersonId>("lecturer_id");
  plan.training_course = body.text_or("training_course", "", {0, 40});
  return plan;
}

SessionPlan read_session(json::Object& body) {
  SessionPlan plan;
  plan.starts = {body.integer("starts_ms", any_time)};
  plan.ends = {body.integer("ends_ms", any_time)};
  plan.mode = parse_mode(body.one_of("mode", {"site", "online"})).value_or(Mode::site);
  plan.place_site = body.id_or_empty<SiteId>("place_site_id");
  plan.place = body.text("place", {1, 100});
  plan.capacity = body.opt_integer("capacity", {0, 20'000}).value_or(0);
  plan.activity = body.id_or_empty<ActivityId>("activity_id");
  plan.broadcast = body.id_or_empty<live::BroadcastId>("broadcast_id");
  return plan;
}

// ---- categories and lecturers

Response categories(const CourseService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const Category& category : service.categories(request.q("closed") == "1")) write_category(out, category);
  return Response::json(out.end_array().end().take());
}

Task<Response> keep_category(CourseService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  Category category;
  category.code = request.params.at(0);
  category.name = body->text("name", {2, 20});
  category.name_en = body->text("name_en", {2, 60});
  category.position = body->integer("position", {0, 999});
  category.active = body->boolean("active");
  if (const auto error = body->finish()) co_return refuse(*error);
  auto keeping = service.keep(request.actor, key_of(request, "courses.keep_category"), std::move(category));
  const auto kept = co_await keeping;
  if (!kept) co_return refuse(kept.error());
  co_return Response::json("{\"code\":\"" + *kept + "\"}");
}

Response lecturers(const CourseService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const std::string text(request.q("state"));
  const auto state = parse_lecturer_state(text);
  if (!text.empty() && !state) return refuse(Error::invalid("field.unknown_value", "state"));
  const auto page = service.lecturers(request.actor, state, paging->cursor, paging->limit);
  return list_of(page.rows, page.next, write_lecturer);
}

Response own_lecturer(const CourseService& service, const Request& request) {
  const auto own = service.own_lecturer(request.actor);
  json::Writer out;
  out.begin().key("lecturer");
  own.lecturer ? write_lecturer(out, *own.lecturer) : static_cast<void>(out.null());
  write_times(out, own.times);
  out.key("courses").array();
  for (const store::Course& course : own.courses) write_whole_course(out, course);
  out.end_array().key("sessions").array();
  for (const Session& session : own.sessions) {
    out.begin();
    write_session(out, session);
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Task<Response> apply(CourseService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  std::optional<Error> refused;
  Application application;
  application.site = body->id<SiteId>("site_id");
  application.about = body->text("about", {10, 1000});
  application.proofs = body->text("proofs", {2, 500});
  application.categories = read_codes(*body, "categories", refused);
  if (const auto error = body->finish()) refused = error;
  if (refused) co_return refuse(*refused);
  auto applying = service.apply(request.actor, key_of(request, "lecturers.apply"), std::move(application));
  const auto result = co_await applying;
  co_return done(result, 201);
}

enum class Verdict { approved, declined };

Task<Response> decide(CourseService& service, Request& request, Verdict verdict) {
  const auto id = PersonId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("lecturer.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  std::string reason = verdict == Verdict::declined ? body->text("reason", {2, 200}) : "";
  if (const auto error = body->finish()) co_return refuse(*error);
  auto deciding = service.decide(request.actor, key_of(request, "lecturers.decide"), *id, std::move(reason));
  const auto result = co_await deciding;
  co_return done(result);
}

Response times_of(const CourseService& service, const Request& request) {
  const auto id = PersonId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("lecturer.not_found"));
  const auto found = service.times(request.actor, *id);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin();
  write_times(out, *found);
  return Response::json(out.end().take());
}

Task<Response> add_time(CourseService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  const Instant starts{body->integer("starts_ms", any_time)};
  const Instant ends{body->integer("ends_ms", any_time)};
  if (const auto error = body->finish()) co_return refuse(*error);
  auto adding = service.add_time(request.actor, key_of(request, "lecturers.add_time"), starts, ends);
  const auto result = co_await adding;
  co_return done(result, 201);
}

Task<Response> remove_time(CourseService& service, Request& request) {
  const auto id = LecturerTimeId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("lecturer.no_time"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  if (const auto error = body->finish()) co_return refuse(*error);
  auto removing = service.remove_time(request.actor, key_of(request, "lecturers.remove_time"), *id);
  const auto result = co_await removing;
  co_return done(result);
}

// ---- courses

Response list(const CourseService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const auto page = service.list(std::string(request.q("category")), paging->cursor, paging->limit);
  return list_of(page.rows, page.next, write_whole_course);
}

Response managed(const CourseService& service, const Request& request) {
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const auto page = service.managed(request.actor, paging->cursor, paging->limit);
  return list_of(page.rows, page.next, write_whole_course);
}

Response find(const CourseService& service, const Request& request) {
  const auto id = CourseId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("course.not_found"));
  const auto found = service.find(request.actor, *id);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin();
  write_course(out, found->seen.course);
  out.field("keeper", found->seen.standing.keeper).field("lecturer", found->seen.standing.lecturer);
  out.key("sessions").array();
  for (const Session& session : found->sessions) {
    out.begin();
    write_session(out, session);
    const auto mine = found->mine.find(session.id.str());
    out.key("mine");
    mine == found->mine.end() ? static_cast<void>(out.null()) : write_place(out, mine->second);
    out.end();
  }
  return Response::json(out.end_array().end().take());
}

Task<Response> make(CourseService& service, Request& request) {
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  const auto site = body->id<SiteId>("site_id");
  Plan plan = read_plan(*body);
  if (const auto error = body->finish()) co_return refuse(*error);
  auto making = service.make(request.actor, key_of(request, "courses.make"), site, std::move(plan));
  const auto result = co_await making;
  co_return done(result, 201);
}

Task<Response> edit(CourseService& service, Request& request) {
  const auto id = CourseId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("course.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  Plan plan = read_plan(*body);
  const auto state = parse_course_state(body->one_of("state", {"draft", "published", "closed"}));
  const std::int64_t version = body->integer("version", {1, 1'000'000'000});
  if (const auto error = body->finish()) co_return refuse(*error);
  auto editing = service.edit(request.actor, key_of(request, "courses.edit"), *id, std::move(plan), *state, version);
  const auto result = co_await editing;
  co_return done(result);
}

Task<Response> plan_session(CourseService& service, Request& request) {
  const auto id = CourseId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("course.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  SessionPlan plan = read_session(*body);
  if (const auto error = body->finish()) co_return refuse(*error);
  auto planning = service.plan(request.actor, key_of(request, "courses.plan_session"), *id, std::move(plan));
  const auto result = co_await planning;
  co_return done(result, 201);
}

// ---- sessions and places

Task<Response> link(CourseService& service, Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("session.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  const auto broadcast = body->id_or_empty<live::BroadcastId>("broadcast_id");
  if (const auto error = body->finish()) co_return refuse(*error);
  auto linking = service.link(request.actor, key_of(request, "courses.link"), *id, broadcast);
  const auto result = co_await linking;
  co_return done(result);
}

Task<Response> change(CourseService& service, Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("session.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  SessionChange wanted;
  wanted.starts = {body->integer("starts_ms", any_time)};
  wanted.ends = {body->integer("ends_ms", any_time)};
  wanted.place_site = body->id_or_empty<SiteId>("place_site_id");
  wanted.place = body->text("place", {1, 100});
  wanted.capacity = body->integer("capacity", {0, 20'000});
  wanted.reason = body->text("reason", {2, 200});
  wanted.version = body->integer("version", {1, 1'000'000'000});
  if (const auto error = body->finish()) co_return refuse(*error);
  auto changing = service.change(request.actor, key_of(request, "courses.change_session"), *id, std::move(wanted));
  const auto result = co_await changing;
  co_return done(result);
}

Task<Response> move(CourseService& service, Request& request, Step step) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("session.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  std::string words;
  if (step == Step::cancel) words = body->text("reason", {2, 200});
  if (step == Step::publish_replay) words = body->text("replay", {1, 300});
  if (const auto error = body->finish()) co_return refuse(*error);
  auto moving = service.move(request.actor, key_of(request, "courses.move_session"), *id, step, std::move(words));
  const auto result = co_await moving;
  co_return done(result);
}

Task<Response> attend(CourseService& service, Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("session.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  auto there = body->ids_or_empty<SessionPlaceId>("place_ids", 2000);
  if (const auto error = body->finish()) co_return refuse(*error);
  auto attending = service.attend(request.actor, key_of(request, "courses.attend"), *id, std::move(there));
  const auto result = co_await attending;
  co_return done(result);
}

void write_told(json::Writer& out, const surveys::QuestionResult& result) {
  const bool rated = result.amounts > 0 && !result.hidden;
  out.begin().field("words", result.question.words).field("kind", to_text(result.question.kind));
  out.field("answered", result.answered)
      .field("sum", rated ? result.sum : 0)
      .field("amounts", rated ? result.amounts : 0);
  out.key("cells").array();
  for (const surveys::Cell& cell : result.cells)
    out.begin()
        .field("choice", cell.choice)
        .field("label", cell.label)
        .field("count", result.hidden ? std::nullopt : cell.count)
        .end();
  out.end_array().end();
}

Response feedback(const CourseService& service, const Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("session.not_found"));
  const auto found = service.feedback(request.actor, *id);
  if (!found) return refuse(found.error());
  json::Writer out;
  out.begin().field("replies", found->told.results.replies).field("smallest_group", found->smallest);
  out.field("hidden", found->told.results.hidden).key("questions").array();
  for (const surveys::QuestionResult& result : found->told.results.questions) write_told(out, result);
  out.end_array().key("words").array();
  for (const std::string& one : found->told.words) out.value(one);
  return Response::json(out.end_array().end().take());
}

Response places(const CourseService& service, const Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("session.not_found"));
  const auto paging = paging_of(request);
  if (!paging) return refuse(paging.error());
  const auto found = service.places(request.actor, *id, paging->cursor, paging->limit);
  if (!found) return refuse(found.error());
  return list_of(found->rows, found->next, [](json::Writer& out, const store::PlaceRow& row) {
    out.begin()
        .field("id", row.place.id)
        .field("state", row.place.state)
        .field("arrival", row.place.arrival)
        .field("name", row.name)
        .end();
  });
}

Task<Response> sign_up(CourseService& service, Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("session.not_found"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  if (const auto error = body->finish()) co_return refuse(*error);
  auto signing = service.sign_up(request.actor, key_of(request, "courses.sign_up"), *id);
  const auto result = co_await signing;
  co_return done(result, 201);
}

using Answering = CourseService::Answer (CourseService::*)(Actor, idempotency::Key, SessionPlaceId);

/// What somebody says to their own place.
Task<Response> answer(CourseService& service, Request& request, Answering say) {
  const auto id = SessionPlaceId::parse(request.params.at(0));
  if (!id) co_return refuse(Error::not_found("session.no_place"));
  auto body = json::Object::parse(request.body);
  if (!body) co_return refuse(body.error());
  if (const auto error = body->finish()) co_return refuse(*error);
  auto answering = (service.*say)(request.actor, key_of(request, "courses.answer"), *id);
  const auto result = co_await answering;
  co_return done(result);
}

Response calendar(const CourseService& service, const Request& request) {
  const auto id = CourseSessionId::parse(request.params.at(0));
  if (!id) return refuse(Error::not_found("session.not_found"));
  const auto file = service.calendar_of(request.actor, *id);
  if (!file) return refuse(file.error());
  Response response;
  response.body = *file;
  response.content_type = "text/calendar; charset=utf-8";
  return std::move(response)
      .with("Cache-Control", "no-cache")
      .with("Content-Disposition", "attachment; filename=\"wushuang.ics\"");
}

Response own(const CourseService& service, const Request& request) {
  json::Writer out;
  out.begin().key("items").array();
  for (const store::Own& one : service.own(request.actor)) {
    out.begin().field("title", one.title);
    out.key("place");
    write_place(out, one.place);
    out.key("session").begin();
    write_session(out, one.session);
    out.end().end();
  }
  return Response::json(out.end_array().end().take());
}

}  // namespace

void add_routes(http::Routes& routes, CourseService& service) {
  const auto get = [&](const char* pattern, Access access, Response (*read)(const CourseService&, const Request&)) {
    routes.get(pattern, access, http::handler([&service, read](Request& request) { return read(service, request); }));
  };
  const auto post = [&](const char* pattern, Access access, Task<Response> (*write)(CourseService&, Request&)) {
    routes.post(pattern, access, [&service, write](Request& request) { return write(service, request); });
  };
  get("/api/course-categories", Access::everyone, categories);
  routes.put("/api/course-categories/{code}", Access::dispatcher,
             [&service](Request& request) { return keep_category(service, request); });
  get("/api/lecturers", Access::clerk, lecturers);
  post("/api/lecturers", Access::signed_in, apply);
  get("/api/lecturers/mine", Access::signed_in, own_lecturer);
  get("/api/lecturers/{id}/times", Access::clerk, times_of);
  routes.post("/api/lecturers/{id}/approval", Access::dispatcher,
              [&service](Request& request) { return decide(service, request, Verdict::approved); });
  routes.post("/api/lecturers/{id}/rejection", Access::dispatcher,
              [&service](Request& request) { return decide(service, request, Verdict::declined); });
  post("/api/lecturer-times", Access::signed_in, add_time);
  post("/api/lecturer-times/{id}/removal", Access::signed_in, remove_time);
  get("/api/courses", Access::everyone, list);
  post("/api/courses", Access::clerk, make);
  get("/api/courses/managed", Access::staff, managed);
  get("/api/courses/{id}", Access::everyone, find);
  routes.put("/api/courses/{id}", Access::clerk, [&service](Request& request) { return edit(service, request); });
  post("/api/courses/{id}/sessions", Access::clerk, plan_session);
  const std::pair<const char*, Step> moves[]{{"announcement", Step::announce},
                                             {"beginning", Step::begin},
                                             {"ending", Step::end},
                                             {"replay", Step::publish_replay},
                                             {"cancellation", Step::cancel}};
  for (const auto& [noun, step] : moves)
    routes.post(std::string("/api/course-sessions/{id}/") + noun,
                is_for_lecturer(step) ? Access::signed_in : Access::clerk,
                [&service, step = step](Request& request) { return move(service, request, step); });
  routes.put("/api/course-sessions/{id}", Access::clerk,
             [&service](Request& request) { return change(service, request); });
  routes.put("/api/course-sessions/{id}/broadcast", Access::clerk,
             [&service](Request& request) { return link(service, request); });
  get("/api/course-sessions/{id}/places", Access::signed_in, places);
  post("/api/course-sessions/{id}/places", Access::signed_in, sign_up);
  post("/api/course-sessions/{id}/attendance", Access::signed_in, attend);
  get("/api/course-sessions/{id}/feedback", Access::signed_in, feedback);
  get("/api/session-places/mine", Access::signed_in, own);
  const std::pair<const char*, Answering> answers[]{{"acceptance", &CourseService::accept},
                                                    {"decline", &CourseService::leave},
                                                    {"cancellation", &CourseService::leave}};
  for (const auto& [noun, say] : answers)
    routes.post(std::string("/api/session-places/{id}/") + noun, Access::signed_in,
                [&service, say = say](Request& request) { return answer(service, request, say); });
  get("/course-sessions/{id}/calendar.ics", Access::everyone, calendar);
}

}  // namespace ws::courses
