#pragma once
// What can be booked at a site, and when: opening hours, days that differ, closures, slots. Pure rules.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using VenueId = Id<struct VenueTag>;
using VenueClosureId = Id<struct VenueClosureTag>;
}  // namespace ws

namespace ws::venues {

/// Everything begins and ends at a quarter of an hour; a unit is claimed quarter by quarter.
inline constexpr std::int64_t quarter_minutes = 15;
inline constexpr std::int64_t quarter_ms = quarter_minutes * minute_ms;

enum class Kind { room, device };
std::string_view to_text(Kind kind);
std::optional<Kind> parse_kind(std::string_view text);

enum class VenueState { draft, open, closed };
std::string_view to_text(VenueState state);
std::optional<VenueState> parse_venue_state(std::string_view text);

struct Opening {
  std::int64_t weekday;  ///< Monday 1 … Sunday 7
  std::int64_t from_minute, until_minute;
};

struct Plan {
  Kind kind = Kind::room;
  std::string name;
  std::string summary;
  std::string rules;
  std::string access;         ///< how one gets there and in: steps, doors, hearing loop
  std::int64_t units = 1;     ///< how many of a device there are; a room is one
  std::int64_t capacity = 1;  ///< people at one unit
  std::vector<Opening> hours;
  std::int64_t slot_minutes = 60;
  std::int64_t longest_minutes = 120;  ///< of one booking
  std::int64_t days_ahead = 14;
  std::int64_t open_per_person = 2;  ///< bookings to come at this venue; a series counts as one
  bool approval = false;             ///< a clerk says yes first
};
/// Refuses "field.required", "venue.units", "venue.slots", "venue.hours_wrong".
Outcome check_plan(const Plan& plan);

/// A day that is not as its weekday.
struct OtherDay {
  LocalDate day;
  std::optional<Opening> hours;  ///< nothing: not open at all; the weekday is not looked at
  std::string note;
};
/// Refuses "venue.hours_wrong", "field.required".
Outcome check_day(const OtherDay& day);

struct Span {
  Instant starts, ends;
  auto operator<=>(const Span&) const = default;
};
bool overlap(const Span& one, const Span& other);

struct Closure {
  VenueClosureId id;
  Span span;
  std::string reason;
};
/// Refuses "venue.closure_times", "field.required".
Outcome check_closure(const Closure& closure, Instant now);

struct Venue {
  VenueId id;
  SiteId site;
  std::string site_name;
  Plan plan;
  VenueState state = VenueState::draft;
  std::int64_t version = 1;
  std::vector<OtherDay> days;     ///< from today on
  std::vector<Closure> closures;  ///< not over and not lifted
};

/// The slots of a day, by start; none on a day that is not open. Closures are not looked at.
std::vector<Span> slots_on(const Venue& venue, LocalDate day);
const OtherDay* other_day(const Venue& venue, LocalDate day);
const Closure* closure_at(const Venue& venue, const Span& span);

/// A unit in a quarter of an hour.
struct Claim {
  std::int64_t unit, quarter;
};
std::int64_t first_quarter(const Span& span);
/// The one after the last.
std::int64_t end_quarter(const Span& span);
/// Units that nobody has in any quarter of `span`, ascending.
std::vector<std::int64_t> free_units(const Plan& plan, const std::vector<Claim>& claims, const Span& span);

struct Slot {
  Span span;
  std::int64_t free = 0;  ///< units; none where the venue is shut
  bool shut = false;      ///< by a closure
  bool over = false;      ///< begun, or too far ahead
};
struct Day {
  LocalDate day;
  std::string note;  ///< why it differs from other weeks
  std::vector<Slot> slots;
  std::int64_t free() const;  ///< slots with a free unit
};
/// `days` days from `from` on.
std::vector<Day> calendar(const Venue& venue, const std::vector<Claim>& claims, LocalDate from, int days,
                          Instant now);

/// The last instant that may be booked: the end of the last day ahead.
Instant last_bookable(const Plan& plan, Instant now);
/// Refuses "venue.not_open", "booking.past", "booking.too_far", "booking.no_slot", "booking.too_long",
/// "venue.shut_then".
Outcome check_span(const Venue& venue, const Span& span, Instant now);
/// The nearest span of the same length with `units` free after `span` began, on its day or one of `more_days`.
std::optional<Span> next_free(const Venue& venue, const std::vector<Claim>& claims, const Span& span,
                              std::int64_t units, int more_days, Instant now);

}  // namespace ws::venues
