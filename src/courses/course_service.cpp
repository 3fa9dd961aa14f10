#include "courses/course_service.h"

#include <algorithm>
#include <set>

#include "audit/public.h"
#include "base/json.h"
#include "live/public.h"
#include "notices/public.h"
#include "people/public.h"
#include "sites/public.h"
#include "training/public.h"

namespace ws::courses {
namespace {

constexpr std::size_t most_free_times = 60;

template <class Row, class Page, class Key>
void cut(std::vector<Row>& rows, std::int64_t limit, Page& page, Key key) {
  if (static_cast<std::int64_t>(rows.size()) <= limit) return;
  rows.pop_back();
  page.next = key(rows.back());
}

bool is_address(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("/");
}

}  // namespace

/// One transaction, once per key.
template <class F>
CourseService::Answer CourseService::run(idempotency::Key key, F body) {
  const Instant now = clock_.now();
  auto use_case = [key, body, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> { return body(tx, now); });
  };
  co_return co_await database_.write(use_case);
}

void CourseService::tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Session& session,
                         const std::string& title, Instant now) {
  json::Writer out;
  out.begin().field("title", title).field("at", session.plan.starts.ms).end();
  notices::send(tx, {person, kind, {}, out.take()}, now, random_);
}

// ---- categories

std::vector<Category> CourseService::categories(bool closed_too) const {
  return database_.read([&](db::Reader& reader) { return store::categories(reader, closed_too); });
}

CourseService::Answer CourseService::keep(Actor actor, idempotency::Key key, Category category) {
  return run(key, [actor, category](db::Tx& tx, Instant now) -> Result<std::string> {
    if (auto right = check_category(category); !right) return right.error();
    store::keep(tx, category);
    audit::record(tx, {actor.person, "course.category_kept", "course_category", category.code, "", category.name},
                  now);
    return category.code;
  });
}

// ---- lecturers

CourseService::OwnLecturer CourseService::own_lecturer(const Actor& actor) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    OwnLecturer own;
    own.lecturer = store::find_lecturer(reader, actor.person);
    if (!own.lecturer) return own;
    own.times = store::times(reader, actor.person, now);
    store::Filter filter;
    filter.lecturer = own.lecturer->person;
    filter.limit = 50;
    own.courses = store::list(reader, filter, now);
    for (const store::Course& course : own.courses)
      for (Session& session : store::sessions(reader, course.id))
        if (session.state == SessionState::announced || session.state == SessionState::live)
          own.sessions.push_back(std::move(session));
    return own;
  });
}

CourseService::Answer CourseService::apply(Actor actor, idempotency::Key key, Application application) {
  return run(key, [this, actor, application](db::Tx& tx, Instant now) -> Result<std::string> {
    if (auto right = check_application(application); !right) return right.error();
    if (!sites::find_brief(tx, application.site)) return Error::not_found("site.not_found");
    for (const std::string& category : application.categories)
      if (const auto known = store::find_category(tx, category); !known || !known->active)
        return Error::invalid("course.no_category", "categories");
    const auto before = store::find_lecturer(tx, actor.person);
    const PersonId account = before ? before->person : actor.person;
    if (!store::apply(tx, account, application, now)) return Error::conflict("lecturer.waits");
    audit::record(tx, {actor.person, "lecturer.applied", "person", account.str(), "", ""}, now);
    json::Writer out;
    out.begin().field("name", people::find_name(tx, account).value_or("")).end();
    const std::string params = out.take();
    for (const PersonId& keeper : people::holders(tx, Role::dispatcher, application.site))
      notices::send(tx, {keeper, "lecturer.applied", {}, params}, now, random_);
    return account.str();
  });
}

