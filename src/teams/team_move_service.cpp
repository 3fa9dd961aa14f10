#include "teams/team_move_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"
#include "people/public.h"

namespace ws::teams {

void Move::step(Step step, const PersonId& person, const std::string& reason) {
  const State from = team_.state;
  team_.state = next_state(from, step).value();
  store::append(tx_, random_, team_.id, step, from, team_.state, actor_, person, reason, now_);
  audit::record(tx_, {actor_, "team." + std::string(to_text(step)), "team", team_.id.str(), reason, person.str()},
                now_);
}

Outcome Move::save() {
  if (!store::save(tx_, team_)) return Error::conflict("team.changed_meanwhile");
  return Done{};
}

void Move::join(const PersonId& person) {
  if (store::add_member(tx_, team_.id, person, false, now_)) step(Step::joined, person);
}

void Move::appoint(const PersonId& person) {
  store::set_leader(tx_, team_.id, person, true);
  people::begin_leading(tx_, random_, person, team_.id, actor_, now_);
  step(Step::appointed, person);
}

void Move::dismiss(const PersonId& person, const std::string& reason) {
  store::set_leader(tx_, team_.id, person, false);
  people::end_leading(tx_, person, team_.id, now_);
  step(Step::dismissed, person, reason);
}

void Move::tell(const PersonId& person, std::string_view kind, const std::string& reason, const std::string& who) {
  if (person.empty() || person == actor_) return;
  json::Writer params;
  params.begin().field("team", team_.name).field("team_id", team_.id).field("reason", reason).field("who", who).end();
  notices::send(tx_, {person, kind, {}, params.take()}, now_, random_);
}

void Move::tell(const std::vector<PersonId>& people, std::string_view kind, const std::string& reason,
                const std::string& who) {
  for (const PersonId& person : people) tell(person, kind, reason, who);
}

}  // namespace ws::teams
