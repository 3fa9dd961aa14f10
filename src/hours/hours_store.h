#pragma once
// Rows of the ledger.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "hours/hours_model.h"
#include "hours/public.h"

namespace ws::hours {

/// The next number of the ledger. Its row stays locked until commit, so whatever is read after it sees every earlier
/// recording, on any process.
std::int64_t next_seq(db::Tx& tx);

struct NewEntry {
  HoursEntryId id;
  std::int64_t seq = 0;
  Service service;
  HoursEntryId reverses;  ///< empty: the entry is of an order
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::string why;
};
/// False if the entry that `reverses` names is reversed already.
bool insert_entry(db::Tx& tx, const NewEntry& entry, Instant now);

/// A step of an entry. `position` is one more than the position it was decided on: false when another step took it.
struct Step {
  HoursEntryId entry;
  std::int64_t position = 1;
  PersonId actor;
  State state = State::pending;
  std::string reason = {};
};
bool insert_step(db::Tx& tx, Random& random, const Step& step, Instant now);

/// An entry as decisions and notices need it.
struct Entry {
  HoursEntryId id;
  Standing standing;
  std::int64_t position = 0;  ///< of the last step
  Service service;
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::string volunteer_name;
  std::string title;  ///< of the order
  std::string site_name;
};
std::optional<Entry> find_entry(db::Reader& reader, const HoursEntryId& entry);

/// Entries that are not reversed and touch [from, until).
std::vector<Presence> presences(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until);

/// A line of a list.
struct Listed {
  HoursEntryId id;
  std::int64_t seq = 0;
  PersonId volunteer;
  std::string volunteer_name;
  OrderId order;
  std::string title;
  std::string site_name;
  std::string source;
  Instant starts;
  Instant ends;
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::vector<Loss> why;
  std::string state;
  std::string reason;  ///< of the last step
};
/// Newest first, with seq below `before`.
std::vector<Listed> list_of(db::Reader& reader, const PersonId& volunteer, std::int64_t before, std::int64_t limit);
/// Waiting longest first, with seq above `after`, in the subtrees of `roots`.
std::vector<Listed> list_pending(db::Reader& reader, const std::vector<SiteId>& roots, std::int64_t after,
                                 std::int64_t limit);
std::int64_t count_pending(db::Reader& reader, const std::vector<SiteId>& roots);

struct Totals {
  std::int64_t confirmed_minutes = 0;  ///< confirmed, publicised or effective
  std::int64_t pending_minutes = 0;
};
Totals totals_of(db::Reader& reader, const PersonId& volunteer);

std::string why_json(const std::vector<Loss>& why);

}  // namespace ws::hours
