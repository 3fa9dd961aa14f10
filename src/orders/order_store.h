#pragma once
// Rows of orders, their events, crew, offers and presence marks.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "orders/order_model.h"

namespace ws::orders {

/// Contexts of sealed values.
inline constexpr std::string_view contact_context = "orders.contact_mobile";
inline constexpr std::string_view address_context = "orders.address";

/// What is written once, when an order is placed.
struct NewOrder {
  Order order;
  std::string lane;  ///< online, phone, paper
  std::string need;
  std::string place;  ///< home, site
  std::string contact_name;
  std::string contact_mobile_sealed;
  std::string address_sealed;
};

struct Event {
  Step step;
  State from;
  State to;
  PersonId actor;  ///< empty: a clock
  std::string reason;
  std::string detail;
};

struct OfferRow {
  OfferId id;
  OrderId order;
  TeamId team;
  PersonId volunteer;
  PersonId offered_by;
  std::string state;
  Instant expires;
};

struct CrewPresence {
  PersonId volunteer;
  std::optional<Instant> in;
  std::optional<Instant> out;
};

/// What an order needs to know of its menu item.
struct ItemFacts {
  std::string name;
  std::string category;
  std::string skill;
  std::string place;  ///< home, site, either
  std::int64_t duration_minutes;
  std::int64_t volunteers_needed;
  bool active;
};

struct Contact {
  std::string name;
  std::string mobile_sealed;
  std::string address_sealed;
};

std::optional<Order> find(db::Reader& reader, const OrderId& id);
/// The same, its row locked until the end of the transaction where the engine has several writers.
std::optional<Order> lock(db::Tx& tx, const OrderId& id);
/// Says that lock(id) comes soon (db::Reader::ahead).
void expect_lock(db::Tx& tx, const OrderId& id);
void insert(db::Tx& tx, const NewOrder& order);
/// Writes all that moves; refuses "order.changed_meanwhile" when the row is not the version that was read.
Outcome save(db::Tx& tx, Order& order);
void append(db::Tx& tx, Random& random, const OrderId& order, std::int64_t position, const Event& event, Instant now);
/// The day's next number: "20261123-0007".
std::string next_number(db::Tx& tx, Instant now);

/// Takes `places` of the open ones; the one guard against overbooking. False when they are not there any more.
bool take_places(db::Tx& tx, const OrderId& order, std::int64_t places);
void add_crew(db::Tx& tx, const Order& order, const PersonId& volunteer);
bool remove_crew(db::Tx& tx, const OrderId& order, const PersonId& volunteer);
std::int64_t clear_crew(db::Tx& tx, const OrderId& order);
void move_crew(db::Tx& tx, const Order& order);
/// Makes other writers wait who would give this volunteer another service at the same time.
void hold_volunteer(db::Tx& tx, const PersonId& volunteer);
std::vector<CrewPresence> crew(db::Reader& reader, const OrderId& order, std::int64_t round);
bool is_crew(db::Reader& reader, const OrderId& order, const PersonId& volunteer);
void expect_is_crew(db::Reader& reader, const OrderId& order, const PersonId& volunteer);

void insert_offer(db::Tx& tx, const OfferRow& offer, const std::string& why, Instant now);
std::optional<OfferRow> find_offer(db::Reader& reader, const OfferId& id);
/// Open offers of an order to this volunteer or to a team in `teams`.
std::vector<OfferRow> open_offers(db::Reader& reader, const OrderId& order);
/// Moves an open offer; false when it is not open any more.
bool close_offer(db::Tx& tx, const OfferId& id, const std::string& state, const std::string& reason);
void withdraw_offers(db::Tx& tx, const OrderId& order);
/// Orders that the volunteer is offered, or is in the crew of and has not begun, in one order for all who lock them.
std::vector<OrderId> promised_by(db::Reader& reader, const PersonId& volunteer);
/// Declines what is offered to the volunteer themself; false when nothing was.
bool close_offers_to(db::Tx& tx, const OrderId& order, const PersonId& volunteer, const std::string& reason);
std::vector<OfferRow> expired_offers(db::Reader& reader, Instant now, std::int64_t limit);
bool is_member(db::Reader& reader, const TeamId& team, const PersonId& volunteer);

/// False when this mark is there already.
bool mark_presence(db::Tx& tx, Random& random, const Order& order, const PersonId& volunteer, std::string_view kind,
                   std::string_view means, Instant at, const PersonId& actor);

std::optional<ItemFacts> find_item(db::Reader& reader, const MenuItemId& id);
std::optional<std::string> find_category_name(db::Reader& reader, const std::string& code);
std::int64_t open_orders_of(db::Reader& reader, const PersonId& requester);
std::optional<std::string> find_team_name(db::Reader& reader, const TeamId& team);

std::optional<Contact> contact(db::Reader& reader, const OrderId& id);

std::vector<OrderId> due_for_escalation(db::Reader& reader, Instant now, std::int64_t limit);
std::vector<OrderId> overstayed(db::Reader& reader, Instant ended_before, std::int64_t limit);
std::vector<OrderId> quiet_since(db::Reader& reader, Instant before, std::int64_t limit);

}  // namespace ws::orders
