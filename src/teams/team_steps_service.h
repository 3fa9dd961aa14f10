#pragma once
// The steps of a team and of those in it. Each is one use case in the transaction it is given: the change, an event,
// notices, the audit entry.

#include "base/policy.h"
#include "base/random.h"
#include "teams/team_access.h"
#include "teams/team_store.h"

namespace ws::teams {

/// What a step leaves: the team, or the request it was about.
struct Changed {
  std::string id;
  std::string_view state;
};

class TeamSteps {
 public:
  TeamSteps(Random& random, const Rules& rules) : random_(random), rules_(rules) {}

  // ---- the team

  /// Refuses what check_may_found and check_plan refuse, "team.too_deep", "team.name_taken", "team.organisation",
  /// "team.too_many_drafts".
  Result<Changed> found(db::Tx& tx, const Actor& actor, const Plan& plan, Instant now) const;
  /// The site and the team above stay. Also "team.changed_meanwhile".
  Result<Changed> edit(db::Tx& tx, const Actor& actor, const TeamId& team, const Plan& plan, std::int64_t version,
                       Instant now) const;
  Result<Changed> submit(db::Tx& tx, const Actor& actor, const TeamId& team, Instant now) const;
  Result<Changed> give_back(db::Tx& tx, const Actor& actor, const TeamId& team, const std::string& reason,
                            Instant now) const;
  /// The team begins; whoever founded it leads it, if they are a registered volunteer.
  Result<Changed> approve(db::Tx& tx, const Actor& actor, const TeamId& team, Instant now) const;
  /// Also "team.has_sub_teams", "team.busy".
  Result<Changed> dissolve(db::Tx& tx, const Actor& actor, const TeamId& team, const std::string& reason,
                           Instant now) const;

  // ---- who is in it

  /// Refuses "team.not_volunteer", "team.already_member", "team.takes_no_requests", "team.already_requested",
  /// "team.too_many_requests".
  Result<Changed> ask(db::Tx& tx, const Actor& actor, const TeamId& team, const std::string& text, Instant now) const;
  /// Refuses "team.request_not_found", "team.request_answered", "team.own_request" (nobody answers their own),
  /// "team.not_volunteer".
  Result<Changed> let_in(db::Tx& tx, const Actor& actor, const TeamRequestId& request, Instant now) const;
  Result<Changed> refuse(db::Tx& tx, const Actor& actor, const TeamRequestId& request, const std::string& reason,
                         Instant now) const;
  Result<Changed> withdraw(db::Tx& tx, const Actor& actor, const TeamRequestId& request, Instant now) const;
  /// Refuses "team.last_leader".
  Result<Changed> leave(db::Tx& tx, const Actor& actor, const TeamId& team, Instant now) const;
  /// Refuses "team.member_not_found" and what may_remove refuses.
  Result<Changed> remove(db::Tx& tx, const Actor& actor, const TeamId& team, const PersonId& person,
                         const std::string& reason, Instant now) const;
  Result<Changed> appoint(db::Tx& tx, const Actor& actor, const TeamId& team, const PersonId& person,
                          Instant now) const;
  /// Refuses what may_dismiss refuses, "team.last_leader".
  Result<Changed> dismiss(db::Tx& tx, const Actor& actor, const TeamId& team, const PersonId& person,
                          const std::string& reason, Instant now) const;
  /// The actor leads no longer, the other does.
  Result<Changed> hand_over(db::Tx& tx, const Actor& actor, const TeamId& team, const PersonId& to,
                            Instant now) const;

 private:
  Outcome check_plan(db::Reader& reader, const Plan& plan, const TeamId& team) const;

  Random& random_;
  const Rules& rules_;
};

}  // namespace ws::teams
