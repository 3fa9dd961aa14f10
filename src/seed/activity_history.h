#pragma once
// The demo's projects and activities: six weeks past and four ahead, replayed through the same steps that people
// take.

#include "seed/order_history.h"

namespace ws::seed {

struct ActivityResult {
  std::size_t projects = 0;
  std::size_t activities = 0;
  std::size_t signups = 0;
  std::size_t refused = 0;  ///< steps that the rules refused; the story goes on without them
};

/// All in one transaction, after the orders. Deterministic for a seed and the two instants (the seeds of draws apart,
/// which nobody may know beforehand). Throws std::runtime_error when the data file does not fit.
Result<ActivityResult> replay_activities(db::Database& database, const Vault& vault, const Rules& rules,
                                         const HistoryOptions& options);

}  // namespace ws::seed
