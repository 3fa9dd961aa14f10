#pragma once
// The ledger's seal: a Merkle root a day, published, and proofs against it.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/clock.h"
#include "base/policy.h"
#include "ledger/ledger_store.h"

namespace ws::ledger {

class LedgerService {
 public:
  /// All must outlive the service.
  LedgerService(db::Database& database, const Clock& clock, const Rules& rules)
      : database_(database), clock_(clock), rules_(rules) {}

  /// Seals the last local day once the policy's minute after its midnight has come; a bounded part of the work a
  /// turn. Returns how many roots were written. Throws db::Failure when the tree no longer leads to the last root:
  /// what was sealed has been changed, and nothing more is sealed on top of it.
  int tick();

  struct Page {
    std::vector<Root> items;
    std::optional<std::string> next;
  };
  /// Newest first; `before`: a day, or "".
  Page roots(const std::string& before, std::int64_t limit) const;

  struct ProvenLeaf {
    std::int64_t index = 0;
    std::string text;
    std::vector<Hash> path;
  };
  struct Proof {
    Root root;
    EntryRow entry;
    std::vector<ProvenLeaf> leaves;  ///< the entry, then its events
  };
  /// Of the actor's own entry, against the newest root: "hours.not_found", "ledger.not_sealed" (until the next
  /// night).
  Result<Proof> prove(const Actor& actor, const std::string& entry) const;

  struct Consistency {
    Root older;
    Root newer;
    std::vector<Hash> path;
  };
  /// Between two days: "ledger.no_day".
  Result<Consistency> consistency(const std::string& older, const std::string& newer) const;

 private:
  std::string due_day(Instant now) const;
  Result<bool> advance(db::Tx& tx, const std::string& day, Instant now) const;

  db::Database& database_;
  const Clock& clock_;
  const Rules& rules_;
  std::string sealed_day_;  ///< of the clock's thread alone
};

}  // namespace ws::ledger
