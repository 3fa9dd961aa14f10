#pragma once
// Channels are kept by the dispatchers of their owner; that there are some is no secret among staff. What becomes of
// an article there is seen by whoever sees the article, and by the staff above the channel; sending and taking down
// is for whoever may release the article.

#include "base/actor.h"
#include "channels/channel_store.h"

namespace ws::channels::access {

/// Refuses "site.not_found", "site.not_yours".
Outcome check_may_keep(db::Reader& reader, const Actor& actor, const SiteId& site);
/// Refuses "channel.not_found".
Result<Delivery> get_to_move(db::Reader& reader, const Actor& actor, const DeliveryId& delivery);
/// Subtrees whose channels' deliveries the actor sees.
std::vector<SiteId> seen(const Actor& actor);

}  // namespace ws::channels::access
