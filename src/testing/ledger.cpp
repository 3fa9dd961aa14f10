#include "testing/ledger.h"

#include <algorithm>

#include "base/local_time.h"
#include "hours/hours_store.h"
#include "hours/public.h"

namespace ws::testing {

namespace {

Random& random() {
  static Random one(23);
  return one;
}

}  // namespace

HoursEntryId served(District& district, const PersonId& person, int days_ago, int minutes,
                    const std::vector<std::string>& states, const Where& where) {
  const SiteId center(district.value("SELECT id FROM sites WHERE kind = 'center' ORDER BY code LIMIT 1"));
  const Instant now = district.clock.now();
  const Instant starts = start_of_day(local_date(now)).plus_ms(-days_ago * day_ms + 9 * hour_ms);
  Policy generous;
  generous.max_continuous_minutes = generous.max_minutes_per_day;
  const auto written = district.database().write_now([&](db::Tx& tx) -> Result<HoursEntryId> {
    const SiteId& site = where.site.empty() ? center : where.site;
    const hours::Service service{person,      {},        site, starts, starts.plus_ms(minutes * minute_ms),
                                 where.title, where.team};
    const auto recorded = hours::record_service(tx, random(), generous, service, now, {});
    std::int64_t position = 1;
    for (const std::string& state : states)
      if (!hours::insert_step(tx, random(), {recorded.entry, ++position, {}, hours::state_named(state)}, now))
        return Error::conflict("hours.changed_meanwhile");
    return recorded.entry;
  });
  return written.value();
}

void doubt(District& district, const HoursEntryId& entry, const PersonId& person) {
  const Instant now = district.clock.now();
  const auto written = district.database().write_now([&](db::Tx& tx) -> Outcome {
    const std::int64_t position = hours::find_entry(tx, entry).value().position + 1;
    if (!hours::insert_step(tx, random(), {entry, position, person, hours::State::disputed}, now))
      return Error::conflict("hours.changed_meanwhile");
    return Done{};
  });
  written.value();
}

HoursEntryId effective(District& district, const PersonId& person, int days_ago, int minutes) {
  return served(district, person, days_ago, minutes, {"confirmed", "publicised", "effective"});
}

void effective_hours(District& district, const PersonId& person, int hours) {
  for (int day = 1; hours > 0; ++day, hours -= 8) effective(district, person, day, 60 * std::min(hours, 8));
}

}  // namespace ws::testing
