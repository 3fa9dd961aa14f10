#pragma once
// The tallies of a whole ledger, made anew at the command line.

#include "base/result.h"
#include "db/db.h"

namespace ws::hours {

/// As tally_anew, but in transactions of some lines each, so that nobody waits long for the writer; answers how many
/// entries are counted. Refuses "hours.ledger_moved" when a step was written meanwhile: lines that were made until
/// then are right, the others are as they were.
Result<std::int64_t> tally_in_parts(db::Database& database);

}  // namespace ws::hours
