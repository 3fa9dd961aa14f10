#pragma once
// Use cases of signups inside a transaction that somebody else opened: places are taken, given, promoted and drawn.

#include "activities/activity_access.h"
#include "activities/activity_move_service.h"

namespace ws::activities {

/// Where a signup stands after a use case.
struct Signed {
  SignupId id;
  ActivityId activity;
  ShiftId shift;
  ShiftRoleId role;
  SignupState state = SignupState::confirmed;
  std::int64_t companions = 0;
  std::optional<std::int64_t> place_in_line;  ///< of one who waits
  std::optional<Instant> offered_until;
};

enum class IfFull { wait, refuse };
struct SignUp {
  std::int64_t companions = 0;
  IfFull if_full = IfFull::wait;
  std::string note = {};  ///< for the activity's people: who comes along, a guardian's word
};
/// A place given by the activity's own people.
struct Placement {
  PersonId person;
  std::int64_t companions = 0;
  bool reserved = false;                 ///< out of the reserved places
  Override overriding = Override::none;  ///< with a reason, audited
  std::string reason;
};

class SignupSteps {
 public:
  SignupSteps(Random& random, const Rules& rules) : random_(random), rules_(rules) {}

  /// Confirmed, or waiting (for a place, an approval, the draw). Refuses what check_open, check_party and
  /// check_applicant refuse, "signup.full" with the nearest other shift's role that has room, "role.not_found".
  Result<Signed> sign_up(db::Tx& tx, const Actor& actor, const ShiftRoleId& role, const SignUp& wish,
                         Instant now) const;
  /// The same by the activity's people, whatever the window. Refuses "activity.not_yours" too, and "person.not_found"
  /// for whoever the search for candidates would not show them.
  Result<Signed> place(db::Tx& tx, const Actor& actor, const ShiftRoleId& role, const Placement& placement,
                       Instant now) const;
  /// The same of somebody who stands there and told their number: wherever they belong.
  Result<Signed> place_at_the_door(db::Tx& tx, const Actor& actor, const ShiftRoleId& role,
                                   const Placement& placement, Instant now) const;
  /// By the person, or with a reason by the activity's people. Promotes the next in the same transaction. Refuses
  /// "signup.state", "signup.began".
  Result<Signed> cancel(db::Tx& tx, const Actor& actor, const SignupId& id, const std::string& reason,
                        Instant now) const;
  /// The person's yes to an offer. Refuses "signup.no_offer", "signup.overlap", "signup.day_limit".
  Result<Signed> accept(db::Tx& tx, const Actor& actor, const SignupId& id, Instant now) const;
  Result<Signed> decline(db::Tx& tx, const Actor& actor, const SignupId& id, Instant now) const;
  /// The activity's yes to one who applied. Refuses "signup.full", "signup.own_approval" and what check_applicant
  /// refuses; `exception` takes their times on.
  Result<Signed> approve(db::Tx& tx, const Actor& actor, const SignupId& id, const Exception& exception,
                         Instant now) const;
  Result<Signed> refuse(db::Tx& tx, const Actor& actor, const SignupId& id, const std::string& reason,
                        Instant now) const;
  /// Ends what the person has signed up for and has not begun, in one activity or (empty) in all; `by` decided it.
  void leave_all(db::Tx& tx, const PersonId& person, const ActivityId& activity, const PersonId& by,
                 const std::string& reason, Instant now) const;
  /// An offer's time is over.
  Outcome expire(db::Tx& tx, const SignupId& id, Instant now) const;

  /// Offers what is free in a role to those who wait, from the front of the line.
  void promote(Move& move, const Activity& activity, const ShiftRoleId& role) const;
  /// Somebody may be elsewhere again on these days: what is free where they wait for a place then is offered anew.
  void free_again(db::Tx& tx, const PersonId& person, Instant from, Instant until, Instant now) const;
  /// Draws every role of the activity. The seed must be set.
  void draw(Move& move, Activity& activity) const;
  /// The activity is over or called off: whoever has not served leaves the line; `all` the places too.
  enum class Who { waiting, all };
  std::vector<PersonId> release(Move& move, const Activity& activity, Who who, SignupStep step,
                                const std::string& reason) const;

 private:
  Result<Signed> take_or_wait(Move& move, access::SeenRole& seen, const PersonId& person, const SignUp& wish) const;
  Result<Signed> give_place(db::Tx& tx, const Actor& actor, access::SeenRole& seen, const Placement& placement,
                            Instant now) const;
  Outcome check(db::Tx& tx, const Activity& activity, const Shift& shift, const ShiftRole& role,
                const PersonId& person, Override overriding) const;
  Outcome check_again(db::Tx& tx, const access::SeenSignup& seen, Override overriding) const;
  void audit_exception(db::Tx& tx, const Actor& actor, const Signup& signup, const Activity& activity,
                       const Exception& exception, Instant now) const;
  void leave(Move& move, const Activity& activity, Signup& signup, SignupStep step, const std::string& reason) const;
  void draw_ticket(Move& move, const Activity& activity, const Shift& shift, ShiftRole& role, Signup& ticket) const;
  bool offer(Move& move, const Activity& activity, const Shift& shift, const ShiftRole& role, Signup& signup) const;

  Random& random_;
  const Rules& rules_;
};

}  // namespace ws::activities
