#include "teams/team_steps_service.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "organisations/public.h"
#include "people/public.h"
#include "search/public.h"
#include "teams/public.h"
#include "teams/team_move_service.h"

namespace ws::teams {
namespace {

std::vector<PersonId> reviewers(db::Reader& reader, const Team& team) {
  const SiteId site(team.site.id);
  std::vector<PersonId> people = people::holders(reader, Role::clerk, site);
  for (const PersonId& dispatcher : people::holders(reader, Role::dispatcher, site))
    if (std::find(people.begin(), people.end(), dispatcher) == people.end()) people.push_back(dispatcher);
  std::erase(people, team.founded_by);
  return people;
}

std::string code_of(const TeamId& team) {
  std::string code = team.str();
  std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return std::tolower(c); });
  return code;
}

Changed changed(const Team& team) {
  return {team.id.str(), to_text(team.state)};
}

void index(db::Tx& tx, const Team& team) {
  search::index(tx, {"team", team.id.str(), team.name, team.summary, team.organisation.name});
}

std::string name_of(db::Reader& reader, const PersonId& person) {
  return people::find_name(reader, person).value_or("");
}

}  // namespace

Outcome TeamSteps::check_plan(db::Reader& reader, const Plan& plan, const TeamId& team) const {
  if (has_control_characters(plan.name)) return Error::invalid("field.characters", "name");
  if (has_control_characters(plan.summary)) return Error::invalid("field.characters", "summary");
  if (!plan.organisation.empty()) {
    const auto organisation = organisations::find_brief(reader, plan.organisation);
    if (!organisation || !organisation->active) return Error::invalid("team.organisation", "organisation_id");
  }
  if (store::is_name_taken(reader, plan.name, team)) return Error::invalid("team.name_taken", "name");
  return Done{};
}

Result<Changed> TeamSteps::found(db::Tx& tx, const Actor& actor, const Plan& plan, Instant now) const {
  if (auto may = access::check_may_found(tx, actor, plan); !may) return may.error();
  if (auto right = check_plan(tx, plan, {}); !right) return right.error();
  if (!plan.parent.empty() && store::depth(tx, plan.parent) >= rules_.policy.team_most_depth)
    return Error::conflict("team.too_deep");
  if (store::count_unfinished(tx, actor.person) >= rules_.policy.team_unfinished_drafts)
    return Error::conflict("team.too_many_drafts");
  Team team;
  team.id = TeamId::fresh(now, random_);
  team.code = code_of(team.id);
  team.name = plan.name;
  team.host = plan.host;
  team.summary = plan.summary;
  team.parent = plan.parent;
  team.site = {plan.site.str(), ""};
  team.state = State::draft;
  team.organisation = {plan.organisation.str(), ""};
  team.takes_requests = plan.takes_requests;
  team.founded_by = actor.person;
  store::insert(tx, team);
  Move(tx, random_, team, actor.person, now).step(Step::founded);
  return changed(team);
}

Result<Changed> TeamSteps::edit(db::Tx& tx, const Actor& actor, const TeamId& id, const Plan& plan,
                                std::int64_t version, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Team& team = seen->team;
  if (auto may = decide(team, seen->standing, Step::edited); !may) return may.error();
  if (auto right = check_plan(tx, plan, id); !right) return right.error();
  if (team.version != version) return Error::conflict("team.changed_meanwhile");
  team.name = plan.name;
  team.host = plan.host;
  team.summary = plan.summary;
  team.organisation.id = plan.organisation.str();
  team.takes_requests = plan.takes_requests;
  Move move(tx, random_, team, actor.person, now);
  move.step(Step::edited);
  if (auto saved = move.save(); !saved) return saved.error();
  if (team.active()) index(tx, store::find(tx, id).value());
  return changed(team);
}

Result<Changed> TeamSteps::submit(db::Tx& tx, const Actor& actor, const TeamId& id, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Team& team = seen->team;
  if (auto may = decide(team, seen->standing, Step::submitted); !may) return may.error();
  team.submitted_by = actor.person;
  Move move(tx, random_, team, actor.person, now);
  move.step(Step::submitted);
  if (auto saved = move.save(); !saved) return saved.error();
  move.tell(reviewers(tx, team), "team.submitted", {}, name_of(tx, actor.person));
  return changed(team);
}

