#pragma once
// Rows of projects, activities, their events, shifts, roles and clocks.

#include <optional>
#include <string>
#include <vector>

#include "activities/activity_model.h"
#include "base/random.h"
#include "db/db.h"

namespace ws::activities::store {

struct Project {
  ProjectId id;
  SiteId site;
  TeamId team;
  std::string name;
  std::string summary;
  std::string state = "running";  ///< running, closed
  PersonId created_by;
  Instant created;
  std::int64_t version = 1;
};
std::optional<Project> find_project(db::Reader& reader, const ProjectId& id);
void insert_project(db::Tx& tx, const Project& project);
void save_project(db::Tx& tx, const Project& project);

struct Event {
  Step step;
  State from;
  State to;
  PersonId actor;  ///< empty: a clock
  std::string reason;
  std::string detail;
};

std::optional<Activity> find(db::Reader& reader, const ActivityId& id);
/// The same, its row locked where the engine has several writers: nobody signs up meanwhile.
std::optional<Activity> lock(db::Tx& tx, const ActivityId& id);
/// The same, kept from being changed while others may keep it too: for signing up.
std::optional<Activity> share(db::Tx& tx, const ActivityId& id);
/// Says that share() comes (docs/decisions/0020).
void expect_share(db::Tx& tx, const ActivityId& id);
/// With its shifts and roles, identifiers made from `random`.
void insert(db::Tx& tx, Random& random, const Activity& activity, const Rules& rules);
/// Writes what moves; refuses "activity.changed_meanwhile" when the row is not the version that was read.
Outcome save(db::Tx& tx, const Activity& activity, const Rules& rules);
/// Puts the plan's shifts in the place of those that are there; nobody may have signed up ever.
void replace_shifts(db::Tx& tx, Random& random, const Activity& activity, Instant now);
void append(db::Tx& tx, Random& random, const ActivityId& activity, std::int64_t position, const Event& event,
            Instant now);
/// The day's next number: "H20261124-007".
std::string next_number(db::Tx& tx, Instant now);

/// By start, roles in their order.
std::vector<Shift> shifts(db::Reader& reader, const ActivityId& activity);
/// Without its roles.
std::optional<Shift> find_shift(db::Reader& reader, const ShiftId& id);
/// The plan as it would be written again.
Plan plan_with_shifts(db::Reader& reader, const Activity& activity);

struct Found {
  ActivityId activity;
  Shift shift;  ///< without roles
  ShiftRole role;
};
std::optional<Found> find_role(db::Reader& reader, const ShiftRoleId& id);
/// The same with the role's row locked until the end of the transaction.
std::optional<Found> lock_role(db::Tx& tx, const ShiftRoleId& id);
/// False when more is taken than the new numbers give.
bool resize(db::Tx& tx, const ShiftRoleId& role, std::int64_t capacity, std::int64_t reserved);

std::vector<ActivityId> of_series(db::Reader& reader, const SeriesId& series, Instant from);
std::vector<ActivityId> due(db::Reader& reader, Instant now, std::int64_t limit);

struct ShiftClock {
  ShiftId shift;
  ActivityId activity;
  std::string kind;  ///< reminder, staffing
  Instant due;
};
void set_clocks(db::Tx& tx, const ActivityId& activity, const Policy& policy, Instant now);
/// All of them: the shifts are about to be replaced.
void drop_clocks(db::Tx& tx, const ActivityId& activity);
std::vector<ShiftClock> due_clocks(db::Reader& reader, Instant now, std::int64_t limit);
/// False if another process has done it.
bool finish_clock(db::Tx& tx, const ShiftClock& clock, Instant now);

bool is_category(db::Reader& reader, const std::string& code);
bool is_skill(db::Reader& reader, const std::string& code);

}  // namespace ws::activities::store
