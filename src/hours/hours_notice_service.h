#pragma once
// What people are told about their entries. Placeholders: {title} {site} {minutes} {present_minutes} {reason} {rule}
// {actor}, the volunteer.

#include "hours/dispute_store.h"

namespace ws::hours {

/// "hours.pending", to the volunteer.
void tell_pending(db::Tx& tx, Random& random, const Entry& entry, Instant now);
/// "hours.confirmed", to the volunteer.
void tell_confirmed(db::Tx& tx, Random& random, const Entry& entry, Instant now);
/// "hours.effective", to the volunteer.
void tell_effective(db::Tx& tx, Random& random, const Entry& entry, Instant now);
/// "hours.disputed", to the nearest clerks of the site other than the volunteer and whoever raised it.
void tell_disputed(db::Tx& tx, Random& random, const Dispute& dispute, Instant now);
/// "hours.dispute_answered", to whoever raised it, and the volunteer.
void tell_answered(db::Tx& tx, Random& random, const Dispute& dispute, const Answer& answer, Instant now);

}  // namespace ws::hours
