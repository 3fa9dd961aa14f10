#include "live/broadcast_access.h"

#include "sites/public.h"

namespace ws::live::access {

Result<Broadcast> get(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast) {
  auto found = store::find(reader, broadcast);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, found->plan.site))
    return Error::not_found("live.not_found");
  return std::move(*found);
}

bool may_run(db::Reader& reader, const Actor& actor, const Broadcast& broadcast) {
  return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, broadcast.plan.site);
}

Result<Broadcast> get_to_run(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast) {
  auto found = get(reader, actor, broadcast);
  if (found && !may_run(reader, actor, *found)) return Error::forbidden("live.not_yours");
  return found;
}

Result<Broadcast> get_to_speak(db::Reader& reader, const Actor& actor, const BroadcastId& broadcast) {
  if (!actor.signed_in() || !store::teaches(reader, actor.person, broadcast))
    return get_to_run(reader, actor, broadcast);
  auto found = store::find(reader, broadcast);
  if (!found) return Error::not_found("live.not_found");
  return std::move(*found);
}

Result<Broadcast> get_public(db::Reader& reader, const BroadcastId& broadcast) {
  auto found = store::find(reader, broadcast);
  if (!found || found->state == State::planned) return Error::not_found("live.not_found");
  return std::move(*found);
}

Outcome check_may_plan_at(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site)) return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<SiteId> seen(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

}  // namespace ws::live::access
