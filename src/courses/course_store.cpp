#include "courses/course_store.h"

#include <stdexcept>

#include "activities/public.h"
#include "people/public.h"

namespace ws::courses::store {
namespace {

constexpr std::int64_t most_categories = 100;
constexpr std::int64_t most_times = 100;
constexpr std::int64_t most_sessions = 200;
constexpr std::int64_t most_own = 50;

constexpr std::string_view select_categories =
    "SELECT code, name, name_en, position, active FROM course_categories WHERE active = 1 OR $1 = 1 "
    "ORDER BY active DESC, position, code LIMIT $2";
constexpr std::string_view select_category =
    "SELECT code, name, name_en, position, active FROM course_categories WHERE code = $1";
constexpr std::string_view upsert_category =
    "INSERT INTO course_categories (code, name, name_en, position, active) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, position = "
    "excluded.position, active = excluded.active";

const std::string lecturer_select =
    "SELECT l.person_id, p.name, l.site_id, s.name, l.state, l.about, l.proofs, l.applied_ms, l.reason FROM "
    "lecturers "
    "l JOIN persons p ON p.id = l.person_id JOIN sites s ON s.id = l.site_id ";
const std::string select_lecturer = lecturer_select + "WHERE l.person_id " + people::own_accounts("$1") + "LIMIT 1";
constexpr std::string_view select_subjects =
    "SELECT category FROM lecturer_categories WHERE person_id = $1 ORDER BY category LIMIT 20";
constexpr std::string_view upsert_lecturer =
    "INSERT INTO lecturers (person_id, site_id, state, about, proofs, applied_ms) VALUES ($1, $2, 'applied', $3, $4, "
    "$5) ON CONFLICT (person_id) DO UPDATE SET site_id = excluded.site_id, state = 'applied', about = "
    "excluded.about, "
    "proofs = excluded.proofs, applied_ms = excluded.applied_ms, decided_by = NULL, decided_ms = NULL, reason = '' "
    "WHERE lecturers.state <> 'applied'";
constexpr std::string_view delete_subjects = "DELETE FROM lecturer_categories WHERE person_id = $1";
constexpr std::string_view insert_subject =
    "INSERT INTO lecturer_categories (person_id, category) VALUES ($1, $2) ON CONFLICT DO NOTHING";
const std::string update_decided =
    "UPDATE lecturers SET state = $2, decided_by = $3, decided_ms = $4, reason = $5 WHERE person_id = $1 AND state = "
    "'applied' AND NOT person_id " +
    people::own_accounts("$3");
constexpr std::string_view insert_time =
    "INSERT INTO lecturer_times (id, person_id, starts_ms, ends_ms) VALUES ($1, $2, $3, $4)";
const std::string delete_time =
    "DELETE FROM lecturer_times WHERE id = $1 AND person_id " + people::own_accounts("$2");
const std::string select_times = "SELECT id, starts_ms, ends_ms FROM lecturer_times WHERE person_id " +
                                 people::own_accounts("$1") + "AND ends_ms > $2 ORDER BY starts_ms LIMIT $3";

/// $1 is now.
const std::string course_select =
    "SELECT c.id, c.site_id, s.name, c.category, c.title, c.summary, c.for_whom, c.lecturer_id, c.training_course, "
    "g.name, g.name_en, p.name, c.state, c.version, (SELECT MIN(x.starts_ms) FROM course_sessions x WHERE "
    "x.course_id "
    "= c.id AND x.state = 'announced' AND x.starts_ms > $1) FROM courses c JOIN sites s ON s.id = c.site_id JOIN "
    "course_categories g ON g.code = c.category JOIN persons p ON p.id = c.lecturer_id ";
const std::string select_course = course_select + "WHERE c.id = $2";
constexpr std::string_view insert_course =
    "INSERT INTO courses (id, site_id, category, title, summary, for_whom, lecturer_id, training_course, state, "
    "made_by, made_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
constexpr std::string_view update_course =
    "UPDATE courses SET category = $2, title = $3, summary = $4, for_whom = $5, lecturer_id = $6, training_course = "
    "$7, state = $8, version = version + 1 WHERE id = $1 AND version = $9";

const std::string session_fields =
    "x.id, x.course_id, x.starts_ms, x.ends_ms, x.mode, x.place_site_id, x.place, x.capacity, x.activity_id, "
    "x.state, "
    "x.taken, x.waiting, x.replay, x.feedback_id, x.broadcast_id, x.version";
constexpr std::size_t after_session = 16;
const std::string select_session = "SELECT " + session_fields + " FROM course_sessions x WHERE x.id = $1";
const std::string select_sessions = "SELECT " + session_fields +
                                    " FROM course_sessions x WHERE x.course_id = $1 ORDER BY x.starts_ms, x.id "
                                    "LIMIT $2";
constexpr std::string_view insert_session =
    "INSERT INTO course_sessions (id, course_id, starts_ms, ends_ms, mode, place_site_id, place, capacity, "
    "activity_id, broadcast_id, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'planned')";
constexpr std::string_view move_session =
    "UPDATE course_sessions SET state = $3, replay = $4 WHERE id = $1 AND state = $2";
constexpr std::string_view change_session =
    "UPDATE course_sessions SET starts_ms = $2, ends_ms = $3, place_site_id = $4, place = $5, capacity = $6, version "
    "= "
    "version + 1 WHERE id = $1 AND ($6 = 0 OR taken <= $6)";
constexpr std::string_view update_broadcast = "UPDATE course_sessions SET broadcast_id = $2 WHERE id = $1";
constexpr std::string_view update_feedback = "UPDATE course_sessions SET feedback_id = $2 WHERE id = $1";
constexpr std::string_view insert_event =
    "INSERT INTO session_events (id, session_id, at_ms, actor_id, kind, person_id, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";

constexpr std::string_view hold_session = "UPDATE course_sessions SET arrivals = arrivals WHERE id = $1";
constexpr std::string_view take_place =
    "UPDATE course_sessions SET taken = taken + 1, arrivals = arrivals + 1 WHERE id = $1 AND state = 'announced' AND "
    "(capacity = 0 OR taken < capacity) RETURNING arrivals";
constexpr std::string_view take_line =
    "UPDATE course_sessions SET waiting = waiting + 1, arrivals = arrivals + 1 WHERE id = $1 RETURNING arrivals";
constexpr std::string_view insert_place =
    "INSERT INTO session_places (id, session_id, person_id, state, arrival, came_ms) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT DO NOTHING";
const std::string place_fields = "q.id, q.session_id, q.person_id, q.state, q.arrival, q.offered_until_ms";
constexpr std::size_t after_place = 6;
const std::string select_place = "SELECT " + place_fields + " FROM session_places q WHERE q.id = $1";
const std::string select_own_place = "SELECT " + place_fields +
                                     " FROM session_places q WHERE q.session_id = $1 AND q.state <> 'cancelled' AND "
                                     "q.person_id " +
                                     people::own_accounts("$2") + "LIMIT 1";
constexpr std::string_view update_place =
    "UPDATE session_places SET state = $3, offered_until_ms = NULL WHERE id = $1 AND state = $2";
constexpr std::string_view offer_place =
    "UPDATE session_places SET state = 'offered', offered_until_ms = $2 WHERE id = $1 AND state = 'waitlisted'";
constexpr std::string_view update_offers =
    "UPDATE session_places SET offered_until_ms = $2 WHERE session_id = $1 AND state = 'offered' AND "
    "offered_until_ms > $2";
constexpr std::string_view select_expired =
    "SELECT q.id FROM session_places q JOIN course_sessions x ON x.id = q.session_id WHERE q.state = 'offered' AND "
    "q.offered_until_ms <= $1 AND x.state <> 'cancelled' ORDER BY q.offered_until_ms, q.id LIMIT $2";
constexpr std::string_view select_with_line =
    "SELECT id FROM course_sessions WHERE state = 'announced' AND waiting > 0 AND starts_ms > $1 AND (capacity = 0 "
    "OR "
    "taken < capacity) ORDER BY starts_ms, id LIMIT $2";
// Of one row, whichever of the person's accounts acts.
constexpr std::string_view lock_person = "SELECT id FROM persons WHERE id = $1 FOR NO KEY UPDATE";
constexpr std::string_view return_place = "UPDATE course_sessions SET taken = taken - 1 WHERE id = $1";
constexpr std::string_view return_line = "UPDATE course_sessions SET waiting = waiting - 1 WHERE id = $1";
const std::string select_line = "SELECT " + place_fields +
                                " FROM session_places q WHERE q.session_id = $1 AND q.state = 'waitlisted' AND "
                                "q.arrival > $2 ORDER BY q.arrival LIMIT $3";
const std::string select_places = "SELECT " + place_fields +
                                  ", p.name FROM session_places q JOIN persons p ON p.id = q.person_id WHERE "
                                  "q.session_id = $1 AND q.state <> 'cancelled' AND q.id > $2 ORDER BY q.id "
                                  "LIMIT $3";
constexpr std::string_view select_people =
    "SELECT person_id FROM session_places WHERE session_id = $1 AND state = $2 ORDER BY arrival";
const std::string select_own = "SELECT " + place_fields + ", " + session_fields +
                               ", c.title, c.id FROM session_places q JOIN course_sessions x ON x.id = q.session_id "
                               "JOIN courses c ON c.id = x.course_id WHERE q.person_id " +
                               people::own_accounts("$1") + "ORDER BY x.starts_ms DESC, q.id DESC LIMIT $2";

template <class T>
T known(const std::optional<T>& parsed, const std::string& text) {
  if (!parsed) throw std::logic_error("courses hold " + text);
  return *parsed;
}

std::optional<std::string> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

Category category_of(const db::Row& row) {
  return {row.text(0), row.text(1), row.text(2), row.i64(3), row.i64(4) == 1};
}

Lecturer lecturer_of(db::Reader& reader, const db::Row& row) {
  Lecturer found;
  found.person = row.id<PersonId>(0);
  found.name = row.text(1);
  found.application.site = row.id<SiteId>(2);
  found.site_name = row.text(3);
  found.state = known(parse_lecturer_state(row.text(4)), row.text(4));
  found.application.about = row.text(5);
  found.application.proofs = row.text(6);
  found.applied = {row.i64(7)};
  found.reason = row.text(8);
  for (const db::Row& subject : reader.query(select_subjects, found.person))
    found.application.categories.push_back(subject.text(0));
  return found;
}

Course course_of(const db::Row& row) {
  Course found;
  found.id = row.id<CourseId>(0);
  found.site = row.id<SiteId>(1);
  found.site_name = row.text(2);
  found.plan = {row.text(3), row.text(4), row.text(5), row.text(6), row.id<PersonId>(7), row.text(8)};
  found.category_name = row.text(9);
  found.category_name_en = row.text(10);
  found.lecturer_name = row.text(11);
  found.state = known(parse_course_state(row.text(12)), row.text(12));
  found.version = row.i64(13);
  if (!row.is_null(14)) found.next = Instant{row.i64(14)};
  return found;
}

Session session_of(const db::Row& row, std::size_t at = 0) {
  Session found;
  found.id = row.id<CourseSessionId>(at);
  found.course = row.id<CourseId>(at + 1);
  found.plan.starts = {row.i64(at + 2)};
  found.plan.ends = {row.i64(at + 3)};
  found.plan.mode = known(parse_mode(row.text(at + 4)), row.text(at + 4));
  found.plan.place_site = row.id<SiteId>(at + 5);
  found.plan.place = row.text(at + 6);
  found.plan.capacity = row.i64(at + 7);
  found.plan.activity = row.id<ActivityId>(at + 8);
  found.state = known(parse_session_state(row.text(at + 9)), row.text(at + 9));
  found.taken = row.i64(at + 10);
  found.waiting = row.i64(at + 11);
  found.replay = row.text(at + 12);
  found.feedback = row.id<SurveyId>(at + 13);
  found.plan.broadcast = row.id<live::BroadcastId>(at + 14);
  found.version = row.i64(at + 15);
  return found;
}

Place place_of(const db::Row& row) {
  Place place{row.id<SessionPlaceId>(0), row.id<CourseSessionId>(1), row.id<PersonId>(2), row.text(3), row.i64(4)};
  if (const auto until = row.opt_i64(5)) place.offered_until = Instant{*until};
  return place;
}

/// "x IN (subtrees of $n …)"; the parameters are appended.
std::string within(std::string_view column, const std::vector<SiteId>& roots, db::Params& params) {
  std::string list;
  for (const SiteId& root : roots) {
    params.emplace_back(root.str());
    list += (list.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  return std::string(column) + " IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + list + "))";
}

std::string next(db::Params& params, db::Value value) {
  params.push_back(std::move(value));
  return "$" + std::to_string(params.size());
}

}  // namespace

std::vector<Category> categories(db::Reader& reader, bool closed_too) {
  std::vector<Category> found;
  for (const db::Row& row : reader.query(select_categories, closed_too ? 1 : 0, most_categories))
    found.push_back(category_of(row));
  return found;
}

std::optional<Category> find_category(db::Reader& reader, const std::string& code) {
  const auto row = reader.find(select_category, code);
  if (!row) return std::nullopt;
  return category_of(*row);
}

void keep(db::Tx& tx, const Category& category) {
  tx.exec(upsert_category, category.code, category.name, category.name_en, category.position,
          category.active ? 1 : 0);
}

std::optional<Lecturer> find_lecturer(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_lecturer, person);
  if (!row) return std::nullopt;
  return lecturer_of(reader, *row);
}