CourseService::Answer CourseService::decide(Actor actor, idempotency::Key key, PersonId person, std::string reason) {
  return run(key, [this, actor, person, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_lecturer(tx, actor, person);
    if (!found) return found.error();
    if (found->state != LecturerState::applied) return Error::conflict("lecturer.not_waiting");
    const LecturerState state = reason.empty() ? LecturerState::approved : LecturerState::declined;
    if (!store::decide(tx, found->person, state, actor.person, reason, now)) return Error::forbidden("lecturer.own");
    const std::string kind = "lecturer." + std::string(to_text(state));
    audit::record(tx, {actor.person, kind, "person", found->person.str(), reason, ""}, now);
    json::Writer out;
    out.begin().field("reason", reason).end();
    notices::send(tx, {found->person, kind, {}, out.take()}, now, random_);
    return found->person.str();
  });
}

CourseService::Lecturers CourseService::lecturers(const Actor& actor, std::optional<LecturerState> state,
                                                  const std::string& cursor, std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    Lecturers page{store::lecturers(reader, access::kept(actor), state, cursor, limit + 1), {}};
    cut(page.rows, limit, page, [](const store::Lecturer& row) { return row.person.str(); });
    return page;
  });
}

Result<std::vector<store::Time>> CourseService::times(const Actor& actor, const PersonId& person) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<std::vector<store::Time>> {
    const auto found = access::get_lecturer(reader, actor, person);
    if (!found) return found.error();
    return store::times(reader, found->person, now);
  });
}

CourseService::Answer CourseService::add_time(Actor actor, idempotency::Key key, Instant starts, Instant ends) {
  return run(key, [this, actor, starts, ends](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto lecturer = store::find_lecturer(tx, actor.person);
    if (!lecturer) return Error::not_found("lecturer.not_found");
    if (ends <= starts || starts <= now) return Error::invalid("session.times", "ends_ms");
    if (store::times(tx, actor.person, now).size() >= most_free_times) return Error::conflict("lecturer.many_times");
    const store::Time time{LecturerTimeId::fresh(now, random_), starts, ends};
    store::add_time(tx, lecturer->person, time);
    return time.id.str();
  });
}

CourseService::Answer CourseService::remove_time(Actor actor, idempotency::Key key, LecturerTimeId id) {
  return run(key, [actor, id](db::Tx& tx, Instant) -> Result<std::string> {
    if (!store::remove_time(tx, actor.person, id)) return Error::not_found("lecturer.no_time");
    return id.str();
  });
}

// ---- courses

CourseService::Page CourseService::list(const std::string& category, const std::string& cursor,
                                        std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    Page page{store::list(reader, {{}, category, cursor, limit + 1, {}}, now), {}};
    cut(page.rows, limit, page, [](const store::Course& row) { return row.id.str(); });
    return page;
  });
}

CourseService::Page CourseService::managed(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    Page page{store::list(reader, {access::seen(actor), "", cursor, limit + 1, {}}, now), {}};
    cut(page.rows, limit, page, [](const store::Course& row) { return row.id.str(); });
    return page;
  });
}

namespace {

std::string broadcast_state(db::Reader& reader, const Session& session, const access::Standing& standing) {
  if (session.plan.broadcast.empty()) return {};
  const auto broadcast = live::find(reader, session.plan.broadcast);
  const bool is_seen = broadcast && (standing.keeper || standing.reader || broadcast->state != live::State::planned);
  return is_seen ? std::string(live::to_text(broadcast->state)) : std::string();
}

}  // namespace

Result<CourseService::Detail> CourseService::find(const Actor& actor, const CourseId& course) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto seen = access::see(reader, actor, course, now);
    if (!seen) return seen.error();
    const access::Standing standing = seen->standing;
    Detail detail{std::move(*seen), {}, {}};
    for (Session& session : store::sessions(reader, course)) {
      if (session.state == SessionState::planned && !standing.keeper && !standing.reader && !standing.lecturer)
        continue;
      if (actor.signed_in())
        if (const auto mine = store::own_place(reader, session.id, actor.person))
          detail.mine.emplace(session.id.str(), *mine);
      session.broadcast_state = broadcast_state(reader, session, standing);
      detail.sessions.push_back(std::move(session));
    }
    return detail;
  });
}

