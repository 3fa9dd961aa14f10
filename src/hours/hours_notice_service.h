#pragma once
// What people are told about their entries. Placeholders: {title} {site} {minutes} {present_minutes} {reason}
// {actor}, the volunteer.

#include "hours/hours_store.h"

namespace ws::hours {

/// "hours.pending", to the volunteer.
void tell_pending(db::Tx& tx, Random& random, const Entry& entry, Instant now);
/// "hours.confirmed", to the volunteer.
void tell_confirmed(db::Tx& tx, Random& random, const Entry& entry, Instant now);
/// "hours.effective", to the volunteer.
void tell_effective(db::Tx& tx, Random& random, const Entry& entry, Instant now);
/// "hours.disputed", to the nearest clerks of the entry's site other than the volunteer.
void tell_disputed(db::Tx& tx, Random& random, const Entry& entry, const std::string& reason, Instant now);

}  // namespace ws::hours
