#pragma once
// The tallies' rows (tally_model.h): kept in the transaction of the ledger's step, read for reports.

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "hours/tally_model.h"

namespace ws::hours {

/// A step took an entry from counting as `from` to counting as `to` ("" : not at all).
struct Recount {
  HoursEntryId entry;
  PersonId volunteer;
  SiteId site;
  TeamId team;
  std::string project;
  std::string source;
  std::int64_t month = 0;
  std::int64_t minutes = 0;
  std::string from;
  std::string to;
};
/// Brings the tallies up to what hours_standing says now.
void tally(db::Tx& tx, const std::vector<Recount>& recounts);

/// Makes all tallies anew, at the command line or after sites, teams or areas came to lie elsewhere; answers how
/// many entries they count. Reads the whole ledger.
std::int64_t tally_anew(db::Tx& tx);
/// The first line that is not what the ledger says, in words; nothing if all are right.
std::optional<std::string> find_wrong_tally(db::Reader& reader);

}  // namespace ws::hours
