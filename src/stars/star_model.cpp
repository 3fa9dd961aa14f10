#include "stars/star_model.h"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string>

namespace ws::stars {
namespace {

constexpr std::array<std::string_view, 4> states{"applied", "declined", "publicised", "granted"};

}  // namespace

std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}

State state_named(std::string_view text) {
  const auto found = std::find(states.begin(), states.end(), text);
  if (found == states.end()) throw std::invalid_argument("no state of a star: " + std::string(text));
  return static_cast<State>(found - states.begin());
}

std::optional<std::int64_t> minutes_for(int level, const Policy& policy) {
  if (level < 1 || static_cast<std::size_t>(level) > policy.star_hours.size()) return std::nullopt;
  return std::int64_t{60} * policy.star_hours[static_cast<std::size_t>(level) - 1];
}

int level_reached(std::int64_t minutes, const Policy& policy) {
  const auto reached = [&](int hours) { return minutes >= std::int64_t{60} * hours; };
  return static_cast<int>(std::count_if(policy.star_hours.begin(), policy.star_hours.end(), reached));
}

Outcome may_apply(int level, std::int64_t minutes, const Policy& policy) {
  const auto needed = minutes_for(level, policy);
  if (!needed) return Error::invalid("star.unknown_level", "level");
  if (minutes < *needed) return Error::conflict("star.not_reached");
  return Done{};
}

Outcome may_review(const Standing& standing, const PersonId& actor) {
  if (standing.volunteer == actor) return Error::forbidden("star.own");
  if (standing.state != State::applied) return Error::conflict("star.not_applied");
  return Done{};
}

Outcome may_object(const Standing& standing) {
  if (standing.state != State::publicised) return Error::conflict("star.not_publicised");
  return Done{};
}

Outcome may_answer(const Standing& standing, const PersonId& actor, const PersonId& objector) {
  if (standing.volunteer == actor || standing.reviewer == actor || objector == actor)
    return Error::forbidden("star.own");
  return may_object(standing);
}

}  // namespace ws::stars
