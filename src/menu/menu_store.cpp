#include "menu/menu_store.h"
#include "menu/public.h"

#include <algorithm>
#include <unordered_map>

#include "search/public.h"

namespace ws::menu {
namespace {

constexpr std::string_view select_categories =
    "SELECT c.code, c.name, c.name_en, c.icon, c.summary, COUNT(m.id) FROM categories c "
    "LEFT JOIN menu_items m ON m.category = c.code AND m.active = 1 "
    "GROUP BY c.code, c.position, c.name, c.name_en, c.icon, c.summary ORDER BY c.position, c.code";
constexpr std::string_view select_skills = "SELECT code, name, name_en FROM skills ORDER BY code";
constexpr std::string_view select_category = "SELECT code, name, name_en FROM categories WHERE code = $1";
constexpr std::string_view select_skill = "SELECT 1 FROM skills WHERE code = $1";
constexpr std::string_view select_brief =
    "SELECT id, code, category, name, duration_minutes, volunteers_needed, skill, place, active "
    "FROM menu_items WHERE id = $1";
constexpr std::string_view select_item =
    "SELECT m.id, m.code, m.category, m.name, m.duration_minutes, m.volunteers_needed, m.skill, m.place, m.active, "
    "c.position, c.name, m.name_en, m.summary, m.prepares, m.version, "
    "(SELECT COUNT(*) FROM menu_offers o LEFT JOIN sites s ON s.id = o.site_id LEFT JOIN teams t ON t.id = o.team_id "
    "WHERE o.menu_item_id = m.id AND (s.state IN ('operating', 'rectifying') OR t.active = 1)) "
    "FROM menu_items m JOIN categories c ON c.code = m.category WHERE m.id = $1";
constexpr std::string_view select_page =
    "SELECT m.id, m.code, m.category, m.name, m.duration_minutes, m.volunteers_needed, m.skill, m.place, m.active, "
    "c.position, c.name, m.name_en, m.summary, m.prepares, m.version, "
    "(SELECT COUNT(*) FROM menu_offers o LEFT JOIN sites s ON s.id = o.site_id LEFT JOIN teams t ON t.id = o.team_id "
    "WHERE o.menu_item_id = m.id AND (s.state IN ('operating', 'rectifying') OR t.active = 1)) "
    "FROM menu_items m JOIN categories c ON c.code = m.category "
    "WHERE m.active = 1 AND (c.position > $1 OR (c.position = $1 AND m.code > $2)) AND ($3 = '' OR m.category = $3) "
    "AND (CAST($4 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM menu_offers o WHERE o.menu_item_id = m.id AND o.site_id "
    "= $4)) "
    "AND (CAST($5 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM menu_offers o WHERE o.menu_item_id = m.id AND o.team_id "
    "= $5)) "
    "AND lower(m.name || ' ' || m.name_en || ' ' || m.summary) LIKE $6 ESCAPE '!' "
    "AND lower(m.name || ' ' || m.name_en || ' ' || m.summary) LIKE $7 ESCAPE '!' "
    "AND lower(m.name || ' ' || m.name_en || ' ' || m.summary) LIKE $8 ESCAPE '!' "
    "ORDER BY c.position, m.code LIMIT $9";
// One item's orders are one range of orders_item_rating.
constexpr std::string_view select_figures_of_one =
    "SELECT menu_item_id, CAST(COALESCE(SUM(rating), 0) AS BIGINT), COUNT(rating), COUNT(*) FROM orders "
    "WHERE menu_item_id = $1 AND state IN ('completed', 'rated', 'archived') GROUP BY menu_item_id";
constexpr std::string_view select_offering_sites =
    "SELECT s.id, s.name FROM menu_offers o JOIN sites s ON s.id = o.site_id "
    "WHERE o.menu_item_id = $1 AND s.state IN ('operating', 'rectifying') ORDER BY s.code LIMIT 500";
constexpr std::string_view select_offering_teams =
    "SELECT t.id, t.name FROM menu_offers o JOIN teams t ON t.id = o.team_id "
    "WHERE o.menu_item_id = $1 AND t.active = 1 ORDER BY t.code LIMIT 500";
constexpr std::string_view select_site_items =
    "SELECT m.id, m.name FROM menu_offers o JOIN menu_items m ON m.id = o.menu_item_id "
    "WHERE o.site_id = $1 AND m.active = 1 ORDER BY m.category, m.code";
constexpr std::string_view select_team_items =
    "SELECT m.id, m.name FROM menu_offers o JOIN menu_items m ON m.id = o.menu_item_id "
    "WHERE o.team_id = $1 AND m.active = 1 ORDER BY m.category, m.code";
constexpr std::string_view select_site_offer = "SELECT 1 FROM menu_offers WHERE menu_item_id = $1 AND site_id = $2";
constexpr std::string_view select_team_offer = "SELECT 1 FROM menu_offers WHERE menu_item_id = $1 AND team_id = $2";
constexpr std::string_view select_all_site_offers = "SELECT menu_item_id FROM menu_offers WHERE site_id = $1";
constexpr std::string_view delete_site_offer = "DELETE FROM menu_offers WHERE site_id = $1 AND menu_item_id = $2";
constexpr std::string_view insert_site_offer =
    "INSERT INTO menu_offers (id, menu_item_id, site_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
constexpr std::string_view insert_item =
    "INSERT INTO menu_items (id, code, category, name, name_en, summary, duration_minutes, volunteers_needed, skill, "
    "place, prepares, active) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view update_item =
    "UPDATE menu_items SET category = $3, name = $4, name_en = $5, summary = $6, duration_minutes = $7, "
    "volunteers_needed = $8, skill = $9, place = $10, prepares = $11, active = $12, version = version + 1 "
    "WHERE id = $1 AND version = $2";

Item to_brief(const db::Row& row) {
  return {row.id<MenuItemId>(0), row.text(1), row.text(2),    row.text(3), row.i64(4), row.i64(5),
          row.text(6),           row.text(7), row.i64(8) != 0};
}

MenuItem to_item(const db::Row& row) {
  return {to_brief(row), row.i64(9),   row.text(10), row.text(11),
          row.text(12),  row.text(13), row.i64(14),  row.i64(15)};
}

std::vector<Ref> refs(db::Rows rows) {
  std::vector<Ref> found;
  for (const db::Row& row : rows) found.push_back({row.text(0), row.text(1)});
  return found;
}

template <class IdType>
std::vector<IdType> ids(const std::vector<Ref>& found) {
  std::vector<IdType> out;
  for (const Ref& ref : found) out.emplace_back(ref.id);
  return out;
}

/// A grouped query over the orders of `count` items: ($1, $2, …).
std::string figures_sql(std::size_t count) {
  std::string sql =
      "SELECT menu_item_id, CAST(COALESCE(SUM(rating), 0) AS BIGINT), COUNT(rating), COUNT(*) FROM orders WHERE "
      "menu_item_id IN (";
  for (std::size_t i = 1; i <= count; ++i) sql += (i > 1 ? ", $" : "$") + std::to_string(i);
  return sql + ") AND state IN ('completed', 'rated', 'archived') GROUP BY menu_item_id";
}

}  // namespace

std::optional<Item> find_item(db::Reader& reader, const MenuItemId& item) {
  const auto row = reader.find(select_brief, item);
  if (!row) return std::nullopt;
  return to_brief(*row);
}

bool offered_by_site(db::Reader& reader, const MenuItemId& item, const SiteId& site) {
  return reader.find(select_site_offer, item, site).has_value();
}

bool offered_by_team(db::Reader& reader, const MenuItemId& item, const TeamId& team) {
  return reader.find(select_team_offer, item, team).has_value();
}

std::vector<SiteId> sites_offering(db::Reader& reader, const MenuItemId& item) {
  return ids<SiteId>(store::offering_sites(reader, item));
}

std::vector<TeamId> teams_offering(db::Reader& reader, const MenuItemId& item) {
  return ids<TeamId>(store::offering_teams(reader, item));
}

std::vector<Ref> items_of(db::Reader& reader, const SiteId& site) {
  return refs(reader.query(select_site_items, site));
}

std::vector<Ref> items_of(db::Reader& reader, const TeamId& team) {
  return refs(reader.query(select_team_items, team));
}

Outcome set_site_offers(db::Tx& tx, const SiteId& site, const std::vector<MenuItemId>& items, Instant now,
                        Random& random) {
  std::vector<MenuItemId> held;
  for (const db::Row& row : tx.query(select_all_site_offers, site)) held.push_back(row.id<MenuItemId>(0));
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (std::find(held.begin(), held.end(), items[i]) != held.end()) continue;
    const auto item = find_item(tx, items[i]);
    if (!item || !item->active)
      return Error::invalid("menu.unknown_item", "menu_item_ids[" + std::to_string(i) + "]");
    tx.push(insert_site_offer, new_ulid(now, random), items[i], site);
  }
  for (const MenuItemId& item : held)
    if (std::find(items.begin(), items.end(), item) == items.end()) tx.push(delete_site_offer, site, item);
  return Done{};
}

