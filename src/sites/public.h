#pragma once
// What other features may know of sites: the tree, and whether an actor's grants reach one.

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "db/db.h"

namespace ws::sites {

struct Brief {
  SiteId id;
  std::string kind;
  std::string name;
  std::string state;
  std::string town_code;
  std::string town_name;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
};
std::optional<Brief> find_brief(db::Reader& reader, const SiteId& site);

/// True if `site` is `ancestor` or lies below it.
bool within(db::Reader& reader, const SiteId& site, const SiteId& ancestor);

/// Roots of the subtrees in which the actor holds one of `roles`.
std::vector<SiteId> roots(const Actor& actor, std::initializer_list<Role> roles);
/// True if one of the actor's grants of `roles` covers `site`.
bool covers(db::Reader& reader, const Actor& actor, std::initializer_list<Role> roles, const SiteId& site);

/// Metres between two points in micro-degrees (haversine).
std::int64_t distance_m(std::int64_t lat1_e6, std::int64_t lon1_e6, std::int64_t lat2_e6, std::int64_t lon2_e6);

}  // namespace ws::sites

// The use cases, for the faces that show them.
#include "sites/site_service.h"
