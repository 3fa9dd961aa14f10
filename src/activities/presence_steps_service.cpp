#include "activities/presence_steps_service.h"

#include <algorithm>

#include "audit/public.h"
#include "hours/public.h"
#include "sites/public.h"

namespace ws::activities {
namespace {

/// The most that one word about everybody is said of at once.
constexpr std::int64_t most_called = 500;
/// A signup keeps at most so many marks: more of them are a stuck phone.
constexpr std::size_t most_marks = 60;

ShiftTimes times_of(const Shift& shift) {
  return {shift.starts, shift.ends};
}

SignupStep step_to(SignupState state) {
  switch (state) {
    case SignupState::checked_out:
      return SignupStep::checked_out;
    case SignupState::absent:
      return SignupStep::absent;
    case SignupState::excused:
      return SignupStep::excused;
    default:
      return SignupStep::checked_in;
  }
}

/// Of a shift that takes marks: "presence.cancelled", "presence.settled", "activity.state" before it was published.
Outcome check_takes_marks(db::Reader& reader, const Activity& activity, const ShiftId& shift) {
  if (!is_public(activity.state)) return Error::conflict("activity.state");
  if (activity.state == State::cancelled) return Error::conflict("presence.cancelled");
  if (store::closing(reader, shift)) return Error::conflict("presence.settled");
  return Done{};
}

/// When a mark was: now, or as long ago as the phone that was away says.
Instant time_of(const std::optional<Away>& away, Instant now) {
  return away ? reckoned(away->claimed, away->sent, now) : now;
}

std::optional<Instant> claim_of(const std::optional<Away>& away) {
  return away ? std::optional(away->claimed) : std::nullopt;
}

std::optional<std::int64_t> distance_to(const Activity& activity, const std::optional<Point>& point) {
  if (!point || !activity.plan.lat_e6 || !activity.plan.lon_e6) return std::nullopt;
  return sites::distance_m(*activity.plan.lat_e6, *activity.plan.lon_e6, point->lat_e6, point->lon_e6);
}

}  // namespace

/// Keeps a mark that says something, and moves the signup to where its marks put it.
Result<Marked> PresenceSteps::take(Move& move, access::SeenSignup& seen, Mark mark) const {
  db::Tx& tx = move.tx();
  Signup& signup = seen.signup;
  if (auto open = check_takes_marks(tx, seen.seen.activity, signup.shift); !open) return open.error();
  if (!is_markable(signup.state)) return Error::conflict("presence.no_place");
  std::vector<Mark> marks = store::marks(tx, signup.id);
  if (!mark.claimed) mark.at = not_before(marks, mark.at);
  mark.position = static_cast<std::int64_t>(marks.size()) + 1;
  const ShiftTimes times = times_of(seen.shift);
  const Attended before = judge(marks, times);
  if (!adds_something(marks, mark)) return Marked{signup.id, true};
  if (marks.size() >= most_marks) return Error::conflict("presence.too_many_marks");
  store::insert(tx, random_, signup, mark);
  marks.push_back(mark);
  const Attended after = judge(marks, times);
  if (const SignupState state = state_after(after.word); state != signup.state) {
    const SignupState from = std::exchange(signup.state, state);
    if (state == SignupState::excused) store::give_back(tx, signup);
    move.signup(signup, step_to(state), from, std::string(to_text(mark.source)));
    if (state == SignupState::excused) signups_.promote(move, seen.seen.activity, signup.role);
  }
  return Marked{signup.id, after == before};
}

Result<Marked> PresenceSteps::check(db::Tx& tx, const Passes& passes, const Actor& actor, const ShiftId& shift,
                                    const OwnMark& own, Instant now) const {
  const auto seen_shift = access::see_shift(tx, actor, shift);
  if (!seen_shift) return seen_shift.error();
  const auto placed = store::active_of_person(tx, shift, actor.person);
  if (!placed || !is_markable(placed->state)) {
    if (auto open = check_takes_marks(tx, seen_shift->seen.activity, shift); !open) return open.error();
    return Error::conflict("presence.no_place");
  }
  auto seen = access::see_signup(tx, actor, placed->id);
  if (!seen) return seen.error();
  const Instant at = time_of(own.away, now);
  if (auto right = passes.check_code(shift, own.code, at); !right) return right.error();
  if (auto in_time = check_mark_time(own.kind, at, times_of(seen->shift), rules_.policy); !in_time)
    return in_time.error();
  const SignupState state = seen->signup.state;
  if (own.kind == MarkKind::out && !own.away && (state == SignupState::confirmed || state == SignupState::absent))
    return Error::conflict("presence.not_in");
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  const MarkSource source = own.away ? MarkSource::offline_code : own.source;
  return take(move, *seen, {own.kind, source, at, now, claim_of(own.away), actor.person, own.point, 0});
}

Result<Marked> PresenceSteps::mark(db::Tx& tx, const Passes& passes, const Actor& actor, const ShiftId& shift,
                                   const StaffMark& told, Instant now) const {
  const auto led = access::see_led_shift(tx, actor, shift);
  if (!led) return led.error();
  const Instant at = time_of(told.away, now);
  SignupId id = told.signup;
  MarkSource source = MarkSource::roll_call;
  if (!told.pass.empty()) {
    const auto holder = passes.check_pass(told.pass, at);
    if (!holder) return holder.error();
    id = *holder;
    source = told.away ? MarkSource::offline_pass : MarkSource::staff_scan;
  }
  auto seen = access::see_signup(tx, actor, id);
  if (!seen || seen->shift.id != shift) return Error::conflict("presence.not_on_roster");
  if (auto in_time = check_mark_time(told.kind, at, times_of(seen->shift), rules_.policy); !in_time)
    return in_time.error();
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  return take(move, *seen, {told.kind, source, at, now, claim_of(told.away), actor.person, told.point, 0});
}

Result<Marked> PresenceSteps::call_seen(db::Tx& tx, const Actor& actor, access::SeenSignup& seen, Word word,
                                        Instant now) const {
  if (now < check_in_from(times_of(seen.shift), rules_.policy)) return Error::conflict("presence.too_early");
  const MarkKind kind = word == Word::present  ? MarkKind::in
                        : word == Word::absent ? MarkKind::absent
                                               : MarkKind::excused;
  Move move(tx, random_, rules_, seen.seen.activity, actor.person, now);
  return take(move, seen, {kind, MarkSource::roll_call, now, now, {}, actor.person, {}, 0});
}

Result<Marked> PresenceSteps::call(db::Tx& tx, const Actor& actor, const ShiftId& shift, const SignupId& id,
                                   Word word, Instant now) const {
  const auto led = access::see_led_shift(tx, actor, shift);
  if (!led) return led.error();
  auto seen = access::see_signup(tx, actor, id);
  if (!seen || seen->shift.id != shift) return Error::conflict("presence.not_on_roster");
  return call_seen(tx, actor, *seen, word, now);
}

Result<std::int64_t> PresenceSteps::call_all_present(db::Tx& tx, const Actor& actor, const ShiftId& shift,
                                                     Instant now) const {
  const auto led = access::see_led_shift(tx, actor, shift);
  if (!led) return led.error();
  if (auto open = check_takes_marks(tx, led->seen.activity, shift); !open) return open.error();
  std::int64_t called = 0;
  for (const SignupId& id : store::expected(tx, shift, most_called)) {
    auto seen = access::see_signup(tx, actor, id);
    // On PostgreSQL another process may have moved it since the list was read.
    if (!seen || seen->signup.state != SignupState::confirmed) continue;
    if (auto done = call_seen(tx, actor, *seen, Word::present, now); !done) return done.error();
    ++called;
  }
  return called;
}

Result<Marked> PresenceSteps::walk_in(db::Tx& tx, const Actor& actor, const ShiftId& shift, const WalkIn& walk_in,
                                      Instant now) const {
  const auto led = access::see_led_shift(tx, actor, shift);
  if (!led) return led.error();
  if (auto open = check_takes_marks(tx, led->seen.activity, shift); !open) return open.error();
  const auto role = store::find_role(tx, walk_in.role);
  if (!role || role->shift.id != shift) return Error::not_found("role.not_found");
  if (auto in_time = check_mark_time(MarkKind::in, now, times_of(led->shift), rules_.policy); !in_time)
    return in_time.error();
  const auto person = store::find_volunteer(tx, walk_in.volunteer_number);
  if (!person) return Error::invalid("hours.no_volunteer", "volunteer_number");
  const Placement placement{*person, 0, walk_in.reserved, walk_in.overriding, walk_in.reason};
  const auto placed = signups_.place_at_the_door(tx, actor, walk_in.role, placement, now);
  if (!placed) return placed.error();
  auto seen = access::see_signup(tx, actor, placed->id);
  if (!seen) return seen.error();
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  return take(move, *seen, {MarkKind::in, MarkSource::walk_in, now, now, {}, actor.person, {}, 0});
}

/// True if it was counted; the volunteer is absent otherwise. Whoever is excused already is out of it.
bool PresenceSteps::settle_one(Move& move, const Activity& activity, const Shift& shift, Signup& signup,
                               const PersonId& by) const {
  const ShiftTimes times = times_of(shift);
  const Attended attended = judge(store::marks(move.tx(), signup.id), times);
  const auto service = service_of(attended, times, distance_to(activity, attended.point));
  if (!service) {
    if (signup.state != SignupState::absent) {
      const SignupState from = std::exchange(signup.state, SignupState::absent);
      move.signup(signup, SignupStep::absent, from);
    }
    move.tell(signup.person, "signup.absent", shift.starts);
    return false;
  }
  hours::Attendance attendance;
  attendance.source = service->rolled ? hours::Source::roll_call : hours::Source::presence;
  attendance.volunteer = signup.person;
  attendance.signup = signup.id;
  attendance.site = activity.plan.site;
  attendance.team = activity.plan.team;
  attendance.title = activity.plan.title;
  attendance.starts = service->starts;
  attendance.ends = service->ends;
  attendance.planned = hours::Planned{shift.starts, shift.ends};
  attendance.evidence = service->evidence;
  // Nobody confirms what rests on their own word: that of the list, else the closing.
  const PersonId& author = service->rolled ? attended.told_by : by;
  hours::record_presence(move.tx(), random_, rules_.policy_at(service->starts), attendance, move.now(), author);
  const SignupState from = std::exchange(signup.state, SignupState::counted);
  move.signup(signup, SignupStep::counted, from);
  return true;
}

/// Nothing when it is closed already.
std::optional<Closed> PresenceSteps::settle(Move& move, const Activity& activity, const Shift& shift,
                                            const PersonId& by) const {
  db::Tx& tx = move.tx();
  if (store::closing(tx, shift.id)) return std::nullopt;
  Closed closed;
  for (const SignupId& id : store::markable(tx, shift.id)) {
    auto signup = store::lock(tx, id);
    if (!is_markable(signup->state)) continue;
    ++(settle_one(move, activity, shift, *signup, by) ? closed.counted : closed.absent);
  }
  if (!store::close(tx, shift.id, {move.now(), by, closed.counted, closed.absent})) return std::nullopt;
  return closed;
}

Result<Closed> PresenceSteps::close(db::Tx& tx, const Actor& actor, const ShiftId& id, Instant now) const {
  auto led = access::see_led_shift(tx, actor, id);
  if (!led) return led.error();
  if (auto open = check_takes_marks(tx, led->seen.activity, id); !open) return open.error();
  if (now < led->shift.ends) return Error::conflict("presence.not_over");
  Move move(tx, random_, rules_, led->seen.activity, actor.person, now);
  const auto closed = settle(move, led->seen.activity, led->shift, actor.person);
  if (!closed) return Error::conflict("presence.settled");
  audit::record(tx, {actor.person, "shift.closed", "shift", id.str(), "", led->seen.activity.number}, now);
  return *closed;
}

void PresenceSteps::close_all(Move& move, const Activity& activity) const {
  for (const Shift& shift : store::shifts(move.tx(), activity.id))
    static_cast<void>(settle(move, activity, shift, move.actor()));
}

Outcome PresenceSteps::forgot_check_out(db::Tx& tx, const SignupId& id, Instant now) const {
  auto seen = access::clock_sees(tx, id);
  if (!seen || seen->signup.state != SignupState::checked_in) return Error::conflict("signup.state");
  Move move(tx, random_, rules_, seen->seen.activity, {}, now);
  auto marked = take(move, *seen, {MarkKind::out, MarkSource::planned_end, now, now, {}, {}, {}, 0});
  if (!marked) return marked.error();
  if (marked->already) return Error::conflict("signup.state");
  // Whom the roll call says to be present was never asked to check out.
  const Attended attended = judge(store::marks(tx, id), times_of(seen->shift));
  if (attended.came_by != MarkSource::roll_call)
    move.tell(seen->signup.person, "signup.check_out_forgotten", seen->shift.ends);
  return Done{};
}

Outcome PresenceSteps::close_by_clock(db::Tx& tx, const ShiftId& id, Instant now) const {
  const auto activity_id = store::activity_of(tx, id);
  auto activity = store::share(tx, *activity_id);
  if (activity->state != State::in_progress && activity->state != State::awaiting_confirmation)
    return Error::conflict("activity.state");
  const Shift shift = store::find_shift(tx, id).value();
  Move move(tx, random_, rules_, *activity, {}, now);
  if (!settle(move, *activity, shift, {})) return Error::conflict("presence.settled");
  move.tell(move.owners(), "shift.closed_by_clock", shift.starts);
  return Done{};
}

}  // namespace ws::activities
