#pragma once
// A booking and its states, bookings that repeat, and what becomes of not coming. Pure rules.

#include "venues/venue_model.h"

namespace ws {
using BookingId = Id<struct BookingTag>;
using BookingSeriesId = Id<struct BookingSeriesTag>;
using BookingPauseId = Id<struct BookingPauseTag>;
using OrganisationId = Id<struct OrganisationTag>;
}  // namespace ws

namespace ws::venues {

enum class State { requested, confirmed, declined, cancelled, checked_in, ended, no_show };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// `come_late`: somebody marked as not having come is at the door after all.
enum class Step { confirm, decline, cancel, check_in, come_late, end, miss };
/// The event's kind: confirmed, declined, cancelled, checked_in, came_late, ended, missed.
std::string_view to_text(Step step);
/// The state after it, or nothing when it cannot be done now.
std::optional<State> next_state(State from, Step step);
/// Waits or is promised: it has its units, and can still be cancelled or moved.
bool is_coming(State state);

/// What somebody would like to have.
struct Wish {
  Span span;
  std::int64_t units = 1;
  std::int64_t heads = 1;
  std::string purpose;
};
/// Refuses "booking.units", "booking.heads", "field.required".
Outcome check_wish(const Plan& plan, const Wish& wish);

/// Whose it is and how it came.
struct Booker {
  PersonId person;              ///< empty: somebody without an account, by name
  std::string guest;            ///< their name
  TeamId team;                  ///< booked for this team
  OrganisationId organisation;  ///< … or this organisation
  PersonId by;                  ///< who entered it
  std::string lane = "online";  ///< online, phone, paper
  std::string note;             ///< why it was entered for them
};

struct Booking {
  BookingId id;
  VenueId venue;
  BookingSeriesId series;
  Booker booker;
  Wish wish;
  std::vector<std::int64_t> units;  ///< that it has, or had to its end
  State state = State::requested;
  Instant made;
  std::int64_t version = 1;
};

/// Numbers of the policy's section "venues".
struct Limits {
  std::int64_t check_in_minutes_early = 15;
  std::int64_t grace_minutes = 15;  ///< after the start; then nobody is expected any more
  std::int64_t reminder_hours = 24;
  std::int64_t most_occurrences = 30;
  std::int64_t no_shows = 3;              ///< so many at one site …
  std::int64_t no_show_window_days = 60;  ///< … within this time pause booking there …
  std::int64_t pause_days = 14;           ///< … for so long
  /// Of the policy's text. Throws std::runtime_error for a number out of sense.
  static Limits parse(std::string_view policy);
};

/// May somebody check in now? "booking.too_early", "booking.over".
Outcome check_arrival(const Span& span, Instant now, const Limits& limits);
/// When to remind; nothing when it is too near for that.
std::optional<Instant> reminder_of(const Span& span, Instant now, const Limits& limits);

/// The same hours every so many weeks, up to and including the day `until`.
struct Repeat {
  int every_weeks = 1;
  LocalDate until;
};
/// Refuses "booking.until", "booking.too_many".
Result<std::vector<Span>> occurrences(const Span& first, const Repeat& repeat, const Limits& limits);
/// What to do when some occurrences cannot be had.
enum class IfTaken { book_the_free, book_none };

}  // namespace ws::venues
