#pragma once
// The demo's venues: rooms and devices of sites, bookings in every state, a pause and what was said to it; through
// the use cases that people take.

#include "base/policy.h"
#include "base/vault.h"
#include "seed/order_history.h"

namespace ws::seed {

struct VenueResult {
  std::size_t venues = 0, bookings = 0;
};

/// After the district. Throws std::runtime_error when the data file does not fit.
VenueResult replay_venues(db::Database& database, const Vault& vault, const Rules& rules,
                          const HistoryOptions& options);

}  // namespace ws::seed
