#include "orders/steps_service.h"

#include <algorithm>

#include "base/identity.h"
#include "base/text.h"
#include "dispatch/public.h"
#include "orders/order_move_service.h"
#include "people/public.h"
#include "sites/public.h"
#include "teams/public.h"

namespace ws::orders {
namespace {

Changed changed(const Order& order) {
  return {order.id, order.state, order.version};
}

/// Finishes a use case: writes the order and answers where it stands.
Result<Changed> finish(Move& move, const Order& order) {
  if (auto saved = move.save(); !saved) return saved.error();
  return changed(order);
}

/// Who looks after an order: its handler, or the dispatchers over its site while it has none.
std::vector<PersonId> caretakers(db::Reader& reader, const Order& order) {
  if (!order.handler.empty()) return {order.handler};
  return people::holders(reader, Role::dispatcher, order.site);
}

/// Somebody who had accepted is out: the order waits for a dispatch again.
void wait_for_dispatch(db::Tx& tx, const Rules& rules, Order& order, Instant now) {
  order.open_claim = false;
  order.accept_due = acceptance_due(rules, now);
  withdraw_offers(tx, order.id);
}

/// Fills what a menu item says, or checks a need in words.
Outcome describe(db::Reader& reader, const PlaceOrder& wish, Order& order) {
  if (wish.menu_item.empty()) {
    if (wish.need.empty()) return Error::invalid("order.need_or_item", "need");
    if (!find_category_name(reader, wish.category)) return Error::invalid("order.category", "category");
    order.category = wish.category;
    const std::string brief = mask_address(wish.need, 18);
    order.title = brief.ends_with(" ***") ? brief.substr(0, brief.size() - 4) + "…" : wish.need;
    order.ends = order.starts.plus_ms(wish.minutes * minute_ms);
    return Done{};
  }
  const auto item = find_item(reader, wish.menu_item);
  if (!item || !item->active) return Error::invalid("order.menu_item", "menu_item_id");
  if (item->place != "either" && item->place != wish.place) return Error::invalid("order.place", "place");
  order.menu_item = wish.menu_item;
  order.category = item->category;
  order.skill = item->skill;
  order.title = item->name;
  order.volunteers_needed = item->volunteers_needed;
  order.ends = order.starts.plus_ms(item->duration_minutes * minute_ms);
  return Done{};
}

Outcome locate(db::Reader& reader, const SiteId& site, Order& order) {
  const auto brief = sites::find_brief(reader, site);
  if (!brief || brief->state != "operating") return Error::invalid("order.site", "site_id");
  order.site = site;
  order.where = {brief->name, brief->town_code, brief->town_name, brief->lat_e6, brief->lon_e6};
  return Done{};
}

}  // namespace

dispatch::Need need_of(const Order& order) {
  dispatch::Need need;
  need.order = order.id;
  need.skill = order.skill;
  need.site = order.site;
  need.lat_e6 = order.where.lat_e6;
  need.lon_e6 = order.where.lon_e6;
  need.starts = order.starts;
  need.ends = order.ends;
  need.volunteers_needed = static_cast<std::size_t>(order.volunteers_needed);
  return need;
}

Result<Changed> Steps::insert_order(db::Tx& tx, const PlaceOrder& wish, const PersonId& requester,
                                    const PersonId& placed_by, const PersonId& handler, Instant now) const {
  const auto mobile = normal_mobile(wish.contact_mobile);
  if (!mobile) return Error::invalid("person.mobile", "contact_mobile");
  if (wish.place == "home" && wish.address.empty()) return Error::invalid("order.address", "address");
  if (open_orders_of(tx, requester) >= rules_.policy.open_orders_per_person)
    return Error::conflict("order.too_many_open");
  NewOrder placed;
  Order& order = placed.order;
  order.id = OrderId::fresh(now, random_);
  order.requester = requester;
  order.placed_by = placed_by;
  order.handler = handler;
  order.starts = wish.starts;
  order.created = order.state_since = now;
  if (auto fits = check_time(rules_.policy, wish.starts, now); !fits) return fits.error();
  if (auto fits = describe(tx, wish, order); !fits) return fits.error();
  if (auto fits = locate(tx, wish.site, order); !fits) return fits.error();
  order.number = next_number(tx, now);
  order.triage_due = triage_due(rules_, now);
  order.overall_due = overall_due(rules_, now);
  order.events = 1;
  placed.lane = wish.lane;
  placed.need = wish.need;
  placed.place = wish.place;
  placed.contact_name = wish.contact_name;
  placed.contact_mobile_sealed = vault_.seal(*mobile, contact_context);
  placed.address_sealed = wish.address.empty() ? "" : vault_.seal(wish.address, address_context);
  insert(tx, placed);
  order.events = 0;
  Move move(tx, random_, order, placed_by, now);
  move.step_within(Step::placed, {}, wish.consent_note);
  move.tell(requester, "order.submitted");
  move.tell(people::holders(tx, Role::clerk, order.site), "order.submitted");
  return changed(order);
}

Result<Changed> Steps::place(db::Tx& tx, const Actor& actor, const PlaceOrder& wish, Instant now) const {
  if (wish.consent_version != rules_.privacy_version) return Error::invalid("order.consent", "consent_version");
  people::record_consent(tx, actor.person, wish.consent_version, actor.person, "online", now);
  return insert_order(tx, wish, actor.person, actor.person, {}, now);
}

Result<Changed> Steps::place_on_behalf(db::Tx& tx, const Actor& actor, const PlaceOrder& wish, Instant now) const {
  if (!sites::covers(tx, actor, {Role::clerk, Role::dispatcher}, wish.site))
    return Error::not_found("site.not_found");
  const auto mobile = normal_mobile(wish.contact_mobile);
  if (!mobile) return Error::invalid("person.mobile", "contact_mobile");
  const PersonId requester = people::ensure_person(tx, vault_, random_, wish.contact_name, *mobile, now);
  people::record_consent(tx, requester, rules_.privacy_version, actor.person, wish.lane, now);
  return insert_order(tx, wish, requester, actor.person, actor.person, now);
}

Result<Changed> Steps::triage(db::Tx& tx, const Actor& actor, const OrderId& id, const Triage& triage,
                              Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::triaged); !may) return may.error();
  if (!triage.site.empty() && triage.site != order.site) {
    if (!sites::covers(tx, actor, {Role::clerk, Role::dispatcher}, triage.site))
      return Error::invalid("order.site", "site_id");
    if (auto fits = locate(tx, triage.site, order); !fits) return fits.error();
  }
  if (!triage.category.empty()) {
    if (!find_category_name(tx, triage.category)) return Error::invalid("order.category", "category");
    order.category = triage.category;
  }
  order.handler = actor.person;
  order.accept_due = acceptance_due(rules_, now);
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::triaged, triage.note);
  move.tell(order.requester, "order.triaged");
  return finish(move, order);
}

