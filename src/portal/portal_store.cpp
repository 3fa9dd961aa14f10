#include "portal/portal_store.h"

#include "people/public.h"

namespace ws::portal::store {
namespace {

const std::string select_completed = "SELECT COUNT(*), COUNT(DISTINCT " + people::person_of("requester_id") +
                                     ") FROM orders "
                                     "WHERE state IN ('completed', 'rated', 'archived') AND completed_ms >= $1";
// One entry of the ledger is one volunteer at one service.
const std::string select_served = "SELECT COUNT(*), COUNT(DISTINCT " + people::person_of("e.volunteer_id") +
                                  ") FROM hours_entries e WHERE e.source <> 'reversal' AND "
                                  "e.starts_ms "
                                  ">= $1 "
                                  "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = e.id)";
constexpr std::string_view select_recent =
    "SELECT m.name, m.name_en, m.category, COALESCE(t.name, ''), s.town_name, o.completed_ms FROM orders o "
    "JOIN menu_items m ON m.id = o.menu_item_id JOIN sites s ON s.id = o.site_id LEFT JOIN teams t ON t.id = "
    "o.team_id "
    "WHERE o.state IN ('completed', 'rated', 'archived') AND o.completed_ms >= $1 "
    "ORDER BY o.completed_ms DESC, o.id DESC LIMIT $2";
constexpr std::string_view select_hot =
    "SELECT m.id, m.name, m.name_en, COUNT(*) FROM orders o JOIN menu_items m ON m.id = o.menu_item_id "
    "WHERE o.created_ms >= $1 AND m.active = 1 GROUP BY m.id, m.name, m.name_en ORDER BY COUNT(*) DESC, m.id LIMIT "
    "$2";
constexpr std::string_view select_bars =
    "SELECT rating, COUNT(*) FROM orders WHERE menu_item_id = $1 AND state IN ('completed', 'rated', 'archived') "
    "AND rating IS NOT NULL GROUP BY rating";
// The crew by name, at most a few; the team, the handler or the site when nobody goes yet.
constexpr std::string_view select_own =
    "SELECT o.id, o.title, o.state, o.starts_ms, o.created_ms, o.next_due_ms, "
    "COALESCE((SELECT MIN(p.name) FROM order_crew c JOIN persons p ON p.id = c.volunteer_id WHERE c.order_id = "
    "o.id), "
    "t.name, h.name, s.name) FROM orders o JOIN sites s ON s.id = o.site_id LEFT JOIN teams t ON t.id = o.team_id "
    "LEFT JOIN persons h ON h.id = o.handler_id "
    "WHERE o.requester_id = $1 AND (CAST($2 AS TEXT) = '' OR o.id < $2) AND (CAST($3 AS TEXT) = '' "
    "OR ($3 = 'rate' AND o.state = 'completed') "
    "OR ($3 = 'done' AND o.state IN ('rated', 'archived', 'rejected', 'withdrawn')) "
    "OR ($3 = 'open' AND o.state NOT IN ('completed', 'rated', 'archived', 'rejected', 'withdrawn'))) "
    "ORDER BY o.id DESC LIMIT $4";
constexpr std::string_view select_own_counts =
    "SELECT state, COUNT(*) FROM orders WHERE requester_id = $1 GROUP BY state";
constexpr std::string_view select_responsible =
    "SELECT id FROM sites WHERE state = 'operating' AND (kind = 'center' OR (town_code = $1 AND kind <> 'base')) "
    "ORDER BY CASE WHEN town_code = $1 AND kind = 'office' THEN 0 WHEN kind = 'center' THEN 2 ELSE 1 END, code LIMIT "
    "1";
constexpr std::string_view select_first_category =
    "SELECT code FROM categories ORDER BY CASE WHEN code = 'convenience' THEN 0 ELSE 1 END, position LIMIT 1";
constexpr std::string_view select_mobile = "SELECT mobile_sealed FROM persons WHERE id = $1";

}  // namespace

Figures figures(db::Reader& reader, Instant since) {
  Figures figures;
  if (const auto row = reader.find(select_completed, since)) {
    figures.completed = row->i64(0);
    figures.residents = row->i64(1);
  }
  if (const auto row = reader.find(select_served, since)) {
    figures.person_times = row->i64(0);
    figures.volunteers = row->i64(1);
  }
  return figures;
}

std::vector<Recent> recent(db::Reader& reader, Instant since, std::int64_t limit) {
  std::vector<Recent> found;
  for (const db::Row& row : reader.query(select_recent, since, limit))
    found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), {row.i64(5)}});
  return found;
}

std::vector<Hot> hot(db::Reader& reader, Instant since, std::int64_t limit) {
  std::vector<Hot> found;
  for (const db::Row& row : reader.query(select_hot, since, limit))
    found.push_back({row.text(0), row.text(1), row.text(2)});
  return found;
}

Bars bars(db::Reader& reader, const MenuItemId& item) {
  Bars bars{};
  for (const db::Row& row : reader.query(select_bars, item))
    bars.at(static_cast<std::size_t>(row.i64(0) - 1)) = row.i64(1);
  return bars;
}

std::vector<OwnOrder> own_orders(db::Reader& reader, const PersonId& requester, const std::string& group,
                                 const std::string& before, std::int64_t limit) {
  std::vector<OwnOrder> found;
  for (const db::Row& row : reader.query(select_own, requester, before, group, limit)) {
    OwnOrder order{row.id<OrderId>(0), row.text(1), row.text(2), row.text(6), {row.i64(3)}, {row.i64(4)}, {}};
    if (const auto due_ms = row.opt_i64(5)) order.due = Instant{*due_ms};
    found.push_back(std::move(order));
  }
  return found;
}

std::vector<StateCount> own_counts(db::Reader& reader, const PersonId& requester) {
  std::vector<StateCount> found;
  for (const db::Row& row : reader.query(select_own_counts, requester)) found.push_back({row.text(0), row.i64(1)});
  return found;
}

SiteId responsible_site(db::Reader& reader, const std::string& town_code) {
  const auto row = reader.find(select_responsible, town_code);
  return row ? row->id<SiteId>(0) : SiteId();
}

std::string first_category(db::Reader& reader) {
  const auto row = reader.find(select_first_category);
  return row ? row->text(0) : "";
}

std::string mobile_sealed(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_mobile, person);
  return row ? row->text(0) : "";
}

}  // namespace ws::portal::store
