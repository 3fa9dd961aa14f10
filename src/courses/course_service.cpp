#include "courses/course_service.h"

#include <algorithm>
#include <set>

#include "audit/public.h"
#include "base/json.h"
#include "courses/session_calendar_service.h"
#include "notices/public.h"
#include "people/public.h"
#include "sites/public.h"
#include "training/public.h"

namespace ws::courses {
namespace {

constexpr std::size_t most_free_times = 60;
constexpr std::int64_t tick_limit = 100;
constexpr std::int64_t taught_ms = 30 * day_ms;  ///< how long who teaches finds what is over

template <class Row, class Page, class Key>
void cut(std::vector<Row>& rows, std::int64_t limit, Page& page, Key key) {
  if (static_cast<std::int64_t>(rows.size()) <= limit) return;
  rows.pop_back();
  page.next = key(rows.back());
}

std::string broadcast_state(db::Reader& reader, const Session& session, const access::Standing& standing) {
  if (session.plan.broadcast.empty()) return {};
  const auto broadcast = live::find(reader, session.plan.broadcast);
  const bool is_seen = broadcast && (standing.keeper || standing.reader || standing.lecturer ||
                                     broadcast->state != live::State::planned);
  return is_seen ? std::string(live::to_text(broadcast->state)) : std::string();
}

bool is_address(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("/");
}

}  // namespace

/// One transaction, once per key.
template <class F>
CourseService::Answer CourseService::run(idempotency::Key key, F body) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, body, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> { return body(tx, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

// ---- categories

std::vector<Category> CourseService::categories(bool closed_too) const {
  return parts_.database.read([&](db::Reader& reader) { return store::categories(reader, closed_too); });
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
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) {
    OwnLecturer own;
    own.lecturer = store::find_lecturer(reader, actor.person);
    if (!own.lecturer) return own;
    own.times = store::times(reader, actor.person, now);
    store::Filter filter;
    filter.lecturer = own.lecturer->person;
    filter.limit = 50;
    own.courses = store::list(reader, filter, now);
    const Instant since = now.plus_ms(-taught_ms);
    for (const store::Course& course : own.courses)
      for (Session& session : store::sessions(reader, course.id)) {
        if (session.state == SessionState::planned || session.plan.ends <= since) continue;
        session.broadcast_state = broadcast_state(reader, session, {false, false, true});
        own.sessions.push_back(std::move(session));
      }
    std::sort(own.sessions.begin(), own.sessions.end(),
              [](const Session& one, const Session& other) { return one.plan.starts < other.plan.starts; });
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
      notices::send(tx, {keeper, "lecturer.applied", {}, params}, now, parts_.random);
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
    notices::send(tx, {found->person, kind, {}, out.take()}, now, parts_.random);
    return found->person.str();
  });
}

CourseService::Lecturers CourseService::lecturers(const Actor& actor, std::optional<LecturerState> state,
                                                  const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) {
    Lecturers page{store::lecturers(reader, access::kept(actor), state, cursor, limit + 1), {}};
    cut(page.rows, limit, page, [](const store::Lecturer& row) { return row.person.str(); });
    return page;
  });
}

Result<std::vector<store::Time>> CourseService::times(const Actor& actor, const PersonId& person) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) -> Result<std::vector<store::Time>> {
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
    const store::Time time{LecturerTimeId::fresh(now, parts_.random), starts, ends};
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
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::list(reader, {{}, category, cursor, limit + 1, {}}, now), {}};
    cut(page.rows, limit, page, [](const store::Course& row) { return row.id.str(); });
    return page;
  });
}

CourseService::Page CourseService::managed(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) {
    Page page{store::list(reader, {access::seen(actor), "", cursor, limit + 1, {}}, now), {}};
    cut(page.rows, limit, page, [](const store::Course& row) { return row.id.str(); });
    return page;
  });
}

Result<CourseService::Detail> CourseService::find(const Actor& actor, const CourseId& course) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
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
    fresh.id = CourseId::fresh(now, parts_.random);
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
    fresh.id = CourseSessionId::fresh(now, parts_.random);
    fresh.course = course;
    fresh.plan = plan;
    store::insert(tx, fresh);
    store::append_event(tx, parts_.random, fresh.id, actor.person, "planned", {}, "", now);
    audit::record(
        tx, {actor.person, "session.planned", "course_session", fresh.id.str(), "", seen->course.plan.title}, now);
    return fresh.id.str();
  });
}

