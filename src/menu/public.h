#pragma once
// What other features may know of the service menu: categories, skills, items and who offers them.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "menu/menu_model.h"

namespace ws::menu {

std::optional<Item> find_item(db::Reader& reader, const MenuItemId& item);

/// True if the site itself offers the item.
bool offered_by_site(db::Reader& reader, const MenuItemId& item, const SiteId& site);
/// True if the team itself offers the item.
bool offered_by_team(db::Reader& reader, const MenuItemId& item, const TeamId& team);
std::vector<SiteId> sites_offering(db::Reader& reader, const MenuItemId& item);
std::vector<TeamId> teams_offering(db::Reader& reader, const MenuItemId& item);

/// Active items that a site or team offers, by category and code.
std::vector<Ref> items_of(db::Reader& reader, const SiteId& site);
std::vector<Ref> items_of(db::Reader& reader, const TeamId& team);

/// Makes exactly `items` the offers of the site. Refuses "menu.unknown_item" (with the index as field
/// menu_item_ids[n]) for one that does not exist or is not active and not offered already.
Outcome set_site_offers(db::Tx& tx, const SiteId& site, const std::vector<MenuItemId>& items, Instant now,
                        Random& random);

std::optional<Category> find_category(db::Reader& reader, std::string_view code);
bool skill_exists(db::Reader& reader, std::string_view code);
/// All of them, by code.
std::vector<Skill> skills(db::Reader& reader);

}  // namespace ws::menu

// The use cases, for the faces that show them.
#include "menu/menu_service.h"
