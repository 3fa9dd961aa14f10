#pragma once
// What a security administrator does with people of the own subtree: looks, grants and takes back roles, shows a
// number in the clear with a logged reason.

#include <string>

#include "base/actor.h"
#include "base/clock.h"
#include "base/random.h"
#include "base/vault.h"
#include "db/db.h"
#include "idempotency/public.h"
#include "people/grant_model.h"
#include "people/person_model.h"
#include "people/session_cache_service.h"

namespace ws::people {

/// Which number is shown.
enum class Secret { mobile, id_number };

struct PeopleFilter {
  std::string words;  ///< part of a name, a login, or an exact mobile
  std::string role;
  std::string cursor;  ///< the last person of the page before
  std::int64_t limit = 20;
};

class PeopleService {
 public:
  /// Everything outlives the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    const Vault& vault;
    SessionCache& cache;
  };
  explicit PeopleService(const Parts& parts) : parts_(parts) {}

  PersonPage list(const Actor& actor, const PeopleFilter& filter);
  /// Error: "person.not_found".
  Result<PersonView> find(const Actor& actor, const PersonId& person);

  /// The grant's identifier. Errors: "person.not_found", "grant.own", "grant.separation", "grant.already",
  /// "grant.person_disabled", "grant.scope_not_found", those of check_scope() and check_site_kind().
  Task<Result<std::string>> grant(Actor actor, idempotency::Key key, GrantRequest request);

  /// The grant's identifier. Errors: "grant.not_found", "grant.own", "grant.already_revoked",
  /// "grant.last_security_admin": a subtree must keep one.
  Task<Result<std::string>> revoke(Actor actor, idempotency::Key key, GrantId grant, std::string reason);

  /// The number in the clear, after the reason is in the audit log. Errors: "person.not_found", "person.no_number".
  Task<Result<std::string>> reveal(Actor actor, idempotency::Key key, PersonId person, Secret what,
                                   std::string reason);

 private:
  PersonView view_of(PersonRecord record) const;
  Result<std::string> write_grant(db::Tx& tx, const Actor& actor, const GrantRequest& request);
  Result<std::string> write_revocation(db::Tx& tx, const Actor& actor, const GrantId& grant,
                                       const std::string& reason);

  Parts parts_;
};

}  // namespace ws::people
