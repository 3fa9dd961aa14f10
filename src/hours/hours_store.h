#pragma once
// Rows of the ledger.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/actor.h"
#include "base/random.h"
#include "db/db.h"
#include "hours/hours_model.h"

namespace ws::hours {

/// The next number of the ledger. Its row stays locked until commit, so whatever is read after it sees every earlier
/// recording, on any process.
std::int64_t next_seq(db::Tx& tx);

/// Locks that row without taking a number: nothing is recorded elsewhere until this transaction is over.
void hold_ledger(db::Tx& tx);

struct NewEntry {
  HoursEntryId id;
  std::int64_t seq = 0;
  Source source = Source::order;
  PersonId volunteer;
  OrderId order;    ///< empty: not of an order
  SignupId signup;  ///< empty: not of an activity
  SiteId site;
  TeamId team;
  HoursEntryId reverses;  ///< of a reversal
  std::string title;
  std::string evidence;
  std::string note;  ///< why it is entered late
  PersonId author;   ///< whose act made it; empty: the system
  Instant starts;
  Instant ends;
  std::optional<Planned> planned;
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::string why;
  std::int64_t policy_version = 1;
};
/// False if the entry that `reverses` names is reversed already.
bool insert_entry(db::Tx& tx, const NewEntry& entry, Instant now);

/// A step of an entry. `position` is one more than the position it was decided on: false when another step took it.
/// Takes a number of the ledger, and keeps the tallies.
struct Step {
  HoursEntryId entry;
  std::int64_t position = 1;
  PersonId actor;
  State state = State::pending;
  std::string reason = {};
  std::optional<Instant> due = {};  ///< when the clock moves it on
};
bool insert_step(db::Tx& tx, Random& random, const Step& step, Instant now);
/// Several at once, each of another entry; the tallies are brought up in one go. False when one of them was late.
bool insert_steps(db::Tx& tx, Random& random, const std::vector<Step>& steps, Instant now);

/// An entry as decisions and notices need it.
struct Entry {
  HoursEntryId id;
  PersonId account;           ///< that the row was written for
  Standing standing;          ///< of people: whose accounts they are now
  std::int64_t position = 0;  ///< of the last step
  Source source = Source::order;
  OrderId order;
  SignupId signup;
  SiteId site;
  TeamId team;
  Instant starts;
  Instant ends;
  std::optional<Planned> planned;
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::int64_t policy_version = 1;
  std::string volunteer_name;
  std::string title;
  std::string site_name;
};
std::optional<Entry> find_entry(db::Reader& reader, const HoursEntryId& entry);

// What follows counts the entries of all accounts of a person.

/// Entries that stand, oldest first.
std::vector<HoursEntryId> standing_entries(db::Reader& reader, const PersonId& volunteer, std::int64_t limit);
/// Entries since the instant.
std::vector<HoursEntryId> entries_since(db::Reader& reader, const PersonId& volunteer, Instant since,
                                        std::int64_t limit);
/// True if a standing entry touches [from, until).
bool has_presence(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until);
/// Entries that are not reversed and touch [from, until).
std::vector<Presence> presences(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until);

/// A line of a list.
struct Listed {
  HoursEntryId id;
  std::int64_t seq = 0;
  PersonId volunteer;
  std::string volunteer_name;
  OrderId order;
  SignupId signup;
  std::string title;
  std::string site_name;
  std::string team_name;
  std::string source;
  std::string evidence;
  std::string note;
  std::string author_name;
  Instant starts;
  Instant ends;
  std::optional<Planned> planned;
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::vector<Loss> why;
  std::int64_t policy_version = 1;
  std::string state;
  std::optional<std::int64_t> due_ms;  ///< of a publicised one: when it becomes effective
  std::string reason;                  ///< of the last step
};
/// Newest first, with seq below `before`.
std::vector<Listed> list_of(db::Reader& reader, const PersonId& volunteer, std::int64_t before, std::int64_t limit);
/// Waiting longest first, with seq above `after`, in the subtrees of `roots`.
std::vector<Listed> list_pending(db::Reader& reader, const std::vector<SiteId>& roots, std::int64_t after,
                                 std::int64_t limit);
std::int64_t count_pending(db::Reader& reader, const std::vector<SiteId>& roots);

/// A publicised entry as anybody may see it; of an order the kind of service, not the resident's words.
struct Publicised {
  HoursEntryId id;
  std::int64_t seq = 0;
  std::string volunteer_name;  ///< whole: mask it
  std::string title;
  std::string site_name;
  std::string team_name;
  std::string source;
  Instant starts;
  std::int64_t minutes = 0;
  Instant effective;
};
/// Of a site's subtree, newest first, with seq below `before`.
std::vector<Publicised> list_publicised(db::Reader& reader, const SiteId& site, std::int64_t before,
                                        std::int64_t limit);

/// An entry the clock has to move on.
struct Due {
  HoursEntryId id;
  State state;
  std::int64_t position = 0;
};
/// Longest due first.
std::vector<Due> list_due(db::Reader& reader, Instant now, std::int64_t limit);

struct Totals {
  std::int64_t confirmed_minutes = 0;  ///< confirmed, publicised or effective
  std::int64_t effective_minutes = 0;
  std::int64_t pending_minutes = 0;
};
Totals totals_of(db::Reader& reader, const PersonId& volunteer);

/// How losses are stored.
std::string why_json(const std::vector<Loss>& why);
std::vector<Loss> why_of(const std::string& json);
/// The planned times in two columns, both or none.
std::optional<Planned> planned_of(const db::Row& row, std::size_t column);

}  // namespace ws::hours
