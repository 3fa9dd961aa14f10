#include "hours/hours_service.h"

#include <limits>

#include "hours/hours_access.h"
#include "hours/hours_notice_service.h"
#include "hours/public.h"
#include "sites/public.h"

namespace ws::hours {
namespace {

/// `items` were read with one more than asked for, to know whether there is a next page.
template <class Page, class Item>
Page page_of(std::vector<Item> items, std::int64_t limit) {
  Page page{std::move(items), std::nullopt};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = page.items.back().seq;
  }
  return page;
}

}  // namespace

HoursService::Mine HoursService::mine(const Actor& actor, std::optional<std::int64_t> cursor,
                                      std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    const std::int64_t before = cursor.value_or(std::numeric_limits<std::int64_t>::max());
    return Mine{page_of<Page>(list_of(reader, actor.person, before, limit + 1), limit),
                totals_of(reader, actor.person)};
  });
}

HoursService::Page HoursService::pending(const Actor& actor, std::optional<std::int64_t> cursor,
                                         std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    return page_of<Page>(list_pending(reader, seen_roots(actor), cursor.value_or(0), limit + 1), limit);
  });
}

Result<HoursService::PublicPage> HoursService::publicised(const SiteId& site, std::optional<std::int64_t> cursor,
                                                          std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) -> Result<PublicPage> {
    if (!sites::find_brief(reader, site)) return Error::not_found("site.not_found");
    const std::int64_t before = cursor.value_or(std::numeric_limits<std::int64_t>::max());
    return page_of<PublicPage>(list_publicised(reader, site, before, limit + 1), limit);
  });
}

Task<Result<std::string>> HoursService::confirm(Actor actor, idempotency::Key key, HoursEntryId entry) {
  auto use_case = [this, actor, entry](db::Tx& tx, Instant now) { return confirm_in(tx, actor, entry, now); };
  return once(std::move(key), use_case);
}

Outcome confirm(db::Tx& tx, Random& random, const Actor& actor, const HoursEntryId& id, Instant now) {
  const auto entry = find_to_confirm(tx, actor, id);
  if (!entry) return entry.error();
  if (const Outcome allowed = may_confirm(entry->standing, actor.person); !allowed) return allowed.error();
  const Step step{id, entry->position + 1, actor.person, State::confirmed, {}, now};
  if (!insert_step(tx, random, step, now)) return Error::conflict("hours.not_pending");
  tell_confirmed(tx, random, *entry, now);
  return Done{};
}

Result<std::string> HoursService::confirm_in(db::Tx& tx, const Actor& actor, const HoursEntryId& id, Instant now) {
  if (const Outcome confirmed = hours::confirm(tx, random_, actor, id, now); !confirmed) return confirmed.error();
  return id.str();
}

}  // namespace ws::hours
