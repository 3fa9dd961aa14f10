#include "activities/signup_store.h"

#include "base/local_time.h"
#include "people/public.h"
#include "training/public.h"

namespace ws::activities::store {
namespace {

constexpr std::string_view take_open_places =
    "UPDATE shift_roles SET taken = taken + $2, arrivals = arrivals + 1 "
    "WHERE id = $1 AND taken - reserved_taken + $2 <= capacity - reserved RETURNING arrivals";
constexpr std::string_view take_reserved_places =
    "UPDATE shift_roles SET taken = taken + $2, reserved_taken = reserved_taken + $2, arrivals = arrivals + 1 "
    "WHERE id = $1 AND reserved_taken + $2 <= reserved RETURNING arrivals";
constexpr std::string_view join_waiting =
    "UPDATE shift_roles SET waiting = waiting + 1, arrivals = arrivals + 1 WHERE id = $1 RETURNING arrivals, waiting";
constexpr std::string_view leave_waiting = "UPDATE shift_roles SET waiting = waiting - 1 WHERE id = $1";
constexpr std::string_view count_arrival =
    "UPDATE shift_roles SET arrivals = arrivals + 1 WHERE id = $1 RETURNING arrivals";
constexpr std::string_view give_places_back =
    "UPDATE shift_roles SET taken = taken - $2, reserved_taken = reserved_taken - $3 WHERE id = $1";
constexpr std::string_view insert_signup =
    "INSERT INTO signups (id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, "
    "offered_until_ms, starts_ms, ends_ms, created_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (shift_id, person_id) WHERE state NOT IN ('cancelled', 'excused') DO NOTHING";
constexpr std::string_view select_signup =
    "SELECT id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, offered_until_ms, "
    "starts_ms, ends_ms, events, created_ms FROM signups WHERE id = $1";
constexpr std::string_view update_signup =
    "UPDATE signups SET state = $2, reserved = $3, arrival = $4, offered_until_ms = $5, events = $6 WHERE id = $1";
constexpr std::string_view insert_event =
    "INSERT INTO signup_events (id, signup_id, position, at_ms, actor_id, kind, from_state, to_state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view lock_person = "SELECT person_id FROM volunteers WHERE person_id = $1 FOR UPDATE";
// A skill that needs a qualification counts on the days on which a verified one is in force ($3 is the shift's). Of a
// guardian the strongest yes counts.
constexpr std::string_view select_applicant =
    "SELECT CASE WHEN v.state = 'registered' AND p.disabled_ms IS NULL THEN 1 ELSE 0 END, p.birth_date, "
    "p.birth_year, "
    "CASE WHEN $2 = '' OR EXISTS (SELECT 1 FROM volunteer_skills k JOIN skills n ON n.code = k.skill "
    "WHERE k.person_id = v.person_id AND k.skill = $2 AND (n.needs_qualification = 0 OR EXISTS ("
    "SELECT 1 FROM volunteer_qualifications q WHERE q.person_id = k.person_id AND q.skill = k.skill "
    "AND q.state = 'verified' AND q.issued_day <= $3 AND (q.until_day = '' OR q.until_day >= $3)))) "
    "THEN 1 ELSE 0 END, "
    "CASE WHEN NOT EXISTS (SELECT 1 FROM guardianships g WHERE g.child_id = v.person_id AND g.state = 'confirmed') "
    "THEN 0 WHEN EXISTS (SELECT 1 FROM guardian_consents c WHERE c.child_id = v.person_id AND c.activity_id = $4 "
    "AND c.state = 'confirmed') THEN 2 ELSE 1 END FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE "
    "v.person_id = $1";
const std::string select_insured = "SELECT 1 FROM volunteer_insurances WHERE person_id " +
                                   people::own_accounts("$1") + "AND from_day <= $2 AND until_day >= $3 LIMIT 1";
constexpr std::string_view select_home = "SELECT site_id FROM volunteers WHERE person_id = $1";
constexpr std::string_view select_taken_shifts =
    "SELECT shift_id FROM signups WHERE activity_id = $1 AND person_id = $2 "
    "AND state NOT IN ('cancelled', 'excused')";
// Nobody serves longer than a day at a stretch, so starts are looked for a day back along the index.
// Courses: a seat at a site, whichever account of the person took it.
const std::string select_engagements =
    "SELECT '', c.starts_ms, c.ends_ms, '', o.title FROM order_crew c JOIN orders o ON o.id = c.order_id "
    "WHERE c.volunteer_id = $1 AND c.starts_ms > $4 AND c.starts_ms < $3 AND c.ends_ms > $2 "
    "AND o.state IN ('dispatched', 'accepted', 'scheduled', 'in_service', 'completed', 'rated', 'archived') "
    "UNION ALL SELECT s.shift_id, s.starts_ms, s.ends_ms, '', (SELECT a.title FROM activities a WHERE a.id = "
    "s.activity_id) FROM signups s "
    "WHERE s.person_id = $1 AND s.starts_ms > $4 AND s.starts_ms < $3 AND s.ends_ms > $2 "
    "AND s.state IN ('offered', 'confirmed', 'checked_in', 'checked_out', 'counted') "
    "UNION ALL SELECT '', x.starts_ms, x.ends_ms, x.id, (SELECT k.title FROM courses k WHERE k.id = x.course_id) "
    "FROM "
    "session_places q JOIN course_sessions x ON x.id = q.session_id WHERE q.person_id " +
    people::own_accounts("$1") +
    "AND q.state IN ('offered', 'confirmed', 'attended') AND x.mode = 'site' AND x.state IN ('announced', 'live') "
    "AND x.starts_ms < $3 AND x.ends_ms > $2 ORDER BY 2";
constexpr std::string_view select_line =
    "SELECT id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, offered_until_ms, "
    "starts_ms, ends_ms, events, created_ms FROM signups "
    "WHERE role_id = $1 AND state = $2 AND arrival > $3 AND companions < $4 ORDER BY arrival LIMIT $5";
constexpr std::string_view select_waiting_of_person =
    "SELECT id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, offered_until_ms, "
    "starts_ms, ends_ms, events, created_ms FROM signups WHERE person_id = $1 AND starts_ms > $4 AND starts_ms < $3 "
    "AND ends_ms > $2 AND state = 'waitlisted' ORDER BY starts_ms, id";
constexpr std::string_view select_active_of_activity =
    "SELECT id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, offered_until_ms, "
    "starts_ms, ends_ms, events, created_ms FROM signups WHERE activity_id = $1 "
    "AND state IN ('pending', 'waitlisted', 'offered', 'confirmed') ORDER BY role_id, arrival, id";
constexpr std::string_view select_active_of_shift =
    "SELECT id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, offered_until_ms, "
    "starts_ms, ends_ms, events, created_ms FROM signups WHERE shift_id = $1 "
    "AND state NOT IN ('cancelled', 'excused') ORDER BY role_id, arrival, id";
constexpr std::string_view select_active_of_person =
    "SELECT id, role_id, shift_id, activity_id, person_id, state, companions, reserved, arrival, offered_until_ms, "
    "starts_ms, ends_ms, events, created_ms FROM signups WHERE shift_id = $1 AND person_id = $2 "
    "AND state NOT IN ('cancelled', 'excused')";
constexpr std::string_view select_any = "SELECT 1 FROM signups WHERE activity_id = $1 LIMIT 1";
constexpr std::string_view count_of_activity =
    "SELECT COUNT(*) FROM signups WHERE activity_id = $1 AND state NOT IN ('cancelled', 'excused')";
// In the order in which everybody takes roles.
constexpr std::string_view select_coming =
    "SELECT id FROM signups WHERE person_id = $1 AND starts_ms > $2 "
    "AND state IN ('pending', 'waitlisted', 'offered', 'confirmed') "
    "AND (CAST($3 AS TEXT) IS NULL OR activity_id = $3) ORDER BY role_id, id";
constexpr std::string_view count_before =
    "SELECT COUNT(*) FROM signups WHERE role_id = $1 AND state = 'waitlisted' AND arrival < $2";
constexpr std::string_view select_expired =
    "SELECT id FROM signups WHERE state = 'offered' AND offered_until_ms <= $1 ORDER BY offered_until_ms, id LIMIT "
    "$2";
constexpr std::string_view select_placed =
    "SELECT 1 FROM signups WHERE activity_id = $1 AND person_id = $2 "
    "AND state IN ('confirmed', 'checked_in', 'checked_out', 'counted') LIMIT 1";

Signup to_signup(const db::Row& row) {
  Signup signup;
  signup.id = row.id<SignupId>(0);
  signup.role = row.id<ShiftRoleId>(1);
  signup.shift = row.id<ShiftId>(2);
  signup.activity = row.id<ActivityId>(3);
  signup.person = row.id<PersonId>(4);
  signup.state = parse_signup_state(row.text(5)).value();
  signup.companions = row.i64(6);
  signup.reserved = row.i64(7) != 0;
  signup.arrival = row.i64(8);
  if (const auto until = row.opt_i64(9)) signup.offered_until = Instant{*until};
  signup.starts = {row.i64(10)};
  signup.ends = {row.i64(11)};
  signup.events = row.i64(12);
  signup.created = {row.i64(13)};
  return signup;
}

std::vector<Signup> to_signups(const db::Rows& rows) {
  std::vector<Signup> signups;
  for (const db::Row& row : rows) signups.push_back(to_signup(row));
  return signups;
}

std::optional<Ticket> to_ticket(const db::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return Ticket{rows.front().i64(0), 0};
}

}  // namespace

std::optional<Ticket> take_open(db::Tx& tx, const ShiftRoleId& role, std::int64_t places) {
  return to_ticket(tx.query(take_open_places, role, places));
}

std::optional<Ticket> take_reserved(db::Tx& tx, const ShiftRoleId& role, std::int64_t places) {
  return to_ticket(tx.query(take_reserved_places, role, places));
}

Ticket join_line(db::Tx& tx, const ShiftRoleId& role) {
  const db::Rows rows = tx.query(join_waiting, role);
  return {rows.front().i64(0), rows.front().i64(1)};
}

void leave_line(db::Tx& tx, const ShiftRoleId& role) {
  tx.push(leave_waiting, role);
}

Ticket apply(db::Tx& tx, const ShiftRoleId& role) {
  return to_ticket(tx.query(count_arrival, role)).value();
}

void give_back(db::Tx& tx, const Signup& signup) {
  tx.push(give_places_back, signup.role, signup.party(), signup.reserved ? signup.party() : 0);
}

bool insert(db::Tx& tx, const Signup& signup) {
  return tx.exec(insert_signup, signup.id, signup.role, signup.shift, signup.activity, signup.person,
                 to_text(signup.state), signup.companions, signup.reserved, signup.arrival, signup.offered_until,
                 signup.starts, signup.ends, signup.created) == 1;
}

std::optional<Signup> find(db::Reader& reader, const SignupId& id) {
  const auto row = reader.find(select_signup, id);
  return row ? std::optional(to_signup(*row)) : std::nullopt;
}

std::optional<Signup> lock(db::Tx& tx, const SignupId& id) {
  static const std::string locking = std::string(select_signup) + " FOR UPDATE";
  const auto row = tx.find(tx.engine() == db::Engine::postgres ? std::string_view(locking) : select_signup, id);
  return row ? std::optional(to_signup(*row)) : std::nullopt;
}

void save(db::Tx& tx, const Signup& signup) {
  tx.push(update_signup, signup.id, to_text(signup.state), signup.reserved, signup.arrival, signup.offered_until,
          signup.events);
}

void append(db::Tx& tx, Random& random, const Signup& signup, SignupStep step, std::string_view from,
            const PersonId& actor, const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), signup.id, signup.events, now, actor, to_text(step), from,
          to_text(signup.state), reason);
}

