#include "activities/activity_store.h"

#include "base/local_time.h"

namespace ws::activities::store {
namespace {

constexpr std::int64_t most_of_series = 500;

constexpr std::string_view select_project =
    "SELECT id, site_id, team_id, name, summary, state, created_by, created_ms, version FROM projects WHERE id = $1";
constexpr std::string_view insert_project_row =
    "INSERT INTO projects (id, site_id, team_id, name, summary, state, created_by, created_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view update_project =
    "UPDATE projects SET name = $2, summary = $3, state = $4, version = version + 1 WHERE id = $1";
constexpr std::string_view select_activity =
    "SELECT a.id, a.number, a.series_id, a.project_id, a.site_id, a.team_id, a.category, a.title, a.summary, "
    "a.conditions, a.risks, a.hazardous, a.insurance, a.place, a.lat_e6, a.lon_e6, a.private_details, a.opens_ms, "
    "a.closes_ms, a.mode, a.quota, a.draw_due_ms, a.state, a.state_since_ms, a.author_id, a.submitted_by, "
    "a.reviewer_id, a.starts_ms, a.ends_ms, a.draw_seed, a.draw_seed_hash, a.drawn_ms, a.events, a.version, "
    "a.created_ms, s.name, a.own_insurance FROM activities a JOIN sites s ON s.id = a.site_id WHERE a.id = $1";
constexpr std::string_view insert_activity =
    "INSERT INTO activities (id, number, series_id, project_id, site_id, team_id, category, title, summary, "
    "conditions, risks, hazardous, insurance, place, lat_e6, lon_e6, private_details, opens_ms, closes_ms, mode, "
    "quota, draw_due_ms, state, state_since_ms, author_id, starts_ms, ends_ms, due_ms, created_ms, "
    "own_insurance) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, "
    "$20, $21, $22, "
    "$23, $24, $25, $26, $27, $28, $29, $30)";
constexpr std::string_view update_activity =
    "UPDATE activities SET series_id = $3, project_id = $4, site_id = $5, team_id = $6, category = $7, title = $8, "
    "summary = $9, conditions = $10, risks = $11, hazardous = $12, insurance = $13, place = $14, lat_e6 = $15, "
    "lon_e6 = $16, private_details = $17, opens_ms = $18, closes_ms = $19, mode = $20, quota = $21, "
    "draw_due_ms = $22, state = $23, state_since_ms = $24, submitted_by = $25, reviewer_id = $26, starts_ms = $27, "
    "ends_ms = $28, draw_seed = $29, draw_seed_hash = $30, drawn_ms = $31, events = $32, due_ms = $33, "
    "own_insurance = $34, version = version + 1 WHERE id = $1 AND version = $2";
constexpr std::string_view delete_roles =
    "DELETE FROM shift_roles WHERE shift_id IN (SELECT id FROM shifts WHERE activity_id = $1)";
constexpr std::string_view delete_shifts = "DELETE FROM shifts WHERE activity_id = $1";
constexpr std::string_view insert_shift =
    "INSERT INTO shifts (id, activity_id, starts_ms, ends_ms, minimum_staff) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view insert_role =
    "INSERT INTO shift_roles (id, shift_id, position, name, capacity, reserved, skill, minimum_age, training) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view insert_event =
    "INSERT INTO activity_events (id, activity_id, position, at_ms, actor_id, kind, from_state, to_state, reason, "
    "detail) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view bump_number =
    "INSERT INTO counters (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 "
    "RETURNING value";
constexpr std::string_view select_shifts =
    "SELECT h.id, h.starts_ms, h.ends_ms, h.minimum_staff, r.id, r.name, r.capacity, r.reserved, r.skill, "
    "r.minimum_age, r.training, r.taken, r.reserved_taken, r.waiting FROM shifts h JOIN shift_roles r "
    "ON r.shift_id = h.id WHERE h.activity_id = $1 ORDER BY h.starts_ms, h.id, r.position";
constexpr std::string_view select_shift = "SELECT id, starts_ms, ends_ms, minimum_staff FROM shifts WHERE id = $1";
constexpr std::string_view select_role =
    "SELECT h.id, h.starts_ms, h.ends_ms, h.minimum_staff, r.id, r.name, r.capacity, r.reserved, r.skill, "
    "r.minimum_age, r.training, r.taken, r.reserved_taken, r.waiting, h.activity_id FROM shift_roles r "
    "JOIN shifts h ON h.id = r.shift_id WHERE r.id = $1";
constexpr std::string_view update_size =
    "UPDATE shift_roles SET capacity = $2, reserved = $3 WHERE id = $1 AND taken <= $2 AND reserved_taken <= $3 "
    "AND taken - reserved_taken <= $2 - $3";
constexpr std::string_view select_series =
    "SELECT id FROM activities WHERE series_id = $1 AND starts_ms >= $2 ORDER BY starts_ms, id LIMIT $3";
constexpr std::string_view select_due = "SELECT id FROM activities WHERE due_ms <= $1 ORDER BY due_ms, id LIMIT $2";
constexpr std::string_view delete_clocks =
    "DELETE FROM shift_clocks WHERE shift_id IN (SELECT id FROM shifts WHERE activity_id = $1)";
constexpr std::string_view insert_clocks =
    "INSERT INTO shift_clocks (shift_id, kind, due_ms) SELECT id, $2, starts_ms - $3 FROM shifts "
    "WHERE activity_id = $1 AND starts_ms - $3 > $4 ON CONFLICT (shift_id, kind, due_ms) DO NOTHING";
// What is published later than that has its alert halfway to the start: time for people to come, and to look for
// more.
constexpr std::string_view insert_late_alerts =
    "INSERT INTO shift_clocks (shift_id, kind, due_ms) SELECT id, 'staffing', starts_ms - (starts_ms - $3) / 2 FROM "
    "shifts "
    "WHERE activity_id = $1 AND starts_ms - $2 <= $3 AND starts_ms > $3 ON CONFLICT (shift_id, kind, due_ms) DO "
    "NOTHING";
constexpr std::string_view select_due_clocks =
    "SELECT c.shift_id, h.activity_id, c.kind, c.due_ms FROM shift_clocks c JOIN shifts h ON h.id = c.shift_id "
    "WHERE c.done_ms IS NULL AND c.due_ms <= $1 ORDER BY c.due_ms, c.shift_id LIMIT $2";
constexpr std::string_view update_clock =
    "UPDATE shift_clocks SET done_ms = $4 WHERE shift_id = $1 AND kind = $2 AND due_ms = $3 AND done_ms IS NULL";
constexpr std::string_view select_category = "SELECT 1 FROM categories WHERE code = $1";
constexpr std::string_view select_skill = "SELECT 1 FROM skills WHERE code = $1";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  const auto ms = row.opt_i64(column);
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

/// "" is no code.
std::optional<std::string> code_or_null(const std::string& code) {
  return code.empty() ? std::nullopt : std::optional(code);
}

Plan to_plan(const db::Row& row) {
  Plan plan;
  plan.project = row.id<ProjectId>(3);
  plan.site = row.id<SiteId>(4);
  plan.team = row.id<TeamId>(5);
  plan.category = row.text(6);
  plan.title = row.text(7);
  plan.summary = row.text(8);
  plan.conditions = row.text(9);
  plan.risks = row.text(10);
  plan.hazardous = row.i64(11) != 0;
  plan.insurance = row.text(12);
  plan.place = row.text(13);
  plan.lat_e6 = row.opt_i64(14);
  plan.lon_e6 = row.opt_i64(15);
  plan.private_details = row.text(16);
  plan.opens = {row.i64(17)};
  plan.closes = {row.i64(18)};
  plan.mode = parse_mode(row.text(19)).value();
  plan.quota = row.i64(20);
  plan.draw_due = opt_instant(row, 21);
  plan.own_insurance = row.i64(36) != 0;
  return plan;
}

Activity to_activity(const db::Row& row) {
  Activity activity;
  activity.id = row.id<ActivityId>(0);
  activity.number = row.text(1);
  activity.series = row.id<SeriesId>(2);
  activity.plan = to_plan(row);
  activity.state = parse_state(row.text(22)).value();
  activity.state_since = {row.i64(23)};
  activity.author = row.id<PersonId>(24);
  activity.submitted_by = row.id<PersonId>(25);
  activity.reviewer = row.id<PersonId>(26);
  activity.starts = {row.i64(27)};
  activity.ends = {row.i64(28)};
  activity.draw_seed = row.text(29);
  activity.draw_seed_hash = row.text(30);
  activity.drawn = opt_instant(row, 31);
  activity.events = row.i64(32);
  activity.version = row.i64(33);
  activity.created = {row.i64(34)};
  activity.site_name = row.text(35);
  return activity;
}

Shift to_shift(const db::Row& row) {
  return {row.id<ShiftId>(0), {row.i64(1)}, {row.i64(2)}, row.i64(3), {}};
}

ShiftRole to_role(const db::Row& row) {
  return {row.id<ShiftRoleId>(4),
          row.id<ShiftId>(0),
          {row.text(5), row.i64(6), row.i64(7), row.text(8), row.i64(9), row.text(10)},
          row.i64(11),
          row.i64(12),
          row.i64(13)};
}

std::optional<Activity> find_by(db::Reader& reader, std::string_view sql, const ActivityId& id) {
  const auto row = reader.find(sql, id);
  return row ? std::optional(to_activity(*row)) : std::nullopt;
}

std::optional<Found> found_by(db::Reader& reader, std::string_view sql, const ShiftRoleId& id) {
  const auto row = reader.find(sql, id);
  return row ? std::optional(Found{row->id<ActivityId>(14), to_shift(*row), to_role(*row)}) : std::nullopt;
}

std::string_view sharing_select(const db::Tx& tx) {
  static const std::string locking = std::string(select_activity) + " FOR SHARE OF a";
  return tx.engine() == db::Engine::postgres ? std::string_view(locking) : select_activity;
}

std::vector<ActivityId> to_ids(const db::Rows& rows) {
  std::vector<ActivityId> ids;
  for (const db::Row& row : rows) ids.push_back(row.id<ActivityId>(0));
  return ids;
}

void insert_shifts(db::Tx& tx, Random& random, const Activity& activity, Instant now) {
  for (const ShiftPlan& shift : activity.plan.shifts) {
    const ShiftId id = ShiftId::fresh(now, random);
    tx.push(insert_shift, id, activity.id, shift.starts, shift.ends, shift.minimum_staff);
    std::int64_t position = 0;
    for (const RolePlan& role : shift.roles)
      tx.push(insert_role, ShiftRoleId::fresh(now, random), id, ++position, role.name, role.capacity, role.reserved,
              code_or_null(role.skill), role.minimum_age, role.training);
  }
}

}  // namespace

std::optional<Project> find_project(db::Reader& reader, const ProjectId& id) {
  const auto row = reader.find(select_project, id);
  if (!row) return std::nullopt;
  return Project{row->id<ProjectId>(0), row->id<SiteId>(1),   row->id<TeamId>(2), row->text(3), row->text(4),
                 row->text(5),          row->id<PersonId>(6), {row->i64(7)},      row->i64(8)};
}

void insert_project(db::Tx& tx, const Project& project) {
  tx.push(insert_project_row, project.id, project.site, project.team, project.name, project.summary, project.state,
          project.created_by, project.created);
}

void save_project(db::Tx& tx, const Project& project) {
  tx.push(update_project, project.id, project.name, project.summary, project.state);
}

std::optional<Activity> find(db::Reader& reader, const ActivityId& id) {
  return find_by(reader, select_activity, id);
}

std::optional<Activity> lock(db::Tx& tx, const ActivityId& id) {
  static const std::string locking = std::string(select_activity) + " FOR UPDATE OF a";
  return find_by(tx, tx.engine() == db::Engine::postgres ? std::string_view(locking) : select_activity, id);
}

std::optional<Activity> share(db::Tx& tx, const ActivityId& id) {
  return find_by(tx, sharing_select(tx), id);
}

void expect_share(db::Tx& tx, const ActivityId& id) {
  tx.ahead(sharing_select(tx), id);
}

void insert(db::Tx& tx, Random& random, const Activity& activity, const Rules& rules) {
  const Plan& plan = activity.plan;
  tx.push(insert_activity, activity.id, activity.number, activity.series, plan.project, plan.site, plan.team,
          plan.category, plan.title, plan.summary, plan.conditions, plan.risks, plan.hazardous, plan.insurance,
          plan.place, plan.lat_e6, plan.lon_e6, plan.private_details, plan.opens, plan.closes, to_text(plan.mode),
          plan.quota, plan.draw_due, to_text(activity.state), activity.state_since, activity.author, activity.starts,
          activity.ends, next_due(activity, rules), activity.created, plan.own_insurance);
  insert_shifts(tx, random, activity, activity.created);
}

Outcome save(db::Tx& tx, const Activity& activity, const Rules& rules) {
  const Plan& plan = activity.plan;
  const auto changed =
      tx.exec(update_activity, activity.id, activity.version, activity.series, plan.project, plan.site, plan.team,
              plan.category, plan.title, plan.summary, plan.conditions, plan.risks, plan.hazardous, plan.insurance,
              plan.place, plan.lat_e6, plan.lon_e6, plan.private_details, plan.opens, plan.closes, to_text(plan.mode),
              plan.quota, plan.draw_due, to_text(activity.state), activity.state_since, activity.submitted_by,
              activity.reviewer, activity.starts, activity.ends, activity.draw_seed, activity.draw_seed_hash,
              activity.drawn, activity.events, next_due(activity, rules), plan.own_insurance);
  if (changed != 1) return Error::conflict("activity.changed_meanwhile");
  return Done{};
}

void replace_shifts(db::Tx& tx, Random& random, const Activity& activity, Instant now) {
  tx.push(delete_roles, activity.id);
  tx.push(delete_shifts, activity.id);
  insert_shifts(tx, random, activity, now);
}

void append(db::Tx& tx, Random& random, const ActivityId& activity, std::int64_t position, const Event& event,
            Instant now) {
  tx.push(insert_event, new_ulid(now, random), activity, position, now, event.actor, to_text(event.step),
          to_text(event.from), to_text(event.to), event.reason, event.detail);
}

std::string next_number(db::Tx& tx, Instant now) {
  std::string day = to_text(local_date(now));
  std::erase(day, '-');
  const std::string tail = std::to_string(tx.query(bump_number, "activities." + day).front().i64(0));
  return "H" + day + "-" + std::string(tail.size() < 3 ? 3 - tail.size() : 0, '0') + tail;
}

std::vector<Shift> shifts(db::Reader& reader, const ActivityId& activity) {
  std::vector<Shift> found;
  for (const db::Row& row : reader.query(select_shifts, activity)) {
    if (found.empty() || found.back().id.str() != row.text(0)) found.push_back(to_shift(row));
    found.back().roles.push_back(to_role(row));
  }
  return found;
}

std::optional<Shift> find_shift(db::Reader& reader, const ShiftId& id) {
  const auto row = reader.find(select_shift, id);
  return row ? std::optional(to_shift(*row)) : std::nullopt;
}

Plan plan_with_shifts(db::Reader& reader, const Activity& activity) {
  Plan plan = activity.plan;
  for (const Shift& shift : shifts(reader, activity.id)) {
    plan.shifts.push_back({shift.starts, shift.ends, shift.minimum_staff, {}});
    for (const ShiftRole& role : shift.roles) plan.shifts.back().roles.push_back(role.plan);
  }
  return plan;
}

std::optional<Found> find_role(db::Reader& reader, const ShiftRoleId& id) {
  return found_by(reader, select_role, id);
}

std::optional<Found> lock_role(db::Tx& tx, const ShiftRoleId& id) {
  static const std::string locking = std::string(select_role) + " FOR UPDATE OF r";
  return found_by(tx, tx.engine() == db::Engine::postgres ? std::string_view(locking) : select_role, id);
}

bool resize(db::Tx& tx, const ShiftRoleId& role, std::int64_t capacity, std::int64_t reserved) {
  return tx.exec(update_size, role, capacity, reserved) == 1;
}

std::vector<ActivityId> of_series(db::Reader& reader, const SeriesId& series, Instant from) {
  return to_ids(reader.query(select_series, series, from, most_of_series));
}

std::vector<ActivityId> due(db::Reader& reader, Instant now, std::int64_t limit) {
  return to_ids(reader.query(select_due, now, limit));
}

void set_clocks(db::Tx& tx, const ActivityId& activity, const Policy& policy, Instant now) {
  tx.push(insert_clocks, activity, "reminder", policy.activity_first_reminder_hours * hour_ms, now);
  tx.push(insert_clocks, activity, "reminder", policy.activity_last_reminder_hours * hour_ms, now);
  const std::int64_t alert_ms = policy.activity_staffing_alert_hours * hour_ms;
  tx.push(insert_clocks, activity, "staffing", alert_ms, now);
  tx.push(insert_late_alerts, activity, alert_ms, now);
}

void drop_clocks(db::Tx& tx, const ActivityId& activity) {
  tx.push(delete_clocks, activity);
}

std::vector<ShiftClock> due_clocks(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<ShiftClock> clocks;
  for (const db::Row& row : reader.query(select_due_clocks, now, limit))
    clocks.push_back({row.id<ShiftId>(0), row.id<ActivityId>(1), row.text(2), {row.i64(3)}});
  return clocks;
}

bool finish_clock(db::Tx& tx, const ShiftClock& clock, Instant now) {
  return tx.exec(update_clock, clock.shift, clock.kind, clock.due, now) == 1;
}

bool is_category(db::Reader& reader, const std::string& code) {
  return reader.find(select_category, code).has_value();
}

bool is_skill(db::Reader& reader, const std::string& code) {
  return reader.find(select_skill, code).has_value();
}

}  // namespace ws::activities::store
