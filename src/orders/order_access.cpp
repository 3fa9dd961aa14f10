#include "orders/order_access.h"

#include <algorithm>

#include "sites/public.h"
#include "teams/public.h"

namespace ws::orders {
namespace {

bool offered_to(db::Reader& reader, const Actor& actor, const OfferRow& offer) {
  if (!offer.volunteer.empty()) return offer.volunteer == actor.person;
  return teams::leads(reader, actor, offer.team);
}

bool has_offer(db::Reader& reader, const Actor& actor, const OrderId& order) {
  const auto offers = open_offers(reader, order);
  return std::any_of(offers.begin(), offers.end(),
                     [&](const OfferRow& offer) { return offered_to(reader, actor, offer); });
}

Standing standing_of(db::Reader& reader, const Actor& actor, const Order& order) {
  Standing standing;
  standing.requester = order.requester == actor.person;
  standing.volunteer = actor.volunteer;
  if (!actor.grants.empty()) {
    standing.dispatcher = sites::covers(reader, actor, {Role::dispatcher}, order.site);
    standing.clerk = standing.dispatcher || sites::covers(reader, actor, {Role::clerk}, order.site);
    standing.reader = sites::covers(reader, actor, {Role::leader}, order.site);
    standing.team_leader = !order.team.empty() && teams::leads(reader, actor, order.team);
  }
  if (actor.volunteer) {
    standing.offered = order.state == State::dispatched && has_offer(reader, actor, order.id);
    if (order.crew_count > 0)
      for (const CrewPresence& member : crew(reader, order.id, order.round))
        if (member.volunteer == actor.person) {
          standing.crew = true;
          standing.checked_in = member.in.has_value();
          standing.checked_out = member.out.has_value();
        }
  }
  return standing;
}

Result<Seen> judge(db::Reader& reader, const Actor& actor, std::optional<Order> order) {
  if (!order) return Error::not_found("order.not_found");
  Seen seen{std::move(*order), {}};
  seen.standing = standing_of(reader, actor, seen.order);
  // Once claimed, an order is hidden again from those who could have claimed it.
  const bool claimable = actor.volunteer && seen.order.open_claim && seen.order.state == State::dispatched;
  if (!seen.standing.sees() && !claimable) return Error::not_found("order.not_found");
  return seen;
}

}  // namespace

Result<Seen> see(db::Reader& reader, const Actor& actor, const OrderId& id) {
  return judge(reader, actor, find(reader, id));
}

Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const OrderId& id) {
  return judge(tx, actor, lock(tx, id));
}

Result<SeenOffer> see_offer_for_change(db::Tx& tx, const Actor& actor, const OfferId& id) {
  auto offer = find_offer(tx, id);
  if (!offer || !offered_to(tx, actor, *offer)) return Error::not_found("offer.not_found");
  auto order = lock(tx, offer->order);
  Seen seen{std::move(order.value()), {}};
  seen.standing = standing_of(tx, actor, seen.order);
  return SeenOffer{std::move(*offer), std::move(seen)};
}

}  // namespace ws::orders
