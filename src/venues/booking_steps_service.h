#pragma once
// Every step of a booking inside a transaction: units taken and given back, the event, who is told.
//
// Locks are taken in one order, the booker's row and then the venue's; what is judged is read behind them.

#include "base/policy.h"
#include "base/random.h"
#include "base/rotating_code.h"
#include "venues/venue_access.h"

namespace ws::venues {

/// Entered by staff for somebody on the telephone, on paper, at the desk.
struct OnBehalf {
  std::string name;
  std::string mobile;  ///< "" for somebody without one: the booking then holds their name only
  std::string lane;    ///< phone, paper
  std::string reason;
  TeamId team;
  OrganisationId organisation;
};

/// One of a series.
struct Occurrence {
  Span span;
  std::string reason;  ///< why it cannot be had; "" if it can
  BookingId booking;   ///< once it is booked
};

class BookingSteps {
 public:
  struct Parts {
    const Vault& vault;
    Random& random;
    const Rules& rules;
    Limits limits;
  };
  explicit BookingSteps(Parts parts) : parts_(std::move(parts)) {}
  const Limits& limits() const { return parts_.limits; }

  // ---- booking
  /// For oneself, or for a team one leads. Refuses "venue.not_found", "booking.not_leading", "booking.paused",
  /// "booking.too_many_open", "booking.overlap", "booking.full" with the nearest time, and what check_wish and
  /// check_span refuse.
  Result<Booking> book(db::Tx& tx, const Actor& actor, const VenueId& venue, const TeamId& team, const Wish& wish,
                       Instant now) const;
  /// Refuses "venue.not_yours", "person.mobile", "team.not_found", "organisation.not_found" and as book does.
  Result<Booking> book_on_behalf(db::Tx& tx, const Actor& actor, const VenueId& venue, const OnBehalf& whom,
                                 const Wish& wish, Instant now) const;
  struct Series {
    BookingSeriesId id;
    std::vector<Occurrence> occurrences;
  };
  /// Each occurrence is judged and taken by itself, all in this transaction. Refuses "booking.none_free",
  /// "booking.some_taken" and as book does.
  Result<Series> book_series(db::Tx& tx, const Actor& actor, const VenueId& venue, const TeamId& team,
                             const Wish& wish, const Repeat& repeat, IfTaken if_taken, Instant now) const;
  /// What book_series would find.
  Result<std::vector<Occurrence>> preview(db::Reader& reader, const Actor& actor, const VenueId& venue,
                                          const Wish& wish, const Repeat& repeat, Instant now) const;

  // ---- what becomes of it; refuse "booking.not_found", "booking.state", "booking.changed_meanwhile"
  /// By the site's staff, never by whoever it is for or who entered it: "booking.own".
  Result<Booking> confirm(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const;
  Result<Booking> decline(db::Tx& tx, const Actor& actor, const BookingId& id, const std::string& reason,
                          Instant now) const;
  /// One's own before it begins; staff say why: "field.required".
  Result<Booking> cancel(db::Tx& tx, const Actor& actor, const BookingId& id, const std::string& reason,
                         Instant now) const;
  /// Takes back what one cancelled oneself, while it is free. Refuses as book does.
  Result<Booking> restore(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const;
  /// Another time at the same venue: both or neither. Refuses as book does.
  Result<Booking> move(db::Tx& tx, const Actor& actor, const BookingId& id, const Span& to, Instant now) const;
  /// By the code of the venue or its site. "presence.code", "booking.too_early", "booking.over".
  Result<Booking> check_in(db::Tx& tx, const Actor& actor, const BookingId& id, const std::string& code,
                           Instant now) const;
  /// By staff, for somebody without a phone, or who is late: then while a unit is free. "booking.full".
  Result<Booking> receive(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const;
  /// The rest of the time is free again.
  Result<Booking> end(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const;

  // ---- closures
  /// Cancels what it hits, with its reason. Answers how many. Refuses "venue.not_yours" and as check_closure does.
  Result<std::int64_t> close(db::Tx& tx, const Actor& actor, const VenueId& venue, const Closure& closure,
                             Instant now) const;

  // ---- clocks; refuse "booking.state" when there is nothing to do
  Outcome miss(db::Tx& tx, const BookingId& id, Instant now) const;
  Outcome lapse(db::Tx& tx, const BookingId& id, Instant now) const;
  Outcome run_out(db::Tx& tx, const BookingId& id, Instant now) const;
  Outcome remind(db::Tx& tx, const BookingId& id, Instant now) const;

 private:
  void tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Venue& venue, Instant at,
            const std::string& reason, Instant now) const;
  void tell_staff(db::Tx& tx, std::string_view kind, const Venue& venue, Instant at, Instant now) const;
  enum class By { themselves, staff };
  Result<Venue> hold(db::Tx& tx, const Actor& actor, const Booker& whose, const VenueId& id, Instant now) const;
  Outcome check_booker(db::Tx& tx, const Venue& venue, const Booker& whose, Instant now) const;
  using Units = std::vector<std::int64_t>;
  Result<Units> find_units(db::Reader& reader, const Venue& venue, const Booker& whose, const Wish& wish,
                           const BookingId& but, By by, Instant now) const;
  Error full(db::Reader& reader, const Venue& venue, const Wish& wish, Instant now) const;
  Outcome take_rest(db::Tx& tx, const Venue& venue, Booking& booking, Instant now) const;
  void take(db::Tx& tx, Booking& booking, Units units, const Span& span) const;
  Result<Booking> enter(db::Tx& tx, const Venue& venue, const Booker& whose, const Wish& wish,
                        const BookingSeriesId& series, By by, Instant now) const;
  Result<Booker> booker_of(db::Tx& tx, const Actor& actor, const TeamId& team) const;
  Outcome turn(db::Tx& tx, Booking& booking, Step step, const PersonId& actor, const std::string& reason,
               Instant now) const;
  Outcome write(db::Tx& tx, Booking& booking, State to, std::string_view kind, const PersonId& actor,
                const std::string& reason, Instant now) const;
  void pause_if_due(db::Tx& tx, const Venue& venue, const PersonId& person, Instant now) const;

  Parts parts_;
};

}  // namespace ws::venues
