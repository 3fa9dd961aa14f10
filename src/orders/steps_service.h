#pragma once
// The use cases of an order, each inside a transaction given to it. OrderService opens the transactions; the demo
// seed replays six weeks through the same functions.

#include <map>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/policy.h"
#include "base/random.h"
#include "base/vault.h"
#include "dispatch/public.h"
#include "orders/order_access.h"

namespace ws::orders {

struct PlaceOrder {
  MenuItemId menu_item;  ///< empty: a need in words
  std::string category;  ///< wanted without a menu item
  std::string need;
  SiteId site;
  std::string place;  ///< home, site
  Instant starts;
  std::int64_t minutes = 60;  ///< of a need in words
  std::string contact_name;
  std::string contact_mobile;
  std::string address;
  std::string consent_version;
  std::string lane = "online";
  std::string consent_note;  ///< of an order on behalf
};

struct Dispatch {
  std::vector<TeamId> teams;
  std::vector<PersonId> volunteers;
  bool open_claim = false;
  std::string note;
  std::map<std::string, std::string> why;  ///< the suggestion's reasons by identifier
};

struct Triage {
  SiteId site;           ///< empty: as it is
  std::string category;  ///< empty: as it is
  std::string note;
};

/// What dispatch has to know of an order.
dispatch::Need need_of(const Order& order);

/// Ends what a volunteer has promised and not begun, in the transaction of what ends it: their places in crews go
/// back as give_back() has it, offers to them are declined. A service under way goes on. `by` decided it.
Outcome leave_orders(db::Tx& tx, Random& random, const Rules& rules, const PersonId& volunteer, const PersonId& by,
                     const std::string& reason, Instant now);

class Move;

/// Where the order stands after a use case.
struct Changed {
  OrderId id;
  State state;
  std::int64_t version;
};

class Steps {
 public:
  Steps(const Vault& vault, Random& random, const Rules& rules) : vault_(vault), random_(random), rules_(rules) {}

  Result<Changed> place(db::Tx& tx, const Actor& actor, const PlaceOrder& wish, Instant now) const;
  Result<Changed> place_on_behalf(db::Tx& tx, const Actor& actor, const PlaceOrder& wish, Instant now) const;
  Result<Changed> triage(db::Tx& tx, const Actor& actor, const OrderId& id, const Triage& triage, Instant now) const;
  Result<Changed> reject(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                         Instant now) const;
  Result<Changed> take(db::Tx& tx, const Actor& actor, const OrderId& id, Instant now) const;
  Result<Changed> dispatch(db::Tx& tx, const Actor& actor, const OrderId& id, const Dispatch& dispatch,
                           Instant now) const;
  Result<Changed> accept(db::Tx& tx, const Actor& actor, const OfferId& id, const std::vector<PersonId>& crew,
                         Instant now) const;
  Result<Changed> decline(db::Tx& tx, const Actor& actor, const OfferId& id, const std::string& reason,
                          Instant now) const;
  /// 抢单. One place, one winner: "order.already_claimed" for the others.
  Result<Changed> claim(db::Tx& tx, const Actor& actor, const OrderId& id, Instant now) const;
  Result<Changed> give_back(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                            Instant now) const;
  Result<Changed> schedule(db::Tx& tx, const Actor& actor, const OrderId& id, Instant starts, std::int64_t minutes,
                           Instant now) const;
  Result<Changed> check_in(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& code,
                           Instant now) const;
  Result<Changed> check_out(db::Tx& tx, const Actor& actor, const OrderId& id, Instant now) const;
  Result<Changed> confirm_presence(db::Tx& tx, const Actor& actor, const OrderId& id, const PersonId& volunteer,
                                   const std::string& kind, Instant now) const;
  Result<Changed> rate(db::Tx& tx, const Actor& actor, const OrderId& id, std::int64_t score,
                       const std::string& reason, Instant now) const;
  Result<Changed> withdraw(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                           Instant now) const;
  Result<Changed> complain(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                           Instant now) const;
  Result<Changed> answer_complaint(db::Tx& tx, const Actor& actor, const OrderId& id, bool reopen,
                                   const std::string& reason, Instant now) const;

  // What clocks do.
  Outcome expire_offer(db::Tx& tx, const OfferId& id, Instant now) const;
  Outcome escalate(db::Tx& tx, const OrderId& id, Instant now) const;
  /// Closes a forgotten check-out at the planned end, and flags it.
  Outcome close_presence(db::Tx& tx, const OrderId& id, Instant now) const;
  Outcome archive(db::Tx& tx, const OrderId& id, Instant now) const;

 private:
  Result<Changed> insert_order(db::Tx& tx, const PlaceOrder& wish, const PersonId& requester,
                               const PersonId& placed_by, const PersonId& handler, Instant now) const;
  Outcome fill_crew(db::Tx& tx, Order& order, const std::vector<PersonId>& volunteers, Instant now) const;
  bool code_is_right(const Order& order, const std::string& code, Instant now) const;
  Outcome come(db::Tx& tx, Move& move, Order& order, const PersonId& volunteer, std::string_view means, Instant at,
               const PersonId& actor) const;
  Outcome leave(db::Tx& tx, Move& move, Order& order, const PersonId& volunteer, std::string_view means, Instant at,
                Instant now, const PersonId& actor) const;
  Outcome complete(db::Tx& tx, Move& move, Order& order, Instant now, const PersonId& actor) const;

  const Vault& vault_;
  Random& random_;
  const Rules& rules_;
};

}  // namespace ws::orders
