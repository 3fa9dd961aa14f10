#pragma once
// The demo's newcomers: some who wait to be verified, one who was returned, children with their guardians, a lost
// account. After the places and before the activities are shown, through the same steps that people take.

#include "seed/order_history.h"

namespace ws::seed {

/// Throws std::runtime_error when a step is refused: the story is part of the demo. Returns how many people came.
Result<std::size_t> replay_newcomers(db::Database& database, const Vault& vault, const Rules& rules,
                                     const HistoryOptions& options);

}  // namespace ws::seed
