#pragma once
// What waits for an answer in the demo's teams: requests to join, new teams in review; by the same steps that people
// take.

#include "seed/order_history.h"

namespace ws::seed {

struct TeamResult {
  std::size_t requests = 0;
  std::size_t reviews = 0;
};

/// After the activities. Throws std::runtime_error when the data file does not fit.
Result<TeamResult> replay_teams(db::Database& database, const Rules& rules, const HistoryOptions& options);

}  // namespace ws::seed
