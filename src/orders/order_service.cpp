#include "orders/order_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "outbox/public.h"
#include "sites/public.h"

namespace ws::orders {
namespace {

constexpr std::initializer_list<Role> staff_roles{Role::clerk, Role::dispatcher, Role::leader};
constexpr std::int64_t tick_limit = 500;

std::string to_memory(const Changed& changed) {
  json::Writer out;
  out.begin()
      .field("id", changed.id.str())
      .field("state", to_text(changed.state))
      .field("version", changed.version)
      .end();
  return out.take();
}

Changed from_memory(const std::string& text) {
  const json::Document document(text);
  return {OrderId(document.text("id").value()), parse_state(document.text("state").value()).value(),
          document.integer("version").value()};
}

std::vector<TeamId> led_teams(const Actor& actor) {
  std::vector<TeamId> teams;
  for (const Grant& grant : actor.grants)
    if (grant.role == Role::team_leader) teams.push_back(grant.team);
  return teams;
}

/// In metres, from home to an order's site; nothing where one of them has no place on the map.
template <class Order>
std::optional<std::int64_t> distance(const VolunteerPoint& from, const Order& order) {
  if (!from.lat_e6 || !from.lon_e6 || !order.lat_e6 || !order.lon_e6) return std::nullopt;
  return sites::distance_m(*from.lat_e6, *from.lon_e6, *order.lat_e6, *order.lon_e6);
}

bool nearer(std::optional<std::int64_t> metres, std::optional<std::int64_t> than) {
  return metres.value_or(INT64_MAX) < than.value_or(INT64_MAX);
}

}  // namespace

Task<Result<Changed>> OrderService::run(idempotency::Key key, Body body, OrderId about) {
  const Instant now = clock_.now();
  auto job = [this, key = std::move(key), body = std::move(body), about = std::move(about),
              now](db::Tx& tx) -> Result<std::string> {
    if (!about.empty()) expect_lock(tx, about);
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      auto result = body(tx, steps_, now);
      if (!result) return result.error();
      return to_memory(*result);
    });
  };
  auto waiting = db_.write(std::move(job));
  Result<std::string> text = co_await waiting;
  if (!text) co_return text.error();
  co_return from_memory(*text);
}

Task<Result<Changed>> OrderService::dispatch(idempotency::Key key, Actor actor, OrderId id, Dispatch wish) {
  auto suggested = suggestions(actor, id);
  if (!suggested) co_return suggested.error();
  for (const dispatch::Suggestion& suggestion : *suggested) {
    std::string why;
    for (const auto& reason : suggestion.reasons) why += (why.empty() ? "" : "；") + reason.zh;
    wish.why[suggestion.id] = why;
  }
  Body body = [actor = std::move(actor), id, wish = std::move(wish)](db::Tx& tx, const Steps& steps, Instant now) {
    return steps.dispatch(tx, actor, id, wish, now);
  };
  auto waiting = run(std::move(key), std::move(body));
  co_return co_await waiting;
}

Task<Result<RevealedContact>> OrderService::reveal(Actor actor, OrderId id, std::string reason) {
  const Instant now = clock_.now();
  auto job = [this, actor = std::move(actor), id, reason = std::move(reason),
              now](db::Tx& tx) -> Result<RevealedContact> {
    const auto seen = see(tx, actor, id);
    if (!seen) return seen.error();
    const auto may = actions(seen->order, seen->standing);
    if (std::find(may.begin(), may.end(), "reveal") == may.end()) return Error::forbidden("order.not_yours");
    const Contact sealed = contact(tx, id).value();
    audit::record(tx, {actor.person, "order.contact_revealed", "order", id.str(), reason, seen->order.number}, now);
    return RevealedContact{sealed.name, vault_.open(sealed.mobile_sealed, contact_context).value_or(""),
                           vault_.open(sealed.address_sealed, address_context).value_or("")};
  };
  auto waiting = db_.write(std::move(job));
  co_return co_await waiting;
}

Result<Page> OrderService::list(const Actor& actor, Filter filter) const {
  filter.roots = sites::roots(actor, staff_roles);
  if (filter.roots.empty()) return Error::forbidden("access.denied");
  return db_.read([&](db::Reader& reader) { return orders::list(reader, filter, clock_.now()); });
}

Result<OrderService::ListMark> OrderService::list_mark(const Actor& actor) const {
  std::string scope;
  for (const SiteId& root : sites::roots(actor, staff_roles)) scope += root.str() + " ";
  if (scope.empty()) return Error::forbidden("access.denied");
  return ListMark{std::move(scope), db_.read([](db::Reader& reader) { return outbox::last_seq(reader); })};
}

