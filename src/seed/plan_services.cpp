#include <algorithm>

#include "seed/district_plan.h"

namespace ws::seed {
namespace {

void add_team(DistrictPlan& plan, const TeamData& team, const std::string& parent, const std::string& host,
              const std::string& site, Random& random, Instant start) {
  plan.team_at[team.key] = plan.teams.size();
  plan.teams.push_back({TeamId::fresh(start, random), team, parent, host, site});
}

/// A sub-team offers what its team offers and its own skills can do.
std::vector<std::string> menu_of(const DistrictPlan& plan, const TeamData& team, const TeamData& sub) {
  std::vector<std::string> keys;
  for (const std::string& key : team.menu)
    if (std::find(sub.skills.begin(), sub.skills.end(), plan.item(key).item.skill) != sub.skills.end())
      keys.push_back(key);
  return keys;
}

}  // namespace

void plan_services(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start) {
  for (const ItemData& item : data.items) {
    plan.item_at[item.key] = plan.items.size();
    plan.items.push_back({MenuItemId::fresh(start, random), item});
  }
  const auto offer = [&](const std::string& team, const std::vector<std::string>& items) {
    for (const std::string& item : items) plan.offers.push_back({new_ulid(start, random), item, "", team});
  };
  for (const TeamData& team : data.teams) {
    const std::string site = team.owner == "center" ? data.code : team.owner;
    add_team(plan, team, "", team.host, site, random, start);
    offer(team.key, team.menu);
    for (const TeamData& sub : team.sub_teams) {
      add_team(plan, sub, team.key, team.host, site, random, start);
      offer(sub.key, menu_of(plan, team, sub));
    }
  }
}

}  // namespace ws::seed
