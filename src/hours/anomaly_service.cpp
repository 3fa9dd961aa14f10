#include "hours/anomaly_service.h"

#include <algorithm>
#include <iterator>

namespace ws::hours {
namespace {

/// Of one kind in a week: a district has a few thousand.
constexpr std::int64_t most_acts = 50'000;

void append(std::vector<Anomaly>& all, std::vector<Anomaly> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace

AnomalyService::Week AnomalyService::week(std::optional<Instant> until) const {
  Week week;
  week.until = until.value_or(clock_.now());
  week.from = week.until.plus_ms(-7 * day_ms);
  const Policy& policy = rules_.policy_at(week.until);
  database_.read([&](db::Reader& reader) {
    const auto confirmed = confirmations(reader, week.from, week.until, most_acts);
    const std::int64_t window = policy.burst_minutes * minute_ms;
    append(week.items, bursts("anomaly.late_burst", late_entries(reader, week.from, week.until, most_acts),
                              policy.burst_late_entries, window));
    append(week.items, bursts("anomaly.confirm_burst", confirmed, policy.burst_confirmations, window));
    append(week.items, hasty(confirmed, policy.hasty_run, policy.hasty_seconds * second_ms));
    append(week.items, each_odd("anomaly.near_person", for_near_people(reader, week.from, week.until, most_acts)));
    append(week.items, each_odd("anomaly.two_places", at_two_places(reader, week.from, week.until, most_acts)));
    week.names = names_of(reader, week.items);
    return 0;
  });
  std::sort(week.items.begin(), week.items.end(),
            [](const Anomaly& a, const Anomaly& b) { return b.until < a.until; });
  return week;
}

std::vector<Evidence> AnomalyService::evidence(const std::vector<HoursEntryId>& entries) const {
  return database_.read([&](db::Reader& reader) {
    std::vector<Evidence> all;
    for (const HoursEntryId& entry : entries)
      if (auto found = find_evidence(reader, entry)) all.push_back(std::move(*found));
    return all;
  });
}

}  // namespace ws::hours
