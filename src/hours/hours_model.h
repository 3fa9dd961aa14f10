#pragma once
// How presence becomes minutes, and who may move an entry. Pure.
//
// Counting (domain.md, "Hours"): presence is taken down to whole minutes at both ends, so adjacent services add up.
// Each minute of it is judged in order, and the first rule that applies takes it:
//   hours.overlap           another entry of the volunteer already covers this minute (union of intervals)
//   hours.daily_limit       the local day it lies in has max_minutes_per_day counted already
//   hours.continuous_limit  max_continuous_minutes are counted already since the last break; a break is an absence of
//                           min_break_minutes or more, so reaching a limit is none
// What no rule takes is counted. Always: minutes + Σ why.minutes = present_minutes, none of them negative.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/local_time.h"
#include "base/policy.h"
#include "base/result.h"

namespace ws {
using HoursEntryId = Id<struct HoursEntryTag>;
using SignupId = Id<struct SignupTag>;
using DisputeId = Id<struct DisputeTag>;
}  // namespace ws

namespace ws::hours {

/// What an entry was made from. A reversal is the only one with negative minutes.
enum class Source { order, presence, roll_call, late_entry, reversal };
std::string_view to_text(Source source);
/// Throws std::invalid_argument: the database checks the words.
Source source_named(std::string_view text);

/// Minutes of presence that are not counted, and the one rule that says so.
struct Loss {
  std::string_view rule;  ///< also a reason code with a sentence; one of the constants below
  Instant starts;
  Instant ends;
  std::int64_t minutes = 0;
  std::int64_t limit = 0;   ///< of a limit: its minutes, by the policy it was counted with
  HoursEntryId entry = {};  ///< of an overlap: the entry that covers these minutes
  bool operator==(const Loss&) const = default;
};
inline constexpr std::string_view overlap = "hours.overlap";
inline constexpr std::string_view daily_limit = "hours.daily_limit";
inline constexpr std::string_view continuous_limit = "hours.continuous_limit";
inline constexpr std::string_view clock_backwards = "hours.clock_backwards";
/// Rules that explain without being a loss of whole minutes of presence.
inline constexpr std::string_view not_present = "hours.not_present";
inline constexpr std::string_view rounding = "hours.rounding";
/// An answer to a dispute may also say that the evidence decided.
inline constexpr std::string_view by_evidence = "hours.by_evidence";
/// The constant equal to `text`; throws std::invalid_argument for another: stored rules are our own.
std::string_view rule_named(std::string_view text);

/// A stretch of presence with what was not counted of it.
struct Presence {
  Instant starts;
  Instant ends;
  std::vector<Loss> why = {};
  HoursEntryId id = {};
};

/// From when to when somebody was expected.
struct Planned {
  Instant starts;
  Instant ends;
};

struct Counting {
  std::int64_t minutes = 0;
  std::int64_t present_minutes = 0;
  std::vector<Loss> why;  ///< in time order
};

/// `earlier`: the volunteer's other entries that are not reversed, from a day before `starts` to a day after `ends`.
/// An `ends` before `starts` gives 0 minutes and "hours.clock_backwards".
Counting count(Instant starts, Instant ends, const std::vector<Presence>& earlier, const Policy& policy);
/// Times that somebody states from evidence: "hours.times" unless `starts` < `ends`, at most a day apart and not
/// ahead of `now`; "hours.too_late" when the service ended more than late_entry_days ago.
Outcome check_stated(Instant starts, Instant ends, Instant now, const Policy& policy);
/// What a person asks beside the losses: minutes they were expected and not present (before and after), and the part
/// of a minute that whole minutes leave out (`minutes` 0, `starts` to `ends`). In time order.
std::vector<Loss> explain(Instant starts, Instant ends, const std::optional<Planned>& planned);
/// True for the codes an answer to a dispute may name.
bool is_rule(std::string_view code);
/// Counted minutes of an entry that lie in a local day.
std::int64_t minutes_on(const Presence& entry, LocalDate day);

enum class State { pending, confirmed, publicised, effective, disputed, reversed };
std::string_view to_text(State state);
/// Throws std::invalid_argument: the database checks the words.
State state_named(std::string_view text);

/// What a decision about an entry looks at.
struct Standing {
  PersonId volunteer;
  PersonId recorded_by;  ///< empty: the system
  State state = State::pending;
  PersonId confirmed_by = {};  ///< empty: nobody yet
};
/// "hours.own_entry" for the volunteer and for whoever recorded it; "hours.not_pending".
Outcome may_confirm(const Standing& entry, const PersonId& actor);
/// "hours.own_entry" for the volunteer, and for who recorded or confirmed it: maker ≠ checker.
Outcome may_answer(const Standing& entry, const PersonId& actor);
/// "hours.not_disputable" when it is disputed already, or reversed.
Outcome may_dispute(const Standing& entry);
/// "hours.not_reversible" when it is reversed (or is a reversal, which always is).
Outcome may_reverse(const Standing& entry);

}  // namespace ws::hours
