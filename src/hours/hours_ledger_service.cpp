// The acts on the ledger that other features perform inside their own transactions (public.h).

#include <stdexcept>

#include "hours/hours_notice_service.h"
#include "hours/hours_store.h"

namespace ws::hours {

Recorded record_service(db::Tx& tx, Random& random, const Policy& policy, const Service& service, Instant now,
                        const PersonId& actor) {
  NewEntry entry;
  entry.seq = next_seq(tx);  // first: what is read after it sees every earlier recording
  const auto earlier =
      presences(tx, service.volunteer, service.starts.plus_ms(-day_ms), service.ends.plus_ms(day_ms));
  const Counting counting = count(service.starts, service.ends, earlier, policy);
  entry.id = HoursEntryId::fresh(now, random);
  entry.service = service;
  entry.minutes = counting.minutes;
  entry.present_minutes = counting.present_minutes;
  entry.why = why_json(counting.why);
  insert_entry(tx, entry, now);
  insert_step(tx, random, {entry.id, 1, actor, State::pending}, now);
  const auto written = find_entry(tx, entry.id);
  if (!written) throw std::logic_error("an entry just written is not there");
  tell_pending(tx, random, *written, now);
  return {entry.id, entry.minutes, entry.present_minutes};
}

Result<HoursEntryId> reverse(db::Tx& tx, Random& random, const HoursEntryId& id, const PersonId& actor,
                             const std::string& reason, Instant now) {
  NewEntry reversal;
  reversal.seq = next_seq(tx);
  const auto entry = find_entry(tx, id);
  if (!entry) return Error::not_found("hours.not_found");
  if (const Outcome allowed = may_reverse(entry->standing); !allowed) return allowed.error();
  reversal.id = HoursEntryId::fresh(now, random);
  reversal.service = entry->service;
  reversal.reverses = id;
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
