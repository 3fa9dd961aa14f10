#include "volunteers/volunteer_service.h"

#include <algorithm>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "menu/public.h"
#include "notices/public.h"
#include "sites/public.h"
#include "volunteers/life_service.h"

namespace ws::volunteers {
namespace {

constexpr std::int64_t most_records = 30;  ///< qualifications, and insurances, of one person

std::string encoded(const Enrolled& enrolled) {
  json::Writer out;
  out.begin().field("id", enrolled.person).field("number", enrolled.number).end();
  return out.take();
}

/// What a verifier may do in a state.
std::vector<std::string_view> steps_of(State state) {
  std::vector<std::string_view> steps;
  for (const Step step : {Step::verified, Step::returned, Step::suspended, Step::resumed})
    if (next_state(state, step)) steps.push_back(to_text(step));
  return steps;
}

bool has_a_hand(const store::Life& life, const std::vector<store::Guardianship>& guardians, const PersonId& actor) {
  return life.person == actor || life.entered_by == actor ||
         std::any_of(guardians.begin(), guardians.end(), [&](const store::Guardianship& one) {
           return one.guardian == actor && one.state == GuardianState::confirmed;
         });
}

}  // namespace

Task<Result<std::string>> VolunteerService::run(idempotency::Key key, Body body) const {
  const Instant now = parts_.clock.now();
  auto job = [key = std::move(key), body = std::move(body), now](db::Tx& tx) -> Result<std::string> {
    return idempotency::once(tx, key, now, [&] { return body(tx, now); });
  };
  auto waiting = parts_.database.write(std::move(job));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

store::Page VolunteerService::list(const Actor& actor, store::Filter filter) const {
  return parts_.database.read([&](db::Reader& reader) {
    auto scope = access::scope_of(reader, actor);
    filter.roots = std::move(scope.roots);
    filter.teams = std::move(scope.teams);
    return store::list(reader, filter);
  });
}

std::int64_t VolunteerService::waiting(const Actor& actor) const {
  return parts_.database.read([&](db::Reader& reader) {
    return store::count_pending(reader, sites::roots(actor, {Role::clerk, Role::dispatcher}));
  });
}

Detail VolunteerService::detail_of(db::Reader& reader, store::Life life) const {
  Detail detail;
  detail.facts = store::facts(reader, life.person);
  const Vault& vault = parts_.vault;
  detail.mobile_masked = mask_mobile(vault.open(detail.facts.mobile_sealed, people::mobile_context).value_or(""));
  detail.id_number_masked =
      mask_id_number(vault.open(detail.facts.id_number_sealed, people::id_number_context).value_or(""));
  detail.qualifications = store::qualifications_of(reader, life.person);
  detail.insurances = store::insurances_of(reader, life.person);
  detail.guardians = store::guardians_of(reader, life.person);
  detail.events = store::events(reader, life.person);
  if (const auto born = parse_day(life.birth_date))
    detail.age = age_group(*born, local_date(parts_.clock.now()), parts_.rules.policy);
  detail.life = std::move(life);
  return detail;
}

Result<Detail> VolunteerService::find(const Actor& actor, const PersonId& person) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    auto seen = access::see(reader, actor, person);
    if (!seen) return seen.error();
    Detail detail = detail_of(reader, std::move(seen->life));
    detail.may_reveal = seen->verifier;
    if (seen->verifier && !has_a_hand(detail.life, detail.guardians, actor.person))
      detail.steps = steps_of(detail.life.state);
    return detail;
  });
}

std::optional<Detail> VolunteerService::mine(const Actor& actor) const {
  return parts_.database.read([&](db::Reader& reader) -> std::optional<Detail> {
    auto life = store::find_life(reader, actor.person);
    if (!life) return std::nullopt;
    return detail_of(reader, std::move(*life));
  });
}

