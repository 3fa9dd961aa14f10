#pragma once
// The use cases of venues: what there is to book, when it is free, and what its site says about it.

#include "base/task.h"
#include "idempotency/public.h"
#include "venues/booking_steps_service.h"

namespace ws::venues {

class VenueService {
 public:
  VenueService(db::Database& database, const Clock& clock, Random& random, const Vault& vault, const Rules& rules)
      : database_(database), clock_(clock), random_(random), vault_(vault), rules_(rules) {}
  using Answer = Task<Result<std::string>>;

  struct Shown {
    Venue venue;
    std::int64_t free_today = 0;  ///< slots with a free unit that have not begun
    std::optional<Span> next;     ///< the nearest of the next days
  };
  struct Page {
    std::vector<Shown> rows;
    std::optional<std::string> next;
  };
  enum class Today { all, free };
  /// What everybody may book. Pages may be shorter than asked for.
  Page list(const SiteId& within, std::optional<Kind> kind, Today today, const std::string& cursor,
            std::int64_t limit) const;
  /// Drafts too, of the actor's subtrees.
  Page managed(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  /// Refuses "venue.not_found".
  Result<access::SeenVenue> find(const Actor& actor, const VenueId& venue) const;
  struct Calendar {
    Venue venue;
    bool keeper = false;
    std::vector<Day> days;
  };
  /// Refuses "venue.not_found", "list.bad_range" for more than 31 days.
  Result<Calendar> calendar(const Actor& actor, const VenueId& venue, LocalDate from, int days) const;

  // ---- staff; refuse "venue.not_found", "venue.not_yours"
  /// Refuses "site.not_found", "site.not_yours" and what check_plan refuses.
  Answer make(Actor actor, idempotency::Key key, SiteId site, Plan plan);
  /// Refuses "venue.changed_meanwhile", "venue.state", "venue.units_booked" and what check_plan refuses.
  Answer edit(Actor actor, idempotency::Key key, VenueId venue, Plan plan, VenueState state, std::int64_t version);
  /// Refuses "venue.day_past", "venue.day_booked" and what check_day refuses.
  Answer keep_day(Actor actor, idempotency::Key key, VenueId venue, OtherDay day);
  /// "venue.no_day".
  Answer drop_day(Actor actor, idempotency::Key key, VenueId venue, LocalDate day);
  /// It can be booked again. "venue.no_closure".
  Answer lift(Actor actor, idempotency::Key key, VenueClosureId closure);
  /// The rotating code for the venue's screen. "venue.not_found".
  Result<RotatingCode> code(const Actor& actor, const VenueId& venue) const;

  Instant now() const { return clock_.now(); }

 private:
  Shown shown(db::Reader& reader, Venue venue, Instant now) const;
  template <class F>
  Answer run(idempotency::Key key, F body);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  const Vault& vault_;
  const Rules& rules_;
};

}  // namespace ws::venues
