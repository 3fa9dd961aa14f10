#include "teams/team_access.h"

#include "teams/public.h"
#include "teams/team_store.h"

namespace ws::teams::access {

Result<Team> get_team(db::Reader& reader, const TeamId& team) {
  auto found = store::find(reader, team);
  if (!found || !found->active) return Error::not_found("team.not_found");
  return std::move(*found);
}

Result<Team> get_team_to_lead(db::Reader& reader, const Actor& actor, const TeamId& team) {
  auto found = get_team(reader, team);
  if (found && !leads(reader, actor, team)) return Error::forbidden("team.not_yours");
  return found;
}

}  // namespace ws::teams::access
