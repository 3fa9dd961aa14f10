#include "hours/tally_service.h"

#include <algorithm>

#include "hours/tally_store.h"

namespace ws::hours {
namespace {

/// A line has some thousand rows at most: a row for each pair of its months, standing by standing.
constexpr std::size_t lines_at_once = 20;

}  // namespace

Result<std::int64_t> tally_in_parts(db::Database& database) {
  std::vector<std::string> lines;
  const LedgerCount count = database.read([&](db::Reader& reader) {
    LedgerCount counted = count_ledger(reader);
    lines = lines_to_tally(reader, counted.tallies);
    return counted;
  });
  for (std::size_t from = 0; from < lines.size(); from += lines_at_once) {
    const Outcome done = database.write_now([&](db::Tx& tx) -> Outcome {
      if (held_ledger(tx) != count.seq) return Error::conflict("hours.ledger_moved");
      for (std::size_t i = from; i < std::min(from + lines_at_once, lines.size()); ++i)
        replace_tallies(tx, lines[i], count.tallies.rows(lines[i]));
      return Done{};
    });
    if (!done) return done.error();
  }
  return count.entries;
}

}  // namespace ws::hours
