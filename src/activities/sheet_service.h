#pragma once
// An activity drawn: the card shown where its address is shared, and the poster that is printed and pinned up.

#include <string>
#include <vector>

#include "activities/activity_model.h"

namespace ws::activities {

/// What stands on both; public only.
struct Sheet {
  std::string title;
  std::string summary;
  std::string conditions;
  std::string place;
  std::string site_name;
  std::string team_name;
  std::string category_name;
  State state = State::recruiting;
  Instant closes;
  std::vector<Shift> shifts;
  std::string url;
};

/// A PNG of 1200 × 630. Throws std::runtime_error when it cannot be drawn.
std::string draw_card(const Sheet& sheet);
/// A PDF of one A4 page with a QR code of the address. Throws std::runtime_error when it cannot be drawn.
std::string draw_poster(const Sheet& sheet);

}  // namespace ws::activities
