#include "visits/tour_access.h"

#include "sites/public.h"

namespace ws::visits::access {

Result<Tour> get(db::Reader& reader, const Actor& actor, const TourId& tour) {
  auto found = store::find(reader, tour);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, found->site))
    return Error::not_found("tour.not_found");
  return std::move(*found);
}

bool may_write(db::Reader& reader, const Actor& actor, const Tour& tour) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, tour.site);
}

Result<Tour> get_to_write(db::Reader& reader, const Actor& actor, const TourId& tour) {
  auto found = get(reader, actor, tour);
  if (found && !may_write(reader, actor, *found)) return Error::forbidden("tour.not_yours");
  return found;
}

Result<Scene> get_scene_to_write(db::Reader& reader, const Actor& actor, const SceneId& scene) {
  auto found = store::find_scene(reader, scene);
  if (!found) return Error::not_found("tour.scene_not_found");
  const auto tour = get_to_write(reader, actor, found->tour);
  // A scene of a tour that they do not see is not there.
  if (!tour && tour.error().code == ErrorCode::not_found) return Error::not_found("tour.scene_not_found");
  if (!tour) return tour.error();
  return std::move(*found);
}

Result<Tour> get_public(db::Reader& reader, const TourId& tour) {
  auto found = store::find(reader, tour);
  if (!found || found->state != State::published) return Error::not_found("tour.not_found");
  return std::move(*found);
}

Judge judge_of(db::Reader& reader, const Actor& actor, const Tour& tour) {
  return {store::wrote(reader, tour.id, actor.person),
          sites::covers(reader, actor, {Role::dispatcher, Role::leader}, tour.site)};
}

Outcome check_may_write_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

}  // namespace ws::visits::access
