// What the clock does to entries: confirmed ones are publicised, and count for good when nobody objected in time.

#include "hours/hours_notice_service.h"
#include "hours/hours_service.h"
#include "hours/public.h"

namespace ws::hours {
namespace {

/// A turn holds the writer for a few milliseconds, however many entries wait.
constexpr std::int64_t most_moved = 100;

Step next_step(const Due& due, const Policy& policy, Instant now) {
  Step step{due.id, due.position + 1, {}, State::effective};
  if (due.state == State::publicised) return step;
  step.state = State::publicised;
  step.due = now.plus_ms(policy.publicity_days * day_ms);
  return step;
}

}  // namespace

Result<int> move_due(db::Tx& tx, Random& random, const Policy& policy, Instant now) {
  const std::vector<Due> waiting = list_due(tx, now, most_moved);
  std::vector<Step> steps;
  for (const Due& due : waiting) steps.push_back(next_step(due, policy, now));
  if (!insert_steps(tx, random, steps, now)) return Error::conflict("hours.changed_meanwhile");
  for (const Step& step : steps)
    if (step.state == State::effective) tell_effective(tx, random, *find_entry(tx, step.entry), now);
  return static_cast<int>(waiting.size());
}

int HoursService::tick() {
  const Instant now = clock_.now();
  if (database_.read([&](db::Reader& reader) { return list_due(reader, now, 1).empty(); })) return 0;
  const auto moved =
      database_.write_now([&](db::Tx& tx) { return move_due(tx, random_, rules_.policy_at(now), now); });
  return moved ? *moved : 0;  // of two nodes one moves them
}

}  // namespace ws::hours
