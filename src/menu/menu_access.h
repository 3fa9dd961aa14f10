#pragma once
// Who may see which menu item: active ones everyone, retired ones the system administrator.

#include "base/actor.h"
#include "db/db.h"
#include "menu/menu_model.h"

namespace ws::menu::access {

/// Refuses "menu.not_found".
Result<MenuItem> get_item(db::Reader& reader, const Actor& actor, const MenuItemId& item);
/// For editing. Refuses "menu.not_found"; "access.denied" for others than the system administrator.
Result<MenuItem> get_item_to_edit(db::Reader& reader, const Actor& actor, const MenuItemId& item);

}  // namespace ws::menu::access
