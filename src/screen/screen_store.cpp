#include "screen/screen_store.h"

#include <algorithm>

#include "base/local_time.h"

namespace ws::screen {
namespace {

constexpr std::string_view select_places =
    "SELECT s.id, s.name, s.kind, s.town_code, s.town_name, s.lat_e6, s.lon_e6 FROM site_tree t JOIN sites s ON s.id "
    "= "
    "t.site_id WHERE t.ancestor_id = $1 ORDER BY s.town_code, s.name, s.id";
constexpr std::string_view select_ancestors = "SELECT ancestor_id FROM site_tree WHERE site_id = $1";
// The lists of states and kinds are those of the partial indexes (0006_screen.sql, 0025_growth.sql), word for word.
constexpr std::string_view count_standing =
    "SELECT site_id, state, COUNT(*), COUNT(CASE WHEN escalated > 0 THEN 1 END), COUNT(CASE WHEN next_due_ms < $1 "
    "THEN 1 END) "
    "FROM orders WHERE state IN ('submitted', 'triaged', 'dispatched', 'accepted', 'scheduled', 'in_service', "
    "'returned', "
    "'completed', 'rated') GROUP BY state, site_id";
constexpr std::string_view select_placed = "SELECT site_id FROM orders WHERE created_ms >= $1";
constexpr std::string_view select_completed =
    "SELECT site_id FROM orders WHERE completed_ms IS NOT NULL AND completed_ms >= $1";
constexpr std::string_view select_accepted =
    "SELECT DISTINCT e.order_id, o.site_id FROM order_events e JOIN orders o ON o.id = e.order_id WHERE e.kind IN "
    "('accepted', 'claimed', 'rated') AND e.to_state = 'accepted' AND e.at_ms >= $1";
constexpr std::string_view select_rated =
    "SELECT DISTINCT e.order_id, o.site_id, o.rating FROM order_events e JOIN orders o ON o.id = e.order_id WHERE "
    "e.kind IN "
    "('accepted', 'claimed', 'rated') AND e.kind = 'rated' AND e.at_ms >= $1 AND o.rating IS NOT NULL";
// What was taken back is no service; it was taken back after it was entered, so by one of today's.
constexpr std::string_view select_served =
    "SELECT h.site_id, h.volunteer_id, h.minutes FROM hours_entries h WHERE h.created_ms >= $1 AND h.source <> "
    "'reversal' AND h.id NOT IN (SELECT r.reverses FROM hours_entries r WHERE r.source = 'reversal' AND "
    "r.created_ms >= $1)";
// By the clocks that run; where an order belongs is asked of each: few are open, and a site had many.
constexpr std::string_view select_due =
    "SELECT o.id FROM orders o WHERE o.next_due_ms IS NOT NULL AND EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id "
    "= "
    "o.site_id AND t.ancestor_id = $1) ORDER BY o.next_due_ms, o.id LIMIT $2";
// The newest moves of all, by an index of their own (0034_screen_today.sql); most of them are of a large subtree.
constexpr std::string_view select_recent =
    "SELECT m.seq, m.payload FROM (SELECT seq, payload, site_id FROM outbox WHERE topic = 'order.moved' ORDER BY seq "
    "DESC LIMIT $1) m WHERE m.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id = $2) ORDER BY m.seq DESC "
    "LIMIT $3";
constexpr std::string_view select_older =
    "SELECT 1 FROM outbox WHERE topic = 'order.moved' ORDER BY seq DESC LIMIT 1 OFFSET $1";
constexpr std::string_view select_recent_of_site =
    "SELECT seq, payload FROM outbox WHERE site_id = $1 AND topic = 'order.moved' ORDER BY seq DESC LIMIT $2";
constexpr std::string_view select_moves_after =
    "SELECT seq, topic, site_id, payload FROM outbox WHERE seq > $1 AND topic = 'order.moved' AND site_id IN (SELECT "
    "site_id "
    "FROM site_tree WHERE ancestor_id = $2) ORDER BY seq LIMIT $3";
// No shift is longer than a day: the index of starts is enough.
constexpr std::string_view select_today =
    "SELECT a.id, a.title, a.site_id, COALESCE(a.lat_e6, s.lat_e6), COALESCE(a.lon_e6, s.lon_e6), h.starts_ms, "
    "h.ends_ms "
    "FROM shifts h JOIN activities a ON a.id = h.activity_id JOIN sites s ON s.id = a.site_id WHERE h.starts_ms > $1 "
    "AND h.starts_ms < $2 AND h.ends_ms > $3 AND a.state IN ('recruiting', 'in_progress', 'awaiting_confirmation', "
    "'publicised', 'archived') ORDER BY h.starts_ms, a.id";
// The partial index of those inside (0025_growth.sql): as long as the crowd, whatever has been.
constexpr std::string_view select_inside =
    "SELECT DISTINCT activity_id, person_id, companions FROM signups WHERE state = 'checked_in'";

/// Moves looked through before the sites are asked one by one.
constexpr std::int64_t recent_window = 2'000;

}  // namespace

std::vector<Place> places_below(db::Reader& reader, const SiteId& root) {
  std::vector<Place> places;
  for (const db::Row& row : reader.query(select_places, root))
    places.push_back(
        {row.id<SiteId>(0), row.text(1), row.text(2), row.text(3), row.text(4), row.opt_i64(5), row.opt_i64(6)});
  return places;
}

std::vector<SiteId> ancestors(db::Reader& reader, const SiteId& site) {
  std::vector<SiteId> found;
  for (const db::Row& row : reader.query(select_ancestors, site)) found.push_back(row.id<SiteId>(0));
  return found;
}

District count_district(db::Reader& reader, Instant now) {
  District district;
  for (const db::Row& row : reader.query(count_standing, now.plus_ms(risk_ms))) {
    SiteCounts& site = district[row.id<SiteId>(0)];
    const std::size_t state = standing_index(row.text(1)).value();
    site.standing[state] = row.i64(2);
    if (state < open_states) site.escalated += row.i64(3);
    site.at_risk += row.i64(4);
  }
  const Instant today = start_of_day(local_date(now));
  for (const db::Row& row : reader.query(select_placed, today)) ++district[row.id<SiteId>(0)].placed;
  for (const db::Row& row : reader.query(select_completed, today)) ++district[row.id<SiteId>(0)].completed;
  for (const db::Row& row : reader.query(select_accepted, today)) ++district[row.id<SiteId>(1)].accepted;
  for (const db::Row& row : reader.query(select_rated, today)) {
    SiteCounts& site = district[row.id<SiteId>(1)];
    ++site.rated;
    site.rating_sum += row.i64(2);
  }
  for (const db::Row& row : reader.query(select_served, today)) {
    SiteCounts& site = district[row.id<SiteId>(0)];
    site.served.push_back(row.id<PersonId>(1));
    site.minutes += row.i64(2);
  }
  return district;
}

DistrictToday read_today(db::Reader& reader, Instant now) {
  const Instant today = start_of_day(local_date(now));
  DistrictToday district;
  for (const db::Row& row : reader.query(select_today, today.plus_ms(-day_ms), today.plus_ms(day_ms), today))
    district.shifts.push_back({row.id<ActivityId>(0),
                               row.text(1),
                               row.id<SiteId>(2),
                               row.opt_i64(3),
                               row.opt_i64(4),
                               {row.i64(5)},
                               {row.i64(6)}});
  for (const db::Row& row : reader.query(select_inside))
    district.inside.push_back({row.id<ActivityId>(0), row.id<PersonId>(1), row.i64(2)});
  return district;
}

std::vector<OrderId> due_next(db::Reader& reader, const SiteId& root, std::int64_t limit) {
  std::vector<OrderId> found;
  for (const db::Row& row : reader.query(select_due, root, limit)) found.push_back(row.id<OrderId>(0));
  return found;
}

std::vector<std::string> recent_moves(db::Reader& reader, const std::vector<Place>& places, const SiteId& root,
                                      std::int64_t limit) {
  std::vector<std::pair<std::int64_t, std::string>> found;
  const auto keep = [&](const db::Rows& rows) {
    for (const db::Row& row : rows) found.emplace_back(row.i64(0), row.text(1));
  };
  keep(reader.query(select_recent, recent_window, root, limit));
  if (static_cast<std::int64_t>(found.size()) < limit && reader.find(select_older, recent_window)) {
    // A quiet subtree of a busy district: it has few sites, and their moves an index of their own.
    found.clear();
    for (const Place& place : places) keep(reader.query(select_recent_of_site, place.id, limit));
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (static_cast<std::int64_t>(found.size()) > limit) found.resize(static_cast<std::size_t>(limit));
  }
  std::vector<std::string> payloads;
  for (auto& [seq, payload] : found) payloads.push_back(std::move(payload));
  return payloads;
}

std::vector<outbox::Delivered> moves_after(db::Reader& reader, const SiteId& root, std::int64_t seq,
                                           std::int64_t limit) {
  std::vector<outbox::Delivered> moves;
  for (const db::Row& row : reader.query(select_moves_after, seq, root, limit))
    moves.push_back({row.i64(0), row.text(1), row.id<SiteId>(2), {}, row.text(3)});
  return moves;
}

}  // namespace ws::screen