Result<Changed> TeamSteps::give_back(db::Tx& tx, const Actor& actor, const TeamId& id, const std::string& reason,
                                     Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Team& team = seen->team;
  if (auto may = decide(team, seen->standing, Step::returned); !may) return may.error();
  Move move(tx, random_, team, actor.person, now);
  move.step(Step::returned, {}, reason);
  if (auto saved = move.save(); !saved) return saved.error();
  move.tell(team.founded_by, "team.returned", reason);
  return changed(team);
}

Result<Changed> TeamSteps::approve(db::Tx& tx, const Actor& actor, const TeamId& id, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Team& team = seen->team;
  if (auto may = decide(team, seen->standing, Step::approved); !may) return may.error();
  Move move(tx, random_, team, actor.person, now);
  move.step(Step::approved);
  if (auto saved = move.save(); !saved) return saved.error();
  if (store::is_registered(tx, team.founded_by)) {
    move.join(team.founded_by);
    move.appoint(team.founded_by);
  }
  index(tx, team);
  move.tell(team.founded_by, "team.approved");
  return changed(team);
}

Result<Changed> TeamSteps::dissolve(db::Tx& tx, const Actor& actor, const TeamId& id, const std::string& reason,
                                    Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Team& team = seen->team;
  if (auto may = decide(team, seen->standing, Step::dissolved); !may) return may.error();
  if (!store::children(tx, id).empty()) return Error::conflict("team.has_sub_teams");
  if (store::is_busy(tx, id)) return Error::conflict("team.busy");
  Move move(tx, random_, team, actor.person, now);
  const auto leading = leaders(tx, id);
  move.step(Step::dissolved, {}, reason);
  if (auto saved = move.save(); !saved) return saved.error();
  people::end_leading(tx, {}, id, now);
  search::remove(tx, "team", id.str());
  move.tell(leading, "team.dissolved", reason);
  move.tell(store::close_requests(tx, id, actor.person, reason, now), "team.refused", reason);
  return changed(team);
}

Result<Changed> TeamSteps::ask(db::Tx& tx, const Actor& actor, const TeamId& id, const std::string& text,
                               Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Team& team = seen->team;
  if (!store::is_registered(tx, actor.person)) return Error::forbidden("team.not_volunteer");
  if (auto may = decide(team, seen->standing, Step::requested); !may) return may.error();
  if (seen->standing.member) return Error::conflict("team.already_member");
  if (!team.takes_requests) return Error::conflict("team.takes_no_requests");
  if (store::count_pending(tx, actor.person) >= rules_.policy.team_open_requests)
    return Error::conflict("team.too_many_requests");
  const auto request = TeamRequestId::fresh(now, random_);
  if (!store::insert_request(tx, request, id, actor.person, text, now))
    return Error::conflict("team.already_requested");
  Move move(tx, random_, team, actor.person, now);
  move.step(Step::requested, actor.person);
  auto told = leaders(tx, id);
  if (told.empty()) told = reviewers(tx, team);
  move.tell(told, "team.requested", text, name_of(tx, actor.person));
  return Changed{request.str(), to_text(RequestState::pending)};
}

Result<Changed> TeamSteps::let_in(db::Tx& tx, const Actor& actor, const TeamRequestId& id, Instant now) const {
  auto found = access::see_request(tx, actor, id);
  if (!found) return found.error();
  const PersonId person = found->request.person;
  if (found->own) return Error::forbidden("team.own_request");
  if (auto may = decide(found->seen.team, found->seen.standing, Step::joined); !may) return may.error();
  if (!store::is_registered(tx, person)) return Error::conflict("team.not_volunteer");
  if (!store::answer_request(tx, id, RequestState::approved, actor.person, {}, now))
    return Error::conflict("team.request_answered");
  Move move(tx, random_, found->seen.team, actor.person, now);
  move.join(person);
  move.tell(person, "team.joined");
  return Changed{id.str(), to_text(RequestState::approved)};
}

Result<Changed> TeamSteps::refuse(db::Tx& tx, const Actor& actor, const TeamRequestId& id, const std::string& reason,
                                  Instant now) const {
  auto found = access::see_request(tx, actor, id);
  if (!found) return found.error();
  if (found->own) return Error::forbidden("team.own_request");
  if (auto may = decide(found->seen.team, found->seen.standing, Step::refused); !may) return may.error();
  if (!store::answer_request(tx, id, RequestState::refused, actor.person, reason, now))
    return Error::conflict("team.request_answered");
  Move move(tx, random_, found->seen.team, actor.person, now);
  move.step(Step::refused, found->request.person, reason);
  move.tell(found->request.person, "team.refused", reason);
  return Changed{id.str(), to_text(RequestState::refused)};
}

