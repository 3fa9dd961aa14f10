#include "stars/star_access.h"

#include "sites/public.h"

namespace ws::stars::access {

Result<store::Application> get_to_review(db::Reader& reader, const Actor& actor, const StarId& star) {
  auto found = store::find(reader, star);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site))
    return Error::not_found("star.not_found");
  return std::move(*found);
}

Result<store::Application> get_public(db::Reader& reader, const StarId& star) {
  auto found = store::find(reader, star);
  if (!found || !found->publicised) return Error::not_found("star.not_found");
  return std::move(*found);
}

std::vector<SiteId> reviewed_roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher});
}

}  // namespace ws::stars::access
