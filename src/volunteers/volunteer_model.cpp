#include "volunteers/volunteer_model.h"

#include <algorithm>
#include <array>

#include "base/local_time.h"

namespace ws::volunteers {
namespace {

constexpr std::array<std::string_view, 5> state_texts{"draft", "pending", "registered", "suspended", "withdrawn"};
constexpr std::array<std::string_view, 7> step_texts{"entered",   "submitted", "returned", "verified",
                                                     "suspended", "resumed",   "withdrawn"};

}  // namespace

bool Volunteer::has_skill(std::string_view skill) const {
  return std::find(skills.begin(), skills.end(), skill) != skills.end();
}

bool is_free(const std::vector<FreeTime>& times, Instant starts, Instant ends) {
  const LocalDate date = local_date(starts);
  const std::int64_t length = (ends.ms - starts.ms + minute_ms - 1) / minute_ms;
  const std::int64_t from = minute_of_day(starts);
  const int day = weekday(date);
  return std::any_of(times.begin(), times.end(), [&](const FreeTime& time) {
    return time.weekday == day && time.from_minute <= from && from + length <= time.until_minute;
  });
}

std::string_view to_text(State state) {
  return state_texts.at(static_cast<std::size_t>(state));
}

std::optional<State> parse_state(std::string_view text) {
  const auto found = std::find(state_texts.begin(), state_texts.end(), text);
  return found == state_texts.end() ? std::nullopt : std::optional(static_cast<State>(found - state_texts.begin()));
}

std::string_view to_text(Step step) {
  return step_texts.at(static_cast<std::size_t>(step));
}

std::optional<State> next_state(std::optional<State> from, Step step) {
  switch (step) {
    case Step::entered:
      return from ? std::nullopt : std::optional(State::pending);
    case Step::submitted:
      return from == State::draft ? std::optional(State::pending) : std::nullopt;
    case Step::returned:
      return from == State::pending ? std::optional(State::draft) : std::nullopt;
    case Step::verified:
      return from == State::pending ? std::optional(State::registered) : std::nullopt;
    case Step::suspended:
      return from == State::registered ? std::optional(State::suspended) : std::nullopt;
    case Step::resumed:
      return from == State::suspended ? std::optional(State::registered) : std::nullopt;
    case Step::withdrawn:
      return from && from != State::withdrawn ? std::optional(State::withdrawn) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace ws::volunteers
