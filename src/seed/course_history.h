#pragma once
// The demo's courses: lecturers who applied, courses with sessions behind and ahead, people who come and what they
// said afterwards; through the use cases that people take.

#include "seed/order_history.h"

namespace ws::seed {

struct CourseResult {
  std::size_t courses = 0, sessions = 0, places = 0;
};

/// After the district and its trainings. Throws std::runtime_error when the data file does not fit.
CourseResult replay_courses(db::Database& database, const Vault& vault, const HistoryOptions& options);

}  // namespace ws::seed
