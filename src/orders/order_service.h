#pragma once
// Orders for the web: one transaction and one idempotency key per use case, and what lists, details and desks read.

#include <functional>
#include <string>
#include <vector>

#include "base/rotating_code.h"
#include "dispatch/public.h"
#include "idempotency/public.h"
#include "orders/order_list_store.h"
#include "orders/steps_service.h"

namespace ws::orders {

/// One order as its page shows it, for one actor. Personal numbers are masked; reasons that are not the actor's are
/// left out.
struct Detail {
  RowView row;
  std::string need;
  std::int64_t volunteers_needed = 1;
  MenuItemId menu_item;
  std::string menu_item_name;
  std::string contact_masked;
  std::string address_masked;
  std::string rating_reason;
  std::vector<EventView> events;
  std::vector<CrewView> crew;
  std::vector<OfferView> offers;
  std::vector<std::string_view> actions;
  Standing standing;
};

struct DeskCard {
  std::optional<OfferView> offer;
  RowView row;
  std::optional<std::int64_t> distance_m;
  std::string crew_state = "none";
  std::optional<Error> obstacle;
};

struct Desk {
  std::vector<DeskCard> offers;
  std::vector<DeskCard> today;
  std::vector<DeskCard> coming;
  std::vector<DeskCard> done;
  std::vector<std::pair<TeamId, std::string>> leads;
};

struct RevealedContact {
  std::string name;
  std::string mobile;
  std::string address;
};

struct Worklist {
  Instant now;
  Counts counts;
  std::vector<RowView> rows;
  std::int64_t completed_this_month = 0;
};

class OrderService {
 public:
  OrderService(db::Database& database, const Vault& vault, Random& random, const Clock& clock, const Rules& rules)
      : db_(database), vault_(vault), random_(random), clock_(clock), rules_(rules), steps_(vault, random, rules) {}

  /// Runs a step as one use case: `body(tx, steps, now)` → Result<Changed>. A repeated key answers what the first one
  /// did. `about`: the order that the body locks first, if that is known, so that it is asked for with the key.
  using Body = std::function<Result<Changed>(db::Tx&, const Steps&, Instant)>;
  Task<Result<Changed>> run(idempotency::Key key, Body body, OrderId about = {});

  /// Dispatch with the reasons of the suggestions kept in the offers.
  Task<Result<Changed>> dispatch(idempotency::Key key, Actor actor, OrderId id, Dispatch dispatch);
  /// Contact in the clear for those who need it; the reason is in the audit log before the answer is given.
  Task<Result<RevealedContact>> reveal(Actor actor, OrderId id, std::string reason);

  /// Orders of the actor's subtrees; "access.denied" when the actor has none.
  Result<Page> list(const Actor& actor, Filter filter) const;
  /// Which orders the actor sees, and the last thing that moved: while both stay, a list stays. Refused like list().
  struct ListMark {
    std::string scope;
    std::int64_t seq;
  };
  Result<ListMark> list_mark(const Actor& actor) const;
  Page mine(const Actor& actor, const std::string& cursor, std::int64_t limit) const;
  Result<Detail> detail(const Actor& actor, const OrderId& id) const;
  Result<std::vector<dispatch::Suggestion>> suggestions(const Actor& actor, const OrderId& id) const;
  Result<RotatingCode> order_code(const Actor& actor, const OrderId& id) const;
  Result<RotatingCode> site_code(const Actor& actor, const SiteId& site) const;
  Desk desk(const Actor& actor) const;
  std::vector<DeskCard> claimable(const Actor& actor) const;
  Result<Worklist> worklist(const Actor& actor) const;
  /// The nearest other order open to be claimed that would fit this volunteer.
  std::optional<OpenOrder> alternative(const Actor& actor) const;

  /// Everything clocks do now: offers run out, promises escalate, forgotten check-outs close, quiet orders are
  /// archived. Each order is one transaction. Returns how many moved.
  int tick();

  Instant now() const { return clock_.now(); }
  const Clock& clock() const { return clock_; }
  const Rules& rules() const { return rules_; }

 private:
  db::Database& db_;
  const Vault& vault_;
  Random& random_;
  const Clock& clock_;
  const Rules& rules_;
  Steps steps_;
};

}  // namespace ws::orders
