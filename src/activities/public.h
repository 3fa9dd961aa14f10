#pragma once
// What other features may know of activities: who serves in a shift, and when somebody is promised.

#include <optional>
#include <vector>

#include "activities/signup_model.h"
#include "db/db.h"

namespace ws::activities {

/// By start of the shift, in their order.
std::vector<ShiftRole> roles_of(db::Reader& reader, const ActivityId& activity);
/// Active signups of a shift (all but cancelled and excused), by role and arrival.
std::vector<Signup> signups_of_shift(db::Reader& reader, const ShiftId& shift);
/// The person's active signup in the shift.
std::optional<Signup> find_signup(db::Reader& reader, const ShiftId& shift, const PersonId& person);
std::optional<Signup> find_signup(db::Reader& reader, const SignupId& id);

/// Ends what the person has signed up for and has not begun, in one activity or (empty) in all, in the transaction of
/// what ends it; whoever waits moves up, the person and the activity's own people are told. `by` decided it.
void leave_signups(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, const ActivityId& activity,
                   const PersonId& by, const std::string& reason, Instant now);

/// When the person is promised within [from, until), by all of their accounts: crews of orders, held places in shifts
/// and in courses.
std::vector<Engagement> engagements(db::Reader& reader, const PersonId& person, Instant from, Instant until);
/// Other writers who would engage this person, by any of their accounts, wait until the transaction ends.
void hold_person(db::Tx& tx, const PersonId& person);
/// The person is no longer promised within [from, until): where they wait for a place then, they may be offered one.
void free_again(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, Instant from, Instant until,
                Instant now);

}  // namespace ws::activities

// The use cases, for the faces that show them.
#include "activities/activity_service.h"
#include "activities/digest_service.h"
#include "activities/presence_service.h"
#include "activities/sharing_service.h"
