#include "seed/public.h"

#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
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

std::string demo_json(const SeedResult& result, const std::string& password) {
  json::Writer out;
  out.begin().field("password", password).key("logins").array();
  for (const DemoLogin& login : result.logins)
    out.begin()
        .field("login", login.login)
        .field("name", login.name)
        .field("role", login.role)
        .field("scope", login.scope)
        .end();
  out.end_array().end();
  return out.take();
}

/// Columns of a terminal: a Chinese character takes two.
std::string padded(const std::string& text, std::size_t columns) {
  std::size_t used = 0;
  for (const char byte : text) {
    const auto c = static_cast<unsigned char>(byte);
    if (c < 0x80) ++used;
    if (c >= 0xE0) used += 2;
  }
  return text + std::string(used < columns ? columns - used : 1, ' ');
}

}  // namespace

std::string demo_table(db::Database& database) {
  const auto body = database.read([](db::Reader& reader) { return store::find_demo(reader); });
  if (!body) return {};
  const json::Document demo(*body);
  std::string table = "  demo logins 演示账号, password 口令: " + demo.text("password").value_or("") + "\n";
  for (const json::Document& row : demo.items("logins"))
    table += "    " + padded(row.text("login").value_or(""), 13) + padded(row.text("name").value_or(""), 9) +
             padded(row.text("role").value_or(""), 19) + row.text("scope").value_or("") + "\n";
  return table;
}

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
    // Of its own: what came before it keeps its identifiers.
    Random organisations(options.seed + 1);
    store::write_organisations(tx, plan, data, organisations, start);
    store::write_people(tx, plan, data, vault, password_hash, start);
    audit::record(tx, {{}, "seed.district", "site", plan.sites.front().id.str(), "演示数据", data.name}, start);
    SeedResult result = summary_of(plan, data);
    store::write_demo(tx, demo_json(result, options.password), start);
    return result;
  });
}

}  // namespace ws::seed
