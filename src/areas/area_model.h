#pragma once
// A demonstration area (示范片区): a named group of sites with its featured projects, and who answers for it. Pure.

#include <string>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace ws {
using AreaId = Id<struct AreaTag>;
using ProjectId = Id<struct ProjectTag>;
}  // namespace ws

namespace ws::areas {

struct Ref {
  std::string id, name;
};

/// What is kept of an area; all of it is replaced together.
struct Plan {
  std::string name, summary;
  std::string office, responsible;  ///< who answers for it; "" while nobody is named
  std::vector<SiteId> sites;
  std::vector<ProjectId> projects;
};
/// Refuses "field.required", "field.characters", "area.no_sites", "area.twice".
Outcome check_plan(const Plan& plan);

struct Area {
  AreaId id;
  std::string name, summary, office, responsible;
  std::vector<Ref> sites, projects;
  std::int64_t version = 1;
};

}  // namespace ws::areas
