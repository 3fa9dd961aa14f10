#pragma once
// What each step of an activity or a signup leaves behind, in the transaction that takes it: an event, a message to
// screens, notices.

#include "activities/activity_store.h"
#include "activities/signup_store.h"

namespace ws::activities {

class Move {
 public:
  /// `actor` is empty for clocks. `activity` must live as long as this.
  Move(db::Tx& tx, Random& random, const Rules& rules, Activity& activity, PersonId actor, Instant now)
      : tx_(tx), random_(random), rules_(rules), activity_(activity), actor_(std::move(actor)), now_(now) {}

  /// The activity takes the step; the model said that it may.
  void step(Step step, std::string reason = {}, std::string detail = {});
  /// Writes the activity after its steps, and what search finds of it.
  Outcome save();

  /// The signup has moved from `from` (nothing: it is new) to where it is now. Writes it unless it is new.
  void signup(Signup& signup, SignupStep step, std::optional<SignupState> from, std::string reason = {});

  /// Nothing for whoever acts themself. `when` is the shift's start, or when an offer expires.
  void tell(const PersonId& person, std::string_view kind, Instant when, std::string_view reason = {});
  void tell(const std::vector<PersonId>& people, std::string_view kind, Instant when, std::string_view reason = {});
  /// The activity's own people: its author, and whoever leads its team.
  std::vector<PersonId> owners();

  db::Tx& tx() { return tx_; }
  Instant now() const { return now_; }
  const PersonId& actor() const { return actor_; }

 private:
  db::Tx& tx_;
  Random& random_;
  const Rules& rules_;
  Activity& activity_;
  PersonId actor_;
  Instant now_;
};

}  // namespace ws::activities
