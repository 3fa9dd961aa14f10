#include "hours/hours_access.h"

#include "sites/public.h"

namespace ws::hours {

Result<Entry> find_own(db::Reader& reader, const Actor& actor, const HoursEntryId& entry) {
  auto found = find_entry(reader, entry);
  if (!found || !actor.signed_in() || found->standing.volunteer != actor.person)
    return Error::not_found("hours.not_found");
  return std::move(*found);
}

Result<Entry> find_to_confirm(db::Reader& reader, const Actor& actor, const HoursEntryId& entry) {
  auto found = find_entry(reader, entry);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site))
    return Error::not_found("hours.not_found");
  return std::move(*found);
}

std::vector<SiteId> seen_roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

std::int64_t pending_count(db::Reader& reader, const Actor& actor) {
  return count_pending(reader, seen_roots(actor));
}

}  // namespace ws::hours