void hold_person(db::Tx& tx, const PersonId& person) {
  // SQLite has one writer; there is nobody to wait for.
  if (tx.engine() == db::Engine::postgres) tx.query(lock_person, person);
}

namespace {

/// The days that a shift touches: what else somebody does on them counts.
struct Days {
  Instant from, until;
  explicit Days(const Shift& shift)
      : from(start_of_day(local_date(shift.starts))),
        until(start_of_day(next_day(local_date(shift.ends.plus_ms(-1))))) {}
};

}  // namespace

void expect_applicant(db::Tx& tx, const PersonId& person, const ActivityId& activity, const Shift& shift,
                      const RolePlan& role) {
  const Days days(shift);
  if (tx.engine() == db::Engine::postgres) tx.ahead(lock_person, person);
  tx.ahead(select_applicant, person, role.skill, to_text(local_date(shift.starts)), activity);
  tx.ahead(select_taken_shifts, activity, person);
  tx.ahead(select_engagements, person, days.from, days.until, days.from.plus_ms(-day_ms));
}

Applicant applicant(db::Reader& reader, const PersonId& person, const Activity& activity, const Shift& shift,
                    const RolePlan& role) {
  Applicant found;
  const std::string day = to_text(local_date(shift.starts));
  const auto row = reader.find(select_applicant, person, role.skill, day, activity.id);
  if (!row) return found;
  found.registered = row->i64(0) == 1;
  found.born = parse_day(row->text(1));
  if (!found.born && row->i64(2) > 0) found.born = LocalDate{static_cast<int>(row->i64(2)), 12, 31};
  found.skilled = row->i64(3) == 1;
  found.guardian = static_cast<GuardianYes>(row->i64(4));
  found.trained =
      role.training.empty() || training::has_training(reader, person, role.training, local_date(shift.starts));
  found.insured = !activity.plan.needs_own_insurance() ||
                  reader.find(select_insured, person, day, to_text(local_date(shift.ends.plus_ms(-1)))).has_value();
  for (const db::Row& taken : reader.query(select_taken_shifts, activity.id, person)) {
    if (taken.text(0) == shift.id.str())
      found.there_already = true;
    else
      ++found.shifts_taken;
  }
  const Days days(shift);
  for (Engagement& other : engagements(reader, person, days.from, days.until))
    if (other.shift != shift.id) found.engagements.push_back(std::move(other));
  return found;
}