std::optional<Category> find_category(db::Reader& reader, std::string_view code) {
  const auto row = reader.find(select_category, code);
  if (!row) return std::nullopt;
  return Category{row->text(0), row->text(1), row->text(2)};
}

bool skill_exists(db::Reader& reader, std::string_view code) {
  return reader.find(select_skill, code).has_value();
}

std::vector<Skill> skills(db::Reader& reader) {
  std::vector<Skill> found;
  for (const db::Row& row : reader.query(select_skills)) found.push_back({row.text(0), row.text(1), row.text(2)});
  return found;
}

namespace store {

std::vector<CategoryCount> categories(db::Reader& reader) {
  std::vector<CategoryCount> found;
  for (const db::Row& row : reader.query(select_categories))
    found.push_back({row.text(0), row.text(1), row.text(2), row.text(3), row.text(4), row.i64(5)});
  return found;
}

std::vector<MenuItem> page(db::Reader& reader, const Filter& filter, const Cursor& cursor, std::int64_t limit) {
  const auto like = search::like_patterns(filter.words);
  std::vector<MenuItem> items;
  for (const db::Row& row : reader.query(select_page, cursor.category_position, cursor.code, filter.category,
                                         filter.site, filter.team, like[0], like[1], like[2], limit))
    items.push_back(to_item(row));
  return items;
}

std::optional<MenuItem> find(db::Reader& reader, const MenuItemId& item) {
  const auto row = reader.find(select_item, item);
  if (!row) return std::nullopt;
  return to_item(*row);
}

void fill_figures(db::Reader& reader, std::vector<MenuItem>& items) {
  if (items.empty()) return;
  // A page is padded to a round number of parameters, so that few texts are ever prepared.
  const std::size_t width = items.size() == 1 ? 1 : items.size() <= 20 ? 20 : 100;
  db::Params params;
  for (std::size_t i = 0; i < width; ++i)
    params.push_back(db::to_value(items[std::min(i, items.size() - 1)].item.id));
  const std::string sql = width == 1 ? std::string(select_figures_of_one) : figures_sql(width);
  std::unordered_map<std::string, Figures> figures;
  for (const db::Row& row : reader.run(sql, params)) figures[row.text(0)] = {row.i64(1), row.i64(2), row.i64(3)};
  for (MenuItem& item : items) item.figures = figures[item.item.id.str()];
}

std::vector<Ref> offering_sites(db::Reader& reader, const MenuItemId& item) {
  return refs(reader.query(select_offering_sites, item));
}

std::vector<Ref> offering_teams(db::Reader& reader, const MenuItemId& item) {
  return refs(reader.query(select_offering_teams, item));
}

void insert(db::Tx& tx, const MenuItemId& item, const std::string& code, const Draft& draft) {
  tx.exec(insert_item, item, code, draft.category, draft.name, draft.name_en, draft.summary, draft.duration_minutes,
          draft.volunteers_needed, draft.skill, draft.place, draft.prepares, draft.active);
}

bool update(db::Tx& tx, const MenuItemId& item, std::int64_t version, const Draft& draft) {
  return tx.exec(update_item, item, version, draft.category, draft.name, draft.name_en, draft.summary,
                 draft.duration_minutes, draft.volunteers_needed, draft.skill, draft.place, draft.prepares,
                 draft.active) == 1;
}

}  // namespace store
}  // namespace ws::menu
