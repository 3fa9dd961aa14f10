#pragma once
// What an auditor is shown of administrators' acts on the ledger. Never of volunteers: an act is an administrator's,
// and a finding is about whoever acted. Pure; thresholds are policy.
//
//   anomaly.late_burst      many late entries by one administrator in a short time
//   anomaly.confirm_burst   many confirmations by one administrator in a short time
//   anomaly.confirm_hasty   confirmations one after the other, too fast to have looked
//   anomaly.near_person     an entry written or confirmed for somebody who shares the administrator's home, or is
//   their
//                           guardian or ward
//   anomaly.two_places      an entry that puts a volunteer where another entry has them elsewhere at the same time

#include <string>
#include <string_view>
#include <vector>

#include "hours/hours_model.h"

namespace ws::hours {

struct Act {
  PersonId actor;
  Instant at;
  HoursEntryId entry;
};

struct Anomaly {
  std::string_view rule;
  PersonId actor;
  Instant from;
  Instant until;
  std::vector<HoursEntryId> entries;  ///< the evidence
};

/// Stretches in which `count` or more acts of one actor lie within `window_ms`; those that touch are one. `acts`: by
/// actor, then time.
std::vector<Anomaly> bursts(std::string_view rule, const std::vector<Act>& acts, int count, std::int64_t window_ms);
/// Runs of `count` or more acts of one actor, each within `gap_ms` of the one before.
std::vector<Anomaly> hasty(const std::vector<Act>& acts, int count, std::int64_t gap_ms);
/// One finding an actor from acts that are odd each by itself.
std::vector<Anomaly> each_odd(std::string_view rule, const std::vector<Act>& acts);

}  // namespace ws::hours
