// "Why was this not counted?" and its answer. An answer names the rule; a correction takes the entry back and writes
// a new one, which a colleague confirms like any other.

#include <utility>

#include "audit/public.h"
#include "hours/hours_access.h"
#include "hours/hours_ledger_service.h"
#include "hours/hours_notice_service.h"
#include "hours/hours_service.h"
#include "hours/public.h"

namespace ws::hours {
namespace {

template <class Id>
HoursService::DisputePage page_of(std::vector<ListedDispute> items, std::int64_t limit, Id id) {
  HoursService::DisputePage page{std::move(items), std::nullopt};
  if (page.items.size() > static_cast<std::size_t>(limit)) {
    page.items.resize(static_cast<std::size_t>(limit));
    page.next = id(page.items.back());
  }
  return page;
}

std::string id_of(const ListedDispute& line) {
  return line.id.str();
}

Dispute about(const Entry& entry) {
  Dispute dispute;
  dispute.entry = entry.id;
  dispute.order = entry.order;
  dispute.signup = entry.signup;
  dispute.volunteer = entry.standing.volunteer;
  dispute.site = entry.site;
  dispute.team = entry.team;
  dispute.title = entry.title;
  dispute.returns_to = to_text(entry.standing.state);
  return dispute;
}

NewEntry corrected(const Dispute& dispute, const std::optional<Entry>& entry, const HoursService::Verdict& verdict,
                   const PersonId& author) {
  NewEntry fresh;
  fresh.source = entry ? entry->source : Source::late_entry;
  fresh.volunteer = dispute.volunteer;
  fresh.order = dispute.order;
  fresh.signup = dispute.signup;
  fresh.site = dispute.site;
  fresh.team = dispute.team;
  fresh.title = dispute.title;
  fresh.evidence = verdict.text;
  fresh.note = dispute.text;
  fresh.author = author;
  fresh.starts = verdict.times->starts;
  fresh.ends = verdict.times->ends;
  if (entry) fresh.planned = entry->planned;
  return fresh;
}

}  // namespace

Task<Result<std::string>> HoursService::dispute(Actor actor, idempotency::Key key, HoursEntryId entry,
                                                std::string text, Claim claim) {
  auto use_case = [this, actor, entry, text, claim](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto own = find_own(tx, actor, entry);
    if (!own) return own.error();
    return dispute_in(tx, actor, *own, text, claim, now);
  };
  return once(std::move(key), use_case);
}

Task<Result<std::string>> HoursService::object(Actor actor, idempotency::Key key, HoursEntryId entry,
                                               std::string text) {
  auto use_case = [this, actor, entry, text](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto shown = find_publicised(tx, entry);
    if (!shown) return shown.error();
    return dispute_in(tx, actor, *shown, text, std::nullopt, now);
  };
  return once(std::move(key), use_case);
}

Result<std::string> HoursService::dispute_in(db::Tx& tx, const Actor& actor, const Entry& entry,
                                             const std::string& text, const Claim& claim, Instant now) {
  if (const Outcome allowed = may_dispute(entry.standing); !allowed) return allowed.error();
  Dispute dispute = about(entry);
  dispute.id = DisputeId::fresh(now, random_);
  dispute.raised_by = actor.person;
  dispute.text = text;
  dispute.claim = claim;
  if (!insert_dispute(tx, dispute, now)) return Error::conflict("hours.not_disputable");
  const Step step{entry.id, entry.position + 1, actor.person, State::disputed, text};
  if (!insert_step(tx, random_, step, now)) return Error::conflict("hours.changed_meanwhile");
  tell_disputed(tx, random_, dispute, now);
  return entry.id.str();
}

Task<Result<std::string>> HoursService::dispute_absence(Actor actor, idempotency::Key key, MissedService missed,
                                                        std::string text, Claim claim) {
  auto use_case = [this, actor, missed, text, claim](db::Tx& tx, Instant now) {
    return absence_in(tx, actor, missed, text, claim, now);
  };
  return once(std::move(key), use_case);
}

Result<std::string> HoursService::absence_in(db::Tx& tx, const Actor& actor, const MissedService& named,
                                             const std::string& text, const Claim& claim, Instant now) {
  const bool shift = named.order.empty();
  const auto missed =
      shift ? find_missed(tx, actor.person, named.signup, now) : find_missed(tx, actor.person, named.order, now);
  if (!missed) return Error::not_found(shift ? "signup.not_found" : "order.not_found");
  if (missed->counted) return Error::conflict("hours.counted");
  const Absence absence{actor.person, named.order, named.signup, missed->site, missed->team, missed->title};
  const auto raised = hours::dispute_absence(tx, random_, absence, text, claim, now);
  if (!raised) return raised.error();
  return raised->str();
}

Result<DisputeId> dispute_absence(db::Tx& tx, Random& random, const Absence& absence, const std::string& text,
                                  const std::optional<Planned>& claim, Instant now) {
  Dispute dispute;
  dispute.id = DisputeId::fresh(now, random);
  dispute.order = absence.order;
  dispute.signup = absence.signup;
  dispute.volunteer = absence.volunteer;
  dispute.site = absence.site;
  dispute.team = absence.team;
  dispute.title = absence.title;
  dispute.raised_by = absence.volunteer;
  dispute.text = text;
  dispute.claim = claim;
  if (!insert_dispute(tx, dispute, now)) return Error::conflict("hours.not_disputable");
  tell_disputed(tx, random, dispute, now);
  return dispute.id;
}

HoursService::DisputePage HoursService::open_disputes(const Actor& actor, const DisputeId& cursor,
                                                      std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    return page_of(list_open_disputes(reader, seen_roots(actor), cursor, limit + 1), limit, id_of);
  });
}

