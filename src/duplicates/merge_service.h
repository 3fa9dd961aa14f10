#pragma once
// Use cases of duplicates and merges.

#include "base/actor.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "base/vault.h"
#include "duplicates/merge_access.h"
#include "idempotency/public.h"

namespace ws::duplicates {

class MergeService {
 public:
  /// All must outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    const Rules& rules;
  };
  explicit MergeService(const Parts& parts) : parts_(parts) {}

  /// At most 100 of each likeness, within the actor's subtrees.
  std::vector<Candidate> candidates(const Actor& actor) const;
  struct Page {
    std::vector<Merge> items;
    std::optional<std::string> next;
  };
  Page list(const Actor& actor, std::optional<State> state, const std::string& cursor, std::int64_t limit) const;
  struct Detail {
    Merge merge;
    std::vector<Trace> trail;
    bool decidable = false;  ///< by this actor
  };
  /// Refuses "merge.not_found", as all below that name one.
  Result<Detail> find(const Actor& actor, const MergeId& merge) const;
  /// "199****0001" of an account.
  std::string mobile_masked(const Account& account) const;

  /// Refuses "merge.same", "person.not_found" (also outside the actor's subtrees), "merge.already".
  Task<Result<std::string>> propose(Actor actor, idempotency::Key key, PersonId merged, PersonId survivor,
                                    std::string reason);
  /// Refuses what may_decide refuses, "merge.decided", "merge.has_roles", "merge.unfinished",
  /// "merge.too_many_entries".
  Task<Result<std::string>> accept(Actor actor, idempotency::Key key, MergeId merge);
  Task<Result<std::string>> refuse(Actor actor, idempotency::Key key, MergeId merge, std::string reason);
  /// Refuses "merge.own" (whoever proposed it does not undo it), "merge.not_merged", "merge.lived_on": something was
  /// entered for the person since.
  Task<Result<std::string>> undo(Actor actor, idempotency::Key key, MergeId merge, std::string reason);

 private:
  Outcome join(db::Tx& tx, const Actor& actor, const Merge& merge, Instant now) const;
  Outcome part(db::Tx& tx, const Actor& actor, const Merge& merge, Instant now) const;

  Parts parts_;
};

}  // namespace ws::duplicates
