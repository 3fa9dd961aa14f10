#include "activities/signup_steps_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/local_time.h"

namespace ws::activities {
namespace {

/// How many of a line are read at once, and how many are passed over before the line is left alone.
constexpr std::int64_t line_page = 50;
constexpr std::int64_t most_passed_over = 1000;

Signed to_signed(const Signup& signup, std::optional<std::int64_t> place_in_line = {}) {
  return {signup.id,    signup.activity,   signup.shift,  signup.role,
          signup.state, signup.companions, place_in_line, signup.offered_until};
}

Signup fresh(Random& random, const access::SeenRole& seen, const PersonId& person, std::int64_t companions,
             Instant now) {
  Signup signup;
  signup.id = SignupId::fresh(now, random);
  signup.role = seen.role.id;
  signup.shift = seen.shift.id;
  signup.activity = seen.seen.activity.id;
  signup.person = person;
  signup.companions = companions;
  signup.starts = seen.shift.starts;
  signup.ends = seen.shift.ends;
  signup.created = now;
  return signup;
}

/// "signup.full" with the role of the other shift nearest in time that has room for the party; one of the same name
/// first.
Error full(db::Reader& reader, const Activity& activity, const Shift& shift, const ShiftRole& role,
           std::int64_t party, Instant now) {
  Error refusal = Error::conflict("signup.full");
  auto best = std::pair<std::int64_t, bool>{INT64_MAX, true};
  for (const Shift& other : store::shifts(reader, activity.id)) {
    if (other.id == shift.id || other.starts <= now) continue;
    for (const ShiftRole& there : other.roles) {
      const auto rank = std::pair{std::abs(other.starts.ms - shift.starts.ms), there.plan.name != role.plan.name};
      if (there.open() < party || rank >= best) continue;
      best = rank;
      refusal.alternative = Alternative{there.id.str(), say_time(other.starts, now, "zh") + " " + there.plan.name};
    }
  }
  return refusal;
}

}  // namespace

Outcome SignupSteps::check(db::Tx& tx, const Activity& activity, const Shift& shift, const ShiftRole& role,
                           const PersonId& person, Override overriding) const {
  store::hold_person(tx, person);
  const Applicant applicant = store::applicant(tx, person, activity, shift, role.plan);
  return check_applicant(activity, shift, role, applicant, overriding, rules_.policy);
}

Outcome SignupSteps::check_again(db::Tx& tx, const access::SeenSignup& seen, Override overriding) const {
  store::hold_person(tx, seen.signup.person);
  Applicant applicant = store::applicant(tx, seen.signup.person, seen.seen.activity, seen.shift, seen.role.plan);
  applicant.there_already = false;  // that is this signup
  Activity without_quota = seen.seen.activity;
  without_quota.plan.quota = 0;  // counted when they came
  return check_applicant(without_quota, seen.shift, seen.role, applicant, overriding, rules_.policy);
}

void SignupSteps::audit_exception(db::Tx& tx, const Actor& actor, const Signup& signup, const Activity& activity,
                                  const Exception& exception, Instant now) const {
  if (exception.overriding == Override::none) return;
  audit::record(
      tx, {actor.person, "signup.times_overridden", "signup", signup.id.str(), exception.reason, activity.number},
      now);
}

Result<Signed> SignupSteps::take_or_wait(Move& move, access::SeenRole& seen, const PersonId& person,
                                         const SignUp& wish) const {
  const Activity& activity = seen.seen.activity;
  db::Tx& tx = move.tx();
  // Somebody who was passed over may fit by now: the line goes first.
  if (seen.role.waiting > 0 && seen.role.open() > 0) promote(move, activity, seen.role.id);
  Signup signup = fresh(random_, seen, person, wish.companions, move.now());
  std::optional<std::int64_t> place_in_line;
  SignupStep step = SignupStep::applied;
  if (activity.plan.mode == Mode::approval || activity.before_draw()) {
    signup.state = SignupState::pending;
    signup.arrival = store::apply(tx, signup.role).arrival;
  } else if (const auto taken = store::take_open(tx, signup.role, signup.party())) {
    step = SignupStep::signed_up;
    signup.arrival = taken->arrival;
  } else if (wish.if_full == IfFull::refuse) {
    return full(tx, activity, seen.shift, seen.role, signup.party(), move.now());
  } else {
    const store::Ticket ticket = store::join_line(tx, signup.role);
    step = SignupStep::waitlisted;
    signup.state = SignupState::waitlisted;
    signup.arrival = ticket.arrival;
    place_in_line = ticket.waiting;
  }
  if (!store::insert(tx, signup)) return Error::conflict("signup.twice");
  move.signup(signup, step, {}, wish.note);
  return to_signed(signup, place_in_line);
}

Result<Signed> SignupSteps::sign_up(db::Tx& tx, const Actor& actor, const ShiftRoleId& id, const SignUp& wish,
                                    Instant now) const {
  auto seen = access::see_role_to_join(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->seen.activity;
  if (auto open = check_open(activity, seen->shift, now); !open) return open.error();
  if (auto fits = check_party(seen->role, wish.companions, rules_.policy); !fits) return fits.error();
  if (auto may = check(tx, activity, seen->shift, seen->role, actor.person, Override::none); !may) return may.error();
  Move move(tx, random_, rules_, activity, actor.person, now);
  return take_or_wait(move, *seen, actor.person, wish);
}

Result<Signed> SignupSteps::place(db::Tx& tx, const Actor& actor, const ShiftRoleId& id, const Placement& placement,
                                  Instant now) const {
  auto seen = access::see_role(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->seen.standing.manager) return Error::forbidden("activity.not_yours");
  if (!access::may_be_placed(tx, actor, seen->seen.activity, placement.person))
    return Error::not_found("person.not_found");
  return give_place(tx, actor, *seen, placement, now);
}

Result<Signed> SignupSteps::place_at_the_door(db::Tx& tx, const Actor& actor, const ShiftRoleId& id,
                                              const Placement& placement, Instant now) const {
  auto seen = access::see_role(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->seen.standing.manager) return Error::forbidden("activity.not_yours");
  return give_place(tx, actor, *seen, placement, now);
}

Result<Signed> SignupSteps::give_place(db::Tx& tx, const Actor& actor, access::SeenRole& seen,
                                       const Placement& placement, Instant now) const {
  Activity& activity = seen.seen.activity;
  const bool recruiting = activity.state == State::recruiting || activity.state == State::in_progress;
  if (!recruiting || seen.shift.ends <= now) return Error::conflict("signup.closed");
  if (placement.person == actor.person && placement.overriding != Override::none)
    return Error::forbidden("signup.own_override");
  if (auto fits = check_party(seen.role, placement.companions, rules_.policy); !fits) return fits.error();
  if (auto may = check(tx, activity, seen.shift, seen.role, placement.person, placement.overriding); !may)
    return may.error();
  Signup signup = fresh(random_, seen, placement.person, placement.companions, now);
  signup.reserved = placement.reserved;
  const auto taken = placement.reserved ? store::take_reserved(tx, signup.role, signup.party())
                                        : store::take_open(tx, signup.role, signup.party());
  if (!taken) return full(tx, activity, seen.shift, seen.role, signup.party(), now);
  signup.arrival = taken->arrival;
  if (!store::insert(tx, signup)) return Error::conflict("signup.twice");
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.signup(signup, SignupStep::placed, {}, placement.reason);
  move.tell(signup.person, "signup.placed", signup.starts, placement.reason);
  audit_exception(tx, actor, signup, activity, {placement.overriding, placement.reason}, now);
  return to_signed(signup);
}

void SignupSteps::free_again(db::Tx& tx, const PersonId& person, Instant from, Instant until, Instant now) const {
  const Instant first = start_of_day(local_date(from));
  const Instant last = start_of_day(next_day(local_date(until)));
  for (const Signup& waiting : store::waiting_of_person(tx, person, first, last)) {
    auto activity = store::share(tx, waiting.activity);
    Move there(tx, random_, rules_, *activity, {}, now);
    promote(there, *activity, waiting.role);
  }
}

/// The signup ends in `cancelled`; what it held goes to those who wait.
void SignupSteps::leave(Move& move, const Activity& activity, Signup& signup, SignupStep step,
                        const std::string& reason) const {
  const SignupState from = signup.state;
  signup.state = SignupState::cancelled;
  signup.offered_until.reset();
  if (holds_places(from)) store::give_back(move.tx(), signup);
  if (from == SignupState::waitlisted) store::leave_line(move.tx(), signup.role);
  move.signup(signup, step, from, reason);
  if (!holds_places(from)) return;
  promote(move, activity, signup.role);
  // Whoever gave up a place may fit now where they wait for the same days.
  free_again(move.tx(), signup.person, signup.starts, signup.ends, move.now());
}

void SignupSteps::leave_all(db::Tx& tx, const PersonId& person, const ActivityId& activity, const PersonId& by,
                            const std::string& reason, Instant now) const {
  for (const SignupId& id : store::coming_of_person(tx, person, activity, now)) {
    auto of = store::share(tx, store::find(tx, id)->activity);
    static_cast<void>(store::lock_role(tx, store::find(tx, id)->role));
    auto signup = store::lock(tx, id);
    if (signup->state == SignupState::cancelled) continue;
    const bool held = holds_places(signup->state);
    Move move(tx, random_, rules_, *of, by, now);
    leave(move, *of, *signup, SignupStep::cancelled, reason);
    move.tell(person, "signup.removed", signup->starts, reason);
    if (held) move.tell(move.owners(), "signup.left", signup->starts, reason);
  }
}

Result<Signed> SignupSteps::cancel(db::Tx& tx, const Actor& actor, const SignupId& id, const std::string& reason,
                                   Instant now) const {
  auto seen = access::see_signup(tx, actor, id);
  if (!seen) return seen.error();
  Signup& signup = seen->signup;
  switch (signup.state) {
    case SignupState::pending:
    case SignupState::waitlisted:
    case SignupState::offered:
    case SignupState::confirmed:
      break;
    default:
      return Error::conflict("signup.state");
  }
  if (signup.state == SignupState::confirmed && seen->shift.starts <= now) return Error::conflict("signup.began");
  if (!seen->own && reason.empty()) return Error::invalid("field.required", "reason");
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  leave(move, seen->seen.activity, signup, seen->own ? SignupStep::cancelled : SignupStep::removed, reason);
  if (!seen->own) {
    move.tell(signup.person, "signup.removed", signup.starts, reason);
    audit::record(tx, {actor.person, "signup.removed", "signup", id.str(), reason, seen->seen.activity.number}, now);
  }
  return to_signed(signup);
}

Result<Signed> SignupSteps::accept(db::Tx& tx, const Actor& actor, const SignupId& id, Instant now) const {
  auto seen = access::see_signup(tx, actor, id);
  if (!seen) return seen.error();
  Signup& signup = seen->signup;
  if (!seen->own) return Error::not_found("signup.not_found");
  if (signup.state != SignupState::offered || *signup.offered_until <= now) return Error::conflict("signup.no_offer");
  if (auto may = check_again(tx, *seen, Override::none); !may) return may.error();
  signup.state = SignupState::confirmed;
  signup.offered_until.reset();
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  move.signup(signup, SignupStep::accepted, SignupState::offered);
  return to_signed(signup);
}

Result<Signed> SignupSteps::decline(db::Tx& tx, const Actor& actor, const SignupId& id, Instant now) const {
  auto seen = access::see_signup(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->own) return Error::not_found("signup.not_found");
  if (seen->signup.state != SignupState::offered) return Error::conflict("signup.no_offer");
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  leave(move, seen->seen.activity, seen->signup, SignupStep::declined, {});
  return to_signed(seen->signup);
}

Result<Signed> SignupSteps::approve(db::Tx& tx, const Actor& actor, const SignupId& id, const Exception& exception,
                                    Instant now) const {
  auto seen = access::see_signup(tx, actor, id);
  if (!seen) return seen.error();
  Activity& activity = seen->seen.activity;
  Signup& signup = seen->signup;
  if (!seen->seen.standing.manager) return Error::forbidden("activity.not_yours");
  if (seen->own) return Error::forbidden("signup.own_approval");
  if (signup.state != SignupState::pending || activity.before_draw() || seen->shift.starts <= now)
    return Error::conflict("signup.state");
  if (auto may = check_again(tx, *seen, exception.overriding); !may) return may.error();
  if (!store::take_open(tx, signup.role, signup.party()))
    return full(tx, activity, seen->shift, seen->role, signup.party(), now);
  signup.state = SignupState::confirmed;
  Move move(tx, random_, rules_, activity, actor.person, now);
  move.signup(signup, SignupStep::approved, SignupState::pending, exception.reason);
  move.tell(signup.person, "signup.approved", signup.starts);
  audit_exception(tx, actor, signup, activity, exception, now);
  return to_signed(signup);
}

Result<Signed> SignupSteps::refuse(db::Tx& tx, const Actor& actor, const SignupId& id, const std::string& reason,
                                   Instant now) const {
  auto seen = access::see_signup(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->seen.standing.manager) return Error::forbidden("activity.not_yours");
  if (seen->signup.state != SignupState::pending || seen->seen.activity.before_draw())
    return Error::conflict("signup.state");
  Move move(tx, random_, rules_, seen->seen.activity, actor.person, now);
  leave(move, seen->seen.activity, seen->signup, SignupStep::refused, reason);
  move.tell(seen->signup.person, "signup.refused", seen->signup.starts, reason);
  return to_signed(seen->signup);
}

Outcome SignupSteps::expire(db::Tx& tx, const SignupId& id, Instant now) const {
  const auto known = store::find(tx, id);
  auto activity = store::share(tx, known->activity);
  static_cast<void>(store::lock_role(tx, known->role));
  auto signup = store::lock(tx, id);
  if (signup->state != SignupState::offered || *signup->offered_until > now)
    return Error::conflict("signup.no_offer");
  Move move(tx, random_, rules_, *activity, {}, now);
  leave(move, *activity, *signup, SignupStep::expired, {});
  move.tell(signup->person, "signup.offer_expired", signup->starts);
  return Done{};
}

/// Holds places for one who waits; false when they meanwhile serve elsewhere at that time, or the places are gone.
bool SignupSteps::offer(Move& move, const Activity& activity, const Shift& shift, const ShiftRole& role,
                        Signup& signup) const {
  db::Tx& tx = move.tx();
  store::hold_person(tx, signup.person);
  Applicant applicant = store::applicant(tx, signup.person, activity, shift, role.plan);
  applicant.there_already = false;
  applicant.shifts_taken = 0;
  if (!check_applicant(activity, shift, role, applicant, Override::none, rules_.policy)) return false;
  if (!store::take_open(tx, signup.role, signup.party())) return false;
  store::leave_line(tx, signup.role);
  signup.state = SignupState::offered;
  signup.offered_until = offer_expiry(rules_.policy, move.now(), shift.starts);
  move.signup(signup, SignupStep::offered, SignupState::waitlisted);
  move.tell(signup.person, "signup.offered", *signup.offered_until);
  return true;
}

void SignupSteps::promote(Move& move, const Activity& activity, const ShiftRoleId& id) const {
  if (activity.state != State::recruiting && activity.state != State::in_progress) return;
  auto found = store::lock_role(move.tx(), id);
  if (!found || found->shift.starts <= move.now() || found->role.waiting == 0) return;
  std::int64_t after = 0;
  for (std::int64_t seen = 0; found->role.open() > 0 && seen < most_passed_over;) {
    auto line = store::in_line(move.tx(), id, SignupState::waitlisted, after, found->role.open(), line_page);
    if (line.empty()) return;
    for (Signup& next : line) {
      after = next.arrival;
      ++seen;
      if (next.party() > found->role.open()) continue;
      if (offer(move, activity, found->shift, found->role, next)) found->role.taken += next.party();
    }
  }
}

namespace {

/// Everybody who applied for a role, in the order of the draw.
std::vector<Signup> drawn_order(db::Reader& reader, const Activity& activity, const ShiftRoleId& role) {
  auto tickets = store::in_line(reader, role, SignupState::pending, 0, INT64_MAX, INT64_MAX);
  std::vector<std::pair<std::string, std::size_t>> order;
  for (std::size_t i = 0; i < tickets.size(); ++i) order.emplace_back(lot_of(activity.draw_seed, tickets[i].id), i);
  std::sort(order.begin(), order.end());
  std::vector<Signup> drawn;
  for (const auto& [lot, i] : order) drawn.push_back(std::move(tickets[i]));
  return drawn;
}

}  // namespace

void SignupSteps::draw_ticket(Move& move, const Activity& activity, const Shift& shift, ShiftRole& role,
                              Signup& ticket) const {
  const access::SeenSignup seen{{activity, {}}, ticket, shift, role, false};
  const bool fits = ticket.party() <= role.open();
  // Published with the lot: without it nobody could compute why a lot that fits was passed over.
  const Outcome may = fits ? check_again(move.tx(), seen, Override::none) : Outcome(Done{});
  const auto taken = fits && may ? store::take_open(move.tx(), role.id, ticket.party()) : std::nullopt;
  ticket.arrival = taken ? taken->arrival : store::join_line(move.tx(), role.id).arrival;
  ticket.state = taken ? SignupState::confirmed : SignupState::waitlisted;
  if (taken) role.taken += ticket.party();
  move.signup(ticket, taken ? SignupStep::drawn : SignupStep::waitlisted, SignupState::pending,
              may ? "" : may.error().reason);
  move.tell(ticket.person, taken ? "signup.drawn" : "signup.not_drawn", ticket.starts);
}

void SignupSteps::draw(Move& move, Activity& activity) const {
  activity.drawn = move.now();
  for (const Shift& shift : store::shifts(move.tx(), activity.id))
    for (const ShiftRole& planned : shift.roles) {
      ShiftRole role = store::lock_role(move.tx(), planned.id)->role;
      for (Signup& ticket : drawn_order(move.tx(), activity, role.id))
        draw_ticket(move, activity, shift, role, ticket);
    }
}

std::vector<PersonId> SignupSteps::release(Move& move, const Activity& activity, Who who, SignupStep step,
                                           const std::string& reason) const {
  std::vector<PersonId> people;
  std::vector<Signup> gone;
  for (Signup& signup : store::active_of_activity(move.tx(), activity.id)) {
    if (who == Who::waiting && signup.state == SignupState::confirmed) continue;
    const SignupState from = signup.state;
    signup.state = SignupState::cancelled;
    signup.offered_until.reset();
    if (holds_places(from)) store::give_back(move.tx(), signup);
    if (from == SignupState::waitlisted) store::leave_line(move.tx(), signup.role);
    move.signup(signup, step, from, reason);
    people.push_back(signup.person);
    if (holds_places(from)) gone.push_back(std::move(signup));
  }
  // Only now: nobody may be offered a place in what is being given up.
  for (const Signup& signup : gone) free_again(move.tx(), signup.person, signup.starts, signup.ends, move.now());
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

}  // namespace ws::activities
