#pragma once
// Use cases of organisations.

#include "base/actor.h"
#include "base/random.h"
#include "base/task.h"
#include "idempotency/public.h"
#include "organisations/organisation_store.h"

namespace ws::organisations {

class OrganisationService {
 public:
  /// All must outlive the service.
  OrganisationService(db::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  struct Detail {
    Organisation organisation;
    std::vector<Organisation> colleges;
  };
  /// Refuses "list.bad_cursor". `limit` 1–100.
  Result<Page> page(const Filter& filter, const std::string& cursor, std::int64_t limit) const;
  /// Refuses "organisation.not_found".
  Result<Detail> find(const OrganisationId& organisation) const;

  /// Answers the new identifier. Refuses what check_entry and check_may_place refuse, "organisation.parent",
  /// "organisation.name_taken", "organisation.code_taken".
  Task<Result<std::string>> enter(Actor actor, idempotency::Key key, Entry entry);
  /// The same; also "organisation.not_found", "organisation.not_yours", "organisation.closed",
  /// "organisation.changed_meanwhile".
  Task<Result<std::string>> edit(Actor actor, idempotency::Key key, OrganisationId organisation, Entry entry,
                                 std::int64_t version);
  /// It is no longer listed; refused while teams are active: "organisation.has_teams".
  Task<Result<std::string>> close(Actor actor, idempotency::Key key, OrganisationId organisation, std::string reason);

 private:
  db::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace ws::organisations
