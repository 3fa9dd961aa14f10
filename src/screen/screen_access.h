#pragma once
// Whose screen: staff see the subtree of a site they are granted, or one below it.

#include "base/actor.h"
#include "base/result.h"
#include "db/db.h"

namespace ws::screen {

/// The root of the actor's screen: `wanted` when it lies within one of the actor's roots, else the actor's first
/// root. What is hidden and what is absent answer alike. "access.denied" for those with no root.
Result<SiteId> root_for(db::Reader& reader, const Actor& actor, const SiteId& wanted);

}  // namespace ws::screen