Page OrderService::mine(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  return db_.read([&](db::Reader& reader) { return list_of_requester(reader, actor.person, cursor, limit); });
}

namespace {

/// A rejection's reason is for the requester (and the staff who gave it); who turned an offer down is for the staff.
void keep_to(std::vector<EventView>& events, const Standing& standing) {
  if (standing.staff()) return;
  std::erase_if(events, [](const EventView& e) {
    return e.kind == "declined" || e.kind == "offer_expired" || e.kind == "handler";
  });
  for (EventView& event : events) {
    const bool of_requester =
        event.kind == "rejected" || event.kind == "complaint_dismissed" || event.kind == "complained";
    if (of_requester && !standing.requester) event.reason.clear();
    if (event.kind == "returned") event.reason.clear();
    if (event.kind == "placed") event.detail.clear();
  }
}

}  // namespace

Result<Detail> OrderService::detail(const Actor& actor, const OrderId& id) const {
  return db_.read([&](db::Reader& reader) -> Result<Detail> {
    const auto seen = see(reader, actor, id);
    if (!seen) return seen.error();
    const DetailView stored = orders::detail(reader, id).value();
    Detail page;
    page.row = find_row(reader, id).value();
    page.need = stored.need;
    page.volunteers_needed = stored.volunteers_needed;
    page.menu_item = stored.menu_item;
    page.menu_item_name = stored.menu_item_name;
    page.contact_masked = mask_name(stored.contact_name) + " " +
                          mask_mobile(vault_.open(stored.mobile_sealed, contact_context).value_or(""));
    page.address_masked = mask_address(vault_.open(stored.address_sealed, address_context).value_or(""));
    page.events = events(reader, id);
    page.crew = crew_views(reader, id, seen->order.round);
    page.standing = seen->standing;
    keep_to(page.events, seen->standing);
    if (seen->standing.requester || seen->standing.staff() || seen->standing.crew)
      page.rating_reason = stored.rating_reason;
    if (seen->standing.staff()) page.offers = offers_of_order(reader, id);
    if (seen->standing.offered) {
      const auto own = offers_to(reader, actor.person, led_teams(actor), clock_.now());
      for (const OfferView& offer : own)
        if (offer.order == id && !seen->standing.staff()) page.offers.push_back(offer);
    }
    page.actions = actions(seen->order, seen->standing);
    return page;
  });
}

Result<std::vector<dispatch::Suggestion>> OrderService::suggestions(const Actor& actor, const OrderId& id) const {
  return db_.read([&](db::Reader& reader) -> Result<std::vector<dispatch::Suggestion>> {
    const auto seen = see(reader, actor, id);
    if (!seen) return seen.error();
    if (!seen->standing.dispatcher) return Error::not_found("order.not_found");
    return dispatch::suggest(reader, need_of(seen->order), rules_.policy, clock_.now());
  });
}

Result<RotatingCode> OrderService::order_code(const Actor& actor, const OrderId& id) const {
  const auto seen = db_.read([&](db::Reader& reader) { return see(reader, actor, id); });
  if (!seen) return seen.error();
  const auto may = actions(seen->order, seen->standing);
  if (std::find(may.begin(), may.end(), "code") == may.end())
    return seen->standing.requester ? Error::conflict("order.state") : Error::not_found("order.not_found");
  return rotating_code(vault_, rules_.policy, id.str(), clock_.now());
}

Result<RotatingCode> OrderService::site_code(const Actor& actor, const SiteId& site) const {
  const bool own = db_.read([&](db::Reader& reader) {
    return sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, site);
  });
  if (!own) return Error::not_found("site.not_found");
  return rotating_code(vault_, rules_.policy, site.str(), clock_.now());
}

Desk OrderService::desk(const Actor& actor) const {
  return db_.read([&](db::Reader& reader) {
    Desk desk;
    const Instant now = clock_.now();
    const VolunteerPoint home = volunteer_point(reader, actor.person);
    const Instant today = start_of_day(local_date(now));
    for (OfferView& offer : offers_to(reader, actor.person, led_teams(actor), now)) {
      RowView row = find_row(reader, offer.order).value();
      const auto far = distance(home, row);
      desk.offers.push_back({std::move(offer), std::move(row), far, "none", {}});
    }
    for (CrewRow& crew : coming(reader, actor.person, today)) {
      const auto far = distance(home, crew.row);
      const bool is_today = crew.row.starts_ms < today.ms + day_ms;
      (is_today ? desk.today : desk.coming).push_back({{}, std::move(crew.row), far, std::move(crew.crew_state), {}});
    }
    for (CrewRow& crew : done(reader, actor.person, 20)) {
      const auto far = distance(home, crew.row);
      desk.done.push_back({{}, std::move(crew.row), far, std::move(crew.crew_state), {}});
    }
    for (const TeamId& team : led_teams(actor))
      desk.leads.emplace_back(team, find_team_name(reader, team).value_or(""));
    return desk;
  });
}

