#include "venues/venue_model.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"

namespace ws::venues {
namespace {

constexpr std::array<std::string_view, 2> kinds{"room", "device"};
constexpr std::array<std::string_view, 3> venue_states{"draft", "open", "closed"};
constexpr std::int64_t day_minutes = 24 * 60;
constexpr std::int64_t longest_closure_ms = 366 * day_ms;

template <class E, std::size_t N>
std::optional<E> named(const std::array<std::string_view, N>& names, std::string_view text) {
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<E>(found - names.begin());
}

bool is_quarters(std::int64_t minutes) {
  return minutes % quarter_minutes == 0;
}

bool is_opening(const Opening& opening) {
  return opening.from_minute >= 0 && opening.until_minute > opening.from_minute &&
         opening.until_minute <= day_minutes && is_quarters(opening.from_minute) && is_quarters(opening.until_minute);
}

Outcome check_hours(const std::vector<Opening>& hours) {
  for (std::size_t i = 0; i < hours.size(); ++i) {
    const Opening& one = hours[i];
    bool right = one.weekday >= 1 && one.weekday <= 7 && is_opening(one);
    for (std::size_t j = 0; j < i; ++j)
      right &= hours[j].weekday != one.weekday || hours[j].until_minute <= one.from_minute ||
               one.until_minute <= hours[j].from_minute;
    if (!right) return Error::invalid("venue.hours_wrong", "hours[" + std::to_string(i) + "]");
  }
  return Done{};
}

LocalDate plus_days(LocalDate day, int days) {
  return local_date(start_of_day(day).plus_ms(days * day_ms));
}

/// What is open on that day.
std::vector<Opening> openings_on(const Venue& venue, LocalDate day) {
  if (const OtherDay* other = other_day(venue, day))
    return other->hours ? std::vector<Opening>{*other->hours} : std::vector<Opening>{};
  std::vector<Opening> found;
  for (const Opening& one : venue.plan.hours)
    if (one.weekday == weekday(day)) found.push_back(one);
  std::sort(found.begin(), found.end(),
            [](const Opening& a, const Opening& b) { return a.from_minute < b.from_minute; });
  return found;
}

/// Whole slots that follow each other without a gap, of one day.
bool is_made_of_slots(const Venue& venue, const Span& span) {
  Instant reached = span.starts;
  for (const Span& slot : slots_on(venue, local_date(span.starts)))
    if (slot.starts == reached && slot.ends <= span.ends) reached = slot.ends;
  return reached == span.ends;
}

}  // namespace

std::string_view to_text(Kind kind) {
  return kinds.at(static_cast<std::size_t>(kind));
}
std::optional<Kind> parse_kind(std::string_view text) {
  return named<Kind>(kinds, text);
}
std::string_view to_text(VenueState state) {
  return venue_states.at(static_cast<std::size_t>(state));
}
std::optional<VenueState> parse_venue_state(std::string_view text) {
  return named<VenueState>(venue_states, text);
}

Outcome check_plan(const Plan& plan) {
  if (trim(plan.name).empty()) return Error::invalid("field.required", "name");
  if (trim(plan.summary).empty()) return Error::invalid("field.required", "summary");
  if (plan.kind == Kind::room && plan.units != 1) return Error::invalid("venue.units", "units");
  const bool slots = plan.slot_minutes > 0 && is_quarters(plan.slot_minutes) &&
                     plan.longest_minutes >= plan.slot_minutes && plan.longest_minutes % plan.slot_minutes == 0;
  if (!slots) return Error::invalid("venue.slots", "longest_minutes");
  return check_hours(plan.hours);
}

Outcome check_day(const OtherDay& day) {
  if (trim(day.note).empty()) return Error::invalid("field.required", "note");
  if (day.hours && !is_opening(*day.hours)) return Error::invalid("venue.hours_wrong", "until_minute");
  return Done{};
}

bool overlap(const Span& one, const Span& other) {
  return one.starts < other.ends && other.starts < one.ends;
}

Outcome check_closure(const Closure& closure, Instant now) {
  if (trim(closure.reason).empty()) return Error::invalid("field.required", "reason");
  const Span& span = closure.span;
  if (span.ends <= span.starts || span.ends <= now || span.ends.ms - span.starts.ms > longest_closure_ms)
    return Error::invalid("venue.closure_times", "ends_ms");
  return Done{};
}

const OtherDay* other_day(const Venue& venue, LocalDate day) {
  const auto found =
      std::find_if(venue.days.begin(), venue.days.end(), [&](const OtherDay& other) { return other.day == day; });
  return found == venue.days.end() ? nullptr : &*found;
}

const Closure* closure_at(const Venue& venue, const Span& span) {
  const auto found = std::find_if(venue.closures.begin(), venue.closures.end(),
                                  [&](const Closure& closure) { return overlap(closure.span, span); });
  return found == venue.closures.end() ? nullptr : &*found;
}

std::vector<Span> slots_on(const Venue& venue, LocalDate day) {
  std::vector<Span> slots;
  const Instant midnight = start_of_day(day);
  const std::int64_t step = venue.plan.slot_minutes;
  for (const Opening& opening : openings_on(venue, day))
    for (std::int64_t at = opening.from_minute; at + step <= opening.until_minute; at += step)
      slots.push_back({midnight.plus_ms(at * minute_ms), midnight.plus_ms((at + step) * minute_ms)});
  return slots;
}

std::int64_t first_quarter(const Span& span) {
  return span.starts.ms / quarter_ms;
}

std::int64_t end_quarter(const Span& span) {
  return (span.ends.ms + quarter_ms - 1) / quarter_ms;
}

std::vector<std::int64_t> free_units(const Plan& plan, const std::vector<Claim>& claims, const Span& span) {
  std::set<std::int64_t> taken;
  for (const Claim& claim : claims)
    if (claim.quarter >= first_quarter(span) && claim.quarter < end_quarter(span)) taken.insert(claim.unit);
  std::vector<std::int64_t> free;
  for (std::int64_t unit = 1; unit <= plan.units; ++unit)
    if (!taken.contains(unit)) free.push_back(unit);
  return free;
}

std::int64_t Day::free() const {
  return std::count_if(slots.begin(), slots.end(), [](const Slot& slot) { return slot.free > 0 && !slot.over; });
}

std::vector<Day> calendar(const Venue& venue, const std::vector<Claim>& claims, LocalDate from, int days,
                          Instant now) {
  std::vector<Day> shown;
  const Instant last = last_bookable(venue.plan, now);
  for (int i = 0; i < days; ++i) {
    Day day{plus_days(from, i), {}, {}};
    if (const OtherDay* other = other_day(venue, day.day)) day.note = other->note;
    for (const Span& span : slots_on(venue, day.day)) {
      Slot slot{span, 0, closure_at(venue, span) != nullptr, span.starts <= now || span.ends > last};
      if (!slot.shut) slot.free = static_cast<std::int64_t>(free_units(venue.plan, claims, span).size());
      day.slots.push_back(slot);
    }
    shown.push_back(std::move(day));
  }
  return shown;
}

Instant last_bookable(const Plan& plan, Instant now) {
  return start_of_day(local_date(now)).plus_ms((plan.days_ahead + 1) * day_ms);
}

Outcome check_span(const Venue& venue, const Span& span, Instant now) {
  if (venue.state != VenueState::open) return Error::conflict("venue.not_open");
  if (span.starts <= now) return Error::invalid("booking.past", "starts_ms");
  if (span.ends > last_bookable(venue.plan, now)) return Error::invalid("booking.too_far", "starts_ms");
  if (span.ends <= span.starts || !is_made_of_slots(venue, span))
    return Error::invalid("booking.no_slot", "starts_ms");
  if (span.ends.ms - span.starts.ms > venue.plan.longest_minutes * minute_ms)
    return Error::invalid("booking.too_long", "ends_ms");
  if (closure_at(venue, span)) return Error::conflict("venue.shut_then");
  return Done{};
}

std::optional<Span> next_free(const Venue& venue, const std::vector<Claim>& claims, const Span& span,
                              std::int64_t units, int more_days, Instant now) {
  const std::int64_t length = span.ends.ms - span.starts.ms;
  for (int ahead = 0; ahead <= more_days; ++ahead)
    for (const Span& slot : slots_on(venue, plus_days(local_date(span.starts), ahead))) {
      const Span wanted{slot.starts, slot.starts.plus_ms(length)};
      if (wanted.starts <= span.starts || !check_span(venue, wanted, now)) continue;
      if (static_cast<std::int64_t>(free_units(venue.plan, claims, wanted).size()) >= units) return wanted;
    }
  return std::nullopt;
}

}  // namespace ws::venues