bool apply(db::Tx& tx, const PersonId& person, const Application& application, Instant now) {
  if (tx.exec(upsert_lecturer, person, application.site, application.about, application.proofs, now) == 0)
    return false;
  tx.exec(delete_subjects, person);
  for (const std::string& category : application.categories) tx.exec(insert_subject, person, category);
  return true;
}

bool decide(db::Tx& tx, const PersonId& person, LecturerState state, const PersonId& by, const std::string& reason,
            Instant now) {
  return tx.exec(update_decided, person, to_text(state), by, now, reason) == 1;
}

std::vector<Lecturer> lecturers(db::Reader& reader, const std::vector<SiteId>& roots,
                                std::optional<LecturerState> state, const std::string& cursor, std::int64_t limit) {
  db::Params params;
  std::string sql = lecturer_select + "WHERE " + within("l.site_id", roots, params);
  if (state) sql += " AND l.state = " + next(params, std::string(to_text(*state)));
  if (!cursor.empty()) sql += " AND l.person_id > " + next(params, cursor);
  sql += " ORDER BY l.person_id LIMIT " + next(params, limit);
  std::vector<Lecturer> found;
  for (const db::Row& row : reader.run(sql, params)) found.push_back(lecturer_of(reader, row));
  return found;
}

void add_time(db::Tx& tx, const PersonId& person, const Time& time) {
  tx.exec(insert_time, time.id, person, time.starts, time.ends);
}

