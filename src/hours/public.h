#pragma once
// What other features may do with the hours ledger: record a service, take an entry back, ask how much was counted.
//
// The ledger is append-only. Minutes are whole minutes computed from presence; an entry never changes, a mistake is
// answered by a reversing entry, and where an entry stands is its last event. An entry and its reversal both stand at
// "reversed", so a sum over any other state needs no special case for them.

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/actor.h"
#include "base/local_time.h"
#include "base/policy.h"
#include "base/random.h"
#include "db/db.h"

namespace ws {
using HoursEntryId = Id<struct HoursEntryTag>;
}

namespace ws::hours {

/// Whom and what an entry is about. `starts` and `ends` are the instants of check-in and check-out as marked, not the
/// planned ones; `ends` before `starts` (a clock was moved back) is recorded with 0 minutes, not refused.
struct Service {
  PersonId volunteer;
  OrderId order;
  SiteId site;
  Instant starts;
  Instant ends;
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

/// A clerk's or dispatcher's yes to a pending entry of their subtree; the volunteer is told. Refuses
/// "hours.not_found", "hours.own_entry" and "hours.not_pending".
Outcome confirm(db::Tx& tx, Random& random, const Actor& actor, const HoursEntryId& entry, Instant now);

/// Takes an entry back by one with negative minutes; both then stand at "reversed". Refuses "hours.not_found" and
/// "hours.not_reversible" (reversed already, or itself a reversal).
Result<HoursEntryId> reverse(db::Tx& tx, Random& random, const HoursEntryId& entry, const PersonId& actor,
                             const std::string& reason, Instant now);

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

/// Counted minutes of an order's volunteers, reversed ones left out.
std::unordered_map<PersonId, std::int64_t> minutes_of_order(db::Reader& reader, const OrderId& order);

/// Entries in the actor's subtrees (as clerk, dispatcher or leader) that wait for a confirmation.
std::int64_t pending_count(db::Reader& reader, const Actor& actor);

}  // namespace ws::hours
