#include "activities/activity_model.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"

namespace ws::activities {
namespace {

constexpr std::array<std::pair<State, std::string_view>, 9> states{{
    {State::draft, "draft"},
    {State::review, "review"},
    {State::recruiting, "recruiting"},
    {State::in_progress, "in_progress"},
    {State::awaiting_confirmation, "awaiting_confirmation"},
    {State::publicised, "publicised"},
    {State::archived, "archived"},
    {State::cancelled, "cancelled"},
    {State::retracted, "retracted"},
}};
constexpr std::array<std::pair<Step, std::string_view>, 14> steps{{
    {Step::created, "created"},
    {Step::edited, "edited"},
    {Step::submitted, "submitted"},
    {Step::returned, "returned"},
    {Step::published, "published"},
    {Step::adjusted, "adjusted"},
    {Step::drawn, "drawn"},
    {Step::understaffed, "understaffed"},
    {Step::started, "started"},
    {Step::ended, "ended"},
    {Step::publicised, "publicised"},
    {Step::archived, "archived"},
    {Step::cancelled, "cancelled"},
    {Step::retracted, "retracted"},
}};
constexpr std::array<std::pair<Mode, std::string_view>, 3> modes{{
    {Mode::first_come, "first_come"},
    {Mode::approval, "approval"},
    {Mode::lot, "lot"},
}};

template <class Table, class Value>
std::string_view text_of(const Table& table, Value value) {
  return std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.first == value; })->second;
}
template <class Value, std::size_t size>
std::optional<Value> parse(const std::array<std::pair<Value, std::string_view>, size>& table, std::string_view text) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const auto& row) { return row.second == text; });
  return found == table.end() ? std::nullopt : std::optional(found->first);
}

bool one_of(State state, std::initializer_list<State> among) {
  return std::find(among.begin(), among.end(), state) != among.end();
}

}  // namespace

std::string_view to_text(State state) {
  return text_of(states, state);
}
std::optional<State> parse_state(std::string_view text) {
  return parse(states, text);
}
std::string_view to_text(Step step) {
  return text_of(steps, step);
}
std::string_view to_text(Mode mode) {
  return text_of(modes, mode);
}
std::optional<Mode> parse_mode(std::string_view text) {
  return parse(modes, text);
}
bool is_public(State state) {
  return !one_of(state, {State::draft, State::review, State::retracted});
}

bool is_on(State state) {
  return one_of(state, {State::recruiting, State::in_progress});
}

Instant Plan::starts() const {
  return std::min_element(shifts.begin(), shifts.end(),
                          [](const ShiftPlan& a, const ShiftPlan& b) { return a.starts < b.starts; })
      ->starts;
}

Instant Plan::ends() const {
  return std::max_element(shifts.begin(), shifts.end(),
                          [](const ShiftPlan& a, const ShiftPlan& b) { return a.ends < b.ends; })
      ->ends;
}

std::optional<State> next_state(State from, Step step) {
  const auto when = [&](std::initializer_list<State> among, State to) {
    return one_of(from, among) ? std::optional(to) : std::nullopt;
  };
  switch (step) {
    case Step::created:
    case Step::edited:
      return when({State::draft, State::review}, State::draft);
    case Step::submitted:
      return when({State::draft}, State::review);
    case Step::returned:
      return when({State::review}, State::draft);
    case Step::published:
      return when({State::review}, State::recruiting);
    case Step::adjusted:
      return when({State::recruiting, State::in_progress}, from);
    case Step::drawn:
    case Step::understaffed:
      return when({State::recruiting, State::in_progress}, from);
    case Step::started:
      return when({State::recruiting}, State::in_progress);
    case Step::ended:
      return when({State::in_progress}, State::awaiting_confirmation);
    case Step::publicised:
      return when({State::awaiting_confirmation}, State::publicised);
    case Step::archived:
      return when({State::publicised}, State::archived);
    case Step::cancelled:
      return when({State::recruiting, State::in_progress}, State::cancelled);
    case Step::retracted:
      return when({State::draft, State::review, State::recruiting}, State::retracted);
  }
  return std::nullopt;
}

Outcome decide(const Activity& activity, const Standing& standing, Step step) {
  const bool review = step == Step::published || step == Step::returned || step == Step::publicised;
  if (!standing.manager && !(review && standing.reviewer)) return Error::forbidden("activity.not_yours");
  if (!next_state(activity.state, step)) return Error::conflict("activity.state");
  if (review && !standing.reviewer) return Error::forbidden("activity.own_review");
  return Done{};
}

std::vector<std::string_view> actions(const Activity& activity, const Standing& standing) {
  static constexpr std::array<std::pair<Step, std::string_view>, 8> offered{{
      {Step::edited, "edit"},
      {Step::submitted, "submit"},
      {Step::returned, "return"},
      {Step::published, "publish"},
      {Step::adjusted, "adjust"},
      {Step::publicised, "publicise"},
      {Step::cancelled, "cancel"},
      {Step::retracted, "retract"},
  }};
  std::vector<std::string_view> found;
  for (const auto& [step, name] : offered)
    if (decide(activity, standing, step)) found.push_back(name);
  if (standing.manager) found.push_back("copy");
  if (standing.manager && activity.state == State::draft) found.push_back("repeat");
  if (standing.manager && activity.before_draw() && activity.state == State::recruiting) found.push_back("draw");
  if (standing.sees_all()) found.push_back("roster");
  return found;
}

