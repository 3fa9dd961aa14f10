#include "volunteers/guardian_service.h"

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "notices/public.h"
#include "people/public.h"
#include "volunteers/life_store.h"

namespace ws::volunteers {
namespace {

/// An event in the child's life that moves no state.
void note(db::Tx& tx, Random& random, const PersonId& child, std::string_view kind, const PersonId& by,
          const std::string& reason, Instant now) {
  if (auto life = store::lock_life(tx, child)) store::move(tx, random, *life, life->state, kind, by, reason, now);
}

}  // namespace

Task<Result<std::string>> GuardianService::run(idempotency::Key key, Body body) const {
  const Instant now = parts_.clock.now();
  auto job = [key = std::move(key), body = std::move(body), now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return body(tx, now); });
  };
  auto waiting = parts_.database.write(std::move(job));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

GuardianService::Page GuardianService::children(const Actor& actor) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) {
    return Page{store::children_of(reader, actor.person), store::consents_for(reader, actor.person, now)};
  });
}

GuardianService::Own GuardianService::guardians(const Actor& actor) const {
  const Instant now = parts_.clock.now();
  return parts_.database.read([&](db::Reader& reader) {
    return Own{store::guardians_of(reader, actor.person), store::consents_of(reader, actor.person, now)};
  });
}

Task<Result<std::string>> GuardianService::answer(Actor actor, idempotency::Key key, PersonId child, Answer answer) {
  auto waiting = run(std::move(key), [this, actor, child, answer](db::Tx& tx, Instant now) -> Result<std::string> {
    const Outcome said = answer_for(tx, parts_.random, parts_.rules, actor, child, answer, now);
    if (!said) return said.error();
    return child.str();
  });
  Result<std::string> done = co_await waiting;
  co_return done;
}

Outcome answer_for(db::Tx& tx, Random& random, const Rules& rules, const Actor& actor, const PersonId& child,
                   Answer answer, Instant now) {
  auto guardianship = store::find_guardianship(tx, child, actor.person);
  if (!guardianship) return Error::not_found("guardian.not_found");
  const auto to = next_state(guardianship->state, answer);
  if (!to) return Error::conflict("guardian.state");
  const auto born = people::birth_of(tx, actor.person);
  if (answer == Answer::yes && born && is_minor(*born, local_date(now), rules.policy))
    return Error::conflict("guardian.not_adult");
  guardianship->state = *to;
  store::set_guardianship(tx, *guardianship, now);
  const std::string word(to_text(*to));
  note(tx, random, child, "guardian_" + word, actor.person, "", now);
  audit::record(tx, {actor.person, "guardian." + word, "person", child.str(), {}, guardianship->relation}, now);
  json::Writer params;
  params.begin().field("answer", word).end();
  notices::send(tx, {child, "volunteer.guardian_answered", {}, params.take()}, now, random);
  if (*to == GuardianState::revoked && !store::has_guardian(tx, child))
    activities::leave_signups(tx, random, rules, child, {}, actor.person, "监护人收回同意", now);
  return Done{};
}

Task<Result<std::string>> GuardianService::ask(Actor actor, idempotency::Key key, ActivityId activity) {
  auto waiting = run(std::move(key), [this, actor, activity](db::Tx& tx, Instant now) -> Result<std::string> {
    const Outcome asked = ask_for(tx, parts_.random, parts_.rules, actor, activity, now);
    if (!asked) return asked.error();
    return activity.str();
  });
  Result<std::string> done = co_await waiting;
  co_return done;
}

Outcome ask_for(db::Tx& tx, Random& random, const Rules& rules, const Actor& actor, const ActivityId& activity,
                Instant now) {
  const auto life = store::find_life(tx, actor.person);
  if (!life) return Error::not_found("volunteer.none");
  const auto title = store::recruiting_title(tx, activity);
  if (!title) return Error::not_found("activity.not_found");
  const auto born = parse_day(life->birth_date);
  if (!born || age_group(*born, local_date(now), rules.policy) > AgeGroup::per_activity)
    return Error::conflict("guardian.not_needed");
  if (!store::has_guardian(tx, actor.person)) return Error::conflict("guardian.none");
  if (!store::ask_consent(tx, actor.person, activity, now)) return Error::conflict("guardian.consent_asked");
  note(tx, random, actor.person, "consent_asked", actor.person, *title, now);
  json::Writer params;
  params.begin().field("name", life->name).field("title", *title).end();
  const std::string text = params.take();
  for (const store::Guardianship& one : store::guardians_of(tx, actor.person))
    if (one.state == GuardianState::confirmed)
      notices::send(tx, {one.guardian, "volunteer.consent_asked", {}, text, activity}, now, random);
  return Done{};
}

Task<Result<std::string>> GuardianService::answer_activity(Actor actor, idempotency::Key key, PersonId child,
                                                           ActivityId activity, Answer answer) {
  auto waiting = run(std::move(key), [this, actor, child, activity, answer](db::Tx& tx, Instant now) {
    return answer_activity_in(tx, actor, child, activity, answer, now);
  });
  Result<std::string> done = co_await waiting;
  co_return done;
}

Result<std::string> GuardianService::answer_activity_in(db::Tx& tx, const Actor& actor, const PersonId& child,
                                                        const ActivityId& activity, Answer answer, Instant now) {
  if (!store::is_guardian(tx, child, actor.person)) return Error::not_found("guardian.not_found");
  if (answer == Answer::yes && !store::find_consent(tx, child, activity)) {
    if (!store::recruiting_title(tx, activity)) return Error::not_found("activity.not_found");
    store::ask_consent(tx, child, activity, now);
  }
  auto consent = store::find_consent(tx, child, activity);
  if (!consent) return Error::not_found("guardian.consent_not_found");
  const auto to = next_state(consent->state, answer);
  if (!to) return Error::conflict("guardian.state");
  consent->state = *to;
  store::set_consent(tx, *consent, actor.person, now);
  const std::string word(to_text(*to));
  note(tx, parts_.random, child, "consent_" + word, actor.person, consent->title, now);
  json::Writer params;
  params.begin().field("title", consent->title).field("answer", word).end();
  notices::send(tx, {child, "volunteer.consent_answered", {}, params.take(), activity}, now, parts_.random);
  if (*to == GuardianState::revoked)
    activities::leave_signups(tx, parts_.random, parts_.rules, child, activity, actor.person, "监护人收回同意", now);
  return activity.str();
}

}  // namespace ws::volunteers
