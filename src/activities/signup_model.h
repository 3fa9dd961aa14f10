#pragma once
// A signup: a person's place in a shift. Who may have one, how long an offer stands, and how lots are drawn. Pure.
//
// Fairness. Arrival is the order in which sign-ups reach the writer's queue. The writer takes them in that order, one
// after another within a commit batch and batch after batch, and numbers them in the same transaction
// (shift_roles.arrivals). So of two sign-ups the earlier in the queue is served first, also when both are in one
// batch; no worker, retry or size of party changes it.
//
// Waitlist. In order of arrival. When places come free, those who wait are offered them from the front of the line. A
// party larger than what is free, or somebody who meanwhile serves elsewhere at that time, is passed over and keeps
// their place in the line. An offer holds its places. So whoever waits does not fit now, and a newcomer who fits
// takes nothing from them.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activities/activity_model.h"
#include "base/local_time.h"

namespace ws {
using SignupId = Id<struct SignupTag>;
}

namespace ws::activities {

enum class SignupState {
  pending,  ///< waits for an approval or the draw; holds no place
  waitlisted,
  offered,  ///< a place is held until the offer expires
  confirmed,
  checked_in,
  checked_out,
  counted,
  cancelled,
  absent,
  excused,
};
std::string_view to_text(SignupState state);
std::optional<SignupState> parse_signup_state(std::string_view text);
/// True if its party counts in the role's taken places.
bool holds_places(SignupState state);

enum class SignupStep {
  signed_up,
  placed,      ///< by the activity's people, perhaps into a reserved place
  waitlisted,  ///< came when all was taken, or was not drawn
  applied,
  drawn,
  approved,
  refused,
  offered,
  accepted,
  declined,
  expired,
  cancelled,
  removed,  ///< by the activity's people, with a reason
  lapsed,   ///< the activity ended or was cancelled
  checked_in,
  checked_out,
  absent,
  excused,
  counted,
};
std::string_view to_text(SignupStep step);

struct Signup {
  SignupId id;
  ShiftRoleId role;
  ShiftId shift;
  ActivityId activity;
  PersonId person;
  SignupState state = SignupState::confirmed;
  std::int64_t companions = 0;
  bool reserved = false;  ///< in a reserved place
  std::int64_t arrival = 0;
  std::optional<Instant> offered_until;
  Instant starts;
  Instant ends;
  std::int64_t events = 1;
  Instant created;

  std::int64_t party() const { return 1 + companions; }
};

/// A time somebody is promised to: an order's crew, a held place, or a seat where a course is taught. One can be at
/// one place only; but sitting in a class is no service and counts no minutes of the day.
struct Engagement {
  ShiftId shift;  ///< empty: of an order or a course
  Instant starts;
  Instant ends;
  std::string session = {};  ///< of a course; empty: it is service
  std::string title = {};
};

/// What the guardians of somebody under age have said.
enum class GuardianYes {
  none,
  once,         ///< that they answer for the child
  to_activity,  ///< and that the child may take part here
};

/// What is known of somebody who wants a place.
struct Applicant {
  bool registered = false;
  std::optional<LocalDate> born;  ///< the last day it can have been, if only the year is known
  GuardianYes guardian = GuardianYes::none;
  bool skilled = false;                 ///< has the role's skill, or it asks for none
  bool trained = false;                 ///< has the role's training on the day, or it asks for none
  bool insured = false;                 ///< by themself on the day, or the activity asks for none
  bool there_already = false;           ///< has an active signup in this shift
  std::int64_t shifts_taken = 0;        ///< active signups in this activity
  std::vector<Engagement> engagements;  ///< of the shift's local days, this shift left out
};

enum class Override { none, times };  ///< times: overlap and the day's limit are taken on by a leader, with a reason
/// What a leader takes on for somebody, and why; audited when it is more than nothing.
struct Exception {
  Override overriding = Override::none;
  std::string reason;
};

/// Whether signing up is open: "signup.closed" before the window, after it, once the shift began, or in a state that
/// does not recruit.
Outcome check_open(const Activity& activity, const Shift& shift, Instant now);
/// Whether this person may have this place: "signup.not_registered", "signup.twice", "signup.quota", "signup.skill",
/// "signup.training", "signup.insurance", "signup.age", "signup.family_mode", "signup.guardian_consent",
/// "signup.overlap", "signup.overlap_course" (both with what is in the way), "signup.day_limit". Age is what they
/// surely have on the day of the shift.
Outcome check_applicant(const Activity& activity, const Shift& shift, const ShiftRole& role,
                        const Applicant& applicant, Override overriding, const Policy& policy);
/// "signup.too_many_companions", "signup.party_too_large" (it could never fit).
Outcome check_party(const ShiftRole& role, std::int64_t companions, const Policy& policy);

/// A refusal that says what somebody is promised to at that time, as its `alternative`.
Error in_the_way(std::string reason, const Engagement& other);

/// 12 h, or 30 min when the shift is today; never after its start.
Instant offer_expiry(const Policy& policy, Instant now, Instant starts);

/// The rule of the draw as it is published with its result.
inline constexpr std::string_view draw_algorithm =
    "Tickets (signup identifiers) in ascending order of sha256_hex(seed + \":\" + ticket). From the front each party "
    "that still fits into the role's open places gets them; the rest wait in this order. The seed's own sha256_hex "
    "was "
    "published with the activity.";
/// A ticket's rank value.
std::string lot_of(std::string_view seed, const SignupId& ticket);

}  // namespace ws::activities
