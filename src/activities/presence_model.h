#pragma once
// Presence at a shift: what marks say, and what a signup comes to by them. Pure.
//
// A mark is evidence; it is never changed and none is preferred for having arrived first. What a signup comes to is a
// function of the set of its marks (judge), so phones may upload late, twice and in any order.
//
//   absent, excused  the word of the roll call. The last such word takes back every earlier mark; a mark after it
//                    counts anew: somebody came late after all. Who is excused gave the place back, and stays so.
//   in               the first one counts as having come, by whatever means; the roll call's only where there is no
//                    other, and then from the planned start on: that is what a leader's list attests.
//   out              the last one counts as having gone, unless somebody came again after it. Without any, the
//                    planned end does: a forgotten check-out, and flagged as one.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "activities/signup_model.h"

namespace ws::activities {

enum class MarkKind { in, out, absent, excused };
std::string_view to_text(MarkKind kind);
std::optional<MarkKind> parse_mark_kind(std::string_view text);

enum class MarkSource {
  code,          ///< the rotating code, scanned
  typed,         ///< the same, typed
  kiosk,         ///< the same, from a screen at the door
  staff_scan,    ///< a volunteer's pass, scanned by the activity's people
  offline_code,  ///< the code, kept by a phone without a connection and uploaded later
  offline_pass,  ///< a pass, scanned without a connection and uploaded later
  walk_in,       ///< placed at the door
  roll_call,     ///< a leader's list
  planned_end,   ///< nobody checked out: the clock
};
std::string_view to_text(MarkSource source);
std::optional<MarkSource> parse_mark_source(std::string_view text);

/// Where somebody was when they checked in: evidence if they gave it, never a condition.
struct Point {
  std::int64_t lat_e6 = 0;
  std::int64_t lon_e6 = 0;
  std::int64_t accuracy_m = 0;
};

struct Mark {
  MarkKind kind = MarkKind::in;
  MarkSource source = MarkSource::code;
  Instant at;        ///< by the server's reckoning
  Instant received;  ///< when the server heard of it
  std::optional<Instant> claimed;
  PersonId by;  ///< empty: the clock
  std::optional<Point> point;
  std::int64_t position = 0;  ///< among the signup's marks, from 1
};

/// From when to when the shift is, and when it takes marks.
struct ShiftTimes {
  Instant starts;
  Instant ends;
};
Instant check_in_from(const ShiftTimes& shift, const Policy& policy);
Instant check_out_until(const ShiftTimes& shift, const Policy& policy);

/// When a mark was that a phone made while away: its age by the phone's clock, taken from now. The phone's clock may
/// be wrong, as long as it runs; one that was set back gives now.
Instant reckoned(Instant claimed, Instant sent, Instant now);
/// "presence.too_early", "presence.over".
Outcome check_mark_time(MarkKind kind, Instant at, const ShiftTimes& shift, const Policy& policy);

struct Attended {
  enum class Word { expected, inside, left, absent, excused };
  Word word = Word::expected;
  std::optional<Instant> came;
  std::optional<Instant> went;
  std::optional<MarkSource> came_by;
  std::optional<MarkSource> went_by;
  PersonId told_by;            ///< who said the last of it; empty: the clock, or nobody
  std::optional<Point> point;  ///< of the check-in

  bool operator==(const Attended& other) const {
    return word == other.word && came == other.came && went == other.went && came_by == other.came_by &&
           went_by == other.went_by;
  }
  bool forgot_check_out() const { return went_by == MarkSource::planned_end; }
};
/// What the marks, in any order, come to.
Attended judge(const std::vector<Mark>& marks, const ShiftTimes& shift);
/// Whether `mark` could ever matter beside `marks`, also once others arrive; one that cannot is not kept.
bool adds_something(const std::vector<Mark>& marks, const Mark& mark);
/// The instant of a mark made now: never before what was heard earlier, though the server's clock be set back.
Instant not_before(const std::vector<Mark>& marks, Instant now);

SignupState state_after(Attended::Word word);
/// True for a signup that can be marked: a held place whose service is not settled yet.
bool is_markable(SignupState state);

/// What goes into the ledger when the shift is closed; nothing for who was not there.
struct Service {
  Instant starts;
  Instant ends;
  bool rolled = false;   ///< only the leader's list says so
  std::string evidence;  ///< "in=code;in_m=120;out=planned_end": how it is known
};
std::optional<Service> service_of(const Attended& attended, const ShiftTimes& shift,
                                  std::optional<std::int64_t> distance_m);

/// A volunteer's pass for one period, as the QR code carries it: "WSP1.SIGNUP.PERIOD.SIGNATURE". The activity's
/// people verify it without a connection; on another day, or photographed, it is worth nothing.
struct PassClaim {
  SignupId signup;
  std::int64_t period = 0;

  std::string message() const;  ///< what is signed
};
std::string pass_text(const PassClaim& claim, std::string_view signature);
struct Pass {
  PassClaim claim;
  std::string signature;
};
std::optional<Pass> parse_pass(std::string_view text);
std::int64_t pass_period_ms(const Policy& policy);
/// True when the pass is for the time of `at`, give or take what phones' clocks differ.
bool pass_is_for(const PassClaim& claim, Instant at, const Policy& policy);

}  // namespace ws::activities
