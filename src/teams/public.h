#pragma once
// What other features may know of teams: who leads, who belongs, and where a team sits.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/random.h"
#include "db/db.h"

namespace ws::teams {

struct Brief {
  TeamId id;
  std::string name;
  SiteId site;
  TeamId parent;  ///< empty at the top
  bool active;
};
std::optional<Brief> find_brief(db::Reader& reader, const TeamId& team);

/// True if the actor leads the team or one above it: by the role team_leader, or as a leading member.
bool leads(db::Reader& reader, const Actor& actor, const TeamId& team);
/// Active teams that the actor leads directly, by name.
std::vector<Brief> led_by(db::Reader& reader, const Actor& actor);
/// Who leads the team or one above it, nearest first; at most 20.
std::vector<PersonId> leaders(db::Reader& reader, const TeamId& team);

/// Registered volunteers of the team and its sub-teams, each once; at most `limit`.
std::vector<PersonId> members(db::Reader& reader, const TeamId& team, std::int64_t limit = 1000);
/// True if the person belongs to the team or one of its sub-teams.
bool has_member(db::Reader& reader, const TeamId& team, const PersonId& person);
/// True if the person belongs to the team itself.
bool belongs(db::Reader& reader, const TeamId& team, const PersonId& person);
/// Enters somebody on behalf of `by`, who may: an event and a notice with it. Nothing happens if they belong to it
/// already. Whoever is not registered yet counts once they are.
void join(db::Tx& tx, Random& random, const TeamId& team, const PersonId& person, const PersonId& by, Instant now);
/// Active teams the person belongs to directly, by name.
std::vector<Brief> teams_of(db::Reader& reader, const PersonId& person);

}  // namespace ws::teams

// The use cases, for the faces that show them.
#include "teams/team_service.h"
