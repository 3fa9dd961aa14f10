#pragma once
// What other features may know of venues.

#include "base/random.h"
#include "db/db.h"
#include "venues/venue_model.h"

namespace ws::venues {

/// Whoever leaves the platform gives back what they booked; what it was for is forgotten.
void leave(db::Tx& tx, Random& random, const PersonId& person, Instant now);

}  // namespace ws::venues

// The use cases, for the faces that show them.
#include "venues/booking_service.h"
#include "venues/venue_service.h"
