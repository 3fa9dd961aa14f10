#include "orders/order_move_service.h"

#include "base/json.h"
#include "notices/public.h"
#include "outbox/public.h"
#include "people/public.h"

namespace ws::orders {
namespace {

/// The ScreenMove of the contract.
std::string move_json(const Order& order, Step step, State from, State to, Instant now) {
  json::Writer out;
  out.begin()
      .field("at_ms", now.ms)
      .field("order_id", order.id.str())
      .field("number", order.number)
      .field("title", order.title)
      .field("kind", to_text(step))
      .field("from_state", to_text(from))
      .field("to_state", to_text(to))
      .field("site_id", order.site.str())
      .field("site_name", order.where.name)
      .field("town_code", order.where.town_code)
      .field("town_name", order.where.town_name)
      .field("lat_e6", order.where.lat_e6)
      .field("lon_e6", order.where.lon_e6)
      .end();
  return out.take();
}

}  // namespace

void Move::record(Step step, State to, std::string reason, std::string detail) {
  const State from = order_.state;
  if (to != from) {
    order_.state = to;
    order_.state_since = now_;
    const auto running = running_clock(order_);
    order_.escalate_at = running ? std::optional(running->due) : std::nullopt;
  }
  append(tx_, random_, order_.id, ++order_.events, {step, from, to, actor_, std::move(reason), std::move(detail)},
         now_);
  outbox::publish(tx_, {"order.moved", order_.site, {}, move_json(order_, step, from, to, now_)}, now_);
}

void Move::step(Step step, std::string reason, std::string detail) {
  record(step, next_state(order_.state, step).value(), std::move(reason), std::move(detail));
}

void Move::step_within(Step step, std::string reason, std::string detail) {
  record(step, order_.state, std::move(reason), std::move(detail));
}

void Move::tell(const PersonId& person, std::string_view kind, std::string_view reason) {
  if (person.empty() || person == actor_) return;
  json::Writer params;
  params.begin().field("title", order_.title).field("number", order_.number).field("reason", reason);
  params.field("when", order_.starts.ms);  // said when it is read: in the reader's language, relative to then
  if (const auto running = running_clock(order_)) params.field("clock", to_text(running->clock));
  params.end();
  notices::send(tx_, {person, kind, order_.id, params.take()}, now_, random_);
}

void Move::tell(const std::vector<PersonId>& people, std::string_view kind, std::string_view reason) {
  for (const PersonId& person : people) tell(person, kind, reason);
}

Outcome Move::save() {
  return orders::save(tx_, order_);
}

}  // namespace ws::orders
