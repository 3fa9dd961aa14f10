#pragma once
// The card of a year, to share: the person's own numbers, no name but the family name, no rank.

#include <string>

#include "thanks/thanks_model.h"

namespace ws::thanks {

enum class CardForm { png, svg };
/// 1080 × 1440. `name` is shown as it is. Throws std::runtime_error when it cannot be drawn.
std::string draw_card(const Review& review, const std::string& name, int stars, CardForm form);

}  // namespace ws::thanks
