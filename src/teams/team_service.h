#pragma once
// Use cases of teams.

#include "base/actor.h"
#include "base/result.h"
#include "db/db.h"
#include "teams/team_model.h"

namespace ws::teams {

class TeamService {
 public:
  explicit TeamService(db::Database& database) : database_(database) {}

  /// Refuses "list.bad_cursor". `limit` 1–100.
  Result<Page> page(const Filter& filter, const std::string& cursor, std::int64_t limit);
  /// Refuses "team.not_found".
  Result<Detail> team(const TeamId& team);
  /// At most 1000, with sub-teams, each person once. Refuses "team.not_found", "team.not_yours".
  Result<std::vector<Member>> members(const Actor& actor, const TeamId& team);

 private:
  db::Database& database_;
};

}  // namespace ws::teams
