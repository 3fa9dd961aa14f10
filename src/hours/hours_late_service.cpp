// Late entries (补录): from evidence, with a reason, within a monthly quota, and never alone.

#include <utility>

#include "audit/public.h"
#include "hours/hours_access.h"
#include "hours/hours_ledger_service.h"
#include "hours/hours_service.h"
#include "hours/public.h"

namespace ws::hours {
namespace {

/// "2026-11"
std::string month_of(Instant at) {
  return to_text(local_date(at)).substr(0, 7);
}

NewEntry entry_of(const HoursService::LateEntry& late, const PersonId& volunteer, const PersonId& author) {
  NewEntry entry;
  entry.source = Source::late_entry;
  entry.volunteer = volunteer;
  entry.site = late.site;
  entry.title = late.title;
  entry.evidence = late.evidence;
  entry.note = late.reason;
  entry.author = author;
  entry.starts = late.starts;
  entry.ends = late.ends;
  return entry;
}

}  // namespace

Task<Result<std::string>> HoursService::enter_late(Actor actor, idempotency::Key key, LateEntry late) {
  auto use_case = [this, actor, late](db::Tx& tx, Instant now) { return enter_in(tx, actor, late, now); };
  return once(std::move(key), use_case);
}

Result<std::string> HoursService::enter_in(db::Tx& tx, const Actor& actor, const LateEntry& late, Instant now) {
  if (const Outcome may = check_may_enter(tx, actor, late.site); !may) return may.error();
  const Policy& policy = rules_.policy_at(now);
  if (const Outcome right = check_stated(late.starts, late.ends, now, policy); !right) return right.error();
  const auto volunteer = find_volunteer(tx, late.volunteer_number);
  if (!volunteer) return Error::invalid("hours.no_volunteer", "volunteer_number");
  if (*volunteer == actor.person) return Error::forbidden("hours.own_entry");
  if (!take_late_entry(tx, actor.person, month_of(now), policy.late_entry_monthly_quota))
    return Error::conflict("hours.late_quota");
  const Recorded recorded =
      record(tx, random_, rules_.policy_at(late.starts), entry_of(late, *volunteer, actor.person), now);
  audit::record(
      tx, {actor.person, "hours.entered_late", "hours_entry", recorded.entry.str(), late.reason, late.evidence}, now);
  return recorded.entry.str();
}

}  // namespace ws::hours
