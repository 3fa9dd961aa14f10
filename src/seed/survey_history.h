#pragma once
// The demo's surveys: one asked now, one that is over with its figures, a draft; through the use cases that people
// take.

#include "seed/order_history.h"

namespace ws::seed {

struct SurveyResult {
  std::size_t surveys = 0, replies = 0;
};

/// After the district. Throws std::runtime_error when the data file does not fit.
SurveyResult replay_surveys(db::Database& database, const HistoryOptions& options);

}  // namespace ws::seed
