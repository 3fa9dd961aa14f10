#pragma once
// Who answers for a child, and the guardian's yes to one activity: states and what may follow. Pure.

#include <optional>
#include <string_view>

namespace ws::volunteers {

enum class GuardianState { asked, confirmed, declined, revoked };
std::string_view to_text(GuardianState state);
std::optional<GuardianState> parse_guardian_state(std::string_view text);

/// What a guardian says, of the child once or of one activity.
enum class Answer { yes, no };
/// A yes makes it stand; a no declines what was asked, and takes back what stood. Nothing if it changes nothing.
std::optional<GuardianState> next_state(GuardianState from, Answer answer);

/// What guardians have said to a child's taking part in an activity.
struct GuardianYes {
  bool once = false;         ///< somebody has confirmed that they answer for the child
  bool to_activity = false;  ///< and agreed to this activity
};

}  // namespace ws::volunteers
