#pragma once
// Who may do what. The staff above an entry's site and the leaders of the team it is about see it while it is on its
// way; dispatchers and leaders of the center who did not put it forward judge it. Everybody sees what is publicised
// or shown.

#include "base/actor.h"
#include "showcase/showcase_store.h"

namespace ws::showcase::access {

/// Fills in the site of what is put forward. Refuses "site.not_found", "project.not_found", "team.not_found",
/// "showcase.unknown_article", "showcase.unknown_picture", "showcase.not_yours".
Outcome check_may_nominate(db::Reader& reader, const Actor& actor, Plan& plan);
/// Refuses "showcase.not_found".
Result<store::Entry> get(db::Reader& reader, const Actor& actor, const ShowcaseId& id);
/// What everybody may see: publicised or shown, and what it refers to is still public. Refuses "showcase.not_found".
Result<store::Entry> get_public(db::Reader& reader, const ShowcaseId& id);
Standing standing_of(db::Reader& reader, const Actor& actor, const store::Entry& entry);
/// Subtrees whose entries the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::showcase::access
