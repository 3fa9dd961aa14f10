#pragma once
// Areas are public to read. They reach over offices, so dispatchers keep them whose grants cover every site of the
// area: the center's, mostly.

#include "areas/area_store.h"
#include "base/actor.h"

namespace ws::areas::access {

/// Refuses "area.not_found".
Result<Area> get(db::Reader& reader, const AreaId& area);
/// Refuses "area.not_found", "area.not_yours".
Result<Area> get_to_keep(db::Reader& reader, const Actor& actor, const AreaId& area);
bool may_keep(db::Reader& reader, const Actor& actor, const Area& area);
/// Of what it is to become. Refuses "area.unknown_site", "area.unknown_project", "area.not_yours".
Outcome check_may_keep(db::Reader& reader, const Actor& actor, const Plan& plan);

}  // namespace ws::areas::access
