#include "sites/site_store.h"

#include "base/json.h"
#include "search/public.h"

namespace ws::sites::store {
namespace {

constexpr std::string_view select_site =
    "SELECT id, code, kind, parent_id, name, short_name, state, summary, address, phone, hours, lat_e6, lon_e6, "
    "datum, "
    "surveyed, demonstration, town_code, town_name, version FROM sites WHERE id = $1";
// Codes are the division's: the center's is a prefix of its offices', theirs of the stations'; so the order is the
// tree's.
constexpr std::string_view select_sites =
    "SELECT id, code, kind, parent_id, name, short_name, state, summary, address, phone, hours, lat_e6, lon_e6, "
    "datum, "
    "surveyed, demonstration, town_code, town_name, version FROM sites "
    "WHERE ($1 = '' OR kind = $1) AND ($2 = '' OR town_code = $2) "
    "AND (CAST($3 AS TEXT) IS NULL OR EXISTS (SELECT 1 FROM site_tree t WHERE t.ancestor_id = $3 AND t.site_id = "
    "sites.id)) "
    "AND lower(name || ' ' || short_name || ' ' || address || ' ' || town_name) LIKE $4 ESCAPE '!' "
    "AND lower(name || ' ' || short_name || ' ' || address || ' ' || town_name) LIKE $5 ESCAPE '!' "
    "AND lower(name || ' ' || short_name || ' ' || address || ' ' || town_name) LIKE $6 ESCAPE '!' "
    "AND ($8 = '' OR id IN (SELECT m.site_id FROM area_sites m WHERE m.area_id = $8)) "
    "ORDER BY code LIMIT $7";
constexpr std::string_view select_rooms =
    "SELECT name, purpose, floor, seats, plan_x, plan_y, venue_id FROM rooms WHERE site_id = $1 ORDER BY position";
constexpr std::string_view select_areas_of =
    "SELECT a.id, a.name FROM area_sites s JOIN areas a ON a.id = s.area_id WHERE s.site_id = $1 ORDER BY a.code";
constexpr std::string_view select_areas =
    "SELECT a.id, a.name, a.summary, s.id, s.name FROM areas a LEFT JOIN area_sites m ON m.area_id = a.id "
    "LEFT JOIN sites s ON s.id = m.site_id ORDER BY a.code, s.code";
constexpr std::string_view select_boundary =
    "SELECT body FROM settings WHERE name = 'boundary' ORDER BY version DESC LIMIT 1";
constexpr std::string_view update_site =
    "UPDATE sites SET summary = $3, address = $4, phone = $5, hours = $6, version = version + 1 "
    "WHERE id = $1 AND version = $2";
constexpr std::string_view select_plans =
    "SELECT f.floor, f.media_id, m.hash, m.width, m.height FROM site_plans f JOIN media m ON m.id = f.media_id WHERE "
    "f.site_id = $1 ORDER BY f.floor";
constexpr std::string_view delete_plans = "DELETE FROM site_plans WHERE site_id = $1";
constexpr std::string_view insert_plan = "INSERT INTO site_plans (site_id, floor, media_id) VALUES ($1, $2, $3)";
constexpr std::string_view select_picture = "SELECT 1 FROM media WHERE id = $1";
constexpr std::string_view select_venue = "SELECT 1 FROM venues WHERE id = $1 AND site_id = $2";
constexpr std::string_view delete_rooms = "DELETE FROM rooms WHERE site_id = $1";
constexpr std::string_view insert_room =
    "INSERT INTO rooms (id, site_id, name, purpose, floor, seats, position, plan_x, plan_y, venue_id) VALUES ($1, "
    "$2, "
    "$3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view update_state =
    "UPDATE sites SET state = $3, version = version + 1 WHERE id = $1 AND state = $2";
constexpr std::string_view insert_event =
    "INSERT INTO site_events (id, site_id, at_ms, actor_id, from_state, to_state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";

Site to_site(const db::Row& row) {
  const auto state = parse_state(row.text(6));
  if (!state) throw std::runtime_error("sites.state: " + row.text(6));
  return {row.id<SiteId>(0), row.text(1),     row.text(2),     row.id<SiteId>(3), row.text(4),
          row.text(5),       *state,          row.text(7),     row.text(8),       row.text(9),
          row.text(10),      row.opt_i64(11), row.opt_i64(12), row.text(13),      row.i64(14) != 0,
          row.i64(15) != 0,  row.text(16),    row.text(17),    row.i64(18)};
}

}  // namespace

std::optional<Site> find(db::Reader& reader, const SiteId& site) {
  const auto row = reader.find(select_site, site);
  if (!row) return std::nullopt;
  return to_site(*row);
}

std::vector<Site> list(db::Reader& reader, const Filter& filter) {
  const auto like = search::like_patterns(filter.words);
  std::vector<Site> sites;
  for (const db::Row& row : reader.query(select_sites, filter.kind, filter.town_code, filter.within, like[0], like[1],
                                         like[2], most_sites, filter.area))
    sites.push_back(to_site(row));
  return sites;
}

std::vector<Room> rooms(db::Reader& reader, const SiteId& site) {
  std::vector<Room> found;
  for (const db::Row& row : reader.query(select_rooms, site))
    found.push_back(
        {row.text(0), row.text(1), row.text(2), row.i64(3), row.opt_i64(4), row.opt_i64(5), row.id<VenueId>(6)});
  return found;
}

std::vector<FloorPlan> plans(db::Reader& reader, const SiteId& site) {
  std::vector<FloorPlan> found;
  for (const db::Row& row : reader.query(select_plans, site))
    found.push_back({row.text(0), row.id<MediaId>(1), row.text(2), row.i64(3), row.i64(4)});
  return found;
}

bool has_picture(db::Reader& reader, const MediaId& media) {
  return reader.find(select_picture, media).has_value();
}

bool has_venue(db::Reader& reader, const SiteId& site, const VenueId& venue) {
  return reader.find(select_venue, venue, site).has_value();
}

std::vector<Ref> areas_of(db::Reader& reader, const SiteId& site) {
  std::vector<Ref> found;
  for (const db::Row& row : reader.query(select_areas_of, site)) found.push_back({row.text(0), row.text(1)});
  return found;
}

std::vector<Area> areas(db::Reader& reader) {
  std::vector<Area> found;
  for (const db::Row& row : reader.query(select_areas)) {
    if (found.empty() || found.back().id != row.text(0)) found.push_back({row.text(0), row.text(1), row.text(2), {}});
    if (!row.is_null(3)) found.back().sites.push_back({row.text(3), row.text(4)});
  }
  return found;
}

std::optional<Boundary> boundary(db::Reader& reader) {
  const auto row = reader.find(select_boundary);
  if (!row) return std::nullopt;
  const json::Document document(row->text(0));
  return Boundary{document.text("datum").value_or("GCJ-02"), document.text("approval_number").value_or(""),
                  document.json("geometry")};
}

bool update(db::Tx& tx, const SiteId& site, const Edit& edit) {
  return tx.exec(update_site, site, edit.version, edit.summary, edit.address, edit.phone, hours_json(edit.hours)) ==
         1;
}

void replace_rooms(db::Tx& tx, const SiteId& site, const std::vector<Room>& rooms, Instant now, Random& random) {
  tx.push(delete_rooms, site);
  for (std::size_t i = 0; i < rooms.size(); ++i)
    tx.push(insert_room, new_ulid(now, random), site, rooms[i].name, rooms[i].purpose, rooms[i].floor, rooms[i].seats,
            i + 1, rooms[i].plan_x, rooms[i].plan_y, rooms[i].venue);
}

void replace_plans(db::Tx& tx, const SiteId& site, const std::vector<FloorPlan>& plans) {
  tx.push(delete_plans, site);
  for (const FloorPlan& plan : plans) tx.push(insert_plan, site, plan.floor, plan.media);
}

bool move(db::Tx& tx, const SiteId& site, SiteState from, SiteState to) {
  return tx.exec(update_state, site, to_text(from), to_text(to)) == 1;
}

void add_event(db::Tx& tx, const SiteId& site, const PersonId& actor, SiteState from, SiteState to,
               const std::string& reason, Instant now, Random& random) {
  tx.push(insert_event, new_ulid(now, random), site, now, actor, to_text(from), to_text(to), reason);
}

}  // namespace ws::sites::store
