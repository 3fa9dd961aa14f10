#pragma once
// Use cases of sites.

#include "base/actor.h"
#include "base/random.h"
#include "db/db.h"
#include "idempotency/public.h"
#include "sites/site_model.h"

namespace ws::sites {

class SiteService {
 public:
  SiteService(db::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  /// At most 500, in the order of the tree, bases last. Refuses "site.unknown_kind".
  Result<std::vector<Site>> list(const Filter& filter);
  /// Refuses "site.not_found".
  Result<Detail> site(const SiteId& site);
  std::vector<Area> areas();
  /// Refuses "map.no_boundary" until one is set.
  Result<Boundary> boundary();

  /// Text, hours, rooms and offers together or not at all. Refuses "site.not_found", "site.not_yours", what
  /// check_edit refuses, "menu.unknown_item", "site.unknown_picture", "site.unknown_venue".
  Task<Result<std::string>> edit(Actor actor, SiteId site, Edit edit, idempotency::Key key);
  /// Refuses "site.not_found", "site.not_yours", "site.state_not_allowed".
  Task<Result<std::string>> change_state(Actor actor, SiteId site, SiteState to, std::string reason,
                                         idempotency::Key key);

 private:
  db::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace ws::sites