Result<Changed> Steps::reject(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                              Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::rejected); !may) return may.error();
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::rejected, reason);
  move.tell(order.requester, "order.rejected", reason);
  return finish(move, order);
}

Result<Changed> Steps::take(db::Tx& tx, const Actor& actor, const OrderId& id, Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::handler); !may) return may.error();
  order.handler = actor.person;
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::handler);
  return finish(move, order);
}

Result<Changed> Steps::dispatch(db::Tx& tx, const Actor& actor, const OrderId& id, const Dispatch& dispatch,
                                Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::dispatched); !may) return may.error();
  if (dispatch.teams.empty() && dispatch.volunteers.empty() && !dispatch.open_claim)
    return Error::invalid("dispatch.nobody");
  for (const PersonId& volunteer : dispatch.volunteers)
    if (auto obstacle = dispatch::obstacle(tx, volunteer, need_of(order), rules_.policy, now))
      return Error{ErrorCode::conflict, obstacle->reason, "volunteer_ids", volunteer.str(), {}};
  withdraw_offers(tx, order.id);
  order.open_claim = dispatch.open_claim;
  order.handler = actor.person;
  if (!order.accept_due) order.accept_due = acceptance_due(rules_, now);
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::dispatched, dispatch.note, dispatch.open_claim ? "open_claim" : "");
  OfferRow offer{{}, order.id, {}, {}, actor.person, "offered", offer_expiry(rules_.policy, now, order.starts)};
  const auto why = [&](const std::string& who) {
    const auto found = dispatch.why.find(who);
    return found == dispatch.why.end() ? std::string() : found->second;
  };
  for (const TeamId& team : dispatch.teams) {
    if (!find_team_name(tx, team)) return Error::invalid("dispatch.team", "team_ids");
    offer.id = OfferId::fresh(now, random_);
    offer.team = team;
    offer.volunteer = {};
    insert_offer(tx, offer, why(team.str()), now);
    move.tell(teams::leaders(tx, team), "order.offered");
  }
  for (const PersonId& volunteer : dispatch.volunteers) {
    offer.id = OfferId::fresh(now, random_);
    offer.team = {};
    offer.volunteer = volunteer;
    insert_offer(tx, offer, why(volunteer.str()), now);
    move.tell(volunteer, "order.offered");
  }
  move.tell(order.requester, "order.dispatched");
  return finish(move, order);
}

