#pragma once
// Who may do what. An open venue is everybody's to see and to book; its site's clerks and dispatchers keep it, and
// what is booked there. A booking is there for whoever it is for and for those above its site.

#include "base/actor.h"
#include "venues/booking_store.h"
#include "venues/venue_store.h"

namespace ws::venues::access {

struct SeenVenue {
  Venue venue;
  bool keeper = false;  ///< clerk or dispatcher over its site
};
/// Drafts and closed ones are there for the staff above the site only. Refuses "venue.not_found".
Result<SeenVenue> see(db::Reader& reader, const Actor& actor, const VenueId& venue, Instant now);
/// Refuses "venue.not_found", "venue.not_yours".
Result<SeenVenue> see_to_keep(db::Reader& reader, const Actor& actor, const VenueId& venue, Instant now);
/// As clerks and leaders of the site. Refuses "venue.not_found".
Result<SeenVenue> see_as_staff(db::Reader& reader, const Actor& actor, const VenueId& venue, Instant now);

struct SeenBooking {
  Booking booking;
  Venue venue;
  bool own = false;
  bool keeper = false;
};
/// Refuses "booking.not_found".
Result<SeenBooking> see(db::Reader& reader, const Actor& actor, const BookingId& booking, Instant now);
/// Refuses "booking.not_found", also when it is only one's own.
Result<SeenBooking> see_to_keep(db::Reader& reader, const Actor& actor, const BookingId& booking, Instant now);

/// Refuses "pause.not_found".
Result<store::Pause> get_own_pause(db::Reader& reader, const Actor& actor, const BookingPauseId& id);
/// Of the actor's subtrees. Refuses "pause.not_found".
Result<store::Pause> get_pause_to_answer(db::Reader& reader, const Actor& actor, const BookingPauseId& id);

/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_keep_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Who is told at a site: its clerks, else the dispatchers above it.
std::vector<PersonId> staff_of(db::Reader& reader, const SiteId& site);
/// Subtrees whose venues the actor sees; that they keep.
std::vector<SiteId> seen(const Actor& actor);
std::vector<SiteId> kept(const Actor& actor);

}  // namespace ws::venues::access
