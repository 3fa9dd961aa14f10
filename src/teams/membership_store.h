#pragma once
// Rows of who belongs to teams, and of who asks to.

#include "db/db.h"
#include "teams/team_model.h"

namespace ws::teams::store {

std::optional<Membership> find_membership(db::Reader& reader, const TeamId& team, const PersonId& person);
/// Of the team and its active sub-teams, by number; after the cursor "NUMBER TEAM" ("" all).
std::vector<Membership> memberships(db::Reader& reader, const TeamId& team, const std::string& after,
                                    std::int64_t limit);
std::string cursor_of(const Membership& membership);
/// Of a person, by name of the team; active teams only, at most 100.
std::vector<Membership> memberships_of(db::Reader& reader, const PersonId& person);
std::vector<std::string> leader_names(db::Reader& reader, const TeamId& team);
struct Counts {
  std::int64_t members = 0, leaders = 0;
};
/// Of the team itself.
Counts count(db::Reader& reader, const TeamId& team);
bool is_registered(db::Reader& reader, const PersonId& person);
/// False if the person belongs to it already.
bool add_member(db::Tx& tx, const TeamId& team, const PersonId& person, bool leader, Instant now);
bool remove_member(db::Tx& tx, const TeamId& team, const PersonId& person);
bool set_leader(db::Tx& tx, const TeamId& team, const PersonId& person, bool leader);

std::optional<Request> find_request(db::Reader& reader, const TeamRequestId& request);
/// The person's latest in the team.
std::optional<Request> latest_request(db::Reader& reader, const TeamId& team, const PersonId& person);
/// Of a team, newest first, those before the identifier `before` ("" all).
std::vector<Request> requests(db::Reader& reader, const TeamId& team, std::optional<RequestState> state,
                              const std::string& before, std::int64_t limit);
/// Of a person, newest first.
std::vector<Request> requests_of(db::Reader& reader, const PersonId& person, std::int64_t limit);
std::int64_t count_pending(db::Reader& reader, const PersonId& person);
/// False if one is pending already.
bool insert_request(db::Tx& tx, const TeamRequestId& id, const TeamId& team, const PersonId& person,
                    const std::string& text, Instant now);
/// False if it was answered already.
bool answer_request(db::Tx& tx, const TeamRequestId& id, RequestState state, const PersonId& by,
                    const std::string& reason, Instant now);
/// Takes all pending ones of a team; answers who had asked.
std::vector<PersonId> close_requests(db::Tx& tx, const TeamId& team, const PersonId& by, const std::string& reason,
                                     Instant now);

}  // namespace ws::teams::store