std::optional<SiteId> home_of(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_home, person);
  return row ? std::optional(row->id<SiteId>(0)) : std::nullopt;
}

std::vector<Engagement> engagements(db::Reader& reader, const PersonId& person, Instant from, Instant until) {
  std::vector<Engagement> found;
  for (const db::Row& row : reader.query(select_engagements, person, from, until, from.plus_ms(-day_ms)))
    found.push_back({row.id<ShiftId>(0), {row.i64(1)}, {row.i64(2)}, row.text(3), row.text(4)});
  return found;
}

std::vector<Signup> in_line(db::Reader& reader, const ShiftRoleId& role, SignupState state, std::int64_t after,
                            std::int64_t most, std::int64_t limit) {
  return to_signups(reader.query(select_line, role, to_text(state), after, most, limit));
}

std::vector<Signup> waiting_of_person(db::Reader& reader, const PersonId& person, Instant from, Instant until) {
  return to_signups(reader.query(select_waiting_of_person, person, from, until, from.plus_ms(-day_ms)));
}

std::vector<Signup> active_of_activity(db::Reader& reader, const ActivityId& activity) {
  return to_signups(reader.query(select_active_of_activity, activity));
}

std::vector<Signup> active_of_shift(db::Reader& reader, const ShiftId& shift) {
  return to_signups(reader.query(select_active_of_shift, shift));
}

