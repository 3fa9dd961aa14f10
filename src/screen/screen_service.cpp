#include "screen/screen_service.h"

#include <map>

#include "base/json.h"
#include "orders/public.h"
#include "outbox/public.h"
#include "screen/screen_access.h"
#include "screen/screen_store.h"

namespace ws::screen {
namespace {

/// The most moves told again to a socket; beyond, the state itself is shorter.
constexpr std::int64_t most_missed = 500;
/// How far back the outbox is looked through for them.
constexpr std::int64_t farthest_back = 20'000;

std::vector<std::string> rows_of(db::Reader& reader, const std::vector<OrderId>& orders) {
  std::vector<std::string> rows;
  for (const OrderId& order : orders)
    if (auto row = orders::row_json(reader, order)) rows.push_back(std::move(*row));
  return rows;
}

std::vector<std::string> tell_moves(db::Reader& reader, const std::vector<outbox::Delivered>& moves) {
  std::vector<std::string> messages;
  std::map<std::string, std::string> rows;  // an order that moved ten times is read once
  for (const outbox::Delivered& move : moves) {
    const std::string order = json::Document(move.payload).text("order_id").value_or("");
    auto found = rows.find(order);
    if (found == rows.end())
      found = rows.emplace(order, orders::row_json(reader, OrderId(order)).value_or("null")).first;
    messages.push_back(move_words(move.seq, move.payload, found->second));
  }
  return messages;
}

}  // namespace

Snapshot take_snapshot(db::Reader& reader, const std::vector<Place>& places, const District& district,
                       const SiteId& root, Instant now) {
  return {outbox::last_seq(reader), now, add_up(places, district),
          rows_of(reader, due_next(reader, root, most_at_risk))};
}

Result<SiteId> ScreenService::root(const Actor& actor, const SiteId& wanted) {
  return database_.read([&](db::Reader& reader) { return root_for(reader, actor, wanted); });
}

State ScreenService::state(const SiteId& root) {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    State state;
    state.places = places_below(reader, root);
    for (const Place& place : state.places)
      if (place.id == root) state.site = place;
    state.snapshot = take_snapshot(reader, state.places, count_district(reader, now), root, now);
    state.recent = recent_moves(reader, state.places, root, most_recent);
    state.activities = add_up_today(state.places, read_today(reader, now), now);
    return state;
  });
}

std::vector<std::string> ScreenService::missed(const SiteId& root, std::int64_t seq) {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> std::vector<std::string> {
    const std::int64_t last = outbox::last_seq(reader);
    std::vector<std::string> messages;
    if (seq >= 0) {
      if (seq > last || last - seq > farthest_back) return {resync_words(last)};
      const auto moves = moves_after(reader, root, seq, most_missed + 1);
      if (static_cast<std::int64_t>(moves.size()) > most_missed) return {resync_words(last)};
      messages = tell_moves(reader, moves);
    }
    const auto places = places_below(reader, root);
    messages.push_back(figures_words(take_snapshot(reader, places, count_district(reader, now), root, now)));
    messages.push_back(activities_words(last, now, add_up_today(places, read_today(reader, now), now)));
    return messages;
  });
}

}  // namespace ws::screen
