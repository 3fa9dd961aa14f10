#pragma once
// Who may do what. The staff above a pact's site see it on its way; its clerks and dispatchers write it; dispatchers
// and leaders who did not write a version publish it. Everybody reads what was published.

#include "base/actor.h"
#include "pacts/pact_store.h"

namespace ws::pacts::access {

/// Refuses "pact.not_found".
Result<Pact> get(db::Reader& reader, const Actor& actor, const PactId& pact);
/// Refuses "pact.not_found", "pact.not_yours".
Result<Pact> get_to_write(db::Reader& reader, const Actor& actor, const PactId& pact);
/// Published or closed. Refuses "pact.not_found".
Result<Pact> get_public(db::Reader& reader, const PactId& pact);
bool may_write(db::Reader& reader, const Actor& actor, const Pact& pact);
/// Of the version that is open.
Judge judge_of(db::Reader& reader, const Actor& actor, const Pact& pact, const std::optional<Version>& open);
/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose pacts the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::pacts::access
