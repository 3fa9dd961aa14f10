// The acts on the ledger that other features perform inside their own transactions (public.h).

#include <stdexcept>
#include <utility>

#include "hours/hours_ledger_service.h"
#include "hours/hours_notice_service.h"
#include "hours/hours_store.h"

namespace ws::hours {

Recorded record(db::Tx& tx, Random& random, const Policy& policy, NewEntry entry, Instant now) {
  entry.seq = next_seq(tx);  // first: what is read after it sees every earlier recording
  const auto earlier = presences(tx, entry.volunteer, entry.starts.plus_ms(-day_ms), entry.ends.plus_ms(day_ms));
  const Counting counting = count(entry.starts, entry.ends, earlier, policy);
  entry.id = HoursEntryId::fresh(now, random);
  entry.minutes = counting.minutes;
  entry.present_minutes = counting.present_minutes;
  entry.why = why_json(counting.why);
  entry.policy_version = policy.version;
  insert_entry(tx, entry, now);
  insert_step(tx, random, {entry.id, 1, entry.author, State::pending}, now);
  const auto written = find_entry(tx, entry.id);
  if (!written) throw std::logic_error("an entry just written is not there");
  tell_pending(tx, random, *written, now);
  return {entry.id, entry.minutes, entry.present_minutes};
}

Recorded record_service(db::Tx& tx, Random& random, const Policy& policy, const Service& service, Instant now,
                        const PersonId& actor) {
  NewEntry entry;
  entry.source = Source::order;
  entry.volunteer = service.volunteer;
  entry.order = service.order;
  entry.site = service.site;
  entry.team = service.team;
  entry.title = service.title;
  entry.author = actor;
  entry.starts = service.starts;
  entry.ends = service.ends;
  entry.planned = service.planned;
  return record(tx, random, policy, std::move(entry), now);
}

Recorded record_presence(db::Tx& tx, Random& random, const Policy& policy, const Attendance& attendance, Instant now,
                         const PersonId& actor) {
  if (attendance.source != Source::presence && attendance.source != Source::roll_call)
    throw std::invalid_argument("an activity records presence or a roll call");
  NewEntry entry;
  entry.source = attendance.source;
  entry.volunteer = attendance.volunteer;
  entry.signup = attendance.signup;
  entry.site = attendance.site;
  entry.team = attendance.team;
  entry.title = attendance.title;
  entry.evidence = attendance.evidence;
  entry.author = actor;
  entry.starts = attendance.starts;
  entry.ends = attendance.ends;
  entry.planned = attendance.planned;
  return record(tx, random, policy, std::move(entry), now);
}

Result<HoursEntryId> reverse(db::Tx& tx, Random& random, const HoursEntryId& id, const PersonId& actor,
                             const std::string& reason, Instant now) {
  NewEntry reversal;
  reversal.seq = next_seq(tx);
  const auto entry = find_entry(tx, id);
  if (!entry) return Error::not_found("hours.not_found");
  if (const Outcome allowed = may_reverse(entry->standing); !allowed) return allowed.error();
  reversal.id = HoursEntryId::fresh(now, random);
  reversal.source = Source::reversal;
  reversal.volunteer = entry->account;
  reversal.order = entry->order;
  reversal.signup = entry->signup;
  reversal.site = entry->site;
  reversal.team = entry->team;
  reversal.title = entry->title;
  reversal.author = actor;
  reversal.starts = entry->starts;
  reversal.ends = entry->ends;
  reversal.planned = entry->planned;
  reversal.reverses = id;
  reversal.policy_version = entry->policy_version;
  reversal.minutes = -entry->minutes;
  reversal.present_minutes = -entry->present_minutes;
  reversal.why = why_json({});
  if (!insert_entry(tx, reversal, now)) return Error::conflict("hours.not_reversible");
  if (!insert_step(tx, random, {id, entry->position + 1, actor, State::reversed, reason}, now))
    return Error::conflict("hours.changed_meanwhile");
  insert_step(tx, random, {reversal.id, 1, actor, State::reversed, reason}, now);
  return reversal.id;
}

std::int64_t minutes_of_day(db::Reader& reader, const PersonId& volunteer, LocalDate day) {
  std::int64_t minutes = 0;
  for (const Presence& entry : presences(reader, volunteer, start_of_day(day), start_of_day(next_day(day))))
    minutes += minutes_on(entry, day);
  return minutes;
}

}  // namespace ws::hours
