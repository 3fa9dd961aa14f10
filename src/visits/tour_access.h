#pragma once
// Who may do what. The staff above a tour's site see it; its clerks and dispatchers make it; dispatchers and leaders
// who did not make it publish it. To everybody else it is there while it is published.

#include "base/actor.h"
#include "visits/tour_store.h"

namespace ws::visits::access {

/// Refuses "tour.not_found".
Result<Tour> get(db::Reader& reader, const Actor& actor, const TourId& tour);
/// Refuses "tour.not_found", "tour.not_yours".
Result<Tour> get_to_write(db::Reader& reader, const Actor& actor, const TourId& tour);
/// Of a tour that the actor writes. Refuses "tour.scene_not_found", "tour.not_yours".
Result<Scene> get_scene_to_write(db::Reader& reader, const Actor& actor, const SceneId& scene);
/// What everybody may visit. Refuses "tour.not_found".
Result<Tour> get_public(db::Reader& reader, const TourId& tour);
bool may_write(db::Reader& reader, const Actor& actor, const Tour& tour);
Judge judge_of(db::Reader& reader, const Actor& actor, const Tour& tour);
/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Subtrees whose tours the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::visits::access