bool remove_time(db::Tx& tx, const PersonId& person, const LecturerTimeId& id) {
  return tx.exec(delete_time, id, person) == 1;
}

std::vector<Time> times(db::Reader& reader, const PersonId& person, Instant now) {
  std::vector<Time> found;
  for (const db::Row& row : reader.query(select_times, person, now, most_times))
    found.push_back({row.id<LecturerTimeId>(0), {row.i64(1)}, {row.i64(2)}});
  return found;
}

std::optional<Course> find(db::Reader& reader, const CourseId& course, Instant now) {
  const auto row = reader.find(select_course, now, course);
  if (!row) return std::nullopt;
  return course_of(*row);
}

void insert(db::Tx& tx, const Course& course, const PersonId& by, Instant now) {
  const Plan& plan = course.plan;
  tx.exec(insert_course, course.id, course.site, plan.category, plan.title, plan.summary, plan.for_whom,
          plan.lecturer, or_null(plan.training_course), to_text(course.state), by, now);
}

bool update(db::Tx& tx, const Course& course) {
  const Plan& plan = course.plan;
  return tx.exec(update_course, course.id, plan.category, plan.title, plan.summary, plan.for_whom, plan.lecturer,
                 or_null(plan.training_course), to_text(course.state), course.version) == 1;
}

