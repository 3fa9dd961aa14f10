#pragma once
// What each step of a team leaves behind, in the transaction that takes it: an event, the audit entry, notices.

#include "base/random.h"
#include "teams/team_store.h"

namespace ws::teams {

class Move {
 public:
  /// `team` must live as long as this.
  Move(db::Tx& tx, Random& random, Team& team, PersonId actor, Instant now)
      : tx_(tx), random_(random), team_(team), actor_(std::move(actor)), now_(now) {}

  /// The team takes the step; the model said that it may. `person`: whom it concerns.
  void step(Step step, const PersonId& person = {}, const std::string& reason = {});
  /// Writes the team after its steps. Refuses "team.changed_meanwhile".
  Outcome save();

  void join(const PersonId& person);
  void appoint(const PersonId& person);
  void dismiss(const PersonId& person, const std::string& reason);

  /// Nothing for whoever acts themself. `who` is named in it.
  void tell(const PersonId& person, std::string_view kind, const std::string& reason = {},
            const std::string& who = {});
  void tell(const std::vector<PersonId>& people, std::string_view kind, const std::string& reason = {},
            const std::string& who = {});

  db::Tx& tx() { return tx_; }
  Team& team() { return team_; }
  Instant now() const { return now_; }

 private:
  db::Tx& tx_;
  Random& random_;
  Team& team_;
  PersonId actor_;
  Instant now_;
};

}  // namespace ws::teams
