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

Result<Entry> find_publicised(db::Reader& reader, const HoursEntryId& entry) {
  auto found = find_entry(reader, entry);
  if (!found || found->standing.state != State::publicised) return Error::not_found("hours.not_found");
  return std::move(*found);
}

Result<Dispute> find_to_answer(db::Reader& reader, const Actor& actor, const DisputeId& dispute) {
  auto found = find_dispute(reader, dispute);
  if (!found || !sites::covers(reader, actor, {Role::clerk, Role::dispatcher}, found->site))
    return Error::not_found("hours.no_dispute");
  return std::move(*found);
}

Outcome check_may_enter(db::Reader& reader, const Actor& actor, const SiteId& site) {
  if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
  if (!sites::covers(reader, actor, {Role::clerk, Role::dispatcher, Role::leader}, site))
    return Error::forbidden("site.not_yours");
  return Done{};
}

std::vector<SiteId> seen_roots(const Actor& actor) {
  return sites::roots(actor, {Role::clerk, Role::dispatcher, Role::leader});
}

std::int64_t pending_count(db::Reader& reader, const Actor& actor) {
  return count_pending(reader, seen_roots(actor));
}

}  // namespace ws::hours