std::vector<Course> list(db::Reader& reader, const Filter& filter, Instant now) {
  db::Params params = db::params_of(now);
  std::string sql = course_select + "WHERE ";
  if (!filter.lecturer.empty())
    sql += "c.lecturer_id = " + next(params, filter.lecturer.str());
  else if (!filter.roots.empty())
    sql += within("c.site_id", filter.roots, params);
  else
    sql += "c.state = 'published'";
  if (!filter.category.empty()) sql += " AND c.category = " + next(params, filter.category);
  if (!filter.cursor.empty()) sql += " AND c.id < " + next(params, filter.cursor);
  sql += " ORDER BY c.id DESC LIMIT " + next(params, filter.limit);
  std::vector<Course> found;
  for (const db::Row& row : reader.run(sql, params)) found.push_back(course_of(row));
  return found;
}

std::optional<Session> find_session(db::Reader& reader, const CourseSessionId& id) {
  const auto row = reader.find(select_session, id);
  if (!row) return std::nullopt;
  return session_of(*row);
}

void insert(db::Tx& tx, const Session& session) {
  const SessionPlan& plan = session.plan;
  tx.exec(insert_session, session.id, session.course, plan.starts, plan.ends, to_text(plan.mode), plan.place_site,
          plan.place, plan.capacity, plan.activity, plan.broadcast);
}

std::vector<Session> sessions(db::Reader& reader, const CourseId& course) {
  std::vector<Session> found;
  for (const db::Row& row : reader.query(select_sessions, course, most_sessions)) found.push_back(session_of(row));
  return found;
}

bool move(db::Tx& tx, const CourseSessionId& id, SessionState from, SessionState to, const std::string& replay) {
  return tx.exec(move_session, id, to_text(from), to_text(to), replay) == 1;
}

