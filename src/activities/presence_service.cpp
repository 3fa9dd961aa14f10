#include "activities/presence_service.h"

#include "sites/public.h"

namespace ws::activities {
namespace {

/// Of one's own: as long as somebody may still want to ask why; of those one leads: what is at hand.
constexpr std::int64_t own_back_ms = 14 * day_ms;
constexpr std::int64_t led_back_ms = day_ms;
constexpr std::int64_t days_ahead_ms = 2 * day_ms;
constexpr std::int64_t most_around = 30;

PersonView seen_person(db::Reader& reader, const Activity& activity, const Shift& shift, store::Person person) {
  PersonView view;
  view.attended = judge(person.marks, {shift.starts, shift.ends});
  if (!view.attended.told_by.empty()) view.told_by = store::name_of(reader, view.attended.told_by);
  const Plan& plan = activity.plan;
  if (const auto& point = view.attended.point; point && plan.lat_e6 && plan.lon_e6)
    view.distance_m = sites::distance_m(*plan.lat_e6, *plan.lon_e6, point->lat_e6, point->lon_e6);
  view.person = std::move(person);
  return view;
}

}  // namespace

Task<Result<std::string>> PresenceService::run(idempotency::Key key, Body body) {
  auto whole = [body = std::move(body)](db::Tx& tx, const ActivitySteps& steps, Instant now) {
    return body(tx, steps.presence(), now);
  };
  auto waiting = activities_.run(std::move(key), std::move(whole));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> PresenceService::mark(idempotency::Key key, Mark body, Write write) {
  auto whole = [this, body = std::move(body), write](db::Tx& tx, const PresenceSteps& steps,
                                                     Instant now) -> Result<std::string> {
    const auto marked = body(tx, steps, passes_, now);
    if (!marked) return marked.error();
    const auto signup = store::find(tx, marked->signup).value();
    const auto activity = store::find(tx, signup.activity).value();
    const auto shift = store::find_shift(tx, signup.shift).value();
    return write(seen_person(tx, activity, shift, store::person(tx, signup.id).value()), marked->already);
  };
  auto waiting = run(std::move(key), std::move(whole));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

ShiftView PresenceService::view(db::Reader& reader, const Actor& actor, access::SeenShift seen, Instant now) const {
  ShiftView view;
  view.now = now;
  view.leads = seen.seen.standing.manager;
  view.sees = seen.seen.standing.sees_all();
  view.activity = std::move(seen.seen.activity);
  view.shift = std::move(seen.shift);
  if (view.leads)
    for (Shift& shift : store::shifts(reader, view.activity.id))
      if (shift.id == view.shift.id) view.shift = std::move(shift);
  const ShiftTimes times{view.shift.starts, view.shift.ends};
  view.check_in_from = check_in_from(times, rules_.policy);
  view.check_out_until = check_out_until(times, rules_.policy);
  view.closing = store::closing(reader, view.shift.id);
  if (view.closing && !view.closing->by.empty()) view.closed_by = store::name_of(reader, view.closing->by);
  if (view.sees) view.headcount = store::headcount(reader, view.shift.id);
  if (const auto mine = store::last_of_person(reader, view.shift.id, actor.person))
    view.mine = seen_person(reader, view.activity, view.shift, store::person(reader, *mine).value());
  return view;
}

Result<ShiftView> PresenceService::shift(const Actor& actor, const ShiftId& id) const {
  const Instant now = clock_.now();
  return db_.read([&](db::Reader& reader) -> Result<ShiftView> {
    auto seen = access::see_shift(reader, actor, id);
    if (!seen) return seen.error();
    return view(reader, actor, std::move(*seen), now);
  });
}

std::vector<ShiftView> PresenceService::around(const Actor& actor) const {
  const Instant now = clock_.now();
  store::Around near{actor.person,
                     sites::roots(actor, {Role::clerk, Role::dispatcher}),
                     {},
                     now.plus_ms(-own_back_ms),
                     now.plus_ms(-led_back_ms),
                     now.plus_ms(days_ahead_ms)};
  for (const Grant& grant : actor.grants)
    if (grant.role == Role::team_leader) near.teams.push_back(grant.team);
  return db_.read([&](db::Reader& reader) {
    std::vector<ShiftView> views;
    for (const ShiftId& id : store::shifts_around(reader, near, most_around))
      if (auto seen = access::see_shift(reader, actor, id))
        views.push_back(view(reader, actor, std::move(*seen), now));
    return views;
  });
}

Result<ShiftRoster> PresenceService::roster(const Actor& actor, const ShiftId& id, const std::string& cursor,
                                            std::int64_t limit) const {
  return db_.read([&](db::Reader& reader) -> Result<ShiftRoster> {
    const auto seen = access::see_shift(reader, actor, id);
    if (!seen) return seen.error();
    if (!seen->seen.standing.sees_all()) return Error::forbidden("activity.not_yours");
    auto people = store::people(reader, id, SignupId(cursor), limit + 1);
    ShiftRoster roster;
    if (static_cast<std::int64_t>(people.size()) > limit) {
      people.pop_back();
      roster.next = people.back().signup.str();
    }
    for (store::Person& person : people)
      roster.people.push_back(seen_person(reader, seen->seen.activity, seen->shift, std::move(person)));
    return roster;
  });
}

Result<RotatingCode> PresenceService::code(const Actor& actor, const ShiftId& id) const {
  const auto seen = db_.read([&](db::Reader& reader) { return access::see_shift(reader, actor, id); });
  if (!seen) return seen.error();
  if (!seen->seen.standing.manager) return Error::forbidden("activity.not_yours");
  return passes_.code(id, clock_.now());
}

Result<MyPasses> PresenceService::passes(const Actor& actor, const ShiftId& id) const {
  const Instant now = clock_.now();
  return db_.read([&](db::Reader& reader) -> Result<MyPasses> {
    const auto seen = access::see_shift(reader, actor, id);
    if (!seen) return seen.error();
    const auto placed = store::active_of_person(reader, id, actor.person);
    if (!placed || !is_markable(placed->state)) return Error::conflict("presence.no_place");
    return MyPasses{placed->id, passes_.issue(placed->id, {seen->shift.starts, seen->shift.ends}, now)};
  });
}

}  // namespace ws::activities
