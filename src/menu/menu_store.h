#pragma once

#include "db/db.h"
#include "menu/menu_model.h"

namespace ws::menu::store {

std::vector<CategoryCount> categories(db::Reader& reader);
/// At most `limit` active items after `cursor`, without figures.
std::vector<MenuItem> page(db::Reader& reader, const Filter& filter, const Cursor& cursor, std::int64_t limit);
std::optional<MenuItem> find(db::Reader& reader, const MenuItemId& item);
/// Fills the figures of at most 100 items by one grouped query.
void fill_figures(db::Reader& reader, std::vector<MenuItem>& items);
std::vector<Ref> offering_sites(db::Reader& reader, const MenuItemId& item);
std::vector<Ref> offering_teams(db::Reader& reader, const MenuItemId& item);
void insert(db::Tx& tx, const MenuItemId& item, const std::string& code, const Draft& draft);
/// False if the version has moved on.
bool update(db::Tx& tx, const MenuItemId& item, std::int64_t version, const Draft& draft);

}  // namespace ws::menu::store
