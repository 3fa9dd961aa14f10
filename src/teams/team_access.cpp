#include "teams/team_access.h"

#include "sites/public.h"
#include "teams/public.h"
#include "teams/team_store.h"

namespace ws::teams::access {
namespace {

Standing standing_of(db::Reader& reader, const Actor& actor, const Team& team) {
  Standing standing;
  if (!actor.signed_in()) return standing;
  standing.staff = sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, SiteId(team.site.id));
  standing.maker = actor.person == team.founded_by || actor.person == team.submitted_by;
  if (const auto member = store::find_membership(reader, team.id, actor.person)) {
    standing.member = true;
    standing.leader = member->leader;
  }
  for (const Grant& grant : actor.grants)
    if (grant.role == Role::team_leader && grant.team == team.id) standing.leader = true;
  standing.above = !team.parent.empty() && leads(reader, actor, team.parent);
  return standing;
}

Result<Seen> judge(db::Reader& reader, const Actor& actor, std::optional<Team> team) {
  if (!team) return Error::not_found("team.not_found");
  Seen seen{std::move(*team), {}};
  seen.standing = standing_of(reader, actor, seen.team);
  if (!seen.team.active() && !seen.standing.sees_all()) return Error::not_found("team.not_found");
  return seen;
}

}  // namespace

Result<Seen> see(db::Reader& reader, const Actor& actor, const TeamId& team) {
  return judge(reader, actor, store::find(reader, team));
}

Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const TeamId& team) {
  return judge(tx, actor, store::lock(tx, team));
}

Result<Seen> see_to_lead(db::Reader& reader, const Actor& actor, const TeamId& team) {
  auto seen = see(reader, actor, team);
  if (seen && !seen->standing.leads()) return Error::forbidden("team.not_yours");
  return seen;
}

Result<SeenRequest> see_request(db::Tx& tx, const Actor& actor, const TeamRequestId& id) {
  auto request = store::find_request(tx, id);
  if (!request) return Error::not_found("team.request_not_found");
  auto seen = see_for_change(tx, actor, TeamId(request->team.id));
  const bool own = request->person == actor.person;
  if (!seen || (!own && !seen->standing.leads())) return Error::not_found("team.request_not_found");
  return SeenRequest{std::move(*seen), std::move(*request), own};
}

Outcome check_may_found(db::Reader& reader, const Actor& actor, const Plan& plan) {
  if (!sites::find_brief(reader, plan.site)) return Error::not_found("site.not_found");
  const bool staff = sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, plan.site);
  if (!plan.parent.empty()) {
    const auto parent = find_brief(reader, plan.parent);
    if (!parent || !parent->active) return Error::not_found("team.not_found");
    const bool theirs = leads(reader, actor, plan.parent) ||
                        sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, parent->site);
    return theirs ? Outcome(Done{}) : Error::forbidden("team.not_yours");
  }
  if (!staff && !actor.volunteer) return Error::forbidden("team.volunteers_found");
  return Done{};
}

}  // namespace ws::teams::access
