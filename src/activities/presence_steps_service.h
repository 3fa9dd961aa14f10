#pragma once
// Use cases of presence at shifts inside a transaction that somebody else opened.

#include "activities/presence_pass_service.h"
#include "activities/presence_store.h"
#include "activities/signup_steps_service.h"

namespace ws::activities {

/// What a mark came to.
struct Marked {
  SignupId signup;
  bool already = false;  ///< it says nothing new: `attended` is what stood before
};

/// Of a mark that a phone made without a connection: when it was made, and when it was sent, by the phone's own
/// clock.
struct Away {
  Instant claimed;
  Instant sent;
};

/// A volunteer's own check-in or check-out.
struct OwnMark {
  MarkKind kind = MarkKind::in;
  MarkSource source = MarkSource::code;  ///< code, typed or kiosk
  std::string code;                      ///< as shown when the mark was made
  std::optional<Away> away;
  std::optional<Point> point;
};

/// A mark by the activity's people: from a pass, or a tap on their list.
struct StaffMark {
  MarkKind kind = MarkKind::in;
  std::string pass;  ///< "" : a tap
  SignupId signup;   ///< of a tap
  std::optional<Away> away;
  std::optional<Point> point;
};

/// A word of the roll call.
enum class Word { present, absent, excused };

struct WalkIn {
  std::string volunteer_number;
  ShiftRoleId role;
  bool reserved = false;
  Override overriding = Override::none;
  std::string reason;
};

/// How a shift came out.
struct Closed {
  std::int64_t counted = 0;
  std::int64_t absent = 0;
};

class PresenceSteps {
 public:
  PresenceSteps(Random& random, const Rules& rules, const SignupSteps& signups)
      : random_(random), rules_(rules), signups_(signups) {}

  /// By the volunteer, with the shift's code. Refuses "shift.not_found", "presence.no_place", "presence.code",
  /// "presence.not_in", and what check_mark_time and `take` refuse.
  Result<Marked> check(db::Tx& tx, const Passes& passes, const Actor& actor, const ShiftId& shift,
                       const OwnMark& mark, Instant now) const;
  /// By the activity's people. Refuses "activity.not_yours", "presence.not_on_roster" (a pass of another shift),
  /// "presence.pass", "presence.pass_expired" too. An out may arrive before its in: another phone holds that.
  Result<Marked> mark(db::Tx& tx, const Passes& passes, const Actor& actor, const ShiftId& shift,
                      const StaffMark& mark, Instant now) const;
  /// By the activity's people, for one.
  Result<Marked> call(db::Tx& tx, const Actor& actor, const ShiftId& shift, const SignupId& signup, Word word,
                      Instant now) const;
  /// Everybody of whom nothing is known yet is present; answers how many, at most 500 a call.
  Result<std::int64_t> call_all_present(db::Tx& tx, const Actor& actor, const ShiftId& shift, Instant now) const;
  /// Places somebody who came without a sign-up, by the rules of placing, and checks them in. Refuses
  /// "hours.no_volunteer" and what SignupSteps::place refuses.
  Result<Marked> walk_in(db::Tx& tx, const Actor& actor, const ShiftId& shift, const WalkIn& walk_in,
                         Instant now) const;
  /// What everybody's presence comes to goes into the ledger; who was not there is absent, and hears how to ask why.
  /// By the activity's people once the shift is over. Refuses "presence.not_over", "presence.settled".
  Result<Closed> close(db::Tx& tx, const Actor& actor, const ShiftId& shift, Instant now) const;

  /// Closes what is still open of an activity: its results are about to be shown.
  void close_all(Move& move, const Activity& activity) const;
  /// Clocks: a forgotten check-out; a shift that nobody closed.
  Outcome forgot_check_out(db::Tx& tx, const SignupId& signup, Instant now) const;
  Outcome close_by_clock(db::Tx& tx, const ShiftId& shift, Instant now) const;

 private:
  Result<Marked> take(Move& move, access::SeenSignup& seen, Mark mark) const;
  Result<Marked> call_seen(db::Tx& tx, const Actor& actor, access::SeenSignup& seen, Word word, Instant now) const;
  std::optional<Closed> settle(Move& move, const Activity& activity, const Shift& shift, const PersonId& by) const;
  bool settle_one(Move& move, const Activity& activity, const Shift& shift, Signup& signup, const PersonId& by) const;

  Random& random_;
  const Rules& rules_;
  const SignupSteps& signups_;
};

}  // namespace ws::activities
