#include "activities/activity_access.h"

#include <algorithm>

#include "sites/public.h"
#include "teams/public.h"

namespace ws::activities::access {
namespace {

Result<Seen> judge(db::Reader& reader, const Actor& actor, std::optional<Activity> activity) {
  if (!activity) return Error::not_found("activity.not_found");
  Seen seen{std::move(*activity), {}};
  seen.standing = standing_of(reader, actor, seen.activity);
  if (!is_public(seen.activity.state) && !seen.standing.sees_all()) return Error::not_found("activity.not_found");
  return seen;
}

}  // namespace

Standing standing_of(db::Reader& reader, const Actor& actor, const Activity& activity) {
  Standing standing;
  if (!actor.signed_in()) return standing;
  const Plan& plan = activity.plan;
  const bool staff = sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, plan.site);
  standing.manager = staff || (!plan.team.empty() && teams::leads(reader, actor, plan.team));
  standing.reviewer = staff && actor.person != activity.author && actor.person != activity.submitted_by;
  standing.reader = sites::covers(reader, actor, {Role::leader}, plan.site);
  standing.placed = actor.volunteer && store::is_placed(reader, activity.id, actor.person);
  return standing;
}

Result<Seen> see(db::Reader& reader, const Actor& actor, const ActivityId& id) {
  return judge(reader, actor, store::find(reader, id));
}

Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const ActivityId& id) {
  return judge(tx, actor, store::lock(tx, id));
}

Result<SeenRole> see_role(db::Tx& tx, const Actor& actor, const ShiftRoleId& id) {
  const auto found = store::find_role(tx, id);
  if (!found) return Error::not_found("role.not_found");
  auto seen = judge(tx, actor, store::share(tx, found->activity));
  if (!seen) return Error::not_found("role.not_found");
  return SeenRole{std::move(*seen), found->shift, found->role};
}

Result<SeenRole> see_role_to_join(db::Tx& tx, const Actor& actor, const ShiftRoleId& id) {
  const auto found = store::find_role(tx, id);
  if (!found) return Error::not_found("role.not_found");
  store::expect_share(tx, found->activity);
  store::expect_applicant(tx, actor.person, found->activity, found->shift, found->role.plan);
  auto activity = store::share(tx, found->activity);
  if (activity && is_public(activity->state)) return SeenRole{{std::move(*activity), {}}, found->shift, found->role};
  auto seen = judge(tx, actor, std::move(activity));
  if (!seen) return Error::not_found("role.not_found");
  return SeenRole{std::move(*seen), found->shift, found->role};
}

Result<SeenSignup> see_signup(db::Tx& tx, const Actor& actor, const SignupId& id) {
  const auto known = store::find(tx, id);
  if (!known) return Error::not_found("signup.not_found");
  auto seen = judge(tx, actor, store::share(tx, known->activity));
  if (!seen) return Error::not_found("signup.not_found");
  const bool own = known->person == actor.person;
  if (!own && !seen->standing.manager) return Error::not_found("signup.not_found");
  // The role first, then the signup: everybody who moves places takes them in this order.
  const auto role = store::lock_role(tx, known->role);
  auto signup = store::lock(tx, id);
  return SeenSignup{std::move(*seen), std::move(*signup), role->shift, role->role, own};
}

std::optional<SeenSignup> clock_sees(db::Tx& tx, const SignupId& id) {
  const auto known = store::find(tx, id);
  auto activity = known ? store::share(tx, known->activity) : std::nullopt;
  if (!activity) return std::nullopt;
  const auto role = store::lock_role(tx, known->role);
  return SeenSignup{{std::move(*activity), {}}, *store::lock(tx, id), role->shift, role->role, false};
}

Result<SeenShift> see_shift(db::Reader& reader, const Actor& actor, const ShiftId& id) {
  const auto activity = store::activity_of(reader, id);
  if (!activity) return Error::not_found("shift.not_found");
  auto seen = see(reader, actor, *activity);
  if (!seen) return Error::not_found("shift.not_found");
  return SeenShift{std::move(*seen), store::find_shift(reader, id).value()};
}

Result<SeenShift> see_led_shift(db::Tx& tx, const Actor& actor, const ShiftId& id) {
  const auto activity = store::activity_of(tx, id);
  if (!activity) return Error::not_found("shift.not_found");
  auto seen = judge(tx, actor, store::share(tx, *activity));
  if (!seen) return Error::not_found("shift.not_found");
  if (!seen->standing.manager) return Error::forbidden("activity.not_yours");
  return SeenShift{std::move(*seen), store::find_shift(tx, id).value()};
}

Result<store::Template> get_template(db::Reader& reader, const Actor& actor, const ActivityTemplateId& id) {
  auto found = store::find(reader, id);
  if (!found) return Error::not_found("template.not_found");
  const bool theirs = found->created_by == actor.person ||
                      sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site) ||
                      (!found->team.empty() && teams::leads(reader, actor, found->team));
  if (!theirs) return Error::not_found("template.not_found");
  return std::move(*found);
}

std::vector<SiteId> placing_roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

bool may_be_placed(db::Reader& reader, const Actor& actor, const Activity& activity, const PersonId& person) {
  if (person == actor.person) return true;
  const auto home = store::home_of(reader, person);
  if (!home) return false;
  const auto roots = placing_roots(actor);
  return std::any_of(roots.begin(), roots.end(),
                     [&](const SiteId& root) { return sites::within(reader, *home, root); }) ||
         (!activity.plan.team.empty() && teams::has_member(reader, activity.plan.team, person));
}

store::Filter::Own own_of(const Actor& actor, std::initializer_list<Role> roles) {
  store::Filter::Own own;
  own.author = actor.person;
  own.roots = sites::roots(actor, roles);
  for (const Grant& grant : actor.grants)
    if (grant.role == Role::team_leader) own.teams.push_back(grant.team);
  return own;
}

Outcome check_may_own(db::Reader& reader, const Actor& actor, const SiteId& site, const TeamId& team) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) {
    if (!team.empty() && !teams::find_brief(reader, team)) return Error::not_found("team.not_found");
    return Done{};
  }
  if (!team.empty() && teams::leads(reader, actor, team)) {
    // A team acts where it is at home.
    const auto own = teams::find_brief(reader, team);
    if (own && own->active && own->site == site) return Done{};
  }
  return Error::forbidden("activity.not_yours");
}

}  // namespace ws::activities::access
