#include "visits/tour_store.h"

#include <map>
#include <stdexcept>

#include "people/public.h"

namespace ws::visits::store {
namespace {

// ---- tours

const std::string tour_columns =
    "SELECT t.id, t.site_id, s.name, t.title, t.summary, t.state, t.reason, t.published_ms, t.version";
const std::string from_tours = " FROM tours t JOIN sites s ON s.id = t.site_id ";
const std::string select_tour = tour_columns + from_tours + "WHERE t.id = $1";
/// With what a list shows beside it.
const std::string select_rows =
    tour_columns +
    ", (SELECT COUNT(*) FROM tour_scenes c WHERE c.tour_id = t.id), (SELECT f.picture FROM tour_scenes f WHERE "
    "f.tour_id = t.id AND f.picture_state = 'ready' ORDER BY f.position LIMIT 1)" +
    from_tours;
const std::string select_published =
    select_rows + "WHERE t.state = 'published' AND ($1 = '' OR t.id < $1) ORDER BY t.id DESC LIMIT $2";
const std::string select_published_at =
    select_rows + "WHERE t.state = 'published' AND t.site_id = $1 ORDER BY t.id DESC LIMIT 10";
constexpr std::string_view insert_tour =
    "INSERT INTO tours (id, site_id, title, summary, state, created_by, created_ms) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7)";
constexpr std::string_view update_tour =
    "UPDATE tours SET title = $2, summary = $3, state = $4, reason = $5, published_ms = $6, version = version + 1 "
    "WHERE id = $1 AND version = $7";
constexpr std::string_view insert_event =
    "INSERT INTO tour_events (id, tour_id, at_ms, actor_id, kind, reason) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view select_events =
    "SELECT e.kind, e.reason, p.name, e.at_ms FROM tour_events e LEFT JOIN persons p ON p.id = e.actor_id "
    "WHERE e.tour_id = $1 ORDER BY e.id DESC LIMIT 100";
const std::string select_wrote =
    "SELECT 1 FROM tour_events WHERE tour_id = $1 AND kind IN ('created', 'changed', 'submitted') AND actor_id " +
    people::own_accounts("$2") + "LIMIT 1";

Tour tour_of(const db::Row& row) {
  const auto state = parse_state(row.text(5));
  if (!state) throw std::logic_error("tours.state holds " + row.text(5));
  Tour found;
  found.id = row.id<TourId>(0);
  found.site = row.id<SiteId>(1);
  found.site_name = row.text(2);
  found.title = row.text(3);
  found.summary = row.text(4);
  found.state = *state;
  found.reason = row.text(6);
  if (!row.is_null(7)) found.published = Instant{row.i64(7)};
  found.version = row.i64(8);
  return found;
}

std::vector<RowView> rows_of(const db::Rows& rows) {
  std::vector<RowView> found;
  for (const db::Row& row : rows) found.push_back({tour_of(row), row.i64(9), row.text(10)});
  return found;
}

/// One more than the limit was asked for: it says that there is a next page.
Page page_of(const db::Rows& rows, std::int64_t limit) {
  Page page{rows_of(rows), {}};
  if (static_cast<std::int64_t>(page.rows.size()) > limit) {
    page.rows.pop_back();
    page.next = page.rows.back().tour.id.str();
  }
  return page;
}

// ---- scenes

const std::string select_scene =
    "SELECT c.id, c.tour_id, c.title, c.seen, c.floor, c.plan_x, c.plan_y, c.north_cdeg, c.picture, c.picture_state, "
    "c.trouble, c.width FROM tour_scenes c ";
const std::string select_scenes = select_scene + "WHERE c.tour_id = $1 ORDER BY c.position, c.id";
const std::string select_one_scene = select_scene + "WHERE c.id = $1";
const std::string select_link =
    "SELECT l.scene_id, l.to_scene_id, l.yaw_cdeg, l.pitch_cdeg FROM tour_links l JOIN tour_scenes c ON c.id = "
    "l.scene_id WHERE ";
const std::string in_order = " ORDER BY l.scene_id, l.position";
const std::string select_links = select_link + "c.tour_id = $1" + in_order;
const std::string select_links_of = select_link + "c.id = $1" + in_order;
// What cannot be read or ordered any more is not named: then it leads nowhere.
const std::string select_hotspot =
    "SELECT l.scene_id, l.kind, l.title, l.text, l.yaw_cdeg, l.pitch_cdeg, l.file, l.article_id, l.menu_item_id, "
    "COALESCE(a.title, m.name) FROM tour_hotspots l JOIN tour_scenes c ON c.id = l.scene_id LEFT JOIN articles a ON "
    "a.id = l.article_id AND a.state = 'published' LEFT JOIN menu_items m ON m.id = l.menu_item_id AND m.active = 1 "
    "WHERE ";
const std::string select_hotspots = select_hotspot + "c.tour_id = $1" + in_order;
const std::string select_hotspots_of = select_hotspot + "c.id = $1" + in_order;
constexpr std::string_view insert_scene =
    "INSERT INTO tour_scenes (id, tour_id, position, title, seen, floor, plan_x, plan_y, north_cdeg, picture, "
    "picture_state, width) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view select_last_position =
    "SELECT COALESCE(MAX(position), 0) FROM tour_scenes WHERE tour_id = $1";
constexpr std::string_view update_scene =
    "UPDATE tour_scenes SET title = $2, seen = $3, floor = $4, plan_x = $5, plan_y = $6, north_cdeg = $7 WHERE id = "
    "$1";
constexpr std::string_view delete_links = "DELETE FROM tour_links WHERE scene_id = $1";
constexpr std::string_view delete_links_to = "DELETE FROM tour_links WHERE to_scene_id = $1";
constexpr std::string_view delete_hotspots = "DELETE FROM tour_hotspots WHERE scene_id = $1";
constexpr std::string_view delete_scene = "DELETE FROM tour_scenes WHERE id = $1";
constexpr std::string_view insert_link =
    "INSERT INTO tour_links (scene_id, position, to_scene_id, yaw_cdeg, pitch_cdeg) VALUES ($1, $2, $3, $4, $5)";
constexpr std::string_view insert_hotspot =
    "INSERT INTO tour_hotspots (scene_id, position, kind, title, text, yaw_cdeg, pitch_cdeg, file, article_id, "
    "menu_item_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view update_position = "UPDATE tour_scenes SET position = $2 WHERE id = $1";
constexpr std::string_view update_picture =
    "UPDATE tour_scenes SET picture = $2, picture_state = 'preparing', trouble = '' WHERE id = $1";
constexpr std::string_view select_preparing =
    "SELECT picture FROM tour_scenes WHERE picture_state = 'preparing' GROUP BY picture ORDER BY MIN(id) LIMIT $1";
constexpr std::string_view update_ready =
    "UPDATE tour_scenes SET picture_state = 'ready', width = $2, trouble = '' WHERE picture = $1 AND picture_state = "
    "'preparing'";
constexpr std::string_view update_failed =
    "UPDATE tour_scenes SET picture_state = 'failed', trouble = $2 WHERE picture = $1 AND picture_state = "
    "'preparing'";

Scene scene_of(const db::Row& row) {
  const auto state = parse_picture_state(row.text(9));
  if (!state) throw std::logic_error("tour_scenes.picture_state holds " + row.text(9));
  Scene found;
  found.id = row.id<SceneId>(0);
  found.tour = row.id<TourId>(1);
  found.words.title = row.text(2);
  found.words.seen = row.text(3);
  found.words.floor = row.text(4);
  found.words.plan_x = row.i64(5);
  found.words.plan_y = row.i64(6);
  found.words.north_cdeg = row.i64(7);
  found.picture = row.text(8);
  found.picture_state = *state;
  found.trouble = row.text(10);
  found.width = row.i64(11);
  return found;
}

Hotspot hotspot_of(const db::Row& row) {
  const auto kind = parse_hotspot_kind(row.text(1));
  if (!kind) throw std::logic_error("tour_hotspots.kind holds " + row.text(1));
  Hotspot found;
  found.kind = *kind;
  found.title = row.text(2);
  found.text = row.text(3);
  found.at = {row.i64(4), row.i64(5)};
  found.file = row.text(6);
  found.article = row.id<ArticleId>(7);
  found.menu_item = row.id<MenuItemId>(8);
  found.refers_to = row.text(9);
  return found;
}

std::vector<Scene> with_what_is_in_them(const db::Rows& scenes, const db::Rows& links, const db::Rows& hotspots) {
  std::vector<Scene> found;
  std::map<std::string, std::size_t> index;
  for (const db::Row& row : scenes) {
    index[row.text(0)] = found.size();
    found.push_back(scene_of(row));
  }
  for (const db::Row& row : links)
    found.at(index.at(row.text(0))).words.links.push_back({row.id<SceneId>(1), {row.i64(2), row.i64(3)}});
  for (const db::Row& row : hotspots) found.at(index.at(row.text(0))).words.hotspots.push_back(hotspot_of(row));
  return found;
}

void insert_contents(db::Tx& tx, const Scene& scene) {
  std::int64_t position = 0;
  for (const Link& link : scene.words.links)
    tx.exec(insert_link, scene.id, ++position, link.to, link.at.yaw_cdeg, link.at.pitch_cdeg);
  position = 0;
  for (const Hotspot& hotspot : scene.words.hotspots)
    tx.exec(insert_hotspot, scene.id, ++position, to_text(hotspot.kind), hotspot.title, hotspot.text,
            hotspot.at.yaw_cdeg, hotspot.at.pitch_cdeg, hotspot.file, hotspot.article, hotspot.menu_item);
}

// ---- guided visits

constexpr std::string_view upsert_guided =
    "INSERT INTO guided_visits (broadcast_id, tour_id, created_by, created_ms) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (broadcast_id) DO UPDATE SET tour_id = excluded.tour_id, created_by = excluded.created_by, "
    "created_ms = excluded.created_ms";
constexpr std::string_view select_guided_tour =
    "SELECT g.tour_id FROM guided_visits g JOIN tours t ON t.id = g.tour_id WHERE g.broadcast_id = $1 AND t.state = "
    "'published'";
constexpr std::string_view select_guided =
    "SELECT g.broadcast_id, g.tour_id, b.title, b.state, b.starts_ms FROM guided_visits g JOIN broadcasts b ON b.id "
    "= "
    "g.broadcast_id WHERE g.tour_id = $1 ORDER BY g.broadcast_id DESC LIMIT 20";

}  // namespace

std::optional<Tour> find(db::Reader& reader, const TourId& tour) {
  const auto row = reader.find(select_tour, tour);
  if (!row) return std::nullopt;
  return tour_of(*row);
}

void insert(db::Tx& tx, const Tour& tour, const PersonId& by, Instant now) {
  tx.exec(insert_tour, tour.id, tour.site, tour.title, tour.summary, to_text(tour.state), by, now);
}

bool update(db::Tx& tx, const Tour& tour) {
  return tx.exec(update_tour, tour.id, tour.title, tour.summary, to_text(tour.state), tour.reason, tour.published,
                 tour.version) == 1;
}

Page list(db::Reader& reader, const Filter& filter) {
  db::Params params = db::params_of(filter.cursor, filter.limit + 1);
  std::string within;
  for (const SiteId& site : filter.within) {
    params.push_back(db::to_value(site));
    within += (within.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  std::string sql = select_rows +
                    "WHERE ($1 = '' OR t.id < $1) AND t.site_id IN (SELECT r.site_id FROM site_tree r WHERE "
                    "r.ancestor_id IN (" +
                    within + ")) ";
  if (filter.state) {
    params.push_back(db::to_value(to_text(*filter.state)));
    sql += "AND t.state = $" + std::to_string(params.size()) + " ";
  }
  return page_of(reader.run(sql + "ORDER BY t.id DESC LIMIT $2", params), filter.limit);
}

Page published(db::Reader& reader, const std::string& cursor, std::int64_t limit) {
  return page_of(reader.query(select_published, cursor, limit + 1), limit);
}

std::vector<RowView> published_at(db::Reader& reader, const SiteId& site) {
  return rows_of(reader.query(select_published_at, site));
}

void append_event(db::Tx& tx, Random& random, const TourId& tour, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), tour, now, actor, kind, reason);
}

std::vector<Event> events(db::Reader& reader, const TourId& tour) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, tour))
    found.push_back({row.text(0), row.text(1), row.text(2), {row.i64(3)}});
  return found;
}