bool change(db::Tx& tx, const CourseSessionId& id, const SessionPlan& plan) {
  return tx.exec(change_session, id, plan.starts, plan.ends, plan.place_site, plan.place, plan.capacity) == 1;
}

void set_broadcast(db::Tx& tx, const CourseSessionId& id, const live::BroadcastId& broadcast) {
  tx.exec(update_broadcast, id, broadcast);
}

void set_feedback(db::Tx& tx, const CourseSessionId& id, const SurveyId& survey) {
  tx.exec(update_feedback, id, survey);
}

void append_event(db::Tx& tx, Random& random, const CourseSessionId& id, const PersonId& actor, std::string_view kind,
                  const PersonId& person, const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), id, now, actor, kind, person, reason);
}

void hold(db::Tx& tx, const CourseSessionId& session) {
  tx.exec(hold_session, session);
}

std::optional<std::int64_t> take(db::Tx& tx, const CourseSessionId& session) {
  const auto row = tx.find(take_place, session);
  if (!row) return std::nullopt;
  return row->i64(0);
}

std::int64_t join_line(db::Tx& tx, const CourseSessionId& session) {
  return tx.find(take_line, session)->i64(0);
}

bool insert(db::Tx& tx, const Place& place, Instant now) {
  return tx.exec(insert_place, place.id, place.session, place.person, place.state, place.arrival, now) == 1;
}

std::optional<Place> find_place(db::Reader& reader, const SessionPlaceId& id) {
  const auto row = reader.find(select_place, id);
  if (!row) return std::nullopt;
  return place_of(*row);
}

std::optional<Place> own_place(db::Reader& reader, const CourseSessionId& session, const PersonId& person) {
  const auto row = reader.find(select_own_place, session, person);
  if (!row) return std::nullopt;
  return place_of(*row);
}

bool set_state(db::Tx& tx, const SessionPlaceId& id, std::string_view from, std::string_view to) {
  return tx.exec(update_place, id, from, to) == 1;
}

void give_back(db::Tx& tx, const CourseSessionId& session) {
  tx.exec(return_place, session);
}

void leave_line(db::Tx& tx, const CourseSessionId& session) {
  tx.exec(return_line, session);
}

void offer(db::Tx& tx, const SessionPlaceId& id, Instant until) {
  tx.exec(offer_place, id, until);
}

void shorten_offers(db::Tx& tx, const CourseSessionId& session, Instant latest) {
  tx.exec(update_offers, session, latest);
}

std::vector<SessionPlaceId> expired_offers(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<SessionPlaceId> found;
  for (const db::Row& row : reader.query(select_expired, now, limit)) found.push_back(row.id<SessionPlaceId>(0));
  return found;
}

std::vector<CourseSessionId> with_room_and_line(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<CourseSessionId> found;
  for (const db::Row& row : reader.query(select_with_line, now, limit)) found.push_back(row.id<CourseSessionId>(0));
  return found;
}

void hold_person(db::Tx& tx, const PersonId& person) {
  activities::hold_person(tx, person);
  // SQLite has one writer; there is nobody to wait for.
  if (tx.engine() == db::Engine::postgres) tx.query(lock_person, people::person_of(tx, person));
}

std::vector<Place> in_line(db::Reader& reader, const CourseSessionId& session, std::int64_t after,
                           std::int64_t limit) {
  std::vector<Place> found;
  for (const db::Row& row : reader.query(select_line, session, after, limit)) found.push_back(place_of(row));
  return found;
}

std::vector<PlaceRow> places(db::Reader& reader, const CourseSessionId& session, const std::string& after,
                             std::int64_t limit) {
  std::vector<PlaceRow> found;
  for (const db::Row& row : reader.query(select_places, session, after, limit))
    found.push_back({place_of(row), row.text(after_place)});
  return found;
}

std::vector<PersonId> with_place(db::Reader& reader, const CourseSessionId& session, std::string_view state) {
  std::vector<PersonId> found;
  for (const db::Row& row : reader.query(select_people, session, state)) found.push_back(row.id<PersonId>(0));
  return found;
}

std::vector<Own> own(db::Reader& reader, const PersonId& person) {
  std::vector<Own> found;
  for (const db::Row& row : reader.query(select_own, person, most_own))
    found.push_back({place_of(row), session_of(row, after_place), row.text(after_place + after_session),
                     row.id<CourseId>(after_place + after_session + 1)});
  return found;
}

}  // namespace ws::courses::store
