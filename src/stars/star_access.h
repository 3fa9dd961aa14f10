#pragma once
// Who sees an application: staff of the volunteer's subtree; publicised ones everybody, by a masked name.

#include "base/actor.h"
#include "stars/star_store.h"

namespace ws::stars::access {

/// "star.not_found" unless it lies in a subtree in which the actor is clerk or dispatcher.
Result<store::Application> get_to_review(db::Reader& reader, const Actor& actor, const StarId& star);
/// "star.not_found" unless it is publicised or was: what nobody was told of, nobody objects to.
Result<store::Application> get_public(db::Reader& reader, const StarId& star);
std::vector<SiteId> reviewed_roots(const Actor& actor);

}  // namespace ws::stars::access