std::string path_of(std::size_t shift, std::size_t role) {
  return path_of(shift) + "roles[" + std::to_string(role) + "].";
}
std::string path_of(std::size_t shift) {
  return "shifts[" + std::to_string(shift) + "].";
}

namespace {

Outcome check_role(const RolePlan& role, const std::string& path) {
  if (trim(role.name).empty()) return Error::invalid("field.required", path + "name");
  if (role.reserved > role.capacity) return Error::invalid("activity.reserved", path + "reserved");
  return Done{};
}

Outcome check_shift(const ShiftPlan& shift, std::size_t at, const Policy& policy, Instant now) {
  if (shift.ends <= shift.starts || shift.ends > shift.starts.plus_ms(day_ms))
    return Error::invalid("activity.shift_times", path_of(at) + "ends_ms");
  if (shift.starts > now.plus_ms(policy.activity_most_days_ahead * day_ms))
    return Error::invalid("activity.too_far", path_of(at) + "starts_ms");
  if (shift.roles.empty()) return Error::invalid("activity.no_shifts", path_of(at) + "roles");
  std::int64_t places = 0;
  for (std::size_t i = 0; i < shift.roles.size(); ++i) {
    if (auto right = check_role(shift.roles[i], path_of(at, i)); !right) return right;
    places += shift.roles[i].capacity;
  }
  if (shift.minimum_staff > places) return Error::invalid("activity.minimum_staff", path_of(at) + "minimum_staff");
  return Done{};
}

}  // namespace

Outcome check_plan(const Plan& plan, const Policy& policy, Instant now) {
  for (const auto& [text, field] : {std::pair<const std::string&, const char*>{plan.title, "title"},
                                    {plan.summary, "summary"},
                                    {plan.place, "place"}})
    if (trim(text).empty()) return Error::invalid("field.required", field);
  if (plan.shifts.empty()) return Error::invalid("activity.no_shifts", "shifts");
  for (std::size_t i = 0; i < plan.shifts.size(); ++i)
    if (auto right = check_shift(plan.shifts[i], i, policy, now); !right) return right;
  if (plan.closes <= plan.opens || plan.closes > plan.ends()) return Error::invalid("activity.window", "closes_ms");
  if (plan.mode == Mode::lot && (!plan.draw_due || *plan.draw_due < plan.closes || *plan.draw_due > plan.starts()))
    return Error::invalid("activity.draw_time", "draw_due_ms");
  if (plan.mode != Mode::lot && plan.draw_due) return Error::invalid("activity.draw_time", "draw_due_ms");
  return Done{};
}

Outcome check_publishable(const Activity& activity, Instant now) {
  if (trim(activity.plan.conditions).empty()) return Error::conflict("activity.conditions_missing");
  if (trim(activity.plan.risks).empty()) return Error::conflict("activity.risks_missing");
  if (activity.plan.hazardous && trim(activity.plan.insurance).empty())
    return Error::conflict("activity.insurance_missing");
  if (activity.starts <= now || activity.plan.closes <= now) return Error::conflict("activity.past");
  return Done{};
}

std::optional<Instant> next_due(const Activity& activity, const Rules& rules) {
  switch (activity.state) {
    case State::recruiting:
      if (activity.before_draw()) return std::min(activity.plan.draw_due.value(), activity.starts);
      return activity.starts;
    case State::in_progress:
      return activity.ends;
    case State::publicised:
      return rules.calendar.add_working_days(activity.state_since, rules.policy.activity_publicity_working_days,
                                             rules.policy.opens_minute, rules.policy.closes_minute);
    default:
      return std::nullopt;
  }
}

Plan moved(Plan plan, std::int64_t by_ms) {
  plan.opens = plan.opens.plus_ms(by_ms);
  plan.closes = plan.closes.plus_ms(by_ms);
  if (plan.draw_due) plan.draw_due = plan.draw_due->plus_ms(by_ms);
  for (ShiftPlan& shift : plan.shifts) {
    shift.starts = shift.starts.plus_ms(by_ms);
    shift.ends = shift.ends.plus_ms(by_ms);
  }
  return plan;
}

std::vector<std::int64_t> weekly_offsets(Instant first, Instant until, std::int64_t most) {
  constexpr std::int64_t week_ms = 7 * day_ms;
  const Instant end = start_of_day(next_day(local_date(until)));
  std::vector<std::int64_t> offsets;
  for (std::int64_t by = week_ms; first.plus_ms(by) < end && static_cast<std::int64_t>(offsets.size()) < most;
       by += week_ms)
    offsets.push_back(by);
  return offsets;
}

}  // namespace ws::activities
