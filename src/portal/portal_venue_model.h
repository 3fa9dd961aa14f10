#pragma once
// What the pages of venues say and ask, without I/O.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/local_time.h"
#include "portal/portal_model.h"

namespace ws::portal {

/// The fields of the booking form as sent, or as the address brings them back after signing in.
struct BookingForm {
  std::string day;    ///< shown: 2026-11-28
  std::string start;  ///< milliseconds of the first slot
  std::string slots;  ///< how many of them
  std::string units, heads, purpose, team;
  std::string every;  ///< weeks between: "" once, 1, 2
  std::string until;  ///< the last day of a series
};
struct BookingField {
  std::string_view name;
  std::string BookingForm::*value;
};
const std::vector<BookingField>& booking_fields();

/// A whole number from 1 to `most`; nothing for another text.
std::optional<std::int64_t> small_number(std::string_view text, std::int64_t most);
/// The instant of a text of milliseconds, within this century.
std::optional<Instant> instant_of_ms(std::string_view text);

struct BookingWords {
  std::string name;
  std::string hue;   ///< good, warn, calm, brand
  std::string next;  ///< what comes next; "" nothing
};
/// Of a booking's state as stored.
BookingWords booking_words(std::string_view state, Language language);
std::string venue_kind_words(std::string_view kind, Language language);
/// "4 台，每台 1 人" or "能坐 30 人".
std::string room_words(std::string_view kind, std::int64_t units, std::int64_t capacity, Language language);
/// "约满", "余 2 台"; of a room "空".
std::string free_words(std::string_view kind, std::int64_t free, Language language);

}  // namespace ws::portal
