#pragma once
// The demo's pacts: one that people joined before and after its words changed, one that waits for a review; through
// the use cases that people take.

#include "seed/order_history.h"

namespace ws::seed {

struct PactResult {
  std::size_t pacts = 0, joinings = 0;
};

/// After the district. Throws std::runtime_error when the data file does not fit.
PactResult replay_pacts(db::Database& database, const HistoryOptions& options);

}  // namespace ws::seed