/// Gives the places to these volunteers: each fits, and the places are there.
Outcome Steps::fill_crew(db::Tx& tx, Order& order, const std::vector<PersonId>& volunteers, Instant now) const {
  for (const PersonId& volunteer : volunteers) {
    hold_volunteer(tx, volunteer);
    expect_is_crew(tx, order.id, volunteer);
    dispatch::expect_obstacle(tx, volunteer, need_of(order), now);
    if (is_crew(tx, order.id, volunteer)) return Error::conflict("order.already_yours");
    if (auto obstacle = dispatch::obstacle(tx, volunteer, need_of(order), rules_.policy, now))
      return std::move(*obstacle);
  }
  const auto places = static_cast<std::int64_t>(volunteers.size());
  if (!take_places(tx, order.id, places)) return Error::conflict("order.already_claimed");
  order.crew_count += places;
  for (const PersonId& volunteer : volunteers) add_crew(tx, order, volunteer);
  return Done{};
}

Result<Changed> Steps::accept(db::Tx& tx, const Actor& actor, const OfferId& id, const std::vector<PersonId>& crew,
                              Instant now) const {
  auto found = see_offer_for_change(tx, actor, id);
  if (!found) return found.error();
  const OfferRow& offer = found->offer;
  Order& order = found->seen.order;
  if (order.state != State::dispatched) return Error::conflict("order.already_claimed");
  if (offer.state != "offered" || offer.expires <= now) return Error::conflict("offer.not_open");
  std::vector<PersonId> going = crew;
  if (!offer.volunteer.empty()) {
    if (!crew.empty()) return Error::invalid("offer.crew_of_team_only", "crew");
    going = {actor.person};
  } else {
    if (going.empty()) return Error::invalid("offer.crew_required", "crew");
    if (static_cast<std::int64_t>(going.size()) > order.volunteers_needed - order.crew_count)
      return Error::invalid("offer.crew_too_many", "crew");
    for (const PersonId& member : going)
      if (!is_member(tx, offer.team, member)) return Error::invalid("offer.crew_not_member", "crew");
    order.team = offer.team;
  }
  if (auto filled = fill_crew(tx, order, going, now); !filled) return filled.error();
  close_offer(tx, offer.id, "accepted", "");
  Move move(tx, random_, order, actor.person, now);
  if (!order.team.empty() || order.crew_count == order.volunteers_needed) {
    move.step(Step::accepted);
    withdraw_offers(tx, order.id);
  } else {
    move.step_within(Step::accepted);
  }
  move.tell(order.requester, "order.accepted");
  move.tell(order.handler, "order.accepted");
  move.tell(going, "order.accepted");
  return finish(move, order);
}

