#pragma once
// Use cases of the ledger for people: see one's own, confirm those of a subtree, dispute.

#include <optional>
#include <string>

#include "base/clock.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/task.h"
#include "hours/hours_store.h"
#include "idempotency/public.h"

namespace ws::hours {

class HoursService {
 public:
  /// All must outlive the service.
  HoursService(db::Database& database, const Clock& clock, Random& random, const Rules& rules)
      : database_(database), clock_(clock), random_(random), rules_(rules) {}

  struct Page {
    std::vector<Listed> items;
    std::optional<std::int64_t> next;  ///< cursor of the following page
  };
  struct Mine {
    Page page;
    Totals totals;
  };
  /// Newest first. `cursor`: of an earlier page, or nothing for the first. `limit` 1–100.
  Mine mine(const Actor& actor, std::optional<std::int64_t> cursor, std::int64_t limit) const;
  /// What waits in the actor's subtrees, longest first.
  Page pending(const Actor& actor, std::optional<std::int64_t> cursor, std::int64_t limit) const;

  struct PublicPage {
    std::vector<Publicised> items;
    std::optional<std::int64_t> next;
  };
  /// What is publicised in a site's subtree, newest first, for anybody. Refuses "site.not_found".
  Result<PublicPage> publicised(const SiteId& site, std::optional<std::int64_t> cursor, std::int64_t limit) const;

  /// Moves what is due: confirmed to publicised at once, publicised to effective after the policy's days. A bounded
  /// number a turn; returns how many moved.
  int tick();

  /// Confirms a pending entry: "hours.not_found", "hours.own_entry", "hours.not_pending". Of two at once one wins.
  Task<Result<std::string>> confirm(Actor actor, idempotency::Key key, HoursEntryId entry);
  /// The volunteer's own: "hours.not_found", "hours.not_disputable". The site's clerks are told.
  Task<Result<std::string>> dispute(Actor actor, idempotency::Key key, HoursEntryId entry, std::string reason);

 private:
  Result<std::string> confirm_in(db::Tx& tx, const Actor& actor, const HoursEntryId& entry, Instant now);
  Result<std::string> dispute_in(db::Tx& tx, const Actor& actor, const HoursEntryId& entry, const std::string& reason,
                                 Instant now);

  db::Database& database_;
  const Clock& clock_;
  Random& random_;
  const Rules& rules_;
};

}  // namespace ws::hours