CourseService::Answer CourseService::link(Actor actor, idempotency::Key key, CourseSessionId session,
                                          live::BroadcastId broadcast) {
  return run(key, [this, actor, session, broadcast](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto seen = access::see_session_to_keep(tx, actor, session, now);
    if (!seen) return seen.error();
    if (seen->session.state == SessionState::cancelled) return Error::conflict("session.state");
    if (!broadcast.empty())
      if (auto may = live::check_may_run(tx, actor, broadcast); !may) return may.error();
    store::set_broadcast(tx, session, broadcast);
    store::append_event(tx, parts_.random, session, actor.person, broadcast.empty() ? "unlinked" : "linked", {}, "",
                        now);
    return session.str();
  });
}

CourseService::Answer CourseService::change(Actor actor, idempotency::Key key, CourseSessionId session,
                                            SessionChange change) {
  return run(key, [this, actor, session, change](db::Tx& tx, Instant now) {
    return change_in(tx, actor, session, change, now);
  });
}

Result<std::string> CourseService::change_in(db::Tx& tx, const Actor& actor, const CourseSessionId& id,
                                             const SessionChange& change, Instant now) {
  store::hold(tx, id);
  const auto seen = access::see_session_to_keep(tx, actor, id, now);
  if (!seen) return seen.error();
  const Session& before = seen->session;
  if (before.version != change.version) return Error::conflict("session.changed_meanwhile");
  const SessionPlan after = changed(before.plan, change);
  if (auto may = check_change(before, after, now); !may) return may.error();
  if (!after.place_site.empty() && !sites::find_brief(tx, after.place_site))
    return Error::not_found("site.not_found");
  const live::Shift by{after.starts.ms - before.plan.starts.ms, after.ends.ms - before.plan.ends.ms};
  if (!after.broadcast.empty() && !by.is_none())
    if (auto may = parts_.broadcasts.shift(tx, actor, after.broadcast, by, now); !may) return may.error();
  if (!store::change(tx, id, after)) return Error::invalid("session.below_roster", "capacity");
  store::append_event(tx, parts_.random, id, actor.person, "moved", {}, change.reason, now);
  audit::record(
      tx, {actor.person, "session.moved", "course_session", id.str(), change.reason, seen->of.course.plan.title},
      now);
  places_.moved(tx, before, seen->of.course.plan.title, change.reason, now);
  return id.str();
}

CourseService::Answer CourseService::move(Actor actor, idempotency::Key key, CourseSessionId session, Step step,
                                          std::string words) {
  return run(key, [this, actor, session, step, words](db::Tx& tx, Instant now) -> Result<std::string> {
    store::hold(tx, session);
    auto seen = access::see_session_to_hold(tx, actor, session, now);
    if (!seen) return seen.error();
    if (!is_for_lecturer(step) && !seen->of.standing.keeper) return Error::forbidden("session.not_yours");
    const auto to = next_state(seen->session.state, step);
    if (!to) return Error::conflict("session.state");
    const std::string& title = seen->of.course.plan.title;
    if (step == Step::announce && seen->of.course.state != CourseState::published)
      return Error::conflict("course.not_published");
    if (step == Step::announce && seen->session.plan.starts <= now) return Error::invalid("session.past");
    if (step == Step::begin)
      if (auto may = check_begin(seen->session, now, parts_.limits); !may) return may.error();
    if (step == Step::publish_replay && !is_address(words)) return Error::invalid("session.replay", "replay");
    if (!store::move(tx, session, seen->session.state, *to, step == Step::publish_replay ? words : ""))
      return Error::conflict("session.state");
    store::append_event(tx, parts_.random, session, actor.person, to_text(step), {},
                        step == Step::cancel ? words : "", now);
    audit::record(tx,
                  {actor.person, "session." + std::string(to_text(step)), "course_session", session.str(),
                   step == Step::cancel ? words : "", title},
                  now);
    seen->session.state = *to;
    if (step == Step::cancel) places_.call_off(tx, seen->session, title, words, now);
    if (step == Step::end) settle(tx, *seen, actor, now);
    return session.str();
  });
}

/// Once it has ended: those who were there are asked how it was, and of a training they get their record.
void CourseService::settle(db::Tx& tx, const access::SeenSession& seen, const Actor& actor, Instant now) {
  const store::Course& course = seen.of.course;
  SurveyId feedback = seen.session.feedback;
  if (feedback.empty()) {
    feedback =
        surveys::open_for(tx, parts_.random, course.site,
                          feedback_form(course.plan.title, now, parts_.feedback.feedback_days), actor.person, now);
    store::set_feedback(tx, seen.session.id, feedback);
  }
  const std::string day = to_text(local_date(seen.session.plan.starts));
  for (const PersonId& person : store::with_place(tx, seen.session.id, "attended")) {
    if (surveys::invite(tx, feedback, person))
      places_.tell(tx, person, "session.feedback", seen.session, course.plan.title, now);
    if (!course.plan.training_course.empty())
      training::record_attendance(tx, parts_.random, {course.plan.training_course, person, day, course.lecturer_name},
                                  actor.person, now);
  }
}

