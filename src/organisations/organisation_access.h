#pragma once
// Organisations are public. Staff of the site that looks after one, or of a site above, write it.

#include "base/actor.h"
#include "organisations/organisation_store.h"

namespace ws::organisations::access {

/// Refuses "organisation.not_found".
Result<Organisation> get(db::Reader& reader, const OrganisationId& organisation);
/// Refuses "organisation.not_found", "organisation.not_yours", "organisation.closed".
Result<Organisation> get_to_edit(db::Reader& reader, const Actor& actor, const OrganisationId& organisation);
/// Whether the actor may place an entry at the site. Refuses "site.not_found", "site.not_yours".
Outcome check_may_place(db::Reader& reader, const Actor& actor, const SiteId& site);

}  // namespace ws::organisations::access
