#include "duplicates/merge_model.h"

#include <algorithm>
#include <array>

namespace ws::duplicates {
namespace {

constexpr std::array<std::string_view, 4> states{"proposed", "refused", "merged", "undone"};

}  // namespace

std::string_view to_text(State state) {
  return states.at(static_cast<std::size_t>(state));
}

std::optional<State> parse_state(std::string_view text) {
  const auto found = std::find(states.begin(), states.end(), text);
  if (found == states.end()) return std::nullopt;
  return static_cast<State>(found - states.begin());
}

std::string_view to_text(Likeness likeness) {
  return likeness == Likeness::name_and_birth ? "name_and_birth" : "name_and_team";
}

Outcome may_decide(const Merge& merge, const PersonId& actor, Reach actors, Reach proposers) {
  const bool involved = actor == merge.proposed_by || actor == merge.merged.person || actor == merge.survivor.person;
  if (involved) return Error::forbidden("merge.own");
  const bool both = (actors.merged || proposers.merged) && (actors.survivor || proposers.survivor);
  if (!actors.any() || !both) return Error::forbidden("merge.not_yours");
  return Done{};
}

}  // namespace ws::duplicates
