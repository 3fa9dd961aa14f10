#pragma once
// Projects, activities, shifts and roles: what an author writes, the states of an activity, and what each step asks
// for. Pure rules; the source is the activity section of the glossary (docs/glossary.md).

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/policy.h"
#include "base/result.h"

namespace ws {
using ProjectId = Id<struct ProjectTag>;
using ShiftId = Id<struct ShiftTag>;
using ShiftRoleId = Id<struct ShiftRoleTag>;
using SeriesId = Id<struct SeriesTag>;
}  // namespace ws

namespace ws::activities {

enum class State {
  draft,
  review,
  recruiting,
  in_progress,
  awaiting_confirmation,
  publicised,
  archived,
  cancelled,  ///< after people had signed up: with a reason, everybody told
  retracted,  ///< before anybody had
};
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);
/// True for what everybody may see.
bool is_public(State state);
/// True for what people can still come to: it recruits or is under way. Search finds these.
bool is_on(State state);

/// What can happen to an activity. The text is the event's kind.
enum class Step {
  created,
  edited,
  submitted,
  returned,
  published,
  adjusted,
  drawn,
  understaffed,
  started,
  ended,
  publicised,
  archived,
  cancelled,
  retracted,
};
std::string_view to_text(Step step);

/// How places are given while the sign-up window is open.
enum class Mode {
  first_come,
  approval,  ///< the activity's people say yes to each
  lot,       ///< drawn after the window closes; what is left then is first come, first served
};
std::string_view to_text(Mode mode);
std::optional<Mode> parse_mode(std::string_view text);

struct RolePlan {
  std::string name;
  std::int64_t capacity = 1;
  std::int64_t reserved = 0;     ///< places that only the activity's own people give
  std::string skill;             ///< "" any
  std::int64_t minimum_age = 0;  ///< in years, on the day
  std::string training;          ///< code of a course needed before; "" none
};
struct ShiftPlan {
  Instant starts;
  Instant ends;
  std::int64_t minimum_staff = 0;
  std::vector<RolePlan> roles;
};
/// What an author writes. There is no field for a fee, by design: volunteering costs nothing (domain.md,
/// Recruitment).
struct Plan {
  ProjectId project;
  SiteId site;
  TeamId team;
  std::string category;
  std::string title;
  std::string summary;
  std::string conditions;
  std::string risks;
  bool hazardous = false;
  std::string insurance;
  bool own_insurance = false;  ///< whoever takes part is insured themself; where `insurance` is told, that does
  std::string place;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
  std::string private_details;  ///< for the confirmed and the activity's own people only
  Instant opens;
  Instant closes;
  Mode mode = Mode::first_come;
  std::int64_t quota = 0;  ///< shifts of this activity that one person may take; 0: any number
  std::optional<Instant> draw_due;
  std::vector<ShiftPlan> shifts;

  Instant starts() const;  ///< of the first shift
  Instant ends() const;    ///< of the last to end
  bool needs_own_insurance() const { return own_insurance && insurance.empty(); }
};

/// An activity as rules see it.
struct Activity {
  ActivityId id;
  std::string number;
  SeriesId series;
  Plan plan;  ///< without its shifts, which are rows of their own
  std::string site_name;
  State state = State::draft;
  Instant state_since;
  PersonId author;
  PersonId submitted_by;
  PersonId reviewer;
  Instant starts;
  Instant ends;
  std::string draw_seed;
  std::string draw_seed_hash;
  std::optional<Instant> drawn;
  std::int64_t events = 0;
  std::int64_t version = 1;
  Instant created;

  /// True while who signs up waits for the draw.
  bool before_draw() const { return plan.mode == Mode::lot && !drawn; }
};

/// A role with where its places stand.
struct ShiftRole {
  ShiftRoleId id;
  ShiftId shift;
  RolePlan plan;
  std::int64_t taken = 0;
  std::int64_t reserved_taken = 0;
  std::int64_t waiting = 0;

  /// Places that anybody may take now.
  std::int64_t open() const { return plan.capacity - plan.reserved - (taken - reserved_taken); }
};
struct Shift {
  ShiftId id;
  Instant starts;
  Instant ends;
  std::int64_t minimum_staff = 0;
  std::vector<ShiftRole> roles;
};

/// How an actor stands to an activity.
struct Standing {
  bool manager = false;   ///< leads its team, or is clerk or dispatcher over its site
  bool reviewer = false;  ///< clerk or dispatcher over its site, and neither author nor submitter
  bool reader = false;    ///< leader over its site: sees, does nothing
  bool placed = false;    ///< holds a confirmed place

  bool sees_all() const { return manager || reviewer || reader; }
};

/// The state after `step`, or nothing when the activity's state does not allow it.
std::optional<State> next_state(State from, Step step);
/// Refuses "activity.state"; "activity.own_review" to whoever wrote or submitted what is to be reviewed;
/// "activity.not_yours".
Outcome decide(const Activity& activity, const Standing& standing, Step step);
/// The actions of the contract (ActivityDetail.actions) that this standing has now.
std::vector<std::string_view> actions(const Activity& activity, const Standing& standing);

/// "shifts[1].", "shifts[1].roles[0].": what fields of a plan's shifts and roles begin with.
std::string path_of(std::size_t shift);
std::string path_of(std::size_t shift, std::size_t role);
/// Whether the plan makes sense: "activity.no_shifts", "activity.shift_times", "activity.too_far",
/// "activity.reserved", "activity.minimum_staff", "activity.window", "activity.draw_time", "field.*".
Outcome check_plan(const Plan& plan, const Policy& policy, Instant now);
/// What publishing asks for on top: true conditions and risks ("activity.conditions_missing",
/// "activity.risks_missing"), an insurance record when it is hazardous ("activity.insurance_missing"), a first shift
/// and a window that are still ahead ("activity.past").
Outcome check_publishable(const Activity& activity, Instant now);

/// When a clock must look at the activity next; nothing when none does.
std::optional<Instant> next_due(const Activity& activity, const Rules& rules);

/// The same plan with everything moved by `by_ms`.
Plan moved(Plan plan, std::int64_t by_ms);
/// How far each weekly occurrence after the first lies from it, up to the local day `until`, at most `most`; whole
/// weeks, so the weekday and the time of day stay.
std::vector<std::int64_t> weekly_offsets(Instant first, Instant until, std::int64_t most);

}  // namespace ws::activities
