#include "courses/course_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "base/json.h"
#include "base/text.h"

namespace ws::courses {
namespace {

constexpr std::array<std::string_view, 3> lecturer_states{"applied", "approved", "declined"};
constexpr std::array<std::string_view, 3> course_states{"draft", "published", "closed"};
constexpr std::array<std::string_view, 6> session_states{"planned", "announced",        "live",
                                                         "ended",   "replay_published", "cancelled"};
constexpr std::array<std::string_view, 5> steps{"announced", "began", "ended", "replay_published", "cancelled"};
constexpr std::array<std::string_view, 2> modes{"site", "online"};
constexpr std::int64_t longest_session_ms = 12 * hour_ms;

template <class E, std::size_t N>
std::optional<E> named(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<E>(found - names.begin());
}

bool is_code(std::string_view code) {
  return code.size() >= 2 && code.size() <= 40 && std::all_of(code.begin(), code.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

Outcome need(const std::string& text, std::string field) {
  if (trim(text).empty()) return Error::invalid("field.required", std::move(field));
  return Done{};
}

}  // namespace

std::string_view to_text(LecturerState state) {
  return lecturer_states.at(static_cast<std::size_t>(state));
}
std::optional<LecturerState> parse_lecturer_state(std::string_view text) {
  return named<LecturerState>(lecturer_states, text);
}
std::string_view to_text(CourseState state) {
  return course_states.at(static_cast<std::size_t>(state));
}
std::optional<CourseState> parse_course_state(std::string_view text) {
  return named<CourseState>(course_states, text);
}
std::string_view to_text(SessionState state) {
  return session_states.at(static_cast<std::size_t>(state));
}
std::optional<SessionState> parse_session_state(std::string_view text) {
  return named<SessionState>(session_states, text);
}
std::string_view to_text(Step step) {
  return steps.at(static_cast<std::size_t>(step));
}
std::string_view to_text(Mode mode) {
  return modes.at(static_cast<std::size_t>(mode));
}
std::optional<Mode> parse_mode(std::string_view text) {
  return named<Mode>(modes, text);
}

Outcome check_category(const Category& category) {
  if (!is_code(category.code)) return Error::invalid("course.bad_code", "code");
  if (auto right = need(category.name, "name"); !right) return right;
  return need(category.name_en, "name_en");
}

Outcome check_application(const Application& application) {
  if (application.categories.empty() || application.categories.size() > 6)
    return Error::invalid("lecturer.categories", "categories");
  if (auto right = need(application.about, "about"); !right) return right;
  return need(application.proofs, "proofs");
}

Outcome check_plan(const Plan& plan) {
  if (auto right = need(plan.title, "title"); !right) return right;
  if (auto right = need(plan.summary, "summary"); !right) return right;
  return need(plan.for_whom, "for_whom");
}

std::optional<SessionState> next_state(SessionState from, Step step) {
  switch (step) {
    case Step::announce:
      return from == SessionState::planned ? std::optional(SessionState::announced) : std::nullopt;
    case Step::begin:
      return from == SessionState::announced ? std::optional(SessionState::live) : std::nullopt;
    case Step::end:
      return from == SessionState::live ? std::optional(SessionState::ended) : std::nullopt;
    case Step::publish_replay:
      return from == SessionState::ended ? std::optional(SessionState::replay_published) : std::nullopt;
    case Step::cancel:
      return from == SessionState::planned || from == SessionState::announced ? std::optional(SessionState::cancelled)
                                                                              : std::nullopt;
  }
  return std::nullopt;
}

bool is_for_lecturer(Step step) {
  return step == Step::begin || step == Step::end;
}

Outcome check_session(const SessionPlan& plan, Instant now) {
  if (plan.ends <= plan.starts || plan.ends.ms - plan.starts.ms > longest_session_ms)
    return Error::invalid("session.times", "ends_ms");
  if (plan.starts <= now) return Error::invalid("session.past", "starts_ms");
  if (plan.mode == Mode::site && plan.place_site.empty()) return Error::invalid("session.place", "place_site_id");
  if (plan.mode == Mode::online && !plan.place_site.empty()) return Error::invalid("session.place", "place_site_id");
  if (plan.mode == Mode::site && plan.capacity == 0) return Error::invalid("session.capacity", "capacity");
  return need(plan.place, "place");
}

Outcome check_open(const Session& session, Instant now) {
  if (session.state != SessionState::announced || session.plan.starts <= now)
    return Error::conflict("session.closed");
  return Done{};
}

SessionPlan changed(SessionPlan plan, const SessionChange& change) {
  plan.starts = change.starts;
  plan.ends = change.ends;
  plan.place_site = change.place_site;
  plan.place = change.place;
  plan.capacity = change.capacity;
  return plan;
}

Outcome check_change(const Session& session, const SessionPlan& after, Instant now) {
  if (session.state != SessionState::planned && session.state != SessionState::announced)
    return Error::conflict("session.state");
  return check_session(after, now);
}

Outcome check_begin(const Session& session, Instant now, const Limits& limits) {
  if (now < session.plan.starts.plus_ms(-limits.begin_minutes_early * minute_ms))
    return Error::conflict("session.too_early");
  return Done{};
}

Limits Limits::parse(std::string_view policy) {
  constexpr std::int64_t a_day = 24 * 60;
  Limits limits;
  if (const auto early = json::Document(policy).integer("courses.begin_minutes_early")) {
    if (*early < 0 || *early > a_day) throw std::runtime_error("policy out of sense: courses.begin_minutes_early");
    limits.begin_minutes_early = *early;
  }
  return limits;
}

}  // namespace ws::courses
