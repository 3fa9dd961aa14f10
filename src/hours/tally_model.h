#pragma once
// Tallies: how often, how long and by how many people was served, for each line of a report and each month. Pure.
//
// A line is what a report can have a row of: a site with all below it, such a site by source, a site itself, a team
// with its sub-teams, a project, an area. Its people over several months are not the sum of its months' people. So
// the tallies keep, for each month, how many of its people had not served since another month: the people of any
// stretch, each once, are the sum over its months of those who had not served since the stretch began. Who served for
// the first time ever stands at "since 0" and counts in every stretch. That is a row or two for each month of a
// stretch, however long the history and however many the people.

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "base/id.h"
#include "base/local_time.h"
#include "hours/hours_model.h"

namespace ws::hours {

/// As what an entry counts: pending (until it is publicised), publicised, effective, disputed; "" when reversed.
std::string_view counted_as(State state);
/// Every entry that is not reversed, whatever it counts as.
inline constexpr std::string_view every_standing = "recorded";

/// A row's key of both tables.
struct TallyKey {
  std::string line;
  std::string standing;
  std::int64_t month = 0;
  auto operator<=>(const TallyKey&) const = default;
};
struct TallySum {
  std::int64_t services = 0;
  std::int64_t minutes = 0;
};
/// What is to be added to the tables. Ordered, so that two processes lock rows in one order.
struct TallyDelta {
  std::map<TallyKey, TallySum> sums;
  std::map<std::pair<TallyKey, std::int64_t>, std::int64_t> people;  ///< who had not served since that month
};
/// Months of the longest stretch whose people can be told.
inline constexpr std::int64_t longest_stretch = 60;

/// The lines an entry belongs to; shared by all of one place.
using TallyLines = std::vector<std::string>;

/// Entries of one volunteer in a month that belong to the same lines and count alike.
struct TallyFact {
  const TallyLines* lines = nullptr;
  std::string counted;
  std::int64_t month = 0;
  std::int64_t services = 1;
};
/// What becomes of some of them. `from` "" : not counted before; `to` "": not any more.
struct TallyChange {
  const TallyLines* lines = nullptr;
  std::string from;
  std::string to;
  std::int64_t month = 0;
  std::int64_t services = 1;
  std::int64_t minutes = 0;
};
/// Adds what `changes` do to the tallies. `after`: all of the volunteer's counted entries as they stand then.
void add_changes(TallyDelta& delta, const std::vector<TallyFact>& after, const std::vector<TallyChange>& changes);

/// The tallies of a whole ledger, counted person by person: what add_changes would add up to, had each of their
/// entries been counted in. Grows with lines and months, not with entries or people.
class TallyCount {
 public:
  /// All that one person served, each counted in (`to`, with `from` ""). Lines are told apart by their address, so
  /// they must outlive the count.
  void add_person(const std::vector<TallyChange>& entries);
  /// Those that have something, in their order.
  std::vector<std::string> lines() const;
  /// What the tables have to hold of a line.
  TallyDelta rows(const std::string& line) const;

 private:
  struct Month {
    TallySum sum;
    /// People by how many months before they had served here last; 0: never, the last: so long ago or longer.
    std::array<std::int64_t, longest_stretch + 1> people{};
  };
  using Place = std::size_t;  ///< of a line and a standing
  using Places = std::vector<Place>;

  const Places& places(const TallyLines& lines);
  Month& month_of(Place place, std::int64_t month) { return months_[place][month]; }

  std::map<std::string, Place> lines_;  ///< of its first standing
  std::vector<std::map<std::int64_t, Month>> months_;
  std::unordered_map<const TallyLines*, Places> known_;
  std::vector<std::pair<Place, std::int64_t>> served_;  ///< of the person that is being counted
};

}  // namespace ws::hours