std::optional<Signup> active_of_person(db::Reader& reader, const ShiftId& shift, const PersonId& person) {
  const auto row = reader.find(select_active_of_person, shift, person);
  return row ? std::optional(to_signup(*row)) : std::nullopt;
}

std::vector<SignupId> coming_of_person(db::Reader& reader, const PersonId& person, const ActivityId& activity,
                                       Instant now) {
  std::vector<SignupId> ids;
  for (const db::Row& row : reader.query(select_coming, person, now, activity)) ids.push_back(row.id<SignupId>(0));
  return ids;
}

bool has_any(db::Reader& reader, const ActivityId& activity) {
  return reader.find(select_any, activity).has_value();
}

std::int64_t count_active(db::Reader& reader, const ActivityId& activity) {
  return reader.find(count_of_activity, activity)->i64(0);
}

std::int64_t place_in_line(db::Reader& reader, const Signup& signup) {
  return reader.find(count_before, signup.role, signup.arrival)->i64(0) + 1;
}

std::vector<SignupId> expired_offers(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<SignupId> ids;
  for (const db::Row& row : reader.query(select_expired, now, limit)) ids.push_back(row.id<SignupId>(0));
  return ids;
}

bool is_placed(db::Reader& reader, const ActivityId& activity, const PersonId& person) {
  return reader.find(select_placed, activity, person).has_value();
}

}  // namespace ws::activities::store
