#include "areas/area_service.h"

#include <algorithm>
#include <utility>

#include "audit/public.h"
#include "hours/public.h"

namespace ws::areas {
namespace {

Outcome check(db::Reader& reader, const Actor& actor, const Plan& plan) {
  if (Outcome right = check_plan(plan); !right) return right;
  return access::check_may_keep(reader, actor, plan);
}

/// In any order.
bool same_sites(const Area& area, const Plan& plan) {
  return area.sites.size() == plan.sites.size() &&
         std::all_of(area.sites.begin(), area.sites.end(), [&](const Ref& site) {
           return std::find(plan.sites.begin(), plan.sites.end(), SiteId(site.id)) != plan.sites.end();
         });
}

}  // namespace

std::vector<Area> AreaService::list() const {
  return database_.read([](db::Reader& reader) { return store::list(reader); });
}

Result<Area> AreaService::find(const AreaId& area) const {
  return database_.read([&](db::Reader& reader) { return access::get(reader, area); });
}

bool AreaService::may_keep(const Actor& actor, const Area& area) const {
  return database_.read([&](db::Reader& reader) { return access::may_keep(reader, actor, area); });
}

std::vector<ArticleId> AreaService::articles_of(const AreaId& area, std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) { return store::articles_of(reader, area, limit); });
}

Task<Result<std::string>> AreaService::create(Actor actor, idempotency::Key key, Plan plan) {
  const Instant now = clock_.now();
  const AreaId area = AreaId::fresh(now, random_);
  auto use_case = [actor, area, plan, key, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (const Outcome right = check(tx, actor, plan); !right) return right.error();
      store::insert(tx, area, plan);
      store::replace_members(tx, area, plan);
      hours::tally_area_anew(tx, area.str());
      audit::record(tx, {actor.person, "area.created", "area", area.str(), "", plan.name}, now);
      return area.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> AreaService::change(Actor actor, idempotency::Key key, AreaId area, Plan plan,
                                              std::int64_t version) {
  const Instant now = clock_.now();
  auto use_case = [actor, area, plan, version, key, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const auto found = access::get_to_keep(tx, actor, area);
      if (!found) return found.error();
      if (const Outcome right = check(tx, actor, plan); !right) return right.error();
      if (!store::update(tx, area, plan, version)) return Error::conflict("area.changed_meanwhile");
      store::replace_members(tx, area, plan);
      if (!same_sites(*found, plan)) hours::tally_area_anew(tx, area.str());
      audit::record(tx, {actor.person, "area.changed", "area", area.str(), "", plan.name}, now);
      return area.str();
    });
  };
  co_return co_await database_.write(use_case);
}

}  // namespace ws::areas
