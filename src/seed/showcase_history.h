#pragma once
// The demo's showcase in every state, and what its demonstration areas hold; through the use cases that people take.

#include "base/policy.h"
#include "seed/order_history.h"

namespace ws::seed {

struct ShowcaseResult {
  std::size_t entries = 0, areas = 0;
};

/// After activities, articles and venues. Throws std::runtime_error when the data file does not fit.
ShowcaseResult replay_showcase(db::Database& database, const Rules& rules, const HistoryOptions& options);

}  // namespace ws::seed
