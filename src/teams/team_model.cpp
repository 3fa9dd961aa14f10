#include "teams/team_model.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace ws::teams {
namespace {

constexpr std::array<std::string_view, 4> states{"draft", "review", "active", "dissolved"};
constexpr std::array<std::string_view, 14> steps{"founded",   "edited",    "submitted", "returned", "approved",
                                                 "dissolved", "requested", "withdrawn", "refused",  "joined",
                                                 "left",      "removed",   "appointed", "dismissed"};
constexpr std::array<std::string_view, 4> request_states{"pending", "approved", "refused", "withdrawn"};

template <class Enum, std::size_t Count>
std::optional<Enum> named(const std::array<std::string_view, Count>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

bool is_theirs(const Team& team, const Standing& standing, Step step) {
  switch (step) {
    case Step::founded:
    case Step::requested:
    case Step::withdrawn:
      return true;
    case Step::edited:
      return standing.leads() || (standing.maker && team.state != State::active);
    case Step::submitted:
      return standing.sees_all();
    case Step::returned:
    case Step::approved:
      return standing.staff;
    case Step::dissolved:
      return standing.staff || (standing.maker && team.state == State::draft);
    case Step::refused:
    case Step::joined:
    case Step::removed:
    case Step::appointed:
    case Step::dismissed:
      return standing.leads();
    case Step::left:
      return standing.member;
  }
  return false;
}

}  // namespace

std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}

std::optional<State> parse_state(std::string_view text) {
  return named<State>(states, text);
}

std::string_view to_text(Step step) {
  return steps.at(static_cast<std::size_t>(step));
}

std::string_view to_text(RequestState state) {
  return request_states.at(static_cast<std::size_t>(state));
}

std::optional<RequestState> parse_request_state(std::string_view text) {
  return named<RequestState>(request_states, text);
}

std::optional<State> next_state(State from, Step step) {
  switch (step) {
    case Step::founded:
      return State::draft;
    case Step::edited:
      // What was reviewed is what begins: an edit takes it out of the review.
      if (from == State::dissolved) return std::nullopt;
      return from == State::active ? State::active : State::draft;
    case Step::submitted:
      return from == State::draft ? std::optional(State::review) : std::nullopt;
    case Step::returned:
      return from == State::review ? std::optional(State::draft) : std::nullopt;
    case Step::approved:
      return from == State::review ? std::optional(State::active) : std::nullopt;
    case Step::dissolved:
      return from == State::draft || from == State::active ? std::optional(State::dissolved) : std::nullopt;
    default:
      return from == State::active ? std::optional(State::active) : std::nullopt;
  }
}

Outcome decide(const Team& team, const Standing& standing, Step step) {
  if (!is_theirs(team, standing, step)) return Error::forbidden("team.not_yours");
  if (!next_state(team.state, step)) return Error::conflict("team.state");
  if ((step == Step::approved || step == Step::returned) && standing.maker) return Error::forbidden("team.own");
  return Done{};
}

Outcome may_go(bool is_leader, std::int64_t leaders, std::int64_t members) {
  if (is_leader && leaders <= 1 && members > 1) return Error::conflict("team.last_leader");
  return Done{};
}

Outcome may_remove(const Standing& actor, bool is_leader) {
  if (!actor.leads()) return Error::forbidden("team.not_yours");
  if (is_leader) return Error::conflict("team.leader_first");
  return Done{};
}

Outcome may_dismiss(const Standing& actor, bool oneself) {
  if (!actor.leads()) return Error::forbidden("team.not_yours");
  if (!oneself && !actor.above && !actor.staff) return Error::forbidden("team.equal_rank");
  return Done{};
}

bool is_cursor(std::string_view text) {
  return text.size() <= 64 && !has_control_characters(text);
}

}  // namespace ws::teams
