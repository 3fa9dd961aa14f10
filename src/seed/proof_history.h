#pragma once
// The demo's ledger and proof: trainings, late entries, disputes, stars, certificates, nightly seals, and an
// administrator whose acts stand out, all through the use cases that people take.

#include "seed/order_history.h"

namespace ws::seed {

/// Courses and who took part, before the activities whose roles ask for them. One transaction.
Outcome replay_training(db::Database& database, const HistoryOptions& options);

struct ProofOptions {
  std::filesystem::path keys;  ///< the data directory: signing keys are made there
  std::string address;         ///< of the server, as papers name it; "" for the demo's own
};
struct ProofResult {
  std::size_t late_entries = 0, disputes = 0, stars = 0, certificates = 0;
  std::size_t refused = 0;  ///< steps that the rules refused; the story goes on without them
};
/// After orders and activities, in many transactions.
ProofResult replay_proof(db::Database& database, const Vault& vault, const Rules& rules,
                         const HistoryOptions& options, const ProofOptions& proof);

}  // namespace ws::seed
