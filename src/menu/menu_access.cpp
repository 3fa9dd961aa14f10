#include "menu/menu_access.h"

#include "menu/menu_store.h"

namespace ws::menu::access {

Result<MenuItem> get_item(db::Reader& reader, const Actor& actor, const MenuItemId& item) {
  auto found = store::find(reader, item);
  if (!found || (!found->item.active && !actor.has(Role::system_admin))) return Error::not_found("menu.not_found");
  return std::move(*found);
}

Result<MenuItem> get_item_to_edit(db::Reader& reader, const Actor& actor, const MenuItemId& item) {
  auto found = get_item(reader, actor, item);
  if (found && !actor.has(Role::system_admin)) return Error::forbidden("access.denied");
  return found;
}

}  // namespace ws::menu::access
