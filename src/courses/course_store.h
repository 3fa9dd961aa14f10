#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "courses/course_model.h"
#include "db/db.h"

namespace ws::courses::store {

// ---- categories

/// Those in use by position; all of them when asked for. At most 100.
std::vector<Category> categories(db::Reader& reader, bool closed_too);
std::optional<Category> find_category(db::Reader& reader, const std::string& code);
void keep(db::Tx& tx, const Category& category);

// ---- lecturers

struct Lecturer {
  PersonId person;
  std::string name;
  std::string site_name;
  Application application;
  LecturerState state = LecturerState::applied;
  Instant applied;
  std::string reason;
};
std::optional<Lecturer> find_lecturer(db::Reader& reader, const PersonId& person);
/// A new application, also of somebody who was declined or teaches already. False while one waits.
bool apply(db::Tx& tx, const PersonId& person, const Application& application, Instant now);
/// False if it does not wait, or is the decider's own.
bool decide(db::Tx& tx, const PersonId& person, LecturerState state, const PersonId& by, const std::string& reason,
            Instant now);
/// By identifier, after `cursor`, of these subtrees. At least one root.
std::vector<Lecturer> lecturers(db::Reader& reader, const std::vector<SiteId>& roots,
                                std::optional<LecturerState> state, const std::string& cursor, std::int64_t limit);

struct Time {
  LecturerTimeId id;
  Instant starts, ends;
};
void add_time(db::Tx& tx, const PersonId& person, const Time& time);
/// False if it is not theirs.
bool remove_time(db::Tx& tx, const PersonId& person, const LecturerTimeId& id);
/// Those that are not over, at most 100.
std::vector<Time> times(db::Reader& reader, const PersonId& person, Instant now);

// ---- courses

struct Course {
  CourseId id;
  SiteId site;
  std::string site_name;
  Plan plan;
  std::string category_name, category_name_en, lecturer_name;
  CourseState state = CourseState::draft;
  std::int64_t version = 1;
  std::optional<Instant> next;  ///< when the next announced session begins
};
std::optional<Course> find(db::Reader& reader, const CourseId& course, Instant now);
void insert(db::Tx& tx, const Course& course, const PersonId& by, Instant now);
/// Plan and state. False if it was changed since `course.version`.
bool update(db::Tx& tx, const Course& course);
struct Filter {
  std::vector<SiteId> roots;  ///< all of these subtrees; none: what is published
  std::string category;
  std::string cursor;
  std::int64_t limit = 20;
  PersonId lecturer;  ///< of this one only, drafts too
};
/// Newest first.
std::vector<Course> list(db::Reader& reader, const Filter& filter, Instant now);

// ---- sessions

std::optional<Session> find_session(db::Reader& reader, const CourseSessionId& id);
void insert(db::Tx& tx, const Session& session);
/// By start, at most 200.
std::vector<Session> sessions(db::Reader& reader, const CourseId& course);
/// False if it is in another state than `from`.
bool move(db::Tx& tx, const CourseSessionId& id, SessionState from, SessionState to, const std::string& replay);
/// Time, place and number of places. False if more places are taken than there would be.
bool change(db::Tx& tx, const CourseSessionId& id, const SessionPlan& plan);
/// An empty one takes it away.
void set_broadcast(db::Tx& tx, const CourseSessionId& id, const live::BroadcastId& broadcast);
void set_feedback(db::Tx& tx, const CourseSessionId& id, const SurveyId& survey);
void append_event(db::Tx& tx, Random& random, const CourseSessionId& id, const PersonId& actor, std::string_view kind,
                  const PersonId& person, const std::string& reason, Instant now);

// ---- places

struct Place {
  SessionPlaceId id;
  CourseSessionId session;
  PersonId person;
  std::string state;  ///< confirmed, waitlisted, offered, cancelled, attended, absent
  std::int64_t arrival = 0;
  std::optional<Instant> offered_until = {};
};
/// Keeps everybody else from the session's places until the transaction ends.
void hold(db::Tx& tx, const CourseSessionId& session);
/// Takes a place by one conditional update; nothing when there is none. The answer is the arrival.
std::optional<std::int64_t> take(db::Tx& tx, const CourseSessionId& session);
std::int64_t join_line(db::Tx& tx, const CourseSessionId& session);
/// False when the person has one.
bool insert(db::Tx& tx, const Place& place, Instant now);
std::optional<Place> find_place(db::Reader& reader, const SessionPlaceId& id);
/// The person's own in this session, whichever of their accounts took it, that was not cancelled.
std::optional<Place> own_place(db::Reader& reader, const CourseSessionId& session, const PersonId& person);
/// False if it is in another state. Never to "offered": that is offer().
bool set_state(db::Tx& tx, const SessionPlaceId& id, std::string_view from, std::string_view to);
/// Of one who waits.
void offer(db::Tx& tx, const SessionPlaceId& id, Instant until);
/// No offer of the session stands longer than until `latest`.
void shorten_offers(db::Tx& tx, const CourseSessionId& session, Instant latest);
std::vector<SessionPlaceId> expired_offers(db::Reader& reader, Instant now, std::int64_t limit);
/// Sessions somebody waits for though there is room, that have not begun.
std::vector<CourseSessionId> with_room_and_line(db::Reader& reader, Instant now, std::int64_t limit);
/// Other writers who would give this person a place wait until the transaction ends.
void hold_person(db::Tx& tx, const PersonId& person);
void give_back(db::Tx& tx, const CourseSessionId& session);
void leave_line(db::Tx& tx, const CourseSessionId& session);
/// Those who wait, by arrival after `after`.
std::vector<Place> in_line(db::Reader& reader, const CourseSessionId& session, std::int64_t after,
                           std::int64_t limit);

struct PlaceRow {
  Place place;
  std::string name;
};
/// By identifier after `after`; those who left are left out.
std::vector<PlaceRow> places(db::Reader& reader, const CourseSessionId& session, const std::string& after,
                             std::int64_t limit);
std::vector<PersonId> with_place(db::Reader& reader, const CourseSessionId& session, std::string_view state);

struct Own {
  Place place;
  Session session;
  std::string title;
  CourseId course;
};
/// The person's, latest sessions first, at most 50.
std::vector<Own> own(db::Reader& reader, const PersonId& person);

}  // namespace ws::courses::store
