#pragma once
// Rows of people, their consents and what they are as volunteers.

#include <optional>
#include <string>
#include <vector>

#include "base/local_time.h"
#include "db/db.h"
#include "people/person_model.h"

namespace ws::people {

struct Credentials {
  PersonId id;
  std::string password_hash;
  bool disabled = false;
};
std::optional<Credentials> find_by_login(db::Reader& reader, const std::string& login);
std::optional<Credentials> find_by_mobile(db::Reader& reader, const std::string& mobile_key);

/// The number that was sealed last, or nothing while nobody has one.
std::optional<std::string> find_any_sealed_mobile(db::Reader& reader);
/// False if the mobile has an account already.
bool insert_person(db::Tx& tx, const PersonId& id, const std::string& name, const std::string& mobile_sealed,
                   const std::string& mobile_key, Instant now);
struct Login {
  std::string name;  ///< what is typed to sign in
  std::string password_hash;
};
/// False if another person signs in with this name.
bool set_login(db::Tx& tx, const PersonId& person, const Login& login);
void set_post(db::Tx& tx, const PersonId& person, const std::string& title, const SiteId& site);
/// False if it is merged already.
/// Those merged into `merged` before come along.
bool set_merged(db::Tx& tx, const PersonId& merged, const PersonId& survivor, Instant now);
bool clear_merged(db::Tx& tx, const PersonId& merged, const std::vector<PersonId>& followed);
std::optional<std::string> find_person_name(db::Reader& reader, const PersonId& person);
void set_name(db::Tx& tx, const PersonId& person, const std::string& name);
std::optional<Account> find_account_by_mobile(db::Reader& reader, const std::string& mobile_key);
std::optional<Account> find_account_by_identity(db::Reader& reader, const std::string& number_key);
std::optional<LocalDate> find_birth(db::Reader& reader, const PersonId& person);
/// What stands for the key of somebody who has no mobile.
std::string no_mobile_key(const PersonId& person);
/// Leaves the identifier and when it was made.
void erase_person(db::Tx& tx, const PersonId& person, Instant now);
/// `from` keeps none and is closed.
void move_mobile(db::Tx& tx, const PersonId& from, const PersonId& to, Instant now);
void insert_consent(db::Tx& tx, const PersonId& person, const std::string& version, const PersonId& by,
                    const std::string& lane, Instant now);

struct SealedIdentity {
  std::string type;
  std::string number_sealed;
  std::string number_key;
  std::optional<LocalDate> birth;
};
/// False if another person has this number, or there is no such person.
bool set_identity(db::Tx& tx, const PersonId& person, const SealedIdentity& identity);

/// The person with their roles, numbers sealed, without asking who looks.
std::optional<PersonRecord> find_person(db::Reader& reader, const PersonId& person);
std::optional<VolunteerCard> find_volunteer_card(db::Reader& reader, const PersonId& person);

struct PersonQuery {
  PersonId admin;          ///< security administrator whose subtrees bound the answer
  std::string before;      ///< only identifiers below this one; empty for the first page
  std::string words;       ///< part of a name, or a login
  std::string mobile_key;  ///< instead of words: an exact mobile
  std::string role;        ///< holds this role
  std::int64_t limit = 20;
};
/// Newest first.
std::vector<PersonRecord> list_people(db::Reader& reader, const PersonQuery& query);

/// True if `person` belongs to a subtree in which `admin` is security administrator: by their site, else by the site
/// they volunteer at, else (belonging nowhere) to the district's center; or by a role they hold there.
bool administered_by(db::Reader& reader, const PersonId& person, const PersonId& admin);

}  // namespace ws::people
