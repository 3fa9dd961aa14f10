#pragma once
// What other features may know of the service menu: categories, skills, items and who offers them.

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "db/db.h"

namespace ws::menu {

struct Item {
  MenuItemId id;
  std::string code;
  std::string category;
  std::string name;
  std::int64_t duration_minutes;
  std::int64_t volunteers_needed;
  std::string skill;
  std::string place;  ///< "home", "site" or "either"
  bool active;
};
std::optional<Item> find_item(db::Reader& reader, const MenuItemId& item);

/// True if the site itself offers the item.
bool offered_by_site(db::Reader& reader, const MenuItemId& item, const SiteId& site);
/// True if the team itself offers the item.
bool offered_by_team(db::Reader& reader, const MenuItemId& item, const TeamId& team);
std::vector<SiteId> sites_offering(db::Reader& reader, const MenuItemId& item);
std::vector<TeamId> teams_offering(db::Reader& reader, const MenuItemId& item);

struct Ref {
  std::string id;
  std::string name;
};
/// Active items that a site or team offers, by category and code.
std::vector<Ref> items_of(db::Reader& reader, const SiteId& site);
std::vector<Ref> items_of(db::Reader& reader, const TeamId& team);

/// Makes exactly `items` the offers of the site. Refuses "menu.unknown_item" (with the index as field
/// menu_item_ids[n]) for one that does not exist or is not active and not offered already.
Outcome set_site_offers(db::Tx& tx, const SiteId& site, const std::vector<MenuItemId>& items, Instant now,
                        Random& random);

struct Category {
  std::string code;
  std::string name;
  std::string name_en;
};
std::optional<Category> find_category(db::Reader& reader, std::string_view code);
bool skill_exists(db::Reader& reader, std::string_view code);

}  // namespace ws::menu
