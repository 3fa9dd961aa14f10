#include "teams/public.h"

#include "teams/team_move_service.h"

namespace ws::teams {

bool belongs(db::Reader& reader, const TeamId& team, const PersonId& person) {
  return store::find_membership(reader, team, person).has_value();
}

void join(db::Tx& tx, Random& random, const TeamId& team, const PersonId& person, const PersonId& by, Instant now) {
  auto found = store::find(tx, team);
  if (!found || !found->active() || belongs(tx, team, person)) return;
  Move move(tx, random, *found, by, now);
  move.join(person);
  move.tell(person, "team.joined");
}

}  // namespace ws::teams
