#include "live/public.h"

#include "live/broadcast_access.h"
#include "live/broadcast_store.h"

namespace ws::live {

std::optional<Broadcast> find(db::Reader& reader, const BroadcastId& broadcast) {
  return store::find(reader, broadcast);
}

Outcome check_may_run(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast) {
  if (const auto found = access::get_to_run(reader, actor, broadcast); !found) return found.error();
  return Done{};
}

}  // namespace ws::live
