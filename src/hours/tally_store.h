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
  PersonId volunteer;  ///< the account that the entry was written for
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

/// Around a change of whose accounts are whose: takes all that a person served out of the tallies, with the accounts
/// they have now; and back in, with those they have then.
void count_out(db::Tx& tx, const PersonId& person);
void count_in(db::Tx& tx, const PersonId& person);

/// What the ledger says, and how far it had come.
struct LedgerCount {
  TallyCount tallies;
  std::int64_t entries = 0;
  std::int64_t seq = 0;
};
LedgerCount count_ledger(db::Reader& reader);
/// Lines that have tallies, in the tables or by the count.
std::vector<std::string> lines_to_tally(db::Reader& reader, const TallyCount& count);
/// Puts a line's rows in the place of those it has.
void replace_tallies(db::Tx& tx, const std::string& line, const TallyDelta& rows);
/// How far the ledger has come; nothing goes on in it until this transaction is over.
std::int64_t held_ledger(db::Tx& tx);

}  // namespace ws::hours
