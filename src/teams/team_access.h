#pragma once
// Teams are public; their members are shown to those who lead them.

#include "base/actor.h"
#include "db/db.h"
#include "teams/team_model.h"

namespace ws::teams::access {

/// For anybody. Refuses "team.not_found".
Result<Team> get_team(db::Reader& reader, const TeamId& team);
/// For those who lead it or a team above. Refuses "team.not_found"; "team.not_yours" (a team is public, its members
/// are not).
Result<Team> get_team_to_lead(db::Reader& reader, const Actor& actor, const TeamId& team);

}  // namespace ws::teams::access