HoursService::DisputePage HoursService::my_disputes(const Actor& actor, const DisputeId& cursor,
                                                    std::int64_t limit) const {
  return database_.read([&](db::Reader& reader) {
    return page_of(list_disputes_of(reader, actor.person, cursor, limit + 1), limit, id_of);
  });
}

Task<Result<std::string>> HoursService::answer(Actor actor, idempotency::Key key, DisputeId dispute,
                                               Verdict verdict) {
  auto use_case = [this, actor, dispute, verdict](db::Tx& tx, Instant now) {
    return answer_in(tx, actor, dispute, verdict, now);
  };
  return once(std::move(key), use_case);
}

Outcome HoursService::check_answer(db::Tx& tx, const Actor& actor, const Dispute& dispute, const Verdict& verdict,
                                   Instant now) const {
  if (!dispute.open) return Error::conflict("hours.dispute_answered");
  if (actor.person == dispute.raised_by || actor.person == dispute.volunteer)
    return Error::forbidden("hours.own_entry");
  if (const auto entry = find_entry(tx, dispute.entry))
    if (const Outcome allowed = may_answer(entry->standing, actor.person); !allowed) return allowed.error();
  if (!is_rule(verdict.rule)) return Error::invalid("hours.rule", "rule");
  if (verdict.outcome != "corrected") return Done{};
  if (!verdict.times) return Error::invalid("hours.times", "ends_ms");
  return check_stated(verdict.times->starts, verdict.times->ends, now, rules_.policy_at(now));
}

Result<std::string> HoursService::answer_in(db::Tx& tx, const Actor& actor, const DisputeId& id,
                                            const Verdict& verdict, Instant now) {
  const auto dispute = find_to_answer(tx, actor, id);
  if (!dispute) return dispute.error();
  if (const Outcome allowed = check_answer(tx, actor, *dispute, verdict, now); !allowed) return allowed.error();
  Answer answer{actor.person, verdict.outcome, verdict.rule, verdict.text, {}};
  if (verdict.outcome == "corrected") {
    const auto fresh = correct(tx, actor, *dispute, verdict, now);
    if (!fresh) return fresh.error();
    answer.replacement = *fresh;
  } else if (const Outcome stood = let_stand(tx, actor, *dispute, verdict, now); !stood) {
    return stood.error();
  }
  if (!answer_dispute(tx, id, answer, now)) return Error::conflict("hours.dispute_answered");
  tell_answered(tx, random_, *dispute, answer, now);
  audit::record(
      tx, {actor.person, "hours.dispute_answered", "hours_dispute", id.str(), verdict.text, verdict.outcome}, now);
  return id.str();
}

Result<HoursEntryId> HoursService::correct(db::Tx& tx, const Actor& actor, const Dispute& dispute,
                                           const Verdict& verdict, Instant now) {
  const auto entry = find_entry(tx, dispute.entry);
  if (entry) {
    const auto taken_back = reverse(tx, random_, entry->id, actor.person, verdict.text, now);
    if (!taken_back) return taken_back.error();
  }
  const Policy& policy = rules_.policy_at(verdict.times->starts);
  return record(tx, random_, policy, corrected(dispute, entry, verdict, actor.person), now).entry;
}

Outcome HoursService::let_stand(db::Tx& tx, const Actor& actor, const Dispute& dispute, const Verdict& verdict,
                                Instant now) {
  const auto entry = find_entry(tx, dispute.entry);
  if (!entry) return Done{};  // an absence that stays one
  Step step{entry->id, entry->position + 1, actor.person, state_named(dispute.returns_to), verdict.text};
  if (step.state == State::confirmed) step.due = now;
  if (step.state == State::publicised) step.due = now.plus_ms(rules_.policy_at(now).publicity_days * day_ms);
  if (!insert_step(tx, random_, step, now)) return Error::conflict("hours.changed_meanwhile");
  return Done{};
}

}  // namespace ws::hours
