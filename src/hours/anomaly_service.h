#pragma once
// For the auditor: what stands out of administrators' acts on the ledger, a week at a time.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "base/policy.h"
#include "hours/anomaly_store.h"

namespace ws::hours {

class AnomalyService {
 public:
  /// All must outlive the service.
  AnomalyService(db::Database& database, const Clock& clock, const Rules& rules)
      : database_(database), clock_(clock), rules_(rules) {}

  struct Week {
    Instant from;
    Instant until;
    std::vector<Anomaly> items;  ///< newest first
    std::unordered_map<PersonId, std::string> names;
  };
  /// The seven days before `until` (nothing: before now).
  Week week(std::optional<Instant> until) const;
  /// Those of `entries` that there are, in their order.
  std::vector<Evidence> evidence(const std::vector<HoursEntryId>& entries) const;

 private:
  db::Database& database_;
  const Clock& clock_;
  const Rules& rules_;
};

}  // namespace ws::hours
