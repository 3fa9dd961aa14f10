#pragma once
// Signing in and out, and who calls. Sessions are rows, so they survive a restart; only hashes of tokens are stored.

#include <string>
#include <string_view>

#include "base/actor.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/vault.h"
#include "base/worker_pool.h"
#include "db/db.h"
#include "people/code_sender_service.h"
#include "people/person_model.h"
#include "people/session_cache_service.h"

namespace ws::people {

struct SignedIn {
  std::string token;  ///< for the client only; 64 hexadecimal digits
  Actor actor;
};

class SessionService {
 public:
  /// `hashing` spends its time on passwords; `sending` waits for the message gateway, so that a slow one holds up
  /// nobody who signs in with a password. Everything outlives the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    WorkerPool& hashing;
    WorkerPool& sending;
    CodeSender& sender;
    SessionCache& cache;
  };
  explicit SessionService(const Parts& parts) : parts_(parts) {}

  /// Sends a one-time code; answers for how many seconds it is good. Known and unknown mobiles get the same answer.
  /// Errors: "session.bad_mobile"; rate_limited "session.code_too_soon"; unavailable "session.code_not_sent".
  Task<Result<std::int64_t>> send_code(std::string mobile);

  /// Errors: unauthenticated "session.wrong_password" (unknown login, or wrong password: the same answer after the
  /// same work); "session.disabled"; unavailable "server.busy".
  Task<Result<SignedIn>> sign_in_by_password(std::string login, std::string password);

  /// The first sign-in of a mobile makes its account, under `name`. Errors: "session.bad_mobile",
  /// "session.code_wrong", "session.code_expired", "session.name_required" (the code stays good), "session.disabled".
  Task<Result<SignedIn>> sign_in_by_code(std::string mobile, std::string code, std::string name);

  Task<Outcome> sign_out(Actor actor);

  /// The actor of a session's token; an empty one if it is none. Called for each request: answers from memory, else
  /// by one read. Does not throw: while the database is away, nobody is signed in.
  Actor authenticate(std::string_view token);

  /// Error: "session.required" when the account is gone.
  Result<MeView> me(const Actor& actor);

  /// Deletes sessions and codes that are over; for a daily job on a thread that may wait. Returns how many.
  Result<std::int64_t> sweep();

 private:
  struct Attempt;
  Attempt try_password(db::Tx& tx, const std::string& login, const std::string& checked_hash, bool matches,
                       const std::string& token);
  Attempt try_code(db::Tx& tx, const std::string& mobile, const std::string& code, const std::string& name,
                   const std::string& token);
  Attempt refuse(db::Tx& tx, const std::string& name, std::string_view means, const Error& error);
  Attempt open(db::Tx& tx, const PersonId& person, const std::string& token, std::string_view means);
  Result<SignedIn> signed_in(const Result<Attempt>& attempt, const std::string& token);
  Actor load(const std::string& token_hash);
  void touch_later(const std::string& session);

  Parts parts_;
  SecretRandom secrets_;
};

}  // namespace ws::people
