#include "venues/venue_access.h"

#include <algorithm>

#include "people/public.h"
#include "sites/public.h"

namespace ws::venues::access {
namespace {

bool keeps(db::Reader& reader, const Actor& actor, const SiteId& site) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site);
}

bool sees(db::Reader& reader, const Actor& actor, const SiteId& site) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, site);
}

/// Whichever of their accounts it is.
bool is_own(db::Reader& reader, const Actor& actor, const PersonId& person) {
  if (!actor.signed_in() || person.empty()) return false;
  const auto accounts = people::accounts_of(reader, actor.person);
  return std::find(accounts.begin(), accounts.end(), person) != accounts.end();
}

}  // namespace

Result<SeenVenue> see(db::Reader& reader, const Actor& actor, const VenueId& venue, Instant now) {
  auto found = store::find(reader, venue, now);
  if (!found || (found->state != VenueState::open && !sees(reader, actor, found->site)))
    return Error::not_found("venue.not_found");
  const bool keeper = keeps(reader, actor, found->site);
  return SeenVenue{std::move(*found), keeper};
}

Result<SeenVenue> see_to_keep(db::Reader& reader, const Actor& actor, const VenueId& venue, Instant now) {
  auto found = see(reader, actor, venue, now);
  if (found && !found->keeper) return Error::forbidden("venue.not_yours");
  return found;
}

Result<SeenVenue> see_as_staff(db::Reader& reader, const Actor& actor, const VenueId& venue, Instant now) {
  auto found = see(reader, actor, venue, now);
  if (found && !sees(reader, actor, found->venue.site)) return Error::not_found("venue.not_found");
  return found;
}

Result<SeenBooking> see(db::Reader& reader, const Actor& actor, const BookingId& booking, Instant now) {
  auto found = store::find(reader, booking);
  if (!found) return Error::not_found("booking.not_found");
  auto venue = store::find(reader, found->venue, now);
  const bool own = is_own(reader, actor, found->booker.person);
  if (!own && !sees(reader, actor, venue->site)) return Error::not_found("booking.not_found");
  const bool keeper = keeps(reader, actor, venue->site);
  return SeenBooking{std::move(*found), std::move(*venue), own, keeper};
}

Result<SeenBooking> see_to_keep(db::Reader& reader, const Actor& actor, const BookingId& booking, Instant now) {
  auto found = see(reader, actor, booking, now);
  if (found && !found->keeper) return Error::not_found("booking.not_found");
  return found;
}

Result<store::Pause> get_own_pause(db::Reader& reader, const Actor& actor, const BookingPauseId& id) {
  auto found = store::find_pause(reader, id);
  if (!found || !is_own(reader, actor, found->person)) return Error::not_found("pause.not_found");
  return std::move(*found);
}

Result<store::Pause> get_pause_to_answer(db::Reader& reader, const Actor& actor, const BookingPauseId& id) {
  auto found = store::find_pause(reader, id);
  if (!found || !keeps(reader, actor, found->site)) return Error::not_found("pause.not_found");
  return std::move(*found);
}

Outcome check_may_keep_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!keeps(reader, actor, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<PersonId> staff_of(db::Reader& reader, const SiteId& site) {
  auto staff = people::holders(reader, Role::clerk, site);
  return staff.empty() ? people::holders(reader, Role::dispatcher, site) : staff;
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

std::vector<SiteId> kept(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

}  // namespace ws::venues::access
