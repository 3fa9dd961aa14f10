#pragma once
// Use cases of the service menu.

#include "base/actor.h"
#include "base/random.h"
#include "db/db.h"
#include "idempotency/public.h"
#include "menu/menu_model.h"

namespace ws::menu {

class MenuService {
 public:
  MenuService(db::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  std::vector<CategoryCount> categories();
  std::vector<Skill> skills();
  /// Refuses "list.bad_cursor". `limit` 1–100.
  Result<Page> page(Filter filter, const std::string& cursor, std::int64_t limit);
  /// Refuses "menu.not_found".
  Result<Detail> item(const Actor& actor, const MenuItemId& item);

  /// Answers the new identifier. Refuses "access.denied", "menu.unknown_category", "menu.unknown_skill".
  Task<Result<std::string>> add(Actor actor, Draft draft, idempotency::Key key);
  /// Refuses the same, and "menu.not_found", "menu.changed_meanwhile".
  Task<Result<std::string>> edit(Actor actor, MenuItemId item, std::int64_t version, Draft draft,
                                 idempotency::Key key);

 private:
  db::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace ws::menu
