#pragma once
// Whose volunteers somebody may look at, and whom they may verify: those of their subtree, and those who registered
// through a team they lead. Anybody else looks like nobody.

#include "base/actor.h"
#include "volunteers/life_store.h"

namespace ws::volunteers::access {

struct Seen {
  store::Life life;
  bool verifier =
      false;  ///< leads the team, or works for the office or center above (domain.md: team, office, center)
};

/// Error: "volunteer.not_found".
Result<Seen> see(db::Reader& reader, const Actor& actor, const PersonId& person);
Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const PersonId& person);

/// Subtrees and teams whose volunteers the actor may list.
struct Scope {
  std::vector<SiteId> roots;
  std::vector<TeamId> teams;
};
Scope scope_of(db::Reader& reader, const Actor& actor);

/// Error: "site.not_yours".
Outcome check_may_enter(db::Reader& reader, const Actor& actor, const SiteId& site);

}  // namespace ws::volunteers::access