namespace {

std::optional<Error> obstacle_of(db::Reader& reader, const Actor& actor, const OrderId& id, const Policy& policy,
                                 Instant now) {
  const auto order = find(reader, id);
  return order ? dispatch::obstacle(reader, actor.person, need_of(*order), policy, now) : std::nullopt;
}

}  // namespace

std::vector<DeskCard> OrderService::claimable(const Actor& actor) const {
  return db_.read([&](db::Reader& reader) {
    const Instant now = clock_.now();
    const VolunteerPoint home = volunteer_point(reader, actor.person);
    std::vector<DeskCard> cards;
    for (RowView& row : orders::claimable(reader, now, 50)) {
      const auto far = distance(home, row);
      cards.push_back({{}, std::move(row), far, "none", {}});
    }
    for (DeskCard& card : cards) card.obstacle = obstacle_of(reader, actor, card.row.id, rules_.policy, now);
    std::stable_sort(cards.begin(), cards.end(), [](const DeskCard& a, const DeskCard& b) {
      if (a.obstacle.has_value() != b.obstacle.has_value()) return b.obstacle.has_value();
      return nearer(a.distance_m, b.distance_m);
    });
    return cards;
  });
}

// Judged only until one is found: in a rush everybody who came too late asks for it at once.
std::optional<OpenOrder> OrderService::alternative(const Actor& actor) const {
  return db_.read([&](db::Reader& reader) -> std::optional<OpenOrder> {
    const Instant now = clock_.now();
    const VolunteerPoint home = volunteer_point(reader, actor.person);
    std::vector<OpenOrder> open = open_to(reader, actor.person, now);
    std::stable_sort(open.begin(), open.end(), [&](const OpenOrder& a, const OpenOrder& b) {
      return nearer(distance(home, a), distance(home, b));
    });
    for (OpenOrder& order : open)
      if (!obstacle_of(reader, actor, order.id, rules_.policy, now)) return std::move(order);
    return std::nullopt;
  });
}

Result<Worklist> OrderService::worklist(const Actor& actor) const {
  const auto roots = sites::roots(actor, staff_roles);
  if (roots.empty()) return Error::forbidden("access.denied");
  return db_.read([&](db::Reader& reader) {
    Worklist work;
    work.now = clock_.now();
    const LocalDate today = local_date(work.now);
    work.counts = worklist_counts(reader, roots, work.now);
    work.completed_this_month = completed_since(reader, roots, start_of_day({today.year, today.month, 1}));
    Filter filter;
    filter.roots = roots;
    filter.by_due = true;
    filter.limit = 50;
    work.rows = orders::list(reader, filter, work.now).rows;
    filter.by_due = false;
    filter.complaint = true;
    for (RowView& row : orders::list(reader, filter, work.now).rows)
      if (!row.next_due_ms) work.rows.push_back(std::move(row));
    return work;
  });
}

int OrderService::tick() {
  const Instant now = clock_.now();
  struct Due {
    std::vector<OfferRow> offers;
    std::vector<OrderId> escalations;
    std::vector<OrderId> overstayed;
    std::vector<OrderId> quiet;
  };
  const Due due = db_.read([&](db::Reader& reader) {
    return Due{expired_offers(reader, now, tick_limit), due_for_escalation(reader, now, tick_limit),
               overstayed(reader, now.plus_ms(-rules_.policy.check_out_late_ms()), tick_limit),
               quiet_since(reader, now.plus_ms(-rules_.policy.archived_after_days * day_ms), tick_limit)};
  });
  int moved = 0;
  // What somebody else moved in between answers with a refusal here; that is no failure.
  const auto each = [&](auto step) { moved += db_.write_now(step).ok() ? 1 : 0; };
  for (const OfferRow& offer : due.offers) each([&](db::Tx& tx) { return steps_.expire_offer(tx, offer.id, now); });
  for (const OrderId& id : due.escalations) each([&](db::Tx& tx) { return steps_.escalate(tx, id, now); });
  for (const OrderId& id : due.overstayed) each([&](db::Tx& tx) { return steps_.close_presence(tx, id, now); });
  for (const OrderId& id : due.quiet) each([&](db::Tx& tx) { return steps_.archive(tx, id, now); });
  return moved;
}

}  // namespace ws::orders