bool wrote(db::Reader& reader, const TourId& tour, const PersonId& person) {
  return reader.find(select_wrote, tour, person).has_value();
}

std::vector<Scene> scenes(db::Reader& reader, const TourId& tour) {
  return with_what_is_in_them(reader.query(select_scenes, tour), reader.query(select_links, tour),
                              reader.query(select_hotspots, tour));
}

std::optional<Scene> find_scene(db::Reader& reader, const SceneId& scene) {
  auto found = with_what_is_in_them(reader.query(select_one_scene, scene), reader.query(select_links_of, scene),
                                    reader.query(select_hotspots_of, scene));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

void insert(db::Tx& tx, const Scene& scene) {
  const SceneWords& words = scene.words;
  const std::int64_t last = tx.find(select_last_position, scene.tour).value().i64(0);
  tx.exec(insert_scene, scene.id, scene.tour, last + 1, words.title, words.seen, words.floor, words.plan_x,
          words.plan_y, words.north_cdeg, scene.picture, to_text(scene.picture_state), scene.width);
  insert_contents(tx, scene);
}

void update(db::Tx& tx, const Scene& scene) {
  const SceneWords& words = scene.words;
  tx.exec(update_scene, scene.id, words.title, words.seen, words.floor, words.plan_x, words.plan_y, words.north_cdeg);
  tx.exec(delete_links, scene.id);
  tx.exec(delete_hotspots, scene.id);
  insert_contents(tx, scene);
}

void remove(db::Tx& tx, const SceneId& scene) {
  for (const std::string_view sql : {delete_links, delete_links_to, delete_hotspots, delete_scene})
    tx.exec(sql, scene);
}

void set_position(db::Tx& tx, const SceneId& scene, std::int64_t position) {
  tx.exec(update_position, scene, position);
}

void set_picture(db::Tx& tx, const SceneId& scene, const std::string& picture) {
  tx.exec(update_picture, scene, picture);
}

std::vector<std::string> preparing(db::Reader& reader, std::int64_t limit) {
  std::vector<std::string> found;
  for (const db::Row& row : reader.query(select_preparing, limit)) found.push_back(row.text(0));
  return found;
}

void note_ready(db::Tx& tx, const std::string& picture, std::int64_t width) {
  tx.exec(update_ready, picture, width);
}

void note_failed(db::Tx& tx, const std::string& picture, std::string_view trouble) {
  tx.exec(update_failed, picture, trouble);
}

void set_guided(db::Tx& tx, const std::string& broadcast, const TourId& tour, const PersonId& by, Instant now) {
  tx.exec(upsert_guided, broadcast, tour, by, now);
}

std::optional<TourId> guided_tour(db::Reader& reader, const std::string& broadcast) {
  const auto row = reader.find(select_guided_tour, broadcast);
  if (!row) return std::nullopt;
  return row->id<TourId>(0);
}

std::vector<GuidedVisit> guided_visits(db::Reader& reader, const TourId& tour) {
  std::vector<GuidedVisit> found;
  for (const db::Row& row : reader.query(select_guided, tour))
    found.push_back({row.text(0), row.id<TourId>(1), row.text(2), row.text(3), {row.i64(4)}});
  return found;
}

}  // namespace ws::visits::store
