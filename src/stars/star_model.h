#pragma once
// Stars (domain.md, "Stars"): reached by effective hours, applied for by the person, reviewed by somebody else,
// publicised for some working days, granted; never lost. Pure.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/policy.h"
#include "base/result.h"

namespace ws {
using StarId = Id<struct StarTag>;
}

namespace ws::stars {

enum class State { applied, declined, publicised, granted };
std::string_view to_text(State state);
/// Throws std::invalid_argument: the database checks the words.
State state_named(std::string_view text);

/// Minutes that a level needs (level 1 is one star); nothing for a level there is not.
std::optional<std::int64_t> minutes_for(int level, const Policy& policy);
/// The highest level these minutes reach; 0 for none.
int level_reached(std::int64_t minutes, const Policy& policy);

/// "star.unknown_level", "star.not_reached".
Outcome may_apply(int level, std::int64_t minutes, const Policy& policy);

struct Standing {
  PersonId volunteer;
  PersonId reviewer;
  State state = State::applied;
};
/// "star.own", "star.not_applied".
Outcome may_review(const Standing& standing, const PersonId& actor);
/// "star.not_publicised".
Outcome may_object(const Standing& standing);
/// "star.own" also for whoever approved it: an objection is judged by somebody else. "star.not_publicised".
Outcome may_answer(const Standing& standing, const PersonId& actor, const PersonId& objector);

}  // namespace ws::stars
