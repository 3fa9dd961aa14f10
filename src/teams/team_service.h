#pragma once
// Teams for the web: one transaction and one idempotency key per use case, and what lists and pages read.

#include <functional>

#include "base/actor.h"
#include "base/policy.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "teams/team_steps_service.h"

namespace ws::teams {

class TeamService {
 public:
  /// All must outlive the service.
  TeamService(db::Database& database, const Clock& clock, Random& random, const Rules& rules)
      : database_(database), clock_(clock), steps_(random, rules) {}

  /// Runs one use case: `body(tx, steps, now)`; a repeated key gets the same answer.
  using Body = std::function<Result<Changed>(db::Tx&, const TeamSteps&, Instant)>;
  /// Answers {"id": …, "state": …}.
  Task<Result<std::string>> run(idempotency::Key key, Body body);

  /// Refuses "list.bad_cursor". `limit` 1–100, in each list.
  Result<Page> page(const Filter& filter, const std::string& cursor, std::int64_t limit) const;
  /// What the actor leads or looks after, in any state.
  Result<PageOf<Managed>> managed(const Actor& actor, const ManagedFilter& filter, const std::string& cursor,
                                  std::int64_t limit) const;
  /// With the figures of the ledger. Refuses "team.not_found".
  Result<Detail> team(const Actor& actor, const TeamId& team) const;
  /// At most 1000, with sub-teams, each person once. Refuses "team.not_found", "team.not_yours".
  Result<std::vector<Member>> members(const Actor& actor, const TeamId& team) const;
  /// Who is in the team and its sub-teams, each membership a row. Refuses the same, and "list.bad_cursor".
  Result<PageOf<Membership>> memberships(const Actor& actor, const TeamId& team, const std::string& cursor,
                                         std::int64_t limit) const;
  Result<PageOf<Request>> requests(const Actor& actor, const TeamId& team, std::optional<RequestState> state,
                                   const std::string& cursor, std::int64_t limit) const;
  Result<PageOf<Event>> events(const Actor& actor, const TeamId& team, const std::string& cursor,
                               std::int64_t limit) const;
  struct Mine {
    std::vector<Membership> memberships;
    std::vector<Request> requests;  ///< newest first, at most 20
  };
  Mine mine(const Actor& actor) const;

 private:
  db::Database& database_;
  const Clock& clock_;
  TeamSteps steps_;
};

}  // namespace ws::teams
