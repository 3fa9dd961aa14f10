#pragma once
// The card of a pact, to share by whoever joined: the pact's words and how many are joined; nobody's name.

#include <string>

#include "pacts/pact_model.h"

namespace ws::pacts {

enum class CardForm { png, svg };
struct Card {
  Words words;
  std::int64_t joined = 0;  ///< people, now
  std::string address;      ///< of the pact's page
};
/// 1080 × 1440. Throws std::runtime_error when it cannot be drawn.
std::string draw_card(const Card& card, CardForm form);

}  // namespace ws::pacts