Outcome CourseService::check(db::Reader& reader, const Plan& plan) const {
  if (auto right = check_plan(plan); !right) return right;
  if (const auto category = store::find_category(reader, plan.category); !category || !category->active)
    return Error::invalid("course.no_category", "category");
  if (const auto lecturer = store::find_lecturer(reader, plan.lecturer);
      !lecturer || lecturer->state != LecturerState::approved)
    return Error::invalid("course.no_lecturer", "lecturer_id");
  if (!plan.training_course.empty() && !training::has_course(reader, plan.training_course))
    return Error::invalid("training.no_course", "training_course");
  return Done{};
}

CourseService::Answer CourseService::make(Actor actor, idempotency::Key key, SiteId site, Plan plan) {
  return run(key, [this, actor, site, plan](db::Tx& tx, Instant now) -> Result<std::string> {
    if (auto may = access::check_may_keep_at(tx, actor, site); !may) return may.error();
    if (auto right = check(tx, plan); !right) return right.error();
    store::Course fresh;
    fresh.id = CourseId::fresh(now, random_);
    fresh.site = site;
    fresh.plan = plan;
    store::insert(tx, fresh, actor.person, now);
    audit::record(tx, {actor.person, "course.made", "course", fresh.id.str(), "", plan.title}, now);
    return fresh.id.str();
  });
}

CourseService::Answer CourseService::edit(Actor actor, idempotency::Key key, CourseId course, Plan plan,
                                          CourseState state, std::int64_t version) {
  return run(key, [this, actor, course, plan, state, version](db::Tx& tx, Instant now) -> Result<std::string> {
    auto seen = access::see_to_keep(tx, actor, course, now);
    if (!seen) return seen.error();
    if (auto right = check(tx, plan); !right) return right.error();
    if (state == CourseState::draft && seen->course.state != CourseState::draft)
      return Error::conflict("course.state");
    seen->course.plan = plan;
    seen->course.state = state;
    seen->course.version = version;
    if (!store::update(tx, seen->course)) return Error::conflict("course.changed_meanwhile");
    audit::record(tx, {actor.person, "course.edited", "course", course.str(), "", plan.title}, now);
    return course.str();
  });
}

// ---- sessions

CourseService::Answer CourseService::plan(Actor actor, idempotency::Key key, CourseId course, SessionPlan plan) {
  return run(key, [this, actor, course, plan](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto seen = access::see_to_keep(tx, actor, course, now);
    if (!seen) return seen.error();
    if (seen->course.state == CourseState::closed) return Error::conflict("course.state");
    if (auto right = check_session(plan, now); !right) return right.error();
    if (!plan.place_site.empty() && !sites::find_brief(tx, plan.place_site))
      return Error::not_found("site.not_found");
    if (!plan.broadcast.empty())
      if (auto may = live::check_may_run(tx, actor, plan.broadcast); !may) return may.error();
    Session fresh;
    fresh.id = CourseSessionId::fresh(now, random_);
    fresh.course = course;
    fresh.plan = plan;
    store::insert(tx, fresh);
    store::append_event(tx, random_, fresh.id, actor.person, "planned", {}, "", now);
    audit::record(
        tx, {actor.person, "session.planned", "course_session", fresh.id.str(), "", seen->course.plan.title}, now);
    return fresh.id.str();
  });
}

CourseService::Answer CourseService::link(Actor actor, idempotency::Key key, CourseSessionId session,
                                          live::BroadcastId broadcast) {
  return run(key, [this, actor, session, broadcast](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto seen = access::see_session_to_hold(tx, actor, session, now);
    if (!seen) return seen.error();
    if (!seen->of.standing.keeper) return Error::forbidden("session.not_yours");
    if (seen->session.state == SessionState::cancelled) return Error::conflict("session.state");
    if (!broadcast.empty())
      if (auto may = live::check_may_run(tx, actor, broadcast); !may) return may.error();
    store::set_broadcast(tx, session, broadcast);
    store::append_event(tx, random_, session, actor.person, broadcast.empty() ? "unlinked" : "linked", {}, "", now);
    return session.str();
  });
}

