#pragma once
// The demo's cloud visits: drawn panoramas of seven sites, made and published by their staff, one of them with a
// guide; through the use cases that people take.

#include "seed/order_history.h"

namespace ws::seed {

struct VisitOptions {
  std::filesystem::path data;  ///< the data directory: panoramas are written there
  int width = 4096;            ///< of the panoramas that are drawn
};
struct VisitResult {
  std::size_t tours = 0, scenes = 0;
};

/// After the district, its articles and broadcasts. Throws std::runtime_error when a data file does not fit.
VisitResult replay_visits(db::Database& database, const Vault& vault, const HistoryOptions& options,
                          const VisitOptions& visits);

}  // namespace ws::seed
