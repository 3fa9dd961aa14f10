#include "volunteers/life_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "notices/public.h"
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
  store::move(tx, random, life, *to, to_text(step), actor.person, reason, now);
  tell(tx, random, life, step, reason, now);
  audit::record(
      tx, {actor.person, "volunteer." + std::string(to_text(step)), "person", person.str(), reason, life.number},
      now);
  return Done{};
}

Outcome end_life(db::Tx& tx, Random& random, const PersonId& person, const std::string& reason, Instant now) {
  auto life = store::lock_life(tx, person);
  const auto to = life ? next_state(life->state, Step::withdrawn) : std::nullopt;
  if (!to) return Error::conflict("volunteer.state");
  store::move(tx, random, *life, *to, to_text(Step::withdrawn), person, reason, now);
  store::clear_profile(tx, person);
  return Done{};
}

}  // namespace ws::volunteers
