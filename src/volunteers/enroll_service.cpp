#include "volunteers/enroll_service.h"

#include "base/identity.h"
#include "base/json.h"
#include "base/text.h"
#include "menu/public.h"
#include "notices/public.h"
#include "people/public.h"
#include "sites/public.h"
#include "teams/public.h"
#include "volunteers/guardian_store.h"
#include "volunteers/life_store.h"

namespace ws::volunteers {
namespace {

/// Who the registration is about, as far as it is known: `account` if there is one already.
struct Known {
  std::optional<std::string> number;  ///< the normal identity number
  std::optional<LocalDate> born;
  std::optional<people::Account> account;
};

std::optional<people::Account> account_of(db::Reader& reader, const Vault& vault, const Registration& registration) {
  if (!registration.self.empty()) {
    const auto name = people::find_name(reader, registration.self);
    return name ? std::optional(people::Account{registration.self, *name, false}) : std::nullopt;
  }
  const auto mobile = normal_mobile(registration.mobile);
  return mobile ? people::find_account(reader, vault, *mobile) : std::nullopt;
}

Known known_of(db::Reader& reader, const Vault& vault, const Registration& registration, Instant now) {
  Known known;
  if (auto number = people::normal_identity(registration.id_type, registration.id_number, now))
    known.number = std::move(*number);
  known.born = registration.birth;
  if (known.number && registration.id_type == "resident_id") known.born = birth_date_of(*known.number);
  known.account = account_of(reader, vault, registration);
  return known;
}

void check_identity(db::Reader& reader, const Vault& vault, const Registration& registration, const Known& known,
                    Instant now, std::vector<Error>& wrong) {
  const auto number = people::normal_identity(registration.id_type, registration.id_number, now);
  if (!number) return wrong.push_back(number.error());
  if (registration.birth && known.born != registration.birth)
    wrong.push_back(Error::invalid("volunteer.birth_mismatch", "birth_date"));
  const auto owner = people::find_by_identity(reader, vault, *number);
  if (owner && (!known.account || owner->id != known.account->id))
    wrong.push_back({ErrorCode::conflict, "identity.taken", "id_number", {}, {}});
}

void check_account(db::Reader& reader, const Registration& registration, const Known& known,
                   std::vector<Error>& wrong) {
  if (!known.account) return;
  const auto life = store::find_life(reader, known.account->id);
  if (life && life->state != State::draft)
    wrong.push_back({ErrorCode::conflict, "volunteer.already", "mobile", {}, {}});
  else if (known.account->disabled)
    wrong.push_back({ErrorCode::conflict, "session.disabled", "mobile", {}, {}});
  // Whoever proved the mobile may say who they are; others must know.
  else if (!registration.by_oneself() && known.account->name != trim(registration.name))
    wrong.push_back({ErrorCode::conflict, "volunteer.mobile_taken", "mobile", {}, {}});
}

void check_choices(db::Reader& reader, const Rules& rules, const Registration& registration,
                   std::vector<Error>& wrong) {
  for (const std::string& skill : registration.skills)
    if (!menu::skill_exists(reader, skill)) {
      wrong.push_back(Error::invalid("volunteer.unknown_skill", "skills"));
      break;
    }
  const auto site = sites::find_brief(reader, registration.site);
  if (!site || site->state != "operating") wrong.push_back(Error::invalid("volunteer.site", "site_id"));
  if (!registration.team.empty()) {
    const auto team = teams::find_brief(reader, registration.team);
    if (!team || !team->active) wrong.push_back(Error::invalid("volunteer.team", "team_id"));
  }
  if (registration.consent_version != rules.privacy_version)
    wrong.push_back(Error::invalid("volunteer.consent", "consent_version"));
}

std::optional<PersonId> guardian_known(db::Reader& reader, const Vault& vault, const Registration& registration) {
  const GuardianNamed& guardian = *registration.guardian;
  if (guardian.mobile.empty()) return registration.actor;
  const auto mobile = normal_mobile(guardian.mobile);
  const auto account = mobile ? people::find_account(reader, vault, *mobile) : std::nullopt;
  return account ? std::optional(account->id) : std::nullopt;
}

void check_guardian(db::Reader& reader, const Vault& vault, const Rules& rules, const Registration& registration,
                    Instant now, std::vector<Error>& wrong) {
  const auto guardian = guardian_known(reader, vault, registration);
  if (!guardian) return;
  const auto born = people::birth_of(reader, *guardian);
  if (born && is_minor(*born, local_date(now), rules.policy))
    wrong.push_back(Error::invalid("guardian.not_adult", "guardian_mobile"));
  else if (store::count_children(reader, *guardian) >= rules.policy.guardian_most_children)
    wrong.push_back({ErrorCode::conflict, "guardian.too_many_children", "guardian_mobile", {}, {}});
}

PersonId account_for(db::Tx& tx, const Vault& vault, Random& random, const Registration& registration,
                     const Known& known, Instant now) {
  const std::string name = trim(registration.name);
  if (known.account) {
    if (known.account->name != name) people::rename(tx, known.account->id, name);
    return known.account->id;
  }
  const auto mobile = normal_mobile(registration.mobile);
  return mobile ? people::ensure_person(tx, vault, random, name, *mobile, now)
                : people::add_dependant(tx, random, name, now);
}

/// The yes of whoever fills the form in from their own account is given with it; others are asked.
void ask_guardian(db::Tx& tx, const Vault& vault, Random& random, const Registration& registration,
                  store::Life& child, Instant now) {
  const GuardianNamed& named = *registration.guardian;
  const bool is_actor = named.mobile.empty();
  const PersonId guardian =
      is_actor ? registration.actor
               : people::ensure_person(tx, vault, random, trim(named.name), normal_mobile(named.mobile).value(), now);
  if (!store::ask_guardian(tx, child.person, guardian, named.relation,
                           is_actor ? GuardianState::confirmed : GuardianState::asked, now))
    return;
  store::move(tx, random, child, child.state, is_actor ? "guardian_confirmed" : "guardian_asked", registration.actor,
              "", now);
  if (is_actor) return;
  // The number may be a stranger's: the child's whole name is for whoever has said yes.
  json::Writer params;
  params.begin().field("name", mask_name(child.name)).end();
  notices::send(tx, {guardian, "volunteer.guardian_asked", {}, params.take()}, now, random);
}

}  // namespace

std::vector<Error> problems(db::Reader& reader, const Vault& vault, const Rules& rules,
                            const Registration& registration, Instant now) {
  const LocalDate today = local_date(now);
  const Known known = known_of(reader, vault, registration, now);
  std::vector<Error> wrong = check_form(registration, known.born, today, rules.policy);
  check_identity(reader, vault, registration, known, now, wrong);
  check_account(reader, registration, known, wrong);
  check_choices(reader, rules, registration, wrong);
  if (registration.guardian && known.born && is_minor(*known.born, today, rules.policy))
    check_guardian(reader, vault, rules, registration, now, wrong);
  return wrong;
}

Result<Enrolled> enroll(db::Tx& tx, const Vault& vault, Random& random, const Rules& rules,
                        const Registration& registration, Instant now) {
  if (auto wrong = problems(tx, vault, rules, registration, now); !wrong.empty()) return std::move(wrong.front());
  const Known known = known_of(tx, vault, registration, now);
  const PersonId person = account_for(tx, vault, random, registration, known, now);
  if (auto identified = people::register_identity(tx, vault, person, registration.id_type, *known.number,
                                                  registration.actor, now, known.born);
      !identified)
    return identified.error();
  people::record_consent(tx, person, registration.consent_version, registration.actor, registration.lane, now);

  auto before = store::lock_life(tx, person);
  store::Life life = before ? std::move(*before) : store::Life{};
  life.person = person;
  life.name = trim(registration.name);
  life.site = registration.site;
  life.team = registration.team;
  life.entered_by = registration.actor;
  life.lane = registration.lane;
  if (before) {
    store::update_volunteer(tx, life);
  } else {
    life.number = store::take_number(tx);
    store::insert_volunteer(tx, life, now);
  }
  store::set_skills(tx, person, registration.skills);
  store::set_times(tx, person, registration.times);
  const Step step = before ? Step::submitted : Step::entered;
  store::move(tx, random, life, State::pending, to_text(step), registration.actor, "", now);
  if (is_minor(*known.born, local_date(now), rules.policy)) ask_guardian(tx, vault, random, registration, life, now);
  return Enrolled{person, life.number};
}

}  // namespace ws::volunteers
