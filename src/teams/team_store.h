#pragma once
// Rows of teams: what lists and pages show. Rows of those in them: membership_store.h.

#include "base/random.h"
#include "db/db.h"
#include "teams/team_model.h"

namespace ws::teams::store {

/// At most `limit` active teams after the code `after`, at the top or (when words or an organisation are given) at
/// any depth.
std::vector<Team> page(db::Reader& reader, const Filter& filter, const std::string& after, std::int64_t limit);
/// Teams of any state that lie in `roots` or are led by the person, after the code `after`.
std::vector<Managed> managed(db::Reader& reader, const ManagedFilter& filter, const std::vector<SiteId>& roots,
                             const PersonId& leader, const std::string& after, std::int64_t limit);
std::optional<Team> find(db::Reader& reader, const TeamId& team);
/// Like find; the row stays as it is until the use case ends.
std::optional<Team> lock(db::Tx& tx, const TeamId& team);
/// Active teams directly below.
std::vector<Team> children(db::Reader& reader, const TeamId& team);
/// The team and all active ones below it.
std::vector<TeamId> subtree(db::Reader& reader, const TeamId& team);
/// 1 for a team at the top.
std::int64_t depth(db::Reader& reader, const TeamId& team);
/// Fills members, sub_teams and completed of at most 100 teams by grouped queries over their subtrees.
void fill_figures(db::Reader& reader, std::vector<Team>& teams);

/// A team that is not dissolved has this name.
bool is_name_taken(db::Reader& reader, const std::string& name, const TeamId& but);
/// Drafts and reviews that the person founded.
std::int64_t count_unfinished(db::Reader& reader, const PersonId& founder);
/// It has promised an order, or runs an activity.
bool is_busy(db::Reader& reader, const TeamId& team);
void insert(db::Tx& tx, const Team& team);
/// Only over the version that was read.
bool save(db::Tx& tx, const Team& team);

void append(db::Tx& tx, Random& random, const TeamId& team, Step step, State from, State to, const PersonId& actor,
            const PersonId& person, const std::string& reason, Instant now);
/// Newest first, those before the identifier `before` ("" all).
std::vector<Event> events(db::Reader& reader, const TeamId& team, const std::string& before, std::int64_t limit);

/// Registered members with sub-teams, by number.
std::vector<Member> members(db::Reader& reader, const TeamId& team, std::int64_t limit);

}  // namespace ws::teams::store

#include "teams/membership_store.h"
