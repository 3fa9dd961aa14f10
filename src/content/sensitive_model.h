#pragma once
// Personal data that must not be published by mistake: identity numbers, mobile numbers, a child's name together with
// its school. Numbers are found however they are spaced, and in full-width digits. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace ws::content {

enum class Personal { id_number, mobile, child_at_school };
std::string_view to_text(Personal kind);

/// A place in a passage, in code points.
struct Finding {
  Personal kind;
  std::size_t passage = 0;  ///< which of them
  std::size_t start = 0, length = 0;
  std::string text;  ///< numbers without their blanks; of a child the sentence
};

/// In order of the passages. A resident's number counts when its check character and its date are right.
std::vector<Finding> find_personal(const std::vector<std::string>& passages, Instant today);

}  // namespace ws::content
