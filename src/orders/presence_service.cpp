// Presence of an order's crew: rotating code, the requester's or the staff's confirmation, and what the server makes
// of it.
#include <algorithm>

#include "base/rotating_code.h"
#include "hours/public.h"
#include "orders/order_move_service.h"
#include "orders/steps_service.h"

namespace ws::orders {
namespace {

Result<Changed> finish(Move& move, const Order& order) {
  if (auto saved = move.save(); !saved) return saved.error();
  return Changed{order.id, order.state, order.version};
}

}  // namespace

bool Steps::code_is_right(const Order& order, const std::string& code, Instant now) const {
  return rotating_code_fits(vault_, rules_.policy, order.id.str(), code, now) ||
         rotating_code_fits(vault_, rules_.policy, order.site.str(), code, now);
}

Outcome Steps::come(db::Tx& tx, Move& move, Order& order, const PersonId& volunteer, std::string_view means,
                    Instant at, const PersonId& actor) const {
  if (at < order.starts.plus_ms(-rules_.policy.check_in_early_ms())) return Error::conflict("presence.too_early");
  if (!mark_presence(tx, random_, order, volunteer, "in", means, at, actor))
    return Error::conflict("presence.already_in");
  move.step(Step::checked_in, {}, std::string(means));
  return Done{};
}

Outcome Steps::leave(db::Tx& tx, Move& move, Order& order, const PersonId& volunteer, std::string_view means,
                     Instant at, Instant now, const PersonId& actor) const {
  if (!mark_presence(tx, random_, order, volunteer, "out", means, at, actor))
    return Error::conflict("presence.already_out");
  move.step(Step::checked_out, {}, std::string(means));
  return complete(tx, move, order, now, actor);
}

/// Completes the order when everybody who came has left, and nobody is still expected before the planned end.
Outcome Steps::complete(db::Tx& tx, Move& move, Order& order, Instant now, const PersonId& actor) const {
  const auto people = crew(tx, order.id, order.round);
  const bool inside = std::any_of(people.begin(), people.end(), [](const CrewPresence& m) { return m.in && !m.out; });
  const bool awaited =
      now < order.ends && std::any_of(people.begin(), people.end(), [](const CrewPresence& m) { return !m.in; });
  if (inside || awaited) return Done{};
  for (const CrewPresence& member : people)
    if (member.in && member.out)
      hours::record_service(tx, random_, rules_.policy_at(*member.in),
                            {member.volunteer, order.id, order.site, *member.in, *member.out, order.title, order.team,
                             hours::Planned{order.starts, order.ends}},
                            now, actor);
  order.completed = now;
  move.step(Step::completed);
  move.tell(order.requester, "order.completed");
  move.tell(order.handler, "order.completed");
  return Done{};
}

Result<Changed> Steps::check_in(db::Tx& tx, const Actor& actor, const OrderId& id, const std::string& code,
                                Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::checked_in); !may) return may.error();
  if (!code_is_right(order, code, now)) return Error::invalid("presence.code", "code");
  Move move(tx, random_, order, actor.person, now);
  if (auto came = come(tx, move, order, actor.person, "code", now, actor.person); !came) return came.error();
  move.tell(order.requester, "order.checked_in");
  return finish(move, order);
}

Result<Changed> Steps::check_out(db::Tx& tx, const Actor& actor, const OrderId& id, Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::checked_out); !may) return may.error();
  Move move(tx, random_, order, actor.person, now);
  if (auto left = leave(tx, move, order, actor.person, "code", now, now, actor.person); !left) return left.error();
  move.tell(order.requester, "order.checked_out");
  return finish(move, order);
}

Result<Changed> Steps::confirm_presence(db::Tx& tx, const Actor& actor, const OrderId& id, const PersonId& volunteer,
                                        const std::string& kind, Instant now) const {
  auto seen = see_for_change(tx, actor, id);
  if (!seen) return seen.error();
  Order& order = seen->order;
  if (auto may = decide(order, seen->standing, Step::presence_confirmed); !may) return may.error();
  if (!is_crew(tx, order.id, volunteer)) return Error::invalid("presence.not_crew", "volunteer_id");
  const std::string_view means = seen->standing.requester ? "requester" : "staff";
  Move move(tx, random_, order, actor.person, now);
  const auto people = crew(tx, order.id, order.round);
  const auto member =
      std::find_if(people.begin(), people.end(), [&](const CrewPresence& m) { return m.volunteer == volunteer; });
  if (kind == "in") {
    if (auto came = come(tx, move, order, volunteer, means, now, actor.person); !came) return came.error();
    move.tell(volunteer, "order.checked_in");
  } else {
    if (!member->in) return Error::conflict("presence.not_in");
    if (auto left = leave(tx, move, order, volunteer, means, now, now, actor.person); !left) return left.error();
    move.tell(volunteer, "order.checked_out");
  }
  return finish(move, order);
}

Outcome Steps::close_presence(db::Tx& tx, const OrderId& id, Instant now) const {
  auto order = lock(tx, id);
  if (!order || order->state != State::in_service || order->ends > now) return Error::conflict("order.state");
  Move move(tx, random_, *order, {}, now);
  for (const CrewPresence& member : crew(tx, order->id, order->round)) {
    if (!member.in || member.out) continue;
    // Whoever came after the planned end gets no minutes from a forgotten check-out.
    const Instant out = std::max(order->ends, *member.in);
    if (!mark_presence(tx, random_, *order, member.volunteer, "out", "planned_end", out, {})) continue;
    move.step(Step::checked_out, {}, "planned_end");
    move.tell(member.volunteer, "order.checked_out");
  }
  if (auto done = complete(tx, move, *order, now, {}); !done) return done;
  return move.save();
}

}  // namespace ws::orders
