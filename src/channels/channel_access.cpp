#include "channels/channel_access.h"

#include "content/public.h"
#include "sites/public.h"

namespace ws::channels::access {

Outcome check_may_keep(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

Result<Delivery> get_to_move(db::Reader& reader, const Actor& actor, const DeliveryId& delivery) {
  auto found = store::find(reader, delivery);
  if (!found) return Error::not_found("channel.not_found");
  const auto article = content::find_to_release(reader, actor, ArticleId(found->article));
  if (!article && article.error().code == ErrorCode::not_found) return Error::not_found("channel.not_found");
  if (!article) return article.error();
  return std::move(*found);
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

}  // namespace ws::channels::access