CourseService::Answer CourseService::move(Actor actor, idempotency::Key key, CourseSessionId session, Step step,
                                          std::string words) {
  return run(key, [this, actor, session, step, words](db::Tx& tx, Instant now) -> Result<std::string> {
    auto seen = access::see_session_to_hold(tx, actor, session, now);
    if (!seen) return seen.error();
    if (!is_for_lecturer(step) && !seen->of.standing.keeper) return Error::forbidden("session.not_yours");
    const auto to = next_state(seen->session.state, step);
    if (!to) return Error::conflict("session.state");
    const std::string& title = seen->of.course.plan.title;
    if (step == Step::announce && seen->of.course.state != CourseState::published)
      return Error::conflict("course.not_published");
    if (step == Step::announce && seen->session.plan.starts <= now) return Error::invalid("session.past");
    if (step == Step::publish_replay && !is_address(words)) return Error::invalid("session.replay", "replay");
    if (!store::move(tx, session, seen->session.state, *to, step == Step::publish_replay ? words : ""))
      return Error::conflict("session.state");
    store::append_event(tx, random_, session, actor.person, to_text(step), {}, step == Step::cancel ? words : "",
                        now);
    audit::record(tx,
                  {actor.person, "session." + std::string(to_text(step)), "course_session", session.str(),
                   step == Step::cancel ? words : "", title},
                  now);
    seen->session.state = *to;
    if (step == Step::cancel)
      for (const std::string_view state : {"confirmed", "waitlisted"})
        for (const PersonId& person : store::with_place(tx, session, state))
          tell(tx, person, "session.cancelled", seen->session, title, now);
    if (step == Step::end) settle(tx, *seen, actor, now);
    return session.str();
  });
}

/// Once it has ended: those who were there are asked how it was, and of a training they get their record.
void CourseService::settle(db::Tx& tx, const access::SeenSession& seen, const Actor& actor, Instant now) {
  const store::Course& course = seen.of.course;
  SurveyId feedback = seen.session.feedback;
  if (feedback.empty()) {
    feedback = surveys::open_for(tx, random_, course.site,
                                 feedback_form(course.plan.title, now, limits_.feedback_days), actor.person, now);
    store::set_feedback(tx, seen.session.id, feedback);
  }
  const std::string day = to_text(local_date(seen.session.plan.starts));
  for (const PersonId& person : store::with_place(tx, seen.session.id, "attended")) {
    if (surveys::invite(tx, feedback, person))
      tell(tx, person, "session.feedback", seen.session, course.plan.title, now);
    if (!course.plan.training_course.empty())
      training::record_attendance(tx, random_, {course.plan.training_course, person, day, course.lecturer_name},
                                  actor.person, now);
  }
}

CourseService::Answer CourseService::attend(Actor actor, idempotency::Key key, CourseSessionId session,
                                            std::vector<SessionPlaceId> there) {
  return run(key, [this, actor, session, there](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto seen = access::see_session_to_hold(tx, actor, session, now);
    if (!seen) return seen.error();
    const SessionState state = seen->session.state;
    if (state != SessionState::live && state != SessionState::ended) return Error::conflict("session.state");
    const std::set<SessionPlaceId> present(there.begin(), there.end());
    std::size_t known = 0;
    for (std::string after;;) {
      const auto rows = store::places(tx, session, after, 500);
      for (const store::PlaceRow& row : rows) {
        const store::Place& place = row.place;
        after = place.id.str();
        const bool was_there = present.contains(place.id);
        known += was_there ? 1 : 0;
        if (place.state == "waitlisted") {
          if (was_there) return Error::conflict("session.place_state");
          continue;
        }
        // What feedback and a record rest on is not taken back.
        if (place.state == "attended" && !was_there && state == SessionState::ended)
          return Error::conflict("session.attended");
        const std::string_view to = was_there ? "attended" : "absent";
        if (place.state != to) store::set_state(tx, place.id, place.state, to);
      }
      if (rows.size() < 500) break;
    }
    if (known != present.size()) return Error::not_found("session.no_place");
    store::append_event(tx, random_, session, actor.person, "attendance", {}, std::to_string(known), now);
    audit::record(
        tx, {actor.person, "session.attendance", "course_session", session.str(), "", std::to_string(known)}, now);
    if (state == SessionState::ended) settle(tx, *seen, actor, now);
    return session.str();
  });
}

