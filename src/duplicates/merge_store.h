#pragma once
// Rows of merges, of their trail, and the look for accounts that are alike.

#include "base/random.h"
#include "db/db.h"
#include "duplicates/merge_model.h"

namespace ws::duplicates::store {

/// A volunteer's account that is not merged.
std::optional<Account> find_account(db::Reader& reader, const PersonId& person);
/// Pairs of which one lies in `roots`, by name; at most `limit` of each kind.
std::vector<Candidate> candidates(db::Reader& reader, const std::vector<SiteId>& roots, std::int64_t limit);

/// False if one of the account is open already.
bool insert(db::Tx& tx, const MergeId& id, const PersonId& merged, const PersonId& survivor, const PersonId& by,
            const std::string& reason, Instant now);
std::optional<Merge> find(db::Reader& reader, const MergeId& merge);
/// Of people in `roots`, newest first, those before the identifier `before` ("" all).
std::vector<Merge> list(db::Reader& reader, const std::vector<SiteId>& roots, std::optional<State> state,
                        const std::string& before, std::int64_t limit);
/// False if it stands elsewhere.
bool decide(db::Tx& tx, const MergeId& merge, State to, const PersonId& by, Instant now);
bool undo(db::Tx& tx, const MergeId& merge, const PersonId& by, Instant now);

void trace(db::Tx& tx, Random& random, const MergeId& merge, const PersonId& actor, const Trace& trace, Instant now);
std::vector<Trace> trail(db::Reader& reader, const MergeId& merge);

/// Roles other than a team's leader.
bool has_roles(db::Reader& reader, const PersonId& person);
/// Orders of theirs or with them that are not over, and places they hold or wait for.
bool is_unfinished(db::Reader& reader, const PersonId& person, Instant now);
struct Belonging {
  TeamId team;
  bool leader = false;
};
std::vector<Belonging> belongings(db::Reader& reader, const PersonId& person);
void remove_belonging(db::Tx& tx, const PersonId& person, const TeamId& team);
void add_belonging(db::Tx& tx, const PersonId& person, const Belonging& belonging, Instant now);
/// The codes that the survivor did not have.
std::vector<std::string> copy_skills(db::Tx& tx, const PersonId& merged, const PersonId& survivor);
void remove_skill(db::Tx& tx, const PersonId& person, const std::string& skill);

}  // namespace ws::duplicates::store