Result<Changed> Steps::decline(db::Tx& tx, const Actor& actor, const OfferId& id, const std::string& reason,
                               Instant now) const {
  auto found = see_offer_for_change(tx, actor, id);
  if (!found) return found.error();
  Order& order = found->seen.order;
  if (!close_offer(tx, id, "declined", reason)) return Error::conflict("offer.not_open");
  Move move(tx, random_, order, actor.person, now);
  move.step_within(Step::declined, reason);
  move.tell(caretakers(tx, order), "order.declined", reason);
  return finish(move, order);
}

Result<Changed> Steps::claim(db::Tx& tx, const Actor& actor, const OrderId& id, Instant now) const {
  auto order = lock(tx, id);
  if (!order || !order->open_claim || !actor.volunteer) return Error::not_found("order.not_found");
  if (order->state != State::dispatched) return Error::conflict("order.already_claimed");
  if (auto filled = fill_crew(tx, *order, {actor.person}, now); !filled) return filled.error();
  Move move(tx, random_, *order, actor.person, now);
  if (order->crew_count == order->volunteers_needed) {
    move.step(Step::claimed);
    withdraw_offers(tx, order->id);
  } else {
    move.step_within(Step::claimed);
  }
  move.tell(order->requester, "order.claimed");
  move.tell(order->handler, "order.claimed");
  return finish(move, *order);
}

Result<Changed> Steps::give_back(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                                 Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::returned); !may) return may.error();
  std::vector<PersonId> told = caretakers(tx, order);
  if (seen->standing.team_leader) {
    for (const CrewPresence& member : crew(tx, order.id, order.round)) told.push_back(member.volunteer);
    order.crew_count -= clear_crew(tx, order.id);
    order.team = {};
  } else {
    order.crew_count -= remove_crew(tx, order.id, actor.person) ? 1 : 0;
  }
  wait_for_dispatch(tx, rules_, order, now);
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::returned, reason);
  told.push_back(order.requester);
  move.tell(told, "order.returned", reason);
  return finish(move, order);
}

Outcome leave_orders(db::Tx& tx, Random& random, const Rules& rules, const PersonId& volunteer, const PersonId& by,
                     const std::string& reason, Instant now) {
  for (const OrderId& id : promised_by(tx, volunteer)) {
    Order order = lock(tx, id).value();
    const bool leaves = next_state(order.state, Step::returned) && remove_crew(tx, id, volunteer);
    const bool declines = close_offers_to(tx, id, volunteer, reason);
    if (!leaves && !declines) continue;
    std::vector<PersonId> told = caretakers(tx, order);
    Move move(tx, random, order, by, now);
    if (leaves) {
      --order.crew_count;
      wait_for_dispatch(tx, rules, order, now);
      move.step(Step::returned, reason);
      told.push_back(order.requester);
      if (!order.team.empty())
        for (PersonId& leader : teams::leaders(tx, order.team)) told.push_back(std::move(leader));
    } else {
      move.step_within(Step::declined, reason);
    }
    move.tell(told, leaves ? "order.returned" : "order.declined", reason);
    if (auto saved = move.save(); !saved) return saved;
  }
  return Done{};
}

Result<Changed> Steps::schedule(db::Tx& tx, const Actor& actor, const OrderId& id, Instant starts,
                                std::int64_t minutes, Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::scheduled); !may) return may.error();
  if (auto fits = check_time(rules_.policy, starts, now); !fits) return fits.error();
  const std::int64_t length_ms = minutes > 0 ? minutes * minute_ms : order.ends.ms - order.starts.ms;
  order.starts = starts;
  order.ends = starts.plus_ms(length_ms);
  std::vector<PersonId> told{order.requester};
  for (const CrewPresence& member : crew(tx, order.id, order.round)) {
    hold_volunteer(tx, member.volunteer);
    if (auto obstacle = dispatch::obstacle(tx, member.volunteer, need_of(order), rules_.policy, now))
      return std::move(*obstacle);
    told.push_back(member.volunteer);
  }
  move_crew(tx, order);
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::scheduled, {}, to_iso(starts));
  move.tell(told, "order.scheduled");
  return finish(move, order);
}

