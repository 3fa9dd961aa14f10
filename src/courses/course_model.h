#pragma once
// Courses, their sessions and who teaches them. Pure rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using CourseId = Id<struct CourseTag>;
using CourseSessionId = Id<struct CourseSessionTag>;
using SessionPlaceId = Id<struct SessionPlaceTag>;
using LecturerTimeId = Id<struct LecturerTimeTag>;
using SurveyId = Id<struct SurveyTag>;
}  // namespace ws
namespace ws::live {
using BroadcastId = Id<struct BroadcastTag>;
}

namespace ws::courses {

struct Category {
  std::string code;  ///< lower-case letters, digits and "-"
  std::string name, name_en;
  std::int64_t position = 0;
  bool active = true;
};
/// Refuses "course.bad_code", "field.required".
Outcome check_category(const Category& category);

enum class LecturerState { applied, approved, declined };
std::string_view to_text(LecturerState state);
std::optional<LecturerState> parse_lecturer_state(std::string_view text);

/// What somebody tells who wants to teach.
struct Application {
  SiteId site;  ///< whose people look at it
  std::vector<std::string> categories;
  std::string about;   ///< what they did and can
  std::string proofs;  ///< certificates, posts, links: where it can be looked up
};
/// Refuses "field.required", "lecturer.categories".
Outcome check_application(const Application& application);

enum class CourseState { draft, published, closed };
std::string_view to_text(CourseState state);
std::optional<CourseState> parse_course_state(std::string_view text);

struct Plan {
  std::string category;
  std::string title;
  std::string summary;
  std::string for_whom;
  PersonId lecturer;
  std::string training_course;  ///< of volunteers: code of the training that it is; "" none
};
Outcome check_plan(const Plan& plan);

enum class SessionState { planned, announced, live, ended, replay_published, cancelled };
std::string_view to_text(SessionState state);
std::optional<SessionState> parse_session_state(std::string_view text);
enum class Step { announce, begin, end, publish_replay, cancel };
/// The event's kind: announced, began, ended, replay_published, cancelled.
std::string_view to_text(Step step);
/// The state after it, or nothing when it cannot be done now.
std::optional<SessionState> next_state(SessionState from, Step step);
/// A lecturer begins and ends; everything else is the site's.
bool is_for_lecturer(Step step);

enum class Mode { site, online };
std::string_view to_text(Mode mode);
std::optional<Mode> parse_mode(std::string_view text);

struct SessionPlan {
  Instant starts;
  Instant ends;
  Mode mode = Mode::site;
  SiteId place_site;
  std::string place;                 ///< the room, or how to watch
  std::int64_t capacity = 0;         ///< 0: without a limit, online only
  ActivityId activity;               ///< where people are recruited who help; empty: none
  live::BroadcastId broadcast = {};  ///< by which it is watched from elsewhere; empty: none
};
/// Refuses "session.times", "session.past", "session.place", "session.capacity".
Outcome check_session(const SessionPlan& plan, Instant now);

/// What a session becomes that moves; how it is held stays.
struct SessionChange {
  Instant starts;
  Instant ends;
  SiteId place_site;
  std::string place;
  std::int64_t capacity = 0;
  std::string reason;
  std::int64_t version = 1;
};
/// The plan after it.
SessionPlan changed(SessionPlan plan, const SessionChange& change);

/// Numbers of the policy (data/policy/default.json, "courses").
struct Limits {
  std::int64_t begin_minutes_early = 60;  ///< before its time a session can be begun
  /// Missing members keep the defaults; a member outside sense throws std::runtime_error.
  static Limits parse(std::string_view policy);
};

struct Session {
  CourseSessionId id;
  CourseId course;
  SessionPlan plan;
  SessionState state = SessionState::planned;
  std::int64_t taken = 0;
  std::int64_t waiting = 0;
  std::string replay;
  SurveyId feedback;
  std::string broadcast_state = {};  ///< as the broadcast has it; "" without one, and to others until it is announced
  std::int64_t version = 1;          ///< grows when it moves

  bool has_room() const { return plan.capacity == 0 || taken < plan.capacity; }
};
/// Whether somebody may sign up now: "session.closed".
Outcome check_open(const Session& session, Instant now);
/// Whether it can become this: "session.state" once it began, and what check_session refuses.
Outcome check_change(const Session& session, const SessionPlan& after, Instant now);
/// "session.too_early".
Outcome check_begin(const Session& session, Instant now, const Limits& limits);

}  // namespace ws::courses
