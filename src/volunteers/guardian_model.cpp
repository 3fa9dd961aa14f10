#include "volunteers/guardian_model.h"

#include <algorithm>
#include <array>

namespace ws::volunteers {
namespace {
constexpr std::array<std::string_view, 4> texts{"asked", "confirmed", "declined", "revoked"};
}

std::string_view to_text(GuardianState state) {
  return texts.at(static_cast<std::size_t>(state));
}

std::optional<GuardianState> parse_guardian_state(std::string_view text) {
  const auto found = std::find(texts.begin(), texts.end(), text);
  return found == texts.end() ? std::nullopt : std::optional(static_cast<GuardianState>(found - texts.begin()));
}

std::optional<GuardianState> next_state(GuardianState from, Answer answer) {
  if (answer == Answer::yes)
    return from == GuardianState::confirmed ? std::nullopt : std::optional(GuardianState::confirmed);
  switch (from) {
    case GuardianState::asked:
      return GuardianState::declined;
    case GuardianState::confirmed:
      return GuardianState::revoked;
    default:
      return std::nullopt;
  }
}

}  // namespace ws::volunteers