Result<Changed> Steps::rate(db::Tx& tx, const Actor& actor, const OrderId& id, std::int64_t score,
                            const std::string& reason, Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::rated); !may) return may.error();
  if (auto fits = check_rating(rules_.policy, score, reason); !fits) return fits.error();
  order.rating = score;
  order.rating_reason = reason;
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::rated, reason, std::to_string(score));
  move.tell(caretakers(tx, order), "order.rated");
  for (const CrewPresence& member : crew(tx, order.id, order.round)) move.tell(member.volunteer, "order.rated");
  return finish(move, order);
}

Result<Changed> Steps::withdraw(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                                Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::withdrawn); !may) return may.error();
  std::vector<PersonId> told = caretakers(tx, order);
  for (const CrewPresence& member : crew(tx, order.id, order.round)) told.push_back(member.volunteer);
  order.crew_count -= clear_crew(tx, order.id);
  order.open_claim = false;
  withdraw_offers(tx, order.id);
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::withdrawn, reason);
  move.tell(told, "order.withdrawn", reason);
  return finish(move, order);
}

Result<Changed> Steps::complain(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& reason,
                                Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::complained); !may) return may.error();
  order.complaint_open = true;
  Move move(tx, random_, order, actor.person, now);
  move.step(Step::complained, reason);
  move.tell(people::holders(tx, Role::dispatcher, order.site), "order.complained", reason);
  return finish(move, order);
}

Result<Changed> Steps::answer_complaint(db::Tx& tx, const Actor& actor, const OrderId& id, bool reopen,
                                        const std::string& reason, Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  const Step step = reopen ? Step::reopened : Step::complaint_dismissed;
  if (auto may = decide(order, seen->standing, step); !may) return may.error();
  order.complaint_open = false;
  order.handler = actor.person;
  if (reopen) {
    order.crew_count -= clear_crew(tx, order.id);
    order.team = {};
    order.open_claim = false;
    order.completed.reset();
    order.rating.reset();
    order.rating_reason.clear();
    ++order.round;
    order.accept_due = acceptance_due(rules_, now);
    order.overall_due = overall_due(rules_, now);
  }
  Move move(tx, random_, order, actor.person, now);
  move.step(step, reason);
  move.tell(order.requester, reopen ? "order.reopened" : "order.complaint_dismissed", reason);
  return finish(move, order);
}

Outcome Steps::expire_offer(db::Tx& tx, const OfferId& id, Instant now) const {
  const auto offer = find_offer(tx, id);
  if (!offer) return Error::not_found("offer.not_found");
  Order order = lock(tx, offer->order).value();
  if (!close_offer(tx, id, "expired", "")) return Error::conflict("offer.not_open");
  Move move(tx, random_, order, {}, now);
  move.step_within(Step::offer_expired);
  move.tell(caretakers(tx, order), "order.offer_expired");
  return move.save();
}

Outcome Steps::escalate(db::Tx& tx, const OrderId& id, Instant now) const {
  auto order = lock(tx, id);
  if (!order || !order->escalate_at || *order->escalate_at > now) return Error::conflict("order.state");
  const auto running = running_clock(*order);
  if (!running) return Error::conflict("order.state");
  ++order->escalated;
  Move move(tx, random_, *order, {}, now);
  move.step(Step::escalated, {}, std::string(to_text(running->clock)));
  order->escalate_at = next_escalation(rules_, now);
  move.tell(people::holders(tx, order->escalated == 1 ? Role::dispatcher : Role::leader, order->site),
            "order.escalated");
  move.tell(order->handler, "order.escalated");
  return move.save();
}

Outcome Steps::archive(db::Tx& tx, const OrderId& id, Instant now) const {
  auto order = lock(tx, id);
  if (!order || order->complaint_open || !next_state(order->state, Step::archived))
    return Error::conflict("order.state");
  Move move(tx, random_, *order, {}, now);
  move.step(Step::archived);
  return move.save();
}

}  // namespace ws::orders