CourseService::Answer CourseService::attend(Actor actor, idempotency::Key key, CourseSessionId session,
                                            std::vector<SessionPlaceId> there) {
  return run(key, [this, actor, session, there](db::Tx& tx, Instant now) -> Result<std::string> {
    store::hold(tx, session);
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
        // Who never said yes was not expected.
        if (place.state == "offered" && !was_there) continue;
        // What feedback and a record rest on is not taken back.
        if (place.state == "attended" && !was_there && state == SessionState::ended)
          return Error::conflict("session.attended");
        const std::string_view to = was_there ? "attended" : "absent";
        if (place.state != to) store::set_state(tx, place.id, place.state, to);
      }
      if (rows.size() < 500) break;
    }
    if (known != present.size()) return Error::not_found("session.no_place");
    store::append_event(tx, parts_.random, session, actor.person, "attendance", {}, std::to_string(known), now);
    audit::record(
        tx, {actor.person, "session.attendance", "course_session", session.str(), "", std::to_string(known)}, now);
    if (state == SessionState::ended) settle(tx, *seen, actor, now);
    return session.str();
  });
}

Result<CourseService::Feedback> CourseService::feedback(const Actor& actor, const CourseSessionId& session) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) -> Result<Feedback> {
    const auto seen = access::see_session_to_hold(reader, actor, session, now);
    if (!seen) return seen.error();
    if (seen->session.feedback.empty()) return Error::not_found("session.no_feedback");
    return Feedback{surveys::told(reader, seen->session.feedback, parts_.feedback), parts_.feedback.smallest_group};
  });
}

SurveyId CourseService::feedback_of(const CourseSessionId& session) const {
  return parts_.database.read([&](db::Reader& reader) {
    const auto found = store::find_session(reader, session);
    return found ? found->feedback : SurveyId();
  });
}

Result<CourseService::Places> CourseService::places(const Actor& actor, const CourseSessionId& session,
                                                    const std::string& after, std::int64_t limit) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) -> Result<Places> {
    const auto seen = access::see_session_to_hold(reader, actor, session, now);
    if (!seen) return seen.error();
    Places page{store::places(reader, session, after, limit + 1), {}};
    cut(page.rows, limit, page, [](const store::PlaceRow& row) { return row.place.id.str(); });
    return page;
  });
}

// ---- places

CourseService::Answer CourseService::sign_up(Actor actor, idempotency::Key key, CourseSessionId session) {
  return run(key,
             [this, actor, session](db::Tx& tx, Instant now) { return places_.sign_up(tx, actor, session, now); });
}

CourseService::Answer CourseService::accept(Actor actor, idempotency::Key key, SessionPlaceId place) {
  return run(key, [this, actor, place](db::Tx& tx, Instant now) { return places_.accept(tx, actor, place, now); });
}

CourseService::Answer CourseService::leave(Actor actor, idempotency::Key key, SessionPlaceId place) {
  return run(key, [this, actor, place](db::Tx& tx, Instant now) { return places_.leave(tx, actor, place, now); });
}

int CourseService::tick() {
  const Instant now = parts_.clock.now();
  struct Due {
    std::vector<SessionPlaceId> expired;
    std::vector<CourseSessionId> lines;
  };
  const Due due = parts_.database.read([&](db::Reader& reader) {
    Due found{store::expired_offers(reader, now, tick_limit), {}};
    for (CourseSessionId& session : store::with_room_and_line(reader, now, tick_limit))
      if (places_.may_promote(reader, session, now)) found.lines.push_back(std::move(session));
    return found;
  });
  int moved = 0;
  // What somebody else moved in between answers with a refusal here; that is no failure.
  const auto each = [&](auto step) { moved += parts_.database.write_now(step).ok() ? 1 : 0; };
  for (const SessionPlaceId& place : due.expired)
    each([&](db::Tx& tx) -> Outcome { return places_.expire(tx, place, now); });
  for (const CourseSessionId& session : due.lines)
    each([&](db::Tx& tx) -> Outcome {
      store::hold(tx, session);
      places_.promote(tx, session, now);
      return Done{};
    });
  return moved;
}

std::vector<store::Own> CourseService::own(const Actor& actor) const {
  return parts_.database.read([&](db::Reader& reader) { return store::own(reader, actor.person); });
}

Result<std::string> CourseService::calendar_of(const Actor& actor, const CourseSessionId& session) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) -> Result<std::string> {
    const auto seen = access::see_session(reader, actor, session, now);
    if (!seen) return seen.error();
    const auto entry = store::calendar_entry(reader, session).value();
    return ical::write(entry.title, {calendar_event(entry, parts_.public_address)});
  });
}

}  // namespace ws::courses