SurveyId CourseService::feedback_of(const CourseSessionId& session) const {
  return database_.read([&](db::Reader& reader) {
    const auto found = store::find_session(reader, session);
    return found ? found->feedback : SurveyId();
  });
}

Result<CourseService::Places> CourseService::places(const Actor& actor, const CourseSessionId& session,
                                                    const std::string& after, std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Places> {
    const auto seen = access::see_session_to_hold(reader, actor, session, now);
    if (!seen) return seen.error();
    Places page{store::places(reader, session, after, limit + 1), {}};
    cut(page.rows, limit, page, [](const store::PlaceRow& row) { return row.place.id.str(); });
    return page;
  });
}

// ---- places

CourseService::Answer CourseService::sign_up(Actor actor, idempotency::Key key, CourseSessionId session) {
  return run(key, [this, actor, session](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto seen = access::see_session(tx, actor, session, now);
    if (!seen) return seen.error();
    if (auto open = check_open(seen->session, now); !open) return open.error();
    if (store::own_place(tx, session, actor.person)) return Error::conflict("session.twice");
    const bool at_site = seen->session.plan.mode == Mode::site;
    if (at_site && store::overlaps(tx, actor.person, seen->session)) return Error::conflict("session.overlap");
    store::Place fresh{SessionPlaceId::fresh(now, random_), session, actor.person, "confirmed", 0};
    if (const auto arrival = store::take(tx, session)) {
      fresh.arrival = *arrival;
    } else {
      fresh.state = "waitlisted";
      fresh.arrival = store::join_line(tx, session);
    }
    if (!store::insert(tx, fresh, now)) return Error::conflict("session.twice");
    store::append_event(tx, random_, session, actor.person, fresh.state, actor.person, "", now);
    tell(tx, actor.person, "session." + fresh.state, seen->session, seen->of.course.plan.title, now);
    return fresh.id.str();
  });
}

/// The place goes to the first who waits, in the same transaction.
void CourseService::promote(db::Tx& tx, const CourseSessionId& session, const std::string& title, Instant now) {
  const auto first = store::first_waiting(tx, session);
  if (!first) return store::give_back(tx, session);
  store::set_state(tx, first->id, "waitlisted", "confirmed");
  store::leave_line(tx, session);
  store::append_event(tx, random_, session, {}, "promoted", first->person, "", now);
  tell(tx, first->person, "session.promoted", *store::find_session(tx, session), title, now);
}

CourseService::Answer CourseService::cancel(Actor actor, idempotency::Key key, SessionPlaceId place) {
  return run(key, [this, actor, place](db::Tx& tx, Instant now) -> Result<std::string> {
    auto own = access::get_own_place(tx, actor, place);
    if (!own) return own.error();
    store::hold(tx, own->session);
    own = access::get_own_place(tx, actor, place);
    const auto session = store::find_session(tx, own->session);
    const bool open = session->state == SessionState::announced;
    if (!open || (own->state != "confirmed" && own->state != "waitlisted") ||
        !store::set_state(tx, place, own->state, "cancelled"))
      return Error::conflict("session.place_state");
    store::append_event(tx, random_, own->session, actor.person, "left", own->person, "", now);
    if (own->state == "waitlisted")
      store::leave_line(tx, own->session);
    else
      promote(tx, own->session, store::find(tx, session->course, now)->plan.title, now);
    return place.str();
  });
}

std::vector<store::Own> CourseService::own(const Actor& actor) const {
  return database_.read([&](db::Reader& reader) { return store::own(reader, actor.person); });
}

}  // namespace ws::courses
