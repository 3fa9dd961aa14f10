#include "screen/screen_access.h"

#include "sites/public.h"

namespace ws::screen {

Result<SiteId> root_for(db::Reader& reader, const Actor& actor, const SiteId& wanted) {
  const auto roots = sites::roots(actor, {Role::leader, Role::dispatcher, Role::clerk});
  if (roots.empty()) return Error::forbidden("access.denied");
  if (!wanted.empty())
    for (const SiteId& root : roots)
      if (sites::within(reader, wanted, root)) return wanted;
  return roots.front();
}

}  // namespace ws::screen
