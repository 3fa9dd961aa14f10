#pragma once
// Rows of templates: plans that are held again and again.

#include <optional>
#include <string>
#include <vector>

#include "activities/activity_list_store.h"

namespace ws {
using ActivityTemplateId = Id<struct ActivityTemplateTag>;
}

namespace ws::activities::store {

struct Template {
  ActivityTemplateId id;
  SiteId site;
  TeamId team;
  std::string name;
  std::string plan;  ///< the document an activity is made of
  PersonId created_by;
  Instant created;
  std::string site_name;
};
/// The plan as the body of POST /api/activities.
std::string plan_document(const Plan& plan);

/// False when the site has one of this name.
bool insert(db::Tx& tx, const Template& fresh);
std::optional<Template> find(db::Reader& reader, const ActivityTemplateId& id);
void remove(db::Tx& tx, const ActivityTemplateId& id);
/// Of the actor's sites, teams and own, by identifier after `cursor`.
std::vector<Template> templates(db::Reader& reader, const Filter::Own& own, const std::string& cursor,
                                std::int64_t limit);

}  // namespace ws::activities::store
