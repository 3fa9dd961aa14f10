#pragma once
// The only way to an order for an actor. What the actor may not see answers as what is not there.

#include "base/actor.h"
#include "orders/order_store.h"

namespace ws::orders {

struct Seen {
  Order order;
  Standing standing;
};

/// For reading. "order.not_found" when absent or hidden; volunteers see an order that is open to be claimed.
Result<Seen> see(db::Reader& reader, const Actor& actor, const OrderId& id);
/// For changing: the row is locked.
Result<Seen> see_for_change(db::Tx& tx, const Actor& actor, const OrderId& id);

struct SeenOffer {
  OfferRow offer;
  Seen seen;
};
/// An offer made to the actor or to a team the actor leads; "offer.not_found" otherwise.
Result<SeenOffer> see_offer_for_change(db::Tx& tx, const Actor& actor, const OfferId& id);

}  // namespace ws::orders
