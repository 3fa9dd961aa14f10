#pragma once
// Getting an account back whose mobile is lost. Whoever asks has proved a mobile by signing in and says name and
// identity number; the answer is the same whether they fit somebody or nobody (docs/decisions/0013). A verifier of
// that account decides, with a reason.

#include <functional>
#include <string>
#include <vector>

#include "base/policy.h"
#include "idempotency/public.h"
#include "people/public.h"
#include "volunteers/recovery_store.h"

namespace ws::volunteers {

struct Claim {
  std::string name;
  std::string id_type;
  std::string id_number;
  std::string note;  ///< for the verifier: how to be reached, what happened
};

/// One that waits, as a verifier sees it.
struct WaitingRecovery {
  store::Recovery recovery;
  std::string old_mobile_masked;
  std::string new_mobile_masked;
};

class RecoveryService {
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
  explicit RecoveryService(const Parts& parts) : parts_(parts) {}

  /// Errors: "field.required", "identity.bad_type", "identity.bad_number", "recovery.registered" (the actor has an
  /// identity of their own on record), rate_limited "recovery.too_many".
  Task<Result<std::string>> ask(Actor actor, idempotency::Key key, Claim claim);
  struct Page {
    std::vector<WaitingRecovery> items;
    std::optional<std::string> next;
  };
  Page waiting(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  enum class Verdict { approved, declined };
  /// Approved: the account gets the mobile of whoever asked, whose own fresh account is closed. Errors:
  /// "recovery.not_found", "volunteer.not_verifier", "recovery.own", "recovery.decided", "recovery.registered".
  Task<Result<std::string>> decide(Actor actor, idempotency::Key key, RecoveryId id, Verdict verdict,
                                   std::string reason);

 private:
  using Body = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Body body) const;
  Result<std::string> ask_in(db::Tx& tx, const Actor& actor, const Claim& claim, Instant now);
  Result<std::string> decide_in(db::Tx& tx, const Actor& actor, const store::Recovery& recovery, Verdict verdict,
                                const std::string& reason, Instant now);

  Parts parts_;
};

}  // namespace ws::volunteers
