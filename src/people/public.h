#pragma once
// What other features may know and do about people.

#include <optional>
#include <string>
#include <vector>

#include "base/actor.h"
#include "base/local_time.h"
#include "base/random.h"
#include "base/result.h"
#include "base/vault.h"
#include "db/db.h"
#include "people/person_model.h"

namespace ws::people {

/// Contexts of sealed values.
inline constexpr std::string_view mobile_context = "persons.mobile";
inline constexpr std::string_view id_number_context = "persons.id_number";

/// The account of a mobile, made if there is none (staff taking an order by telephone; first sign-in by code).
/// `mobile` is normal (base/identity.h).
PersonId ensure_person(db::Tx& tx, const Vault& vault, Random& random, const std::string& name,
                       const std::string& mobile, Instant now);
std::optional<std::string> find_name(db::Reader& reader, const PersonId& person);
void record_consent(db::Tx& tx, const PersonId& person, const std::string& version, const PersonId& by,
                    const std::string& lane, Instant now);

/// Somebody appointed by whoever sets the platform up, who has no security administrator yet.
struct Appointee {
  std::string name;
  std::string mobile;  ///< normal (base/identity.h)
  std::string login;
  std::string password_hash;
  std::string title;
  Role role = Role::clerk;
  SiteId site;  ///< of the role, and where they belong
};
/// Makes the account and gives the role. Errors: "person.mobile_taken", "person.login_taken".
Result<PersonId> appoint(db::Tx& tx, const Vault& vault, Random& random, const Appointee& appointee, Instant now);

/// Makes the person a leader of the team in what they may do; nothing happens if they are. The team's own people
/// decide it, so there is no security administrator in it.
void begin_leading(db::Tx& tx, Random& random, const PersonId& person, const TeamId& team, const PersonId& by,
                   Instant now);
/// Takes the role of the person back; an empty person: of all who lead the team.
void end_leading(db::Tx& tx, const PersonId& person, const TeamId& team, Instant now);

/// People whose grants of `role` reach `site`, nearest scope first; at most 50.
std::vector<PersonId> holders(db::Reader& reader, Role role, const SiteId& site);

/// The account of a normal mobile.
std::optional<Account> find_account(db::Reader& reader, const Vault& vault, const std::string& mobile);
/// A person without a mobile, so without a way to sign in: a child under a guardian's account.
PersonId add_dependant(db::Tx& tx, Random& random, const std::string& name, Instant now);
void rename(db::Tx& tx, const PersonId& person, const std::string& name);

/// `merged` signs in to `survivor` from now on; its own sessions end. Accounts that were merged into it before
/// follow. False if it is merged already.
bool merge_account(db::Tx& tx, const PersonId& merged, const PersonId& survivor, Instant now);
/// The account stands by itself again, with those that `followed` it.
bool part_account(db::Tx& tx, const PersonId& merged, const std::vector<PersonId>& followed);

/// Which accounts are one person is said here alone. Rows keep the account that they were written for; whoever lists
/// or sums what somebody has, or counts people, asks with these.
///
/// The person's accounts, their own first.
std::vector<PersonId> accounts_of(db::Reader& reader, const PersonId& person);
/// Whose account it is: the person themself, mostly.
PersonId person_of(db::Reader& reader, const PersonId& account);
/// For other stores: "IN (…) ", the accounts of the person in `parameter` ("$1").
std::string own_accounts(std::string_view parameter);
/// For other stores: an expression, the person whose account stands in `column`; nothing where it is NULL. Costs a
/// glance at the few accounts that are merged, however many rows it is asked of.
std::string person_of(std::string_view column);

/// Writes down the identity document of a volunteer: `type` is resident_id, passport, hk_macao_permit or
/// taiwan_permit. One account per number (domain.md, People). A resident's number says when they were `born`; of
/// others it is told, or unknown. Errors: "identity.bad_type", "identity.bad_number", "identity.taken".
Outcome register_identity(db::Tx& tx, const Vault& vault, const PersonId& person, const std::string& type,
                          const std::string& number, const PersonId& by, Instant now,
                          std::optional<LocalDate> born = {});
/// The number as it is stored, if it is one of its kind. Errors: "identity.bad_type", "identity.bad_number".
Result<std::string> normal_identity(std::string_view type, std::string_view number, Instant today);
/// Who has this normal number.
std::optional<Account> find_by_identity(db::Reader& reader, const Vault& vault, const std::string& number);
/// The day somebody was born; nothing while it is unknown.
std::optional<LocalDate> birth_of(db::Reader& reader, const PersonId& person);

/// Takes away everything that says who somebody was: name, mobile, identity, login, post. Ends their roles and
/// sessions; the identifier stays, for the ledger. Whoever keeps a session cache forgets them after the commit.
/// Error: "grant.last_security_admin".
Outcome pseudonymise(db::Tx& tx, const PersonId& person, const PersonId& by, Instant now);
/// A short message to the mobile that the person has now, in words of data/notices.json ("text.KIND"), without
/// anything personal in it. It leaves after the commit (text_service.h).
void text(db::Tx& tx, Random& random, const PersonId& person, std::string_view kind, Instant now);

/// Gives the mobile of one account to another; the first, which cannot sign in any more, is closed. Sessions of both
/// end.
void hand_over_mobile(db::Tx& tx, const PersonId& from, const PersonId& to, Instant now);

/// Throws std::runtime_error when the numbers in the database were sealed with another master key: a server that went
/// on would show none of them and take everybody for a stranger.
void require_key(db::Reader& reader, const Vault& vault);

}  // namespace ws::people

// The use cases, for the faces that show them.
#include "people/people_service.h"
#include "people/session_service.h"
#include "people/text_service.h"
