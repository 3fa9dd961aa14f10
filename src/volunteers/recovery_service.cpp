#include "volunteers/recovery_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "notices/public.h"
#include "sites/public.h"
#include "volunteers/volunteer_access.h"

namespace ws::volunteers {

Task<Result<std::string>> RecoveryService::run(idempotency::Key key, Body body) const {
  const Instant now = parts_.clock.now();
  auto job = [key = std::move(key), body = std::move(body), now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return body(tx, now); });
  };
  auto waiting = parts_.database.write(std::move(job));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> RecoveryService::ask(Actor actor, idempotency::Key key, Claim claim) {
  auto waiting =
      run(std::move(key), [this, actor, claim](db::Tx& tx, Instant now) { return ask_in(tx, actor, claim, now); });
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Result<std::string> RecoveryService::ask_in(db::Tx& tx, const Actor& actor, const Claim& claim, Instant now) {
  if (trim(claim.name).empty()) return Error::invalid("field.required", "name");
  const auto number = people::normal_identity(claim.id_type, claim.id_number, now);
  if (!number) return number.error();
  if (store::find_life(tx, actor.person)) return Error::conflict("recovery.registered");
  if (store::count_recoveries(tx, actor.person, now.plus_ms(-day_ms)) >= parts_.rules.policy.recoveries_a_day)
    return Error{ErrorCode::rate_limited, "recovery.too_many", {}, {}, {}};
  const auto owner = people::find_by_identity(tx, parts_.vault, *number);
  const bool fits = owner && owner->name == trim(claim.name) && owner->id != actor.person;
  // An account that is merged opens the survivor: that is the one to get back.
  const PersonId account = fits ? people::person_of(tx, owner->id) : PersonId();
  const RecoveryId id = RecoveryId::fresh(now, parts_.random);
  store::insert_recovery(tx, id, actor.person, account, claim.note, now);
  audit::record(tx, {actor.person, "recovery.asked", "recovery", id.str(), {}, {}}, now);
  if (fits) {
    // The inbox is of no use to whoever lost the account, and a thief would read it first: the mobile is told as
    // well.
    notices::send(tx, {account, "recovery.asked", {}, "{}"}, now, parts_.random);
    people::text(tx, parts_.random, account, "recovery_asked", now);
  }
  return id.str();
}

RecoveryService::Page RecoveryService::waiting(const Actor& actor, const std::string& cursor,
                                               std::int64_t limit) const {
  auto rows = parts_.database.read([&](db::Reader& reader) {
    return store::open_recoveries(reader, sites::roots(actor, {Role::clerk, Role::dispatcher}), cursor, limit + 1);
  });
  Page page;
  if (static_cast<std::int64_t>(rows.size()) > limit) {
    rows.pop_back();
    page.next = rows.back().id.str();
  }
  const auto masked = [this](const std::string& sealed) {
    return mask_mobile(parts_.vault.open(sealed, people::mobile_context).value_or(""));
  };
  for (store::Recovery& row : rows) {
    std::string old_mobile = masked(row.account_mobile_sealed);
    std::string new_mobile = masked(row.asked_by_mobile_sealed);
    page.items.push_back({std::move(row), std::move(old_mobile), std::move(new_mobile)});
  }
  return page;
}

Task<Result<std::string>> RecoveryService::decide(Actor actor, idempotency::Key key, RecoveryId id, Verdict verdict,
                                                  std::string reason) {
  const auto known = parts_.database.read([&](db::Reader& reader) { return store::find_recovery(reader, id); });
  if (!known) co_return Error::not_found("recovery.not_found");
  auto waiting =
      run(std::move(key), [this, actor, id, verdict, reason](db::Tx& tx, Instant now) -> Result<std::string> {
        const auto recovery = store::find_recovery(tx, id);
        if (!recovery) return Error::not_found("recovery.not_found");
        return decide_in(tx, actor, *recovery, verdict, reason, now);
      });
  Result<std::string> answer = co_await waiting;
  parts_.cache.forget(known->asked_by);
  parts_.cache.forget(known->account);
  co_return answer;
}

Result<std::string> RecoveryService::decide_in(db::Tx& tx, const Actor& actor, const store::Recovery& recovery,
                                               Verdict verdict, const std::string& reason, Instant now) {
  const auto seen = access::see_for_change(tx, actor, recovery.account);
  if (!seen) return Error::not_found("recovery.not_found");
  if (!seen->verifier) return Error::forbidden("volunteer.not_verifier");
  if (actor.person == recovery.asked_by || actor.person == recovery.account) return Error::forbidden("recovery.own");
  if (verdict == Verdict::approved && store::find_life(tx, recovery.asked_by))
    return Error::conflict("recovery.registered");
  const bool approved = verdict == Verdict::approved;
  const char* word = approved ? "approved" : "declined";
  if (!store::decide_recovery(tx, recovery.id, word, actor.person, reason, now))
    return Error::conflict("recovery.decided");
  const std::string action = std::string("recovery.") + word;
  audit::record(tx, {actor.person, action, "person", recovery.account.str(), reason, recovery.id.str()}, now);
  json::Writer params;
  params.begin().field("reason", reason).end();
  notices::send(tx, {approved ? recovery.account : recovery.asked_by, action, {}, params.take()}, now, parts_.random);
  if (approved) {
    people::text(tx, parts_.random, recovery.account, "recovery_approved", now);  // to the old mobile
    people::hand_over_mobile(tx, recovery.asked_by, recovery.account, now);
  }
  return recovery.id.str();
}

}  // namespace ws::volunteers
