#pragma once
// What other features may do with the hours ledger: record a service or an activity's presence, take an entry back,
// ask how much was counted and what is effective.
//
// The ledger is append-only. Minutes are whole minutes computed from presence; an entry never changes, a mistake is
// answered by a reversing entry, and where an entry stands is its last event. An entry and its reversal both stand at
// "reversed", so a sum over any other state needs no special case for them.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/actor.h"
#include "base/local_time.h"
#include "base/policy.h"
#include "base/random.h"
#include "db/db.h"
#include "hours/hours_model.h"
#include "hours/tally_model.h"

namespace ws::hours {

/// Whom and what an entry is about. `starts` and `ends` are the instants of check-in and check-out as marked, not the
/// planned ones; `ends` before `starts` (a clock was moved back) is recorded with 0 minutes, not refused.
struct Service {
  PersonId volunteer;
  OrderId order;
  SiteId site;
  Instant starts;
  Instant ends;
  std::string title = {};  ///< what was done, in a line
  TeamId team = {};        ///< for which team; empty: for none
  std::optional<Planned> planned = {};
};

/// A volunteer's presence at a shift of an activity.
struct Attendance {
  Source source = Source::presence;  ///< presence (marked by code or scan) or roll_call (a leader's list)
  PersonId volunteer;
  SignupId signup;
  SiteId site;
  TeamId team;  ///< empty: of none
  std::string title;
  Instant starts;
  Instant ends;
  std::optional<Planned> planned;
  std::string evidence;  ///< reference of the marks or the list; never personal data
};

struct Recorded {
  HoursEntryId entry;
  std::int64_t minutes = 0;          ///< counted
  std::int64_t present_minutes = 0;  ///< before overlaps and limits
};

/// Writes a pending entry and tells the volunteer. `actor` is the person whose act ended the service (empty: the
/// system); they cannot confirm the entry later. Rule of counting: hours_model.h. Recordings are serial across
/// processes, so two at once for one volunteer see each other.
Recorded record_service(db::Tx& tx, Random& random, const Policy& policy, const Service& service, Instant now,
                        const PersonId& actor);

/// The same for an activity. `actor` is who called the roll or closed the shift; they cannot confirm the entry. The
/// caller records a signup once; after a reversal it may be recorded anew.
Recorded record_presence(db::Tx& tx, Random& random, const Policy& policy, const Attendance& attendance, Instant now,
                         const PersonId& actor);

/// A clerk's or dispatcher's yes to a pending entry of their subtree; the volunteer is told. Refuses
/// "hours.not_found", "hours.own_entry" and "hours.not_pending".
Outcome confirm(db::Tx& tx, Random& random, const Actor& actor, const HoursEntryId& entry, Instant now);

/// Moves what is due at `now`: confirmed to publicised at once, publicised to effective after the policy's days; the
/// volunteer is told of the latter. At most 100 a call, longest due first; answers how many. Refuses
/// "hours.changed_meanwhile" when another process moved one of them: nothing is moved then.
Result<int> move_due(db::Tx& tx, Random& random, const Policy& policy, Instant now);

/// Takes an entry back by one with negative minutes; both then stand at "reversed". Refuses "hours.not_found" and
/// "hours.not_reversible" (reversed already, or itself a reversal).
Result<HoursEntryId> reverse(db::Tx& tx, Random& random, const HoursEntryId& entry, const PersonId& actor,
                             const std::string& reason, Instant now);

/// An entry that was taken back, and the one that was entered in its place.
struct Reentered {
  HoursEntryId before, after;
};
/// `merged` turned out to be an account of `survivor`: makes it one (people::merge_account), and its entries count as
/// the survivor's, in sums and in tallies. Those of days on which both have some are taken back and entered anew for
/// the survivor, so that overlaps and limits count once; they wait for a confirmation again. At most 1000; refuses
/// "merge.too_many_entries", "merge.already".
Result<std::vector<Reentered>> join_ledgers(db::Tx& tx, Random& random, const Rules& rules, const PersonId& merged,
                                            const PersonId& survivor, const PersonId& actor, Instant now);
/// What joining did, to be taken back.
struct Parting {
  PersonId merged;
  PersonId survivor;
  std::vector<PersonId> followed;  ///< accounts that had been merged into `merged` before
  std::vector<Reentered> reentered;
};
/// The way back: the accounts are parted, what was entered for the survivor is taken back and entered for the merged
/// account again, counted by itself. Refuses "merge.not_merged".
Outcome part_ledgers(db::Tx& tx, Random& random, const Rules& rules, const Parting& parting, const PersonId& actor,
                     Instant now);
/// True if anything was entered for the person, other than these, since the instant.
bool has_entries_since(db::Reader& reader, const PersonId& volunteer, Instant since,
                       const std::vector<Reentered>& but);

/// A service over which a volunteer has no entry.
struct Absence {
  PersonId volunteer;
  OrderId order;    ///< of an order …
  SignupId signup;  ///< … or of an activity
  SiteId site;
  TeamId team;
  std::string title;
};
/// The volunteer asks why it was not counted; the site's clerks are told and answer. `claim`: the times they say they
/// were there. Whether the volunteer was expected is for the caller to know. Refuses "hours.not_disputable" (asked
/// already).
Result<DisputeId> dispute_absence(db::Tx& tx, Random& random, const Absence& absence, const std::string& text,
                                  const std::optional<Planned>& claim, Instant now);

/// An entry that counts for good, by at least a minute: confirmed, publicised without objection, not disputed and not
/// reversed.
struct EffectiveEntry {
  HoursEntryId id;
  Source source = Source::order;
  std::string title;
  SiteId site;
  std::string site_name;
  TeamId team;  ///< empty: of none
  std::string team_name;
  Instant starts;
  Instant ends;
  std::int64_t minutes = 0;
};
/// Those of a volunteer that began in [from, until), oldest first, at most `limit` (so ask for one more than you can
/// use). Certificates and stars are made of these alone.
std::vector<EffectiveEntry> effective_entries(db::Reader& reader, const PersonId& volunteer, Instant from,
                                              Instant until, std::int64_t limit = 10'000);
struct EffectiveSum {
  std::int64_t services = 0;
  std::int64_t minutes = 0;
};
/// All of a volunteer's effective entries.
EffectiveSum effective_sum(db::Reader& reader, const PersonId& volunteer);

/// What was served in a line of a report (tally_model.h): person-times, and each person once. Months are [from,
/// until).
struct Tally {
  std::string line;
  std::string standing;    ///< recorded, pending, publicised, effective or disputed
  std::int64_t month = 0;  ///< of tallies_by_month
  std::int64_t services = 0;
  std::int64_t minutes = 0;
  std::int64_t people = 0;
};
struct Months {
  std::int64_t from = 0;
  std::int64_t until = 0;
};
/// Of at most 100 lines; standings without an entry are absent.
std::vector<Tally> tallies(db::Reader& reader, const std::vector<std::string>& lines, Months months);
/// Of one line, month by month, oldest first. The months' people do not add up to the people of the whole.
std::vector<Tally> tallies_by_month(db::Reader& reader, const std::string& line, Months months);
/// Makes all tallies anew, at the command line or after sites, teams or areas came to lie elsewhere; answers how
/// many entries they count. Reads the whole ledger.
std::int64_t tally_anew(db::Tx& tx);
/// The same of one area alone, after it came to hold other sites; answers how many entries it counts. Reads what was
/// served there.
std::int64_t tally_area_anew(db::Tx& tx, const std::string& area);
/// The first line that is not what the ledger says, in words; nothing if all are right.
std::optional<std::string> find_wrong_tally(db::Reader& reader);

/// What teams did together: effective entries (人次), the people behind them (人数, each once), minutes.
struct TeamSum {
  std::int64_t served = 0;
  std::int64_t people = 0;
  std::int64_t minutes = 0;
};
/// All effective entries for any of these teams; a team's roll-up is asked for with all teams of its subtree.
TeamSum effective_sum_of_teams(db::Reader& reader, std::span<const TeamId> teams);

/// Minutes counted for a volunteer on a local day, reversed ones left out.
std::int64_t minutes_of_day(db::Reader& reader, const PersonId& volunteer, LocalDate day);

/// What was counted on a day for one service.
struct Counted {
  PersonId volunteer;
  OrderId order;
  std::int64_t minutes = 0;
};
/// The same for many volunteers at once; those with nothing on that day are absent. Looks at services that began at
/// most two days before, so that a long history costs nothing.
std::vector<Counted> counted_on(db::Reader& reader, LocalDate day, std::span<const PersonId> volunteers);

/// Says that counted_on(day, {volunteer}) comes soon (db::Reader::ahead).
void expect_counted_on(db::Reader& reader, LocalDate day, const PersonId& volunteer);

/// Counted minutes of an order's volunteers, reversed ones left out.
std::unordered_map<PersonId, std::int64_t> minutes_of_order(db::Reader& reader, const OrderId& order);

/// Entries in the actor's subtrees (as clerk, dispatcher or leader) that wait for a confirmation.
std::int64_t pending_count(db::Reader& reader, const Actor& actor);

}  // namespace ws::hours

// The use cases of people, for the faces that show them.
#include "hours/hours_service.h"
