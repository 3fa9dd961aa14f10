#include "volunteers/life_service.h"

#include "activities/public.h"
#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"
#include "orders/public.h"
#include "volunteers/guardian_store.h"
#include "volunteers/profile_store.h"
#include "volunteers/volunteer_access.h"

namespace ws::volunteers {
namespace {

Outcome check_not_own(db::Reader& reader, const Actor& actor, const store::Life& life) {
  if (actor.person == life.person || actor.person == life.entered_by ||
      store::is_guardian(reader, life.person, actor.person))
    return Error::forbidden("volunteer.own_verification");
  return Done{};
}

bool waits_for_guardian(db::Reader& reader, const Rules& rules, const store::Life& life, Instant now) {
  const auto born = parse_day(life.birth_date);
  return born && is_minor(*born, local_date(now), rules.policy) && !store::has_guardian(reader, life.person);
}

/// A child without an own account is told through its guardians.
void tell(db::Tx& tx, Random& random, const store::Life& life, Step step, const std::string& reason, Instant now) {
  json::Writer params;
  params.begin().field("name", life.name).field("number", life.number).field("reason", reason).end();
  const std::string text = params.take();
  const std::string kind = "volunteer." + std::string(to_text(step));
  notices::send(tx, {life.person, kind, {}, text}, now, random);
  for (const store::Guardianship& guardian : store::guardians_of(tx, life.person))
    if (guardian.state == GuardianState::confirmed)
      notices::send(tx, {guardian.guardian, kind + "_child", {}, text}, now, random);
}

/// Whoever does not count as a volunteer any more holds no place that somebody else may need. Those who counted on
/// them learn that they cannot come; why is not for them.
Outcome give_up_promises(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, const PersonId& by,
                         Instant now) {
  const std::string words = "志愿者不能到场";
  activities::leave_signups(tx, random, rules, person, {}, by, words, now);
  return orders::leave_orders(tx, random, rules, person, by, words, now);
}

Outcome record(db::Tx& tx, Random& random, const Rules& rules, store::Life& life, State to, Step step,
               const PersonId& by, const std::string& reason, Instant now) {
  store::move(tx, random, life, to, to_text(step), by, reason, now);
  audit::record(tx, {by, "volunteer." + std::string(to_text(step)), "person", life.person.str(), reason, life.number},
                now);
  if (step != Step::suspended) return Done{};
  return give_up_promises(tx, random, rules, life.person, by, now);
}

}  // namespace

Outcome decide(db::Tx& tx, Random& random, const Rules& rules, const Actor& actor, const PersonId& person, Step step,
               const std::string& reason, Instant now) {
  auto seen = access::see_for_change(tx, actor, person);
  if (!seen) return seen.error();
  store::Life& life = seen->life;
  if (!seen->verifier) return Error::forbidden("volunteer.not_verifier");
  if (const Outcome other = check_not_own(tx, actor, life); !other) return other.error();
  const auto to = next_state(life.state, step);
  if (!to) return Error::conflict("volunteer.state");
  if (step == Step::verified && waits_for_guardian(tx, rules, life, now))
    return Error::conflict("volunteer.guardian_pending");
  tell(tx, random, life, step, reason, now);
  return record(tx, random, rules, life, *to, step, actor.person, reason, now);
}

Outcome follow(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, Step step, const PersonId& by,
               const std::string& reason, Instant now) {
  auto life = store::lock_life(tx, person);
  const auto to = life ? next_state(life->state, step) : std::nullopt;
  if (!to) return Done{};
  return record(tx, random, rules, *life, *to, step, by, reason, now);
}

Outcome end_life(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, const std::string& reason,
                 Instant now) {
  auto life = store::lock_life(tx, person);
  const auto to = life ? next_state(life->state, Step::withdrawn) : std::nullopt;
  if (!to) return Error::conflict("volunteer.state");
  store::move(tx, random, *life, *to, to_text(Step::withdrawn), person, reason, now);
  store::clear_profile(tx, person);
  return give_up_promises(tx, random, rules, person, person, now);
}

}  // namespace ws::volunteers
