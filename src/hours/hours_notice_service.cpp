#include "hours/hours_notice_service.h"

#include "base/json.h"
#include "notices/public.h"
#include "people/public.h"

namespace ws::hours {
namespace {

/// A dispute needs an answer from somebody near, not everybody's attention.
constexpr std::size_t most_clerks_told = 5;

std::string params(const Entry& entry, const std::string& reason) {
  json::Writer out;
  out.begin()
      .field("title", entry.title)
      .field("actor", entry.volunteer_name)
      .field("site", entry.site_name)
      .field("minutes", std::to_string(entry.minutes))
      .field("present_minutes", std::to_string(entry.present_minutes))
      .field("reason", reason);
  return out.end().take();
}

void tell(db::Tx& tx, Random& random, const PersonId& to, std::string_view kind, const Entry& entry,
          const std::string& reason, Instant now) {
  const notices::Notice notice{to, kind, entry.order, params(entry, reason)};
  notices::send(tx, notice, now, random);
}

}  // namespace

void tell_pending(db::Tx& tx, Random& random, const Entry& entry, Instant now) {
  tell(tx, random, entry.standing.volunteer, "hours.pending", entry, "", now);
}

void tell_confirmed(db::Tx& tx, Random& random, const Entry& entry, Instant now) {
  tell(tx, random, entry.standing.volunteer, "hours.confirmed", entry, "", now);
}

void tell_effective(db::Tx& tx, Random& random, const Entry& entry, Instant now) {
  tell(tx, random, entry.standing.volunteer, "hours.effective", entry, "", now);
}

void tell_disputed(db::Tx& tx, Random& random, const Entry& entry, const std::string& reason, Instant now) {
  std::size_t told = 0;
  for (const PersonId& clerk : people::holders(tx, Role::clerk, entry.site)) {
    if (clerk == entry.standing.volunteer || told == most_clerks_told) continue;
    tell(tx, random, clerk, "hours.disputed", entry, reason, now);
    ++told;
  }
}

}  // namespace ws::hours
