#include <algorithm>
#include <cmath>
#include <numbers>

#include "sites/public.h"

namespace ws::sites {
namespace {

constexpr std::string_view select_brief =
    "SELECT id, kind, name, state, town_code, town_name, lat_e6, lon_e6 FROM sites WHERE id = $1";
constexpr std::string_view select_within = "SELECT 1 FROM site_tree WHERE ancestor_id = $1 AND site_id = $2";

}  // namespace

std::optional<Brief> find_brief(db::Reader& reader, const SiteId& site) {
  const auto row = reader.find(select_brief, site);
  if (!row) return std::nullopt;
  return Brief{row->id<SiteId>(0), row->text(1), row->text(2),    row->text(3),
               row->text(4),       row->text(5), row->opt_i64(6), row->opt_i64(7)};
}

bool within(db::Reader& reader, const SiteId& site, const SiteId& ancestor) {
  return site == ancestor || reader.find(select_within, ancestor, site).has_value();
}

std::vector<SiteId> roots(const Actor& actor, std::initializer_list<Role> roles) {
  std::vector<SiteId> found;
  for (const Grant& grant : actor.grants)
    if (!grant.site.empty() && std::find(roles.begin(), roles.end(), grant.role) != roles.end() &&
        std::find(found.begin(), found.end(), grant.site) == found.end())
      found.push_back(grant.site);
  return found;
}

bool covers(db::Reader& reader, const Actor& actor, std::initializer_list<Role> roles, const SiteId& site) {
  const auto held = roots(actor, roles);
  return std::any_of(held.begin(), held.end(), [&](const SiteId& root) { return within(reader, site, root); });
}

std::int64_t distance_m(std::int64_t lat1_e6, std::int64_t lon1_e6, std::int64_t lat2_e6, std::int64_t lon2_e6) {
  constexpr double earth_radius_m = 6'371'000;
  constexpr double radian = std::numbers::pi / 180 / 1e6;
  const double lat1 = static_cast<double>(lat1_e6) * radian;
  const double lat2 = static_cast<double>(lat2_e6) * radian;
  const double half_lat = std::sin((lat2 - lat1) / 2);
  const double half_lon = std::sin(static_cast<double>(lon2_e6 - lon1_e6) * radian / 2);
  const double a = half_lat * half_lat + std::cos(lat1) * std::cos(lat2) * half_lon * half_lon;
  return std::llround(2 * earth_radius_m * std::asin(std::sqrt(a)));
}

}  // namespace ws::sites
