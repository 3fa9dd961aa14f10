// Two accounts of one person in the ledger: its rows stay; where both served on a day, one is taken back and entered
// anew so that no minute counts twice.
#include <algorithm>

#include "hours/hours_ledger_service.h"
#include "hours/hours_store.h"
#include "hours/public.h"
#include "hours/tally_store.h"
#include "people/public.h"

namespace ws::hours {
namespace {

constexpr std::int64_t most_entries = 1000;

bool shares_a_day(db::Reader& reader, const Entry& entry, const PersonId& other) {
  return has_presence(reader, other, start_of_day(local_date(entry.starts)),
                      start_of_day(next_day(local_date(entry.ends))));
}

/// The same service for another account.
NewEntry again(const Entry& entry, const PersonId& volunteer, const PersonId& actor) {
  NewEntry fresh;
  fresh.source = entry.source;
  fresh.volunteer = volunteer;
  fresh.order = entry.order;
  fresh.signup = entry.signup;
  fresh.site = entry.site;
  fresh.team = entry.team;
  fresh.title = entry.title;
  fresh.evidence = entry.id.str();
  fresh.author = actor;
  fresh.starts = entry.starts;
  fresh.ends = entry.ends;
  fresh.planned = entry.planned;
  return fresh;
}

}  // namespace

Result<std::vector<Reentered>> join_ledgers(db::Tx& tx, Random& random, const Rules& rules, const PersonId& merged,
                                            const PersonId& survivor, const PersonId& actor, Instant now) {
  hold_ledger(tx);
  const auto own = standing_entries(tx, merged, most_entries + 1);
  if (static_cast<std::int64_t>(own.size()) > most_entries) return Error::conflict("merge.too_many_entries");
  std::vector<Entry> shared;
  for (const HoursEntryId& id : own)
    if (auto entry = find_entry(tx, id); entry && shares_a_day(tx, *entry, survivor))
      shared.push_back(std::move(*entry));
  for (const PersonId& person : {merged, survivor}) count_out(tx, person);
  if (!people::merge_account(tx, merged, survivor, now)) return Error::conflict("merge.already");
  count_in(tx, survivor);
  // All of them first: what is entered anew is counted beside what stands.
  for (const Entry& entry : shared)
    if (auto taken = reverse(tx, random, entry.id, actor, "合并账号", now); !taken) return taken.error();
  std::vector<Reentered> reentered;
  for (const Entry& entry : shared) {
    const Recorded fresh = record(tx, random, rules.policy_at(entry.starts), again(entry, survivor, actor), now);
    reentered.push_back({entry.id, fresh.entry});
  }
  return reentered;
}

Outcome part_ledgers(db::Tx& tx, Random& random, const Rules& rules, const Parting& parting, const PersonId& actor,
                     Instant now) {
  hold_ledger(tx);
  count_out(tx, parting.survivor);
  if (!people::part_account(tx, parting.merged, parting.followed)) return Error::conflict("merge.not_merged");
  for (const PersonId& person : {parting.merged, parting.survivor}) count_in(tx, person);
  std::vector<Entry> back;
  for (const Reentered& one : parting.reentered) {
    auto entry = find_entry(tx, one.after);
    if (auto taken = reverse(tx, random, one.after, actor, "撤销合并", now); !taken) return taken.error();
    back.push_back(std::move(*entry));
  }
  for (const Entry& entry : back)
    static_cast<void>(record(tx, random, rules.policy_at(entry.starts), again(entry, parting.merged, actor), now));
  return Done{};
}

bool has_entries_since(db::Reader& reader, const PersonId& volunteer, Instant since,
                       const std::vector<Reentered>& but) {
  const auto found = entries_since(reader, volunteer, since, static_cast<std::int64_t>(but.size()) + most_entries);
  return std::any_of(found.begin(), found.end(), [&](const HoursEntryId& id) {
    return std::none_of(but.begin(), but.end(), [&](const Reentered& one) { return one.after == id; });
  });
}

}  // namespace ws::hours
