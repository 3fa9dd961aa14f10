#include "areas/area_model.h"

#include <set>

#include "base/text.h"

namespace ws::areas {

Outcome check_plan(const Plan& plan) {
  if (trim(plan.name).empty()) return Error::invalid("field.required", "name");
  if (trim(plan.summary).empty()) return Error::invalid("field.required", "summary");
  const std::pair<const char*, const std::string*> texts[] = {
      {"name", &plan.name}, {"summary", &plan.summary}, {"office", &plan.office}, {"responsible", &plan.responsible}};
  for (const auto& [field, text] : texts)
    if (has_control_characters(*text)) return Error::invalid("field.characters", field);
  if (plan.sites.empty()) return Error::invalid("area.no_sites", "site_ids");
  if (std::set<SiteId>(plan.sites.begin(), plan.sites.end()).size() != plan.sites.size())
    return Error::invalid("area.twice", "site_ids");
  if (std::set<ProjectId>(plan.projects.begin(), plan.projects.end()).size() != plan.projects.size())
    return Error::invalid("area.twice", "project_ids");
  return Done{};
}

}  // namespace ws::areas
