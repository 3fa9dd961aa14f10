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

void tell_disputed(db::Tx& tx, Random& random, const Dispute& dispute, Instant now) {
  json::Writer out;
  out.begin()
      .field("title", dispute.title)
      .field("actor", people::find_name(tx, dispute.raised_by).value_or(""))
      .field("reason", dispute.text);
  const std::string text = out.end().take();
  std::size_t told = 0;
  for (const PersonId& clerk : people::holders(tx, Role::clerk, dispute.site)) {
    if (clerk == dispute.volunteer || clerk == dispute.raised_by || told == most_clerks_told) continue;
    notices::send(tx, {clerk, "hours.disputed", dispute.order, text}, now, random);
    ++told;
  }
}

void tell_answered(db::Tx& tx, Random& random, const Dispute& dispute, const Answer& answer, Instant now) {
  json::Writer out;
  out.begin().field("title", dispute.title).field("rule", answer.rule).field("reason", answer.text);
  const std::string text = out.end().take();
  notices::send(tx, {dispute.raised_by, "hours.dispute_answered", dispute.order, text}, now, random);
  if (dispute.raised_by != dispute.volunteer)
    notices::send(tx, {dispute.volunteer, "hours.dispute_answered", dispute.order, text}, now, random);
}

}  // namespace ws::hours
