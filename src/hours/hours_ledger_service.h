#pragma once
// How anything comes into the ledger.

#include "base/policy.h"
#include "base/random.h"
#include "hours/hours_store.h"
#include "hours/public.h"

namespace ws::hours {

/// Counts `entry` (from `starts`, `ends`) with `policy`, writes it as pending and tells the volunteer. Fills in id,
/// seq, minutes, why and the policy's version.
Recorded record(db::Tx& tx, Random& random, const Policy& policy, NewEntry entry, Instant now);

}  // namespace ws::hours
