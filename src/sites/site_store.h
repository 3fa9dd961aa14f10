#pragma once

#include "base/random.h"
#include "db/db.h"
#include "sites/site_model.h"

namespace ws::sites::store {

/// The most sites of one answer.
inline constexpr std::int64_t most_sites = 500;

std::optional<Site> find(db::Reader& reader, const SiteId& site);
std::vector<Site> list(db::Reader& reader, const Filter& filter);
std::vector<Room> rooms(db::Reader& reader, const SiteId& site);
std::vector<FloorPlan> plans(db::Reader& reader, const SiteId& site);
/// That every picture is one of the library, and every venue one of the site's.
bool has_picture(db::Reader& reader, const MediaId& media);
bool has_venue(db::Reader& reader, const SiteId& site, const VenueId& venue);
std::vector<Ref> areas_of(db::Reader& reader, const SiteId& site);
std::vector<Area> areas(db::Reader& reader);
std::optional<Boundary> boundary(db::Reader& reader);

/// False if the version has moved on.
bool update(db::Tx& tx, const SiteId& site, const Edit& edit);
void replace_rooms(db::Tx& tx, const SiteId& site, const std::vector<Room>& rooms, Instant now, Random& random);
void replace_plans(db::Tx& tx, const SiteId& site, const std::vector<FloorPlan>& plans);
/// False if the site is in another state by now.
bool move(db::Tx& tx, const SiteId& site, SiteState from, SiteState to);
void add_event(db::Tx& tx, const SiteId& site, const PersonId& actor, SiteState from, SiteState to,
               const std::string& reason, Instant now, Random& random);

}  // namespace ws::sites::store
