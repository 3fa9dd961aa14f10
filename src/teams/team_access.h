#pragma once
// Active teams are public; their members and requests are shown to those who lead them and to staff of their site.
// Drafts, reviews and what was dissolved only to those and to whoever founded it.

#include "base/actor.h"
#include "db/db.h"
#include "teams/team_model.h"

namespace ws::teams::access {

struct Seen {
  Team team;
  Standing standing;
};
/// For anybody; `locked` keeps the team as it is until the use case ends. Refuses "team.not_found".
Result<Seen> see(db::Reader& reader, const Actor& actor, const TeamId& team);
Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const TeamId& team);
/// For those who lead it or a team above, and staff. Refuses "team.not_found"; "team.not_yours" (a team is public,
/// its members are not).
Result<Seen> see_to_lead(db::Reader& reader, const Actor& actor, const TeamId& team);

struct SeenRequest {
  Seen seen;
  Request request;
  bool own = false;
};
/// For whoever asked, and those who answer; to everybody else it is not there. Refuses "team.request_not_found".
Result<SeenRequest> see_request(db::Tx& tx, const Actor& actor, const TeamRequestId& request);

/// Whether the actor may found a team there: staff of the site, leaders of the team above it, registered volunteers.
/// Refuses "site.not_found", "team.not_found", "team.volunteers_found", "team.not_yours" (a sub-team is founded by
/// its team's own people).
Outcome check_may_found(db::Reader& reader, const Actor& actor, const Plan& plan);

}  // namespace ws::teams::access
