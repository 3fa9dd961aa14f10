#include "menu/menu_service.h"

#include <algorithm>

#include "audit/public.h"
#include "menu/menu_access.h"
#include "menu/menu_store.h"
#include "menu/public.h"
#include "search/public.h"

namespace ws::menu {
namespace {

Outcome check_codes(db::Reader& reader, const Draft& draft) {
  if (auto form = check(draft); !form) return form;
  if (!find_category(reader, draft.category)) return Error::invalid("menu.unknown_category", "category");
  if (!skill_exists(reader, draft.skill)) return Error::invalid("menu.unknown_skill", "skill");
  return Done{};
}

/// A retired item is not found any more.
void index_item(db::Tx& tx, const MenuItemId& item, const Draft& draft) {
  if (draft.active)
    search::index(tx, {"menu_item", item.str(), draft.name, draft.summary, draft.name_en});
  else
    search::remove(tx, "menu_item", item.str());
}

/// A code for an item that came without one; ULIDs end in randomness.
std::string code_of(const MenuItemId& item) {
  std::string code = "item_" + item.str().substr(12);
  std::transform(code.begin(), code.end(), code.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return code;
}

}  // namespace

std::vector<CategoryCount> MenuService::categories() {
  return database_.read([](db::Reader& reader) { return store::categories(reader); });
}

std::vector<Skill> MenuService::skills() {
  return database_.read([](db::Reader& reader) { return menu::skills(reader); });
}

Result<Page> MenuService::page(Filter filter, const std::string& cursor, std::int64_t limit) {
  const auto from = parse_cursor(cursor);
  if (!from) return Error::invalid("list.bad_cursor", "cursor");
  return database_.read([&](db::Reader& reader) {
    Page page;
    page.items = store::page(reader, filter, *from, limit + 1);
    if (static_cast<std::int64_t>(page.items.size()) > limit) {
      page.items.pop_back();
      page.next = to_text(Cursor{page.items.back().category_position, page.items.back().item.code});
    }
    store::fill_figures(reader, page.items);
    return page;
  });
}

Result<Detail> MenuService::item(const Actor& actor, const MenuItemId& item) {
  return database_.read([&](db::Reader& reader) -> Result<Detail> {
    auto found = access::get_item(reader, actor, item);
    if (!found) return found.error();
    std::vector<MenuItem> one{std::move(*found)};
    store::fill_figures(reader, one);
    return Detail{std::move(one.front()), store::offering_sites(reader, item), store::offering_teams(reader, item)};
  });
}

Task<Result<std::string>> MenuService::add(Actor actor, Draft draft, idempotency::Key key) {
  const Instant now = clock_.now();
  const MenuItemId fresh = MenuItemId::fresh(now, random_);
  auto use_case = [actor, draft, key, now, fresh](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (!actor.has(Role::system_admin)) return Error::forbidden("access.denied");
      if (auto right = check_codes(tx, draft); !right) return right.error();
      store::insert(tx, fresh, code_of(fresh), draft);
      index_item(tx, fresh, draft);
      audit::record(tx, {actor.person, "menu.item_added", "menu_item", fresh.str(), "", draft.name}, now);
      return fresh.str();
    });
  };
  co_return co_await database_.write(use_case);
}

Task<Result<std::string>> MenuService::edit(Actor actor, MenuItemId item, std::int64_t version, Draft draft,
                                            idempotency::Key key) {
  const Instant now = clock_.now();
  auto use_case = [actor, item, version, draft, key, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      if (auto found = access::get_item_to_edit(tx, actor, item); !found) return found.error();
      if (auto right = check_codes(tx, draft); !right) return right.error();
      if (!store::update(tx, item, version, draft)) return Error::conflict("menu.changed_meanwhile");
      index_item(tx, item, draft);
      audit::record(tx, {actor.person, "menu.item_edited", "menu_item", item.str(), "", draft.name}, now);
      return item.str();
    });
  };
  co_return co_await database_.write(use_case);
}

}  // namespace ws::menu
