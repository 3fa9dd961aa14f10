#pragma once
// The demo's past: six weeks of orders replayed through the same steps that people take, at the instants they would
// have taken them.

#include <cstdint>
#include <filesystem>

#include "base/policy.h"
#include "base/vault.h"
#include "db/db.h"

namespace ws::seed {

struct HistoryOptions {
  std::filesystem::path data;  ///< the folder data/
  std::uint64_t seed = 510117;
  Instant start;  ///< the first order is placed after it
  Instant now;    ///< nothing happens later
  std::size_t orders = 1500;
};

struct HistoryResult {
  std::size_t orders = 0;   ///< placed
  std::size_t steps = 0;    ///< of people and clocks
  std::size_t refused = 0;  ///< steps that the rules refused; the story goes on without them
};

/// Into a district just seeded, in many transactions: PostgreSQL keeps each version of a row until the one that wrote
/// it ends, and the counters have thousands. Cut off, it leaves part of the past: empty the database and begin anew.
/// Deterministic for a seed and the two instants (sealed values
/// and the identifiers of those they seal apart). Throws std::runtime_error when a data file does not fit.
Result<HistoryResult> replay_orders(db::Database& database, const Vault& vault, const Rules& rules,
                                    const HistoryOptions& options);

}  // namespace ws::seed
