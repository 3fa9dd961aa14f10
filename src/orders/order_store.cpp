#include "orders/order_store.h"

namespace ws::orders {
namespace {

constexpr std::string_view select_order =
    "SELECT o.id, o.number, o.title, o.requester_id, o.placed_by, o.handler_id, o.site_id, o.team_id, "
    "o.menu_item_id, o.category, "
    "o.skill, o.state, o.open_claim, o.complaint_open, o.volunteers_needed, o.crew_count, o.round, o.version, "
    "o.events, "
    "o.starts_ms, o.ends_ms, o.created_ms, o.triage_due_ms, o.accept_due_ms, o.overall_due_ms, o.escalated, "
    "o.rating, "
    "o.rating_reason, o.completed_ms, o.escalate_at_ms, o.state_since_ms, s.name, s.town_code, s.town_name, "
    "s.lat_e6, s.lon_e6 "
    "FROM orders o JOIN sites s ON s.id = o.site_id WHERE o.id = $1";
constexpr std::string_view insert_order =
    "INSERT INTO orders (id, number, requester_id, lane, placed_by, menu_item_id, category, skill, title, need, "
    "site_id, place, "
    "lat_e6, lon_e6, contact_name, contact_mobile_sealed, address_sealed, volunteers_needed, starts_ms, ends_ms, "
    "state, "
    "state_since_ms, handler_id, triage_due_ms, overall_due_ms, next_due_ms, next_clock, escalate_at_ms, events, "
    "created_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, "
    "$23, $24, $25, "
    "$26, $27, $28, $29, $30)";
constexpr std::string_view update_order =
    "UPDATE orders SET state = $3, state_since_ms = $4, open_claim = $5, team_id = $6, handler_id = $7, site_id = "
    "$8, "
    "category = $9, starts_ms = $10, ends_ms = $11, triage_due_ms = $12, accept_due_ms = $13, overall_due_ms = $14, "
    "next_due_ms = $15, next_clock = $16, escalate_at_ms = $17, escalated = $18, rating = $19, rating_reason = $20, "
    "complaint_open = $21, round = $22, crew_count = $23, completed_ms = $24, events = $25, version = version + 1 "
    "WHERE id = $1 AND version = $2";
constexpr std::string_view insert_event =
    "INSERT INTO order_events (id, order_id, position, at_ms, actor_id, kind, from_state, to_state, reason, detail) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view bump_number =
    "INSERT INTO counters (name, value) VALUES ($1, 1) ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 "
    "RETURNING value";
constexpr std::string_view take_open_places =
    "UPDATE orders SET crew_count = crew_count + $2 "
    "WHERE id = $1 AND state = 'dispatched' AND crew_count + $2 <= volunteers_needed";
constexpr std::string_view insert_crew =
    "INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, $3, $4)";
constexpr std::string_view delete_crew = "DELETE FROM order_crew WHERE order_id = $1 AND volunteer_id = $2";
constexpr std::string_view delete_all_crew = "DELETE FROM order_crew WHERE order_id = $1";
constexpr std::string_view update_crew_times =
    "UPDATE order_crew SET starts_ms = $2, ends_ms = $3 WHERE order_id = $1";
constexpr std::string_view bump_volunteer = "UPDATE volunteers SET turn = turn + 1 WHERE person_id = $1";
constexpr std::string_view select_crew =
    "SELECT c.volunteer_id, i.at_ms, x.at_ms FROM order_crew c "
    "LEFT JOIN presence_marks i ON i.order_id = c.order_id AND i.round = $2 AND i.volunteer_id = c.volunteer_id AND "
    "i.kind = 'in' "
    "LEFT JOIN presence_marks x ON x.order_id = c.order_id AND x.round = $2 AND x.volunteer_id = c.volunteer_id AND "
    "x.kind = 'out' "
    "WHERE c.order_id = $1 ORDER BY c.volunteer_id";
constexpr std::string_view select_is_crew = "SELECT 1 FROM order_crew WHERE order_id = $1 AND volunteer_id = $2";
constexpr std::string_view insert_offer_row =
    "INSERT INTO dispatch_offers (id, order_id, team_id, volunteer_id, offered_by, offered_ms, expires_ms, state, "
    "why) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, 'offered', $8)";
constexpr std::string_view select_offer =
    "SELECT id, order_id, team_id, volunteer_id, offered_by, state, expires_ms FROM dispatch_offers WHERE id = $1";
constexpr std::string_view select_open_offers =
    "SELECT id, order_id, team_id, volunteer_id, offered_by, state, expires_ms FROM dispatch_offers "
    "WHERE order_id = $1 AND state = 'offered' ORDER BY id";
constexpr std::string_view update_offer =
    "UPDATE dispatch_offers SET state = $2, reason = $3 WHERE id = $1 AND state = 'offered'";
constexpr std::string_view update_offers_withdrawn =
    "UPDATE dispatch_offers SET state = 'withdrawn' WHERE order_id = $1 AND state = 'offered'";
constexpr std::string_view update_offers_to =
    "UPDATE dispatch_offers SET state = 'declined', reason = $3 WHERE order_id = $1 AND volunteer_id = $2 "
    "AND state = 'offered'";
constexpr std::string_view select_promised =
    "SELECT c.order_id FROM order_crew c CROSS JOIN orders o WHERE c.volunteer_id = $1 AND o.id = c.order_id "
    "AND o.state IN ('dispatched', 'accepted', 'scheduled') UNION SELECT order_id FROM dispatch_offers "
    "WHERE volunteer_id = $1 AND state = 'offered' ORDER BY 1";
constexpr std::string_view select_expired_offers =
    "SELECT id, order_id, team_id, volunteer_id, offered_by, state, expires_ms FROM dispatch_offers "
    "WHERE state = 'offered' AND expires_ms <= $1 ORDER BY expires_ms LIMIT $2";
constexpr std::string_view select_member =
    "SELECT 1 FROM team_members m JOIN teams t ON t.id = m.team_id WHERE m.person_id = $2 AND (t.id = $1 OR "
    "t.parent_id = $1)";
constexpr std::string_view insert_mark =
    "INSERT INTO presence_marks (id, order_id, round, volunteer_id, kind, means, at_ms, actor_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (order_id, round, volunteer_id, kind) DO NOTHING";
constexpr std::string_view select_item =
    "SELECT name, category, skill, place, duration_minutes, volunteers_needed, active FROM menu_items WHERE id = $1";
constexpr std::string_view select_category_name = "SELECT name FROM categories WHERE code = $1";
constexpr std::string_view count_open_orders =
    "SELECT COUNT(*) FROM orders WHERE requester_id = $1 AND state NOT IN ('rejected', 'withdrawn', 'completed', "
    "'rated', 'archived')";
constexpr std::string_view select_team_name = "SELECT name FROM teams WHERE id = $1 AND active = 1";
constexpr std::string_view select_contact =
    "SELECT contact_name, contact_mobile_sealed, address_sealed FROM orders WHERE id = $1";
constexpr std::string_view select_escalations =
    "SELECT id FROM orders WHERE escalate_at_ms IS NOT NULL AND escalate_at_ms <= $1 ORDER BY escalate_at_ms LIMIT "
    "$2";
constexpr std::string_view select_overstayed =
    "SELECT id FROM orders WHERE state = 'in_service' AND ends_ms <= $1 ORDER BY ends_ms LIMIT $2";
constexpr std::string_view select_quiet =
    "SELECT id FROM orders WHERE state IN ('completed', 'rated') AND complaint_open = 0 AND state_since_ms <= $1 "
    "ORDER BY id LIMIT $2";

/// One writer needs no lock of a row; processes on one PostgreSQL do.
std::string_view locking_select(const db::Tx& tx) {
  static const std::string locking = std::string(select_order) + " FOR UPDATE OF o";
  return tx.engine() == db::Engine::postgres ? std::string_view(locking) : select_order;
}

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  const auto ms = row.opt_i64(column);
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

Order to_order(const db::Row& row) {
  Order order;
  order.id = row.id<OrderId>(0);
  order.number = row.text(1);
  order.title = row.text(2);
  order.requester = row.id<PersonId>(3);
  order.placed_by = row.id<PersonId>(4);
  order.handler = row.id<PersonId>(5);
  order.site = row.id<SiteId>(6);
  order.team = row.id<TeamId>(7);
  order.menu_item = row.id<MenuItemId>(8);
  order.category = row.text(9);
  order.skill = row.text(10);
  order.state = parse_state(row.text(11)).value();
  order.open_claim = row.i64(12) != 0;
  order.complaint_open = row.i64(13) != 0;
  order.volunteers_needed = row.i64(14);
  order.crew_count = row.i64(15);
  order.round = row.i64(16);
  order.version = row.i64(17);
  order.events = row.i64(18);
  order.starts = {row.i64(19)};
  order.ends = {row.i64(20)};
  order.created = {row.i64(21)};
  order.triage_due = {row.i64(22)};
  order.accept_due = opt_instant(row, 23);
  order.overall_due = {row.i64(24)};
  order.escalated = row.i64(25);
  order.rating = row.opt_i64(26);
  order.rating_reason = row.text(27);
  order.completed = opt_instant(row, 28);
  order.escalate_at = opt_instant(row, 29);
  order.state_since = {row.i64(30)};
  order.where = {row.text(31), row.text(32), row.text(33), row.opt_i64(34), row.opt_i64(35)};
  return order;
}

OfferRow to_offer(const db::Row& row) {
  return {row.id<OfferId>(0),  row.id<OrderId>(1), row.id<TeamId>(2), row.id<PersonId>(3),
          row.id<PersonId>(4), row.text(5),        {row.i64(6)}};
}

std::vector<OfferRow> to_offers(const db::Rows& rows) {
  std::vector<OfferRow> offers;
  for (const db::Row& row : rows) offers.push_back(to_offer(row));
  return offers;
}

template <class IdType>
std::vector<IdType> to_ids(const db::Rows& rows) {
  std::vector<IdType> ids;
  for (const db::Row& row : rows) ids.push_back(row.id<IdType>(0));
  return ids;
}

}  // namespace

std::optional<Order> find(db::Reader& reader, const OrderId& id) {
  const auto row = reader.find(select_order, id);
  return row ? std::optional(to_order(*row)) : std::nullopt;
}

std::optional<Order> lock(db::Tx& tx, const OrderId& id) {
  const auto row = tx.find(locking_select(tx), id);
  return row ? std::optional(to_order(*row)) : std::nullopt;
}

void expect_lock(db::Tx& tx, const OrderId& id) {
  tx.ahead(locking_select(tx), id);
}

void insert(db::Tx& tx, const NewOrder& placed) {
  const Order& order = placed.order;
  tx.push(insert_order, order.id, order.number, order.requester, placed.lane, order.placed_by, order.menu_item,
          order.category, order.skill.empty() ? std::nullopt : std::optional(order.skill), order.title, placed.need,
          order.site, placed.place, order.where.lat_e6, order.where.lon_e6, placed.contact_name,
          placed.contact_mobile_sealed, placed.address_sealed, order.volunteers_needed, order.starts, order.ends,
          to_text(order.state), order.created, order.handler, order.triage_due, order.overall_due, order.triage_due,
          to_text(ClockKind::triage), order.triage_due, order.events, order.created);
}

Outcome save(db::Tx& tx, Order& order) {
  const auto running = running_clock(order);
  const std::int64_t changed =
      tx.exec(update_order, order.id, order.version, to_text(order.state), order.state_since, order.open_claim,
              order.team, order.handler, order.site, order.category, order.starts, order.ends, order.triage_due,
              order.accept_due, order.overall_due, running ? std::optional(running->due) : std::nullopt,
              running ? std::optional(to_text(running->clock)) : std::nullopt, order.escalate_at, order.escalated,
              order.rating, order.rating_reason, order.complaint_open, order.round, order.crew_count, order.completed,
              order.events);
  if (changed != 1) return Error::conflict("order.changed_meanwhile");
  ++order.version;
  return Done{};
}

void append(db::Tx& tx, Random& random, const OrderId& order, std::int64_t position, const Event& event,
            Instant now) {
  tx.push(insert_event, new_ulid(now, random), order, position, now, event.actor, to_text(event.step),
          to_text(event.from), to_text(event.to), event.reason, event.detail);
}

std::string next_number(db::Tx& tx, Instant now) {
  std::string day = to_text(local_date(now));
  std::erase(day, '-');
  const auto row = tx.find(bump_number, "orders." + day);
  std::string tail = std::to_string(row->i64(0));
  return day + "-" + std::string(tail.size() < 4 ? 4 - tail.size() : 0, '0') + tail;
}

bool take_places(db::Tx& tx, const OrderId& order, std::int64_t places) {
  return tx.exec(take_open_places, order, places) == 1;
}

void add_crew(db::Tx& tx, const Order& order, const PersonId& volunteer) {
  tx.push(insert_crew, order.id, volunteer, order.starts, order.ends);
}

bool remove_crew(db::Tx& tx, const OrderId& order, const PersonId& volunteer) {
  return tx.exec(delete_crew, order, volunteer) == 1;
}

std::int64_t clear_crew(db::Tx& tx, const OrderId& order) {
  return tx.exec(delete_all_crew, order);
}

void move_crew(db::Tx& tx, const Order& order) {
  tx.push(update_crew_times, order.id, order.starts, order.ends);
}

void hold_volunteer(db::Tx& tx, const PersonId& volunteer) {
  tx.push(bump_volunteer, volunteer);
}

std::vector<CrewPresence> crew(db::Reader& reader, const OrderId& order, std::int64_t round) {
  std::vector<CrewPresence> people;
  for (const db::Row& row : reader.query(select_crew, order, round))
    people.push_back({row.id<PersonId>(0), opt_instant(row, 1), opt_instant(row, 2)});
  return people;
}

bool is_crew(db::Reader& reader, const OrderId& order, const PersonId& volunteer) {
  return reader.find(select_is_crew, order, volunteer).has_value();
}

void expect_is_crew(db::Reader& reader, const OrderId& order, const PersonId& volunteer) {
  reader.ahead(select_is_crew, order, volunteer);
}

void insert_offer(db::Tx& tx, const OfferRow& offer, const std::string& why, Instant now) {
  tx.push(insert_offer_row, offer.id, offer.order, offer.team, offer.volunteer, offer.offered_by, now, offer.expires,
          why);
}

std::optional<OfferRow> find_offer(db::Reader& reader, const OfferId& id) {
  const auto row = reader.find(select_offer, id);
  return row ? std::optional(to_offer(*row)) : std::nullopt;
}

std::vector<OfferRow> open_offers(db::Reader& reader, const OrderId& order) {
  return to_offers(reader.query(select_open_offers, order));
}

bool close_offer(db::Tx& tx, const OfferId& id, const std::string& state, const std::string& reason) {
  return tx.exec(update_offer, id, state, reason) == 1;
}

void withdraw_offers(db::Tx& tx, const OrderId& order) {
  tx.push(update_offers_withdrawn, order);
}

std::vector<OrderId> promised_by(db::Reader& reader, const PersonId& volunteer) {
  std::vector<OrderId> orders;
  for (const db::Row& row : reader.query(select_promised, volunteer)) orders.push_back(row.id<OrderId>(0));
  return orders;
}

bool close_offers_to(db::Tx& tx, const OrderId& order, const PersonId& volunteer, const std::string& reason) {
  return tx.exec(update_offers_to, order, volunteer, reason) > 0;
}

std::vector<OfferRow> expired_offers(db::Reader& reader, Instant now, std::int64_t limit) {
  return to_offers(reader.query(select_expired_offers, now, limit));
}

bool is_member(db::Reader& reader, const TeamId& team, const PersonId& volunteer) {
  return reader.find(select_member, team, volunteer).has_value();
}

bool mark_presence(db::Tx& tx, Random& random, const Order& order, const PersonId& volunteer, std::string_view kind,
                   std::string_view means, Instant at, const PersonId& actor) {
  return tx.exec(insert_mark, new_ulid(at, random), order.id, order.round, volunteer, kind, means, at, actor) == 1;
}

std::optional<ItemFacts> find_item(db::Reader& reader, const MenuItemId& id) {
  const auto row = reader.find(select_item, id);
  if (!row) return std::nullopt;
  return ItemFacts{row->text(0), row->text(1), row->text(2),    row->text(3),
                   row->i64(4),  row->i64(5),  row->i64(6) != 0};
}

std::optional<std::string> find_category_name(db::Reader& reader, const std::string& code) {
  const auto row = reader.find(select_category_name, code);
  return row ? std::optional(row->text(0)) : std::nullopt;
}

std::int64_t open_orders_of(db::Reader& reader, const PersonId& requester) {
  return reader.find(count_open_orders, requester)->i64(0);
}

std::optional<std::string> find_team_name(db::Reader& reader, const TeamId& team) {
  const auto row = reader.find(select_team_name, team);
  return row ? std::optional(row->text(0)) : std::nullopt;
}

std::optional<Contact> contact(db::Reader& reader, const OrderId& id) {
  const auto row = reader.find(select_contact, id);
  return row ? std::optional(Contact{row->text(0), row->text(1), row->text(2)}) : std::nullopt;
}

std::vector<OrderId> due_for_escalation(db::Reader& reader, Instant now, std::int64_t limit) {
  return to_ids<OrderId>(reader.query(select_escalations, now, limit));
}

std::vector<OrderId> overstayed(db::Reader& reader, Instant ended_before, std::int64_t limit) {
  return to_ids<OrderId>(reader.query(select_overstayed, ended_before, limit));
}

std::vector<OrderId> quiet_since(db::Reader& reader, Instant before, std::int64_t limit) {
  return to_ids<OrderId>(reader.query(select_quiet, before, limit));
}

}  // namespace ws::orders
