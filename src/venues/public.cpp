#include "venues/public.h"

#include "venues/booking_store.h"

namespace ws::venues {

void leave(db::Tx& tx, Random& random, const PersonId& person, Instant now) {
  store::Filter coming;
  coming.person = person;
  coming.coming = true;
  coming.limit = 500;
  for (store::Row& row : store::list(tx, coming)) {
    Booking& booking = row.booking;
    const State from = booking.state;
    booking.state = State::cancelled;
    if (!store::update(tx, booking, {})) continue;
    store::release(tx, booking.id, booking.wish.span.starts);
    store::append_event(tx, random, booking.id,
                        {now, person, "", std::string(to_text(Step::cancel)), from, State::cancelled, ""});
  }
  store::forget_words(tx, person);
}

}  // namespace ws::venues
