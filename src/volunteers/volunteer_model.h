#pragma once
// Who a volunteer is to dispatch and desk, when one is free, and the states of a volunteer's life. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"

namespace ws::volunteers {

/// Weekly, in the district's zone: weekday 1 (Monday) to 7, minutes from midnight, end exclusive.
struct FreeTime {
  std::int64_t weekday;
  std::int64_t from_minute;
  std::int64_t until_minute;
};

struct Volunteer {
  PersonId person;
  std::string number;  ///< the volunteer number; never the identity number
  std::string name;
  std::string state;
  SiteId site;
  std::optional<std::int64_t> lat_e6, lon_e6;
  std::int64_t turn;  ///< when this one's turn came last; smaller waits longer
  std::vector<std::string> skills;
  std::vector<FreeTime> times;

  bool has_skill(std::string_view skill) const;
};

/// True if one of the weekly times covers all of [starts, ends), both on one local day.
bool is_free(const std::vector<FreeTime>& times, Instant starts, Instant ends);

enum class State {
  draft,    ///< returned to be completed
  pending,  ///< waits to be verified
  registered,
  suspended,
  withdrawn,
};
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// What moves a volunteer from state to state.
enum class Step {
  entered,    ///< registered for the first time, by oneself or by somebody on one's behalf
  submitted,  ///< again, after it was returned
  returned,   ///< by a verifier, with a reason
  verified,
  suspended,  ///< by a verifier, with a reason
  resumed,
  withdrawn,  ///< by the person
};
std::string_view to_text(Step step);
/// Nothing if the step is not possible in this state; `from` is empty for somebody who is no volunteer yet.
std::optional<State> next_state(std::optional<State> from, Step step);

}  // namespace ws::volunteers