std::vector<Error> VolunteerService::problems(const Registration& registration) const {
  return parts_.database.read([&](db::Reader& reader) {
    return volunteers::problems(reader, parts_.vault, parts_.rules, registration, parts_.clock.now());
  });
}

Task<Result<std::string>> VolunteerService::enroll(idempotency::Key key, Registration registration) {
  auto body = [this, registration](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto enrolled = volunteers::enroll(tx, parts_.vault, parts_.random, parts_.rules, registration, now);
    if (!enrolled) return enrolled.error();
    return encoded(*enrolled);
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> VolunteerService::enter(Actor actor, idempotency::Key key, Registration registration) {
  auto body = [this, actor, registration](db::Tx& tx, Instant now) -> Result<std::string> {
    if (const Outcome may = access::check_may_enter(tx, actor, registration.site); !may) return may.error();
    const auto enrolled = volunteers::enroll(tx, parts_.vault, parts_.random, parts_.rules, registration, now);
    if (!enrolled) return enrolled.error();
    json::Writer params;
    params.begin().field("number", enrolled->number).end();
    notices::send(tx, {enrolled->person, "volunteer.entered", {}, params.take()}, now, parts_.random);
    return encoded(*enrolled);
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> VolunteerService::decide(Actor actor, idempotency::Key key, PersonId person, Step step,
                                                   std::string reason) {
  auto body = [this, actor, person, step, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    const Outcome done = volunteers::decide(tx, parts_.random, parts_.rules, actor, person, step, reason, now);
    if (!done) return done.error();
    return person.str();
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  // Whether somebody is a registered volunteer is part of their sessions.
  parts_.cache.forget(person);
  co_return answer;
}

Task<Result<std::string>> VolunteerService::reveal(Actor actor, idempotency::Key key, PersonId person, Secret what,
                                                   std::string reason) {
  const Instant now = parts_.clock.now();
  const bool mobile = what == Secret::mobile;
  auto job = [actor, key, person, mobile, reason, now](db::Tx& tx) -> Result<std::string> {
    const auto seen = access::see(tx, actor, person);
    if (!seen) return seen.error();
    if (!seen->verifier) return Error::forbidden("volunteer.not_verifier");
    const store::Facts facts = store::facts(tx, person);
    std::string sealed = mobile ? facts.mobile_sealed : facts.id_number_sealed;
    if (sealed.empty()) return Error::not_found("person.no_number");
    // The number itself is not remembered with the key: only that it was asked for.
    auto logged = idempotency::once(tx, key, now, [&]() -> Result<std::string> {
      const char* which = mobile ? "mobile" : "id_number";
      audit::record(tx, {actor.person, "person.revealed", "person", person.str(), reason, which}, now);
      return person.str();
    });
    if (!logged) return logged.error();
    return sealed;
  };
  auto waiting = parts_.database.write(std::move(job));
  const Result<std::string> sealed = co_await waiting;
  if (!sealed) co_return sealed.error();
  auto number = parts_.vault.open(*sealed, mobile ? people::mobile_context : people::id_number_context);
  if (!number) throw std::runtime_error("a sealed number of a volunteer does not open");
  co_return std::move(*number);
}

namespace {

/// The own record, to be changed: nobody who left changes any.
Result<store::Life> own_life(db::Tx& tx, const Actor& actor) {
  auto life = store::lock_life(tx, actor.person);
  if (!life || life->state == State::withdrawn) return Error::not_found("volunteer.none");
  return std::move(*life);
}

Outcome check_skills(db::Reader& reader, const std::vector<std::string>& skills) {
  if (skills.empty() || skills.size() > most_skills) return Error::invalid("volunteer.skills", "skills");
  for (const std::string& skill : skills)
    if (!menu::skill_exists(reader, skill)) return Error::invalid("volunteer.unknown_skill", "skills");
  return Done{};
}

}  // namespace

Task<Result<std::string>> VolunteerService::set_abilities(Actor actor, idempotency::Key key,
                                                          std::vector<std::string> skills,
                                                          std::vector<FreeTime> times) {
  auto body = [this, actor, skills, times](db::Tx& tx, Instant now) -> Result<std::string> {
    auto life = own_life(tx, actor);
    if (!life) return life.error();
    if (const Outcome right = check_skills(tx, skills); !right) return right.error();
    if (const Outcome right = check_times(times); !right) return right.error();
    store::set_skills(tx, actor.person, skills);
    store::set_times(tx, actor.person, times);
    store::move(tx, parts_.random, *life, life->state, "abilities_changed", actor.person, "", now);
    return actor.person.str();
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> VolunteerService::add_qualification(Actor actor, idempotency::Key key,
                                                              Qualification qualification) {
  auto body = [this, actor, qualification](db::Tx& tx, Instant now) -> Result<std::string> {
    auto life = own_life(tx, actor);
    if (!life) return life.error();
    if (!menu::skill_exists(tx, qualification.skill)) return Error::invalid("volunteer.unknown_skill", "skill");
    if (const Outcome right = check_qualification(qualification, local_date(now)); !right) return right.error();
    if (store::count_qualifications(tx, actor.person) >= most_records)
      return Error::conflict("volunteer.too_many_records");
    Qualification fresh = qualification;
    fresh.id = QualificationId::fresh(now, parts_.random);
    fresh.person = actor.person;
    store::insert_qualification(tx, fresh, now);
    store::move(tx, parts_.random, *life, life->state, "qualification_entered", actor.person, fresh.name, now);
    return fresh.id.str();
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> VolunteerService::decide_qualification(Actor actor, idempotency::Key key,
                                                                 QualificationId id, Verdict verdict,
                                                                 std::string reason) {
  auto body = [this, actor, id, verdict, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = store::find_qualification(tx, id);
    if (!found) return Error::not_found("qualification.not_found");
    auto seen = access::see_for_change(tx, actor, found->person);
    if (!seen) return Error::not_found("qualification.not_found");
    if (!seen->verifier) return Error::forbidden("volunteer.not_verifier");
    if (actor.person == found->person) return Error::forbidden("volunteer.own_verification");
    const bool verified = verdict == Verdict::verified;
    if (!store::decide_qualification(tx, id, verified ? "verified" : "declined", actor.person, reason, now))
      return Error::conflict("qualification.decided");
    const char* kind = verified ? "qualification_verified" : "qualification_declined";
    store::move(tx, parts_.random, seen->life, seen->life.state, kind, actor.person,
                found->name + (reason.empty() ? "" : "：" + reason), now);
    json::Writer params;
    params.begin().field("name", found->name).field("reason", reason).end();
    const char* notice = verified ? "volunteer.qualification_verified" : "volunteer.qualification_declined";
    notices::send(tx, {found->person, notice, {}, params.take()}, now, parts_.random);
    audit::record(tx, {actor.person, notice, "person", found->person.str(), reason, found->name}, now);
    return id.str();
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

Task<Result<std::string>> VolunteerService::add_insurance(Actor actor, idempotency::Key key, Insurance insurance) {
  auto body = [this, actor, insurance](db::Tx& tx, Instant now) -> Result<std::string> {
    auto life = own_life(tx, actor);
    if (!life) return life.error();
    if (const Outcome right = check_insurance(insurance, local_date(now)); !right) return right.error();
    if (store::count_insurances(tx, actor.person) >= most_records)
      return Error::conflict("volunteer.too_many_records");
    Insurance fresh = insurance;
    fresh.id = new_ulid(now, parts_.random);
    fresh.person = actor.person;
    store::insert_insurance(tx, fresh, actor.person, now);
    store::move(tx, parts_.random, *life, life->state, "insurance_entered", actor.person, fresh.insurer, now);
    return fresh.id;
  };
  auto waiting = run(std::move(key), std::move(body));
  Result<std::string> answer = co_await waiting;
  co_return answer;
}

}  // namespace ws::volunteers
