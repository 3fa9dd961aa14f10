#pragma once
// What people may do with what is held about them: take all of it along, and leave. And what time does: old drafts
// and the last remains of those who left go by themselves.

#include <string>

#include "activities/public.h"
#include "idempotency/public.h"
#include "people/public.h"
#include "venues/public.h"
#include "volunteers/public.h"

namespace ws::own_data {

class OwnDataService {
 public:
  /// Everything outlives the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    const Rules& rules;
    people::SessionCache& cache;
  };
  explicit OwnDataService(const Parts& parts) : parts_(parts) {}

  /// The whole record as one JSON document (docs/own-data.md says what it is made of), after that it was taken is in
  /// the audit log. Error: "session.required" when the account is gone.
  Task<Result<std::string>> take_along(Actor actor, idempotency::Key key);

  /// Leaves: pseudonymises the person and keeps the ledger; ends roles, sessions, teams, what they signed up for.
  /// Errors: "withdrawal.services", "withdrawal.orders", "withdrawal.children", "grant.last_security_admin".
  Task<Result<std::string>> withdraw(Actor actor, idempotency::Key key, std::string reason);

  /// Removes what the policy's time is over for; for an hourly job on a thread that may wait. Returns how many.
  std::int64_t sweep();

 private:
  Result<std::string> withdraw_in(db::Tx& tx, const PersonId& person, const std::string& reason, Instant now);
  std::string document(db::Reader& reader, const PersonId& person, Instant now) const;

  Parts parts_;
};

}  // namespace ws::own_data
