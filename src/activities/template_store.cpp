#include "activities/template_store.h"

#include "activities/list_query_store.h"
#include "base/json.h"

namespace ws::activities::store {
namespace {

constexpr std::string_view select_templates =
    "SELECT t.id, t.site_id, t.team_id, t.name, t.plan, t.created_by, t.created_ms, s.name FROM activity_templates t "
    "JOIN sites s ON s.id = t.site_id ";
constexpr std::string_view insert_template =
    "INSERT INTO activity_templates (id, site_id, team_id, name, plan, created_by, created_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (site_id, name) DO NOTHING";
constexpr std::string_view delete_template = "DELETE FROM activity_templates WHERE id = $1";

Template to_template(const db::Row& row) {
  return {row.id<ActivityTemplateId>(0), row.id<SiteId>(1), row.id<TeamId>(2), row.text(3), row.text(4),
          row.id<PersonId>(5),           {row.i64(6)},      row.text(7)};
}

void write_role(json::Writer& out, const RolePlan& role) {
  out.begin()
      .field("name", role.name)
      .field("capacity", role.capacity)
      .field("reserved", role.reserved)
      .field("skill", role.skill)
      .field("minimum_age", role.minimum_age)
      .field("training", role.training)
      .end();
}

void write_shifts(json::Writer& out, const std::vector<ShiftPlan>& shifts) {
  out.key("shifts").array();
  for (const ShiftPlan& shift : shifts) {
    out.begin()
        .field("starts_ms", shift.starts.ms)
        .field("ends_ms", shift.ends.ms)
        .field("minimum_staff", shift.minimum_staff)
        .key("roles")
        .array();
    for (const RolePlan& role : shift.roles) write_role(out, role);
    out.end_array().end();
  }
  out.end_array();
}

}  // namespace

std::string plan_document(const Plan& plan) {
  json::Writer out;
  out.begin();
  if (!plan.project.empty()) out.field("project_id", plan.project);
  out.field("site_id", plan.site);
  if (!plan.team.empty()) out.field("team_id", plan.team);
  out.field("category", plan.category)
      .field("title", plan.title)
      .field("summary", plan.summary)
      .field("conditions", plan.conditions)
      .field("risks", plan.risks)
      .field("hazardous", plan.hazardous)
      .field("insurance", plan.insurance)
      .field("own_insurance", plan.own_insurance)
      .field("place", plan.place);
  if (plan.lat_e6) out.field("lat_e6", *plan.lat_e6);
  if (plan.lon_e6) out.field("lon_e6", *plan.lon_e6);
  out.field("private_details", plan.private_details)
      .field("opens_ms", plan.opens.ms)
      .field("closes_ms", plan.closes.ms)
      .field("mode", to_text(plan.mode))
      .field("quota", plan.quota);
  if (plan.draw_due) out.field("draw_due_ms", plan.draw_due->ms);
  write_shifts(out, plan.shifts);
  return out.end().take();
}

bool insert(db::Tx& tx, const Template& fresh) {
  return tx.exec(insert_template, fresh.id, fresh.site, fresh.team, fresh.name, fresh.plan, fresh.created_by,
                 fresh.created) == 1;
}

std::optional<Template> find(db::Reader& reader, const ActivityTemplateId& id) {
  static const std::string sql = std::string(select_templates) + "WHERE t.id = $1";
  const auto row = reader.find(sql, id);
  return row ? std::optional(to_template(*row)) : std::nullopt;
}

void remove(db::Tx& tx, const ActivityTemplateId& id) {
  tx.push(delete_template, id);
}

std::vector<Template> templates(db::Reader& reader, const Filter::Own& own, const std::string& cursor,
                                std::int64_t limit) {
  Query query{std::string(select_templates)};
  query.add("WHERE t.id > " + query.param(cursor) + " AND (t.created_by = " + query.param(own.author) + " ");
  if (!own.roots.empty())
    query.add("OR t.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + query.params(own.roots) +
              ")) ");
  if (!own.teams.empty()) query.add("OR t.team_id IN (" + query.params(own.teams) + ") ");
  query.add(") ORDER BY t.id LIMIT " + query.param(limit));
  std::vector<Template> found;
  for (const db::Row& row : query.run(reader)) found.push_back(to_template(row));
  return found;
}

}  // namespace ws::activities::store
