#include "areas/area_store.h"

namespace ws::areas::store {
namespace {

const std::string columns = "SELECT id, name, summary, office, responsible, version FROM areas ";
const std::string select_all = columns + "ORDER BY code, id LIMIT $1";
const std::string select_one = columns + "WHERE id = $1";
constexpr std::int64_t most_areas = 200;
constexpr std::string_view select_sites =
    "SELECT s.id, s.name FROM area_sites m JOIN sites s ON s.id = m.site_id WHERE m.area_id = $1 ORDER BY s.code";
constexpr std::string_view select_projects =
    "SELECT p.id, p.name FROM area_projects m JOIN projects p ON p.id = m.project_id WHERE m.area_id = $1 ORDER BY "
    "m.position, p.id";
constexpr std::string_view select_articles =
    "SELECT a.id FROM articles a WHERE a.state = 'published' AND a.site_id IN (SELECT t.site_id FROM area_sites m "
    "JOIN "
    "site_tree t ON t.ancestor_id = m.site_id WHERE m.area_id = $1) ORDER BY a.published_ms DESC, a.id DESC LIMIT $2";
constexpr std::string_view select_project = "SELECT 1 FROM projects WHERE id = $1";
// The code orders the areas; a new one comes last.
constexpr std::string_view insert_row =
    "INSERT INTO areas (id, code, name, summary, office, responsible) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view update_row =
    "UPDATE areas SET name = $3, summary = $4, office = $5, responsible = $6, version = version + 1 WHERE id = $1 "
    "AND "
    "version = $2";
constexpr std::string_view delete_sites = "DELETE FROM area_sites WHERE area_id = $1";
constexpr std::string_view insert_site = "INSERT INTO area_sites (area_id, site_id) VALUES ($1, $2)";
constexpr std::string_view delete_projects = "DELETE FROM area_projects WHERE area_id = $1";
constexpr std::string_view insert_project =
    "INSERT INTO area_projects (area_id, project_id, position) VALUES ($1, $2, $3)";

std::vector<Ref> refs(db::Reader& reader, std::string_view sql, const AreaId& area) {
  std::vector<Ref> found;
  for (const db::Row& row : reader.query(sql, area)) found.push_back({row.text(0), row.text(1)});
  return found;
}

Area area_of(db::Reader& reader, const db::Row& row) {
  const auto id = row.id<AreaId>(0);
  return {id,
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          refs(reader, select_sites, id),
          refs(reader, select_projects, id),
          row.i64(5)};
}

}  // namespace

std::vector<Area> list(db::Reader& reader) {
  std::vector<Area> found;
  for (const db::Row& row : reader.query(select_all, most_areas)) found.push_back(area_of(reader, row));
  return found;
}

std::optional<Area> find(db::Reader& reader, const AreaId& area) {
  const auto row = reader.find(select_one, area);
  if (!row) return std::nullopt;
  return area_of(reader, *row);
}

std::vector<ArticleId> articles_of(db::Reader& reader, const AreaId& area, std::int64_t limit) {
  std::vector<ArticleId> found;
  for (const db::Row& row : reader.query(select_articles, area, limit)) found.push_back(row.id<ArticleId>(0));
  return found;
}

bool has_project(db::Reader& reader, const ProjectId& project) {
  return reader.find(select_project, project).has_value();
}

void insert(db::Tx& tx, const AreaId& area, const Plan& plan) {
  tx.exec(insert_row, area, "z" + area.str(), plan.name, plan.summary, plan.office, plan.responsible);
}

bool update(db::Tx& tx, const AreaId& area, const Plan& plan, std::int64_t version) {
  return tx.exec(update_row, area, version, plan.name, plan.summary, plan.office, plan.responsible) == 1;
}

void replace_members(db::Tx& tx, const AreaId& area, const Plan& plan) {
  tx.push(delete_sites, area);
  for (const SiteId& site : plan.sites) tx.push(insert_site, area, site);
  tx.push(delete_projects, area);
  std::int64_t position = 0;
  for (const ProjectId& project : plan.projects) tx.push(insert_project, area, project, ++position);
}

}  // namespace ws::areas::store
