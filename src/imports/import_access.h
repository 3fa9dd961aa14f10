#pragma once
// Who may upload a list, and who sees one: whoever uploaded it. To everybody else it is not there.

#include "base/actor.h"
#include "imports/import_store.h"

namespace ws::imports::access {

/// Volunteers are entered by clerks and dispatchers over the site; a roster also by those who lead the team. Refuses
/// "site.not_found", "site.not_yours", "team.not_found", "team.not_yours".
Outcome check_may_upload(db::Reader& reader, const Actor& actor, Kind kind, const SiteId& site, const TeamId& team);
/// Refuses "import.not_found".
Result<store::Import> get_own(db::Reader& reader, const Actor& actor, const ImportId& import);

}  // namespace ws::imports::access
