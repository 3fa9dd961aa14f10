#pragma once
// Rows of signups and their events, and the one way to take places: a conditional UPDATE of the role.

#include <optional>
#include <string>
#include <vector>

#include "activities/signup_model.h"
#include "base/random.h"
#include "db/db.h"

namespace ws::activities::store {

/// Where a place or a line was joined.
struct Ticket {
  std::int64_t arrival = 0;
  std::int64_t waiting = 0;  ///< place in the line; of a waitlist only
};
/// Takes `places` that are open to all; nothing when they are not there.
std::optional<Ticket> take_open(db::Tx& tx, const ShiftRoleId& role, std::int64_t places);
/// Takes `places` of the reserved ones; nothing when they are not there.
std::optional<Ticket> take_reserved(db::Tx& tx, const ShiftRoleId& role, std::int64_t places);
Ticket join_line(db::Tx& tx, const ShiftRoleId& role);
void leave_line(db::Tx& tx, const ShiftRoleId& role);
/// Numbers an application, which takes nothing.
Ticket apply(db::Tx& tx, const ShiftRoleId& role);
void give_back(db::Tx& tx, const Signup& signup);

/// False when the person has an active signup in the shift.
bool insert(db::Tx& tx, const Signup& signup);
std::optional<Signup> find(db::Reader& reader, const SignupId& id);
std::optional<Signup> lock(db::Tx& tx, const SignupId& id);
/// Writes state, arrival, offer, kind of place and number of events.
void save(db::Tx& tx, const Signup& signup);
void append(db::Tx& tx, Random& random, const Signup& signup, SignupStep step, std::string_view from,
            const PersonId& actor, const std::string& reason, Instant now);

/// Makes other writers wait who would engage this person at the same time.
void hold_person(db::Tx& tx, const PersonId& person);
Applicant applicant(db::Reader& reader, const PersonId& person, const Activity& activity, const Shift& shift,
                    const RolePlan& role);
/// Says that hold_person() and applicant() come (docs/decisions/0020).
void expect_applicant(db::Tx& tx, const PersonId& person, const ActivityId& activity, const Shift& shift,
                      const RolePlan& role);
/// Where a volunteer belongs, whatever their state; nothing if the person is none.
std::optional<SiteId> home_of(db::Reader& reader, const PersonId& person);
/// Crews and held places that touch [from, until), by start.
std::vector<Engagement> engagements(db::Reader& reader, const PersonId& person, Instant from, Instant until);

/// Those of a role in a state, by arrival after `after`, whose party has at most `most` people.
std::vector<Signup> in_line(db::Reader& reader, const ShiftRoleId& role, SignupState state, std::int64_t after,
                            std::int64_t most, std::int64_t limit);
/// Where the person waits for a place in a shift that touches [from, until).
std::vector<Signup> waiting_of_person(db::Reader& reader, const PersonId& person, Instant from, Instant until);
/// All that are not over: pending, waitlisted, offered, confirmed.
std::vector<Signup> active_of_activity(db::Reader& reader, const ActivityId& activity);
std::vector<Signup> active_of_shift(db::Reader& reader, const ShiftId& shift);
std::optional<Signup> active_of_person(db::Reader& reader, const ShiftId& shift, const PersonId& person);
/// Signups of shifts that have not begun, of one activity or (empty) of all.
std::vector<SignupId> coming_of_person(db::Reader& reader, const PersonId& person, const ActivityId& activity,
                                       Instant now);
bool has_any(db::Reader& reader, const ActivityId& activity);
/// People held or waiting, by activity.
std::int64_t count_active(db::Reader& reader, const ActivityId& activity);
/// 1 for the front of the line.
std::int64_t place_in_line(db::Reader& reader, const Signup& signup);
std::vector<SignupId> expired_offers(db::Reader& reader, Instant now, std::int64_t limit);
bool is_placed(db::Reader& reader, const ActivityId& activity, const PersonId& person);

}  // namespace ws::activities::store