Result<Changed> TeamSteps::withdraw(db::Tx& tx, const Actor& actor, const TeamRequestId& id, Instant now) const {
  auto found = access::see_request(tx, actor, id);
  if (!found) return found.error();
  if (!found->own) return Error::forbidden("team.not_yours");
  if (!store::answer_request(tx, id, RequestState::withdrawn, actor.person, {}, now))
    return Error::conflict("team.request_answered");
  Move(tx, random_, found->seen.team, actor.person, now).step(Step::withdrawn, actor.person);
  return Changed{id.str(), to_text(RequestState::withdrawn)};
}

Result<Changed> TeamSteps::leave(db::Tx& tx, const Actor& actor, const TeamId& id, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  const auto membership = store::find_membership(tx, id, actor.person);
  if (!membership) return Error::not_found("team.member_not_found");
  const store::Counts counts = store::count(tx, id);
  if (auto may = may_go(membership->leader, counts.leaders, counts.members); !may) return may.error();
  Move move(tx, random_, seen->team, actor.person, now);
  if (membership->leader) move.dismiss(actor.person, {});
  store::remove_member(tx, id, actor.person);
  move.step(Step::left, actor.person);
  move.tell(leaders(tx, id), "team.left", {}, membership->name);
  return changed(seen->team);
}

Result<Changed> TeamSteps::remove(db::Tx& tx, const Actor& actor, const TeamId& id, const PersonId& person,
                                  const std::string& reason, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  if (auto may = decide(seen->team, seen->standing, Step::removed); !may) return may.error();
  const auto membership = store::find_membership(tx, id, person);
  if (!membership) return Error::not_found("team.member_not_found");
  if (auto may = may_remove(seen->standing, membership->leader); !may) return may.error();
  Move move(tx, random_, seen->team, actor.person, now);
  store::remove_member(tx, id, person);
  move.step(Step::removed, person, reason);
  move.tell(person, "team.removed", reason);
  return changed(seen->team);
}

Result<Changed> TeamSteps::appoint(db::Tx& tx, const Actor& actor, const TeamId& id, const PersonId& person,
                                   Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  if (auto may = decide(seen->team, seen->standing, Step::appointed); !may) return may.error();
  const auto membership = store::find_membership(tx, id, person);
  if (!membership || !store::is_registered(tx, person)) return Error::not_found("team.member_not_found");
  if (membership->leader) return Error::conflict("team.already_leader");
  Move move(tx, random_, seen->team, actor.person, now);
  move.appoint(person);
  move.tell(person, "team.appointed");
  return changed(seen->team);
}

Result<Changed> TeamSteps::dismiss(db::Tx& tx, const Actor& actor, const TeamId& id, const PersonId& person,
                                   const std::string& reason, Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  if (auto may = decide(seen->team, seen->standing, Step::dismissed); !may) return may.error();
  const auto membership = store::find_membership(tx, id, person);
  if (!membership || !membership->leader) return Error::not_found("team.member_not_found");
  if (auto may = may_dismiss(seen->standing, person == actor.person); !may) return may.error();
  const store::Counts counts = store::count(tx, id);
  if (auto may = may_go(true, counts.leaders, counts.members); !may) return may.error();
  Move move(tx, random_, seen->team, actor.person, now);
  move.dismiss(person, reason);
  move.tell(person, "team.dismissed", reason);
  return changed(seen->team);
}

Result<Changed> TeamSteps::hand_over(db::Tx& tx, const Actor& actor, const TeamId& id, const PersonId& to,
                                     Instant now) const {
  auto seen = access::see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  if (!seen->standing.leader) return Error::forbidden("team.not_yours");
  const auto successor = store::find_membership(tx, id, to);
  if (!successor || to == actor.person || !store::is_registered(tx, to))
    return Error::not_found("team.member_not_found");
  Move move(tx, random_, seen->team, actor.person, now);
  if (!successor->leader) move.appoint(to);
  move.dismiss(actor.person, {});
  move.tell(to, "team.appointed");
  return changed(seen->team);
}

}  // namespace ws::teams
