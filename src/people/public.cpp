#include "people/public.h"

#include <stdexcept>

#include "audit/public.h"
#include "base/identity.h"
#include "people/grant_store.h"
#include "people/identity_model.h"
#include "people/person_store.h"
#include "people/session_store.h"
#include "people/text_store.h"

namespace ws::people {

PersonId ensure_person(db::Tx& tx, const Vault& vault, Random& random, const std::string& name,
                       const std::string& mobile, Instant now) {
  const std::string key = vault.lookup_key(mobile, mobile_context);
  const PersonId fresh = PersonId::fresh(now, random);
  if (insert_person(tx, fresh, name, vault.seal(mobile, mobile_context), key, now)) return fresh;
  return find_by_mobile(tx, key).value().id;
}

std::optional<std::string> find_name(db::Reader& reader, const PersonId& person) {
  return find_person_name(reader, person);
}

void record_consent(db::Tx& tx, const PersonId& person, const std::string& version, const PersonId& by,
                    const std::string& lane, Instant now) {
  insert_consent(tx, person, version, by, lane, now);
}

Result<PersonId> appoint(db::Tx& tx, const Vault& vault, Random& random, const Appointee& appointee, Instant now) {
  const PersonId person = PersonId::fresh(now, random);
  if (!insert_person(tx, person, appointee.name, vault.seal(appointee.mobile, mobile_context),
                     vault.lookup_key(appointee.mobile, mobile_context), now))
    return Error::conflict("person.mobile_taken");
  if (!set_login(tx, person, {appointee.login, appointee.password_hash}))
    return Error::conflict("person.login_taken");
  set_post(tx, person, appointee.title, appointee.site);
  const GrantRequest role{person, appointee.role, appointee.site, {}, {}};
  insert_grant(tx, GrantId::fresh(now, random), role, {}, now);
  audit::record(tx, {{}, "grant.given", "person", person.str(), {}, std::string(to_text(appointee.role))}, now);
  return person;
}

void begin_leading(db::Tx& tx, Random& random, const PersonId& person, const TeamId& team, const PersonId& by,
                   Instant now) {
  const GrantRequest role{person, Role::team_leader, {}, team, {}};
  if (insert_grant(tx, GrantId::fresh(now, random), role, by, now) != Granted::yes) return;
  audit::record(tx, {by, "grant.given", "person", person.str(), {}, "team_leader " + team.str()}, now);
}

void end_leading(db::Tx& tx, const PersonId& person, const TeamId& team, Instant now) {
  revoke_leading(tx, person, team, now);
}

std::vector<PersonId> holders(db::Reader& reader, Role role, const SiteId& site) {
  return list_holders(reader, role, site, 50);
}

std::optional<Account> find_account(db::Reader& reader, const Vault& vault, const std::string& mobile) {
  return find_account_by_mobile(reader, vault.lookup_key(mobile, mobile_context));
}

PersonId add_dependant(db::Tx& tx, Random& random, const std::string& name, Instant now) {
  const PersonId person = PersonId::fresh(now, random);
  insert_person(tx, person, name, "", no_mobile_key(person), now);
  return person;
}

void rename(db::Tx& tx, const PersonId& person, const std::string& name) {
  set_name(tx, person, name);
}

Result<std::string> normal_identity(std::string_view type, std::string_view number, Instant today) {
  return normal_identity_number(type, number, today);
}

std::optional<Account> find_by_identity(db::Reader& reader, const Vault& vault, const std::string& number) {
  return find_account_by_identity(reader, vault.lookup_key(number, id_number_context));
}

std::optional<LocalDate> birth_of(db::Reader& reader, const PersonId& person) {
  return find_birth(reader, person);
}

bool merge_account(db::Tx& tx, const PersonId& merged, const PersonId& survivor, Instant now) {
  return set_merged(tx, merged, survivor, now);
}

bool part_account(db::Tx& tx, const PersonId& merged, const std::vector<PersonId>& followed) {
  return clear_merged(tx, merged, followed);
}

Outcome register_identity(db::Tx& tx, const Vault& vault, const PersonId& person, const std::string& type,
                          const std::string& number, const PersonId& by, Instant now, std::optional<LocalDate> born) {
  const auto normal = normal_identity_number(type, number, now);
  if (!normal) return normal.error();
  // First: its counter's row makes registrations take turns, so that a second owner of the number is seen.
  audit::record(tx, {by, "person.identified", "person", person.str(), {}, type}, now);
  SealedIdentity identity;
  identity.type = type;
  identity.number_sealed = vault.seal(*normal, id_number_context);
  identity.number_key = vault.lookup_key(*normal, id_number_context);
  if (type == "resident_id") born = birth_date_of(*normal);
  if (born) identity.birth = *born;
  if (!set_identity(tx, person, identity)) return Error::conflict("identity.taken");
  return Done{};
}

Outcome pseudonymise(db::Tx& tx, const PersonId& person, const PersonId& by, Instant now) {
  // First: its counter's row makes changes of roles take turns (PeopleService::write_revocation).
  audit::record(tx, {by, "person.pseudonymised", "person", person.str(), {}, {}}, now);
  const auto record = find_person(tx, person);
  for (const HeldRole& role : record->roles)
    if (revoke_grant(tx, role.grant, now) == Revoked::last_security_admin)
      return Error::conflict("grant.last_security_admin");
  delete_sessions_of(tx, person);
  erase_person(tx, person, now);
  return Done{};
}

void text(db::Tx& tx, Random& random, const PersonId& person, std::string_view kind, Instant now) {
  insert_text(tx, random, person, kind, now);
}

void hand_over_mobile(db::Tx& tx, const PersonId& from, const PersonId& to, Instant now) {
  delete_sessions_of(tx, from);
  delete_sessions_of(tx, to);
  move_mobile(tx, from, to, now);
}

void require_key(db::Reader& reader, const Vault& vault) {
  const auto sealed = find_any_sealed_mobile(reader);
  if (sealed && !vault.open(*sealed, mobile_context))
    throw std::runtime_error(
        "master.key in the data directory is not the one this database was sealed with; put the right one back");
}

}  // namespace ws::people
