#include "seed/pidu_seed.h"

#include <algorithm>

#include "audit/public.h"
#include "seed/seed_store.h"

namespace ws::seed {
namespace {

std::string scope_name(const DistrictPlan& plan, const PersonRow& person) {
  for (const GrantRow& grant : person.grants)
    return grant.team.empty() ? plan.site(grant.site).name : plan.team(grant.team).team.name;
  for (const MemberRow& member : plan.members)
    if (member.person == person.id) return plan.team(member.team).team.name;
  return plan.site(person.site).name;
}

SeedResult summary_of(const DistrictPlan& plan, const DistrictData& data) {
  SeedResult result;
  for (const SiteRow& site : plan.sites) {
    if (site.kind == "office") ++result.offices;
    if (site.kind == "station") ++result.stations;
    if (site.kind == "base") ++result.bases;
    result.rooms += site.rooms.size();
  }
  result.areas = plan.areas.size();
  result.categories = data.categories.size();
  result.items = plan.items.size();
  result.offers = plan.offers.size();
  for (const TeamRow& team : plan.teams) ++(team.parent.empty() ? result.teams : result.sub_teams);
  result.memberships = plan.members.size();
  for (const PersonRow& person : plan.people) {
    if (person.volunteer) ++result.volunteers;
    if (!person.volunteer && !person.grants.empty()) ++result.staff;
    if (!person.login.empty())
      result.logins.push_back({person.login, person.name, person.demo_role, scope_name(plan, person), person.id});
  }
  return result;
}

DistrictPlan plan_district(const DistrictData& data, const SeedOptions& options) {
  Random random(options.seed);
  DistrictPlan plan;
  plan_places(plan, data, random, options.start);
  plan_services(plan, data, random, options.start);
  plan_people(plan, data, random, options.start, options.volunteers);
  return plan;
}

}  // namespace

Result<SeedResult> seed_pidu(db::Database& database, const Vault& vault, const SeedOptions& options) {
  const DistrictData data = read_district(options.data);
  const DistrictPlan plan = plan_district(data, options);
  const std::string password_hash = hash_password(options.password);
  const Instant start = options.start;
  return database.write_now([&](db::Tx& tx) -> Result<SeedResult> {
    if (!store::is_empty(tx)) return Error::conflict("seed.not_empty");
    store::write_settings(tx, data, start);
    store::write_places(tx, plan, data, start);
    store::write_services(tx, plan, data);
    store::write_people(tx, plan, vault, password_hash, start);
    audit::record(tx, {{}, "seed.district", "site", plan.sites.front().id.str(), "演示数据", data.name}, start);
    return summary_of(plan, data);
  });
}

}  // namespace ws::seed
