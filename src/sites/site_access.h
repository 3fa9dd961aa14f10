#pragma once
// Sites are public to read; what may be done to one is a matter of the subtree.

#include "base/actor.h"
#include "db/db.h"
#include "sites/site_model.h"

namespace ws::sites::access {

/// For anybody. Refuses "site.not_found".
Result<Site> get_site(db::Reader& reader, const SiteId& site);
/// For its clerks and dispatchers. Refuses "site.not_found"; "site.not_yours" outside the own subtrees (a site is
/// public, so there is nothing to hide).
Result<Site> get_site_to_edit(db::Reader& reader, const Actor& actor, const SiteId& site);
/// For the system administrator of a subtree with the site in it (or of the whole platform). Refuses the same.
Result<Site> get_site_to_move(db::Reader& reader, const Actor& actor, const SiteId& site);

}  // namespace ws::sites::access
