#pragma once

#include "db/db.h"
#include "teams/team_model.h"

namespace ws::teams::store {

/// At most `limit` active teams after the code `after`, at the top or (when words are given) at any depth.
std::vector<Team> page(db::Reader& reader, const Filter& filter, const std::string& after, std::int64_t limit);
std::optional<Team> find(db::Reader& reader, const TeamId& team);
/// Active teams directly below.
std::vector<Team> children(db::Reader& reader, const TeamId& team);
/// Fills members, sub_teams and completed of at most 100 teams by grouped queries over their subtrees.
void fill_figures(db::Reader& reader, std::vector<Team>& teams);
/// Registered members with sub-teams, by number.
std::vector<Member> members(db::Reader& reader, const TeamId& team, std::int64_t limit);

}  // namespace ws::teams::store
