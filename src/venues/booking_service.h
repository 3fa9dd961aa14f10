#pragma once
// The use cases of bookings, for the faces that show them.

#include <functional>

#include "base/task.h"
#include "idempotency/public.h"
#include "venues/booking_steps_service.h"

namespace ws::venues {

class BookingService {
 public:
  BookingService(db::Database& database, const Clock& clock, BookingSteps::Parts parts)
      : database_(database), clock_(clock), random_(parts.random), steps_(std::move(parts)) {}
  using Answer = Task<Result<std::string>>;
  const Limits& limits() const { return steps_.limits(); }

  // ---- reads
  struct Page {
    std::vector<store::Row> rows;
    std::optional<std::string> next;
  };
  struct Asked {
    std::optional<LocalDate> day;  ///< of this day only
    std::optional<State> state;
    VenueId venue;  ///< of this one only
    std::string cursor;
    std::int64_t limit = 20;
  };
  /// Of the actor's subtrees, by start. Refuses "venue.not_found".
  Result<Page> list(const Actor& actor, const Asked& asked) const;
  struct Own {
    store::Row row;
    bool undoable = false;  ///< cancelled by themself, and not begun
  };
  struct OwnPage {
    std::vector<Own> rows;
    std::optional<std::string> next;
  };
  OwnPage own(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  std::vector<store::Pause> own_pauses(const Actor& actor) const;
  /// Of the person where this venue is, if one runs.
  std::optional<store::Pause> pause_at(const Actor& actor, const VenueId& venue) const;
  struct Seen {
    store::Row row;
    std::vector<store::Event> events;
    bool own = false, keeper = false;
  };
  /// Refuses "booking.not_found".
  Result<Seen> find(const Actor& actor, const BookingId& booking) const;
  /// Bookings that claim a unit in these days, for the plan of the week. Refuses "venue.not_found".
  Result<std::vector<store::Row>> plan(const Actor& actor, const VenueId& venue, LocalDate from, int days) const;
  /// Whom a closure would hit. Refuses "venue.not_found", "venue.not_yours".
  Result<std::vector<store::Row>> hit_by(const Actor& actor, const VenueId& venue, const Span& span) const;
  Result<std::vector<Occurrence>> preview(const Actor& actor, const VenueId& venue, const Wish& wish,
                                          const Repeat& repeat) const;
  /// A calendar file of one booking. Refuses "booking.not_found".
  Result<std::string> calendar_file(const Actor& actor, const BookingId& booking, const std::string& url) const;
  struct PausePage {
    std::vector<store::Pause> rows;
    std::optional<std::string> next;
  };
  PausePage pauses(const Actor& actor, const std::string& cursor, std::int64_t limit) const;

  // ---- writes; refusals are those of BookingSteps
  Answer book(Actor actor, idempotency::Key key, VenueId venue, TeamId team, Wish wish);
  Answer book_on_behalf(Actor actor, idempotency::Key key, VenueId venue, OnBehalf whom, Wish wish);
  /// Answers the series' document as to_json makes it.
  Answer book_series(Actor actor, idempotency::Key key, VenueId venue, TeamId team, Wish wish, Repeat repeat,
                     IfTaken if_taken);
  /// One step of one booking.
  using Turn = std::function<Result<Booking>(db::Tx&, const BookingSteps&, Instant)>;
  Answer turn(idempotency::Key key, Turn turn);
  /// Answers the closure's identifier.
  Answer close(Actor actor, idempotency::Key key, VenueId venue, Closure closure);

  /// One's own pause, once. Refuses "pause.not_found", "pause.appealed".
  Answer appeal(Actor actor, idempotency::Key key, BookingPauseId pause, std::string words);
  /// Refuses "pause.not_found", "pause.own", "pause.over".
  Answer answer(Actor actor, idempotency::Key key, BookingPauseId pause, store::Verdict verdict, std::string words);

  /// Everything clocks do now, each in a transaction: who did not come, what nobody answered, what is over, whom to
  /// remind. Returns how many moved.
  int tick();

  Instant now() const { return clock_.now(); }

 private:
  template <class F>
  Answer run(idempotency::Key key, F body);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  BookingSteps steps_;
};

/// As the contract's BookingSeries.
std::string to_json(const BookingSteps::Series& series);

}  // namespace ws::venues
