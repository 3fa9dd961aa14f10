#include "people/person_store.h"

#include "people/public.h"

namespace ws::people {
namespace {

// An account that turned out to be somebody's second one opens the first.
constexpr std::string_view select_by_login =
    "SELECT s.id, p.password_hash, s.disabled_ms FROM persons p JOIN persons s ON s.id = COALESCE(p.merged_into, "
    "p.id) "
    "WHERE p.login = $1";
constexpr std::string_view select_by_mobile =
    "SELECT s.id, p.password_hash, s.disabled_ms FROM persons p JOIN persons s ON s.id = COALESCE(p.merged_into, "
    "p.id) "
    "WHERE p.mobile_key = $1";
constexpr std::string_view select_any_sealed =
    "SELECT mobile_sealed FROM persons WHERE mobile_sealed <> '' ORDER BY id DESC LIMIT 1";
constexpr std::string_view insert_row =
    "INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (mobile_key) DO NOTHING";
constexpr std::string_view update_merged =
    "UPDATE persons SET merged_into = $2, disabled_ms = $3 WHERE id = $1 AND merged_into IS NULL";
constexpr std::string_view update_followed = "UPDATE persons SET merged_into = $2 WHERE merged_into = $1";
constexpr std::string_view update_back =
    "UPDATE persons SET merged_into = $2 WHERE id = $1 AND merged_into IS NOT NULL";
const std::string select_accounts =
    "SELECT id FROM persons WHERE id " + own_accounts("$1") + "ORDER BY CASE WHEN id = $1 THEN 0 ELSE 1 END, id";
const std::string select_person_of = "SELECT " + person_of("CAST($1 AS TEXT)");
constexpr std::string_view update_parted =
    "UPDATE persons SET merged_into = NULL, disabled_ms = NULL WHERE id = $1 AND merged_into IS NOT NULL";
constexpr std::string_view delete_sessions = "DELETE FROM sessions WHERE person_id = $1";
constexpr std::string_view update_login =
    "UPDATE persons SET login = $2, password_hash = $3 WHERE id = $1 "
    "AND NOT EXISTS (SELECT 1 FROM persons o WHERE o.login = $2 AND o.id <> $1)";
constexpr std::string_view update_post = "UPDATE persons SET title = $2, site_id = $3 WHERE id = $1";
constexpr std::string_view select_name = "SELECT name FROM persons WHERE id = $1";
constexpr std::string_view update_name = "UPDATE persons SET name = $2 WHERE id = $1";
constexpr std::string_view select_account_by_mobile =
    "SELECT id, name, disabled_ms FROM persons WHERE mobile_key = $1";
constexpr std::string_view select_account_by_identity =
    "SELECT id, name, disabled_ms FROM persons WHERE id_number_key = $1";
constexpr std::string_view select_birth = "SELECT birth_date FROM persons WHERE id = $1";
constexpr std::string_view erase_row =
    "UPDATE persons SET name = '', mobile_sealed = '', mobile_key = $2, id_type = '', id_number_sealed = '', "
    "id_number_key = NULL, birth_year = 0, birth_date = '', login = NULL, password_hash = '', title = '', "
    "site_id = NULL, disabled_ms = $3, withdrawn_ms = $3 WHERE id = $1";
constexpr std::string_view select_mobile = "SELECT mobile_sealed, mobile_key FROM persons WHERE id = $1";
constexpr std::string_view close_row =
    "UPDATE persons SET mobile_sealed = '', mobile_key = $2, disabled_ms = $3 WHERE id = $1";
constexpr std::string_view update_mobile =
    "UPDATE persons SET mobile_sealed = $2, mobile_key = $3, disabled_ms = NULL WHERE id = $1";
constexpr std::string_view insert_consent_row =
    "INSERT INTO consents (person_id, text_version, at_ms, by_person_id, lane) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (person_id, text_version) DO NOTHING";
constexpr std::string_view update_identity =
    "UPDATE persons SET id_type = $2, id_number_sealed = $3, id_number_key = $4, birth_year = $5, birth_date = $6 "
    "WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM persons o WHERE o.id_number_key = $4 AND o.id <> $1)";
constexpr std::string_view select_card =
    "SELECT v.number, v.state, s.id, s.name FROM volunteers v JOIN sites s ON s.id = v.site_id WHERE v.person_id = "
    "$1";
constexpr std::string_view select_skills = "SELECT skill FROM volunteer_skills WHERE person_id = $1 ORDER BY skill";

// A person p (with volunteer v, if they are one) belongs to a subtree of the security administrator $1.
const std::string administered =
    "EXISTS (SELECT 1 FROM grants a JOIN site_tree t ON t.ancestor_id = a.site_id "
    "WHERE a.person_id = $1 AND a.role = 'security_admin' AND a.revoked_ms IS NULL AND (t.site_id = "
    "COALESCE(p.site_id, v.site_id, (SELECT MIN(id) FROM sites WHERE parent_id IS NULL AND kind = 'center')) "
    "OR t.site_id IN (SELECT COALESCE(h.site_id, ht.site_id) FROM grants h LEFT JOIN teams ht ON ht.id = h.team_id "
    "WHERE h.person_id = p.id AND h.revoked_ms IS NULL)))";
const std::string select_administered =
    "SELECT 1 FROM persons p LEFT JOIN volunteers v ON v.person_id = p.id WHERE p.id = $2 AND " + administered;

// One row a role held; people without a role have one row.
const std::string with_roles =
    "SELECT p.id, p.name, p.login, p.mobile_sealed, p.id_number_sealed, p.title, p.disabled_ms, s.id, s.name, "
    "v.number, g.id, g.role, gs.id, gs.name, gt.id, gt.name FROM ";
const std::string role_joins =
    " p LEFT JOIN sites s ON s.id = p.site_id LEFT JOIN volunteers v ON v.person_id = p.id "
    "LEFT JOIN grants g ON g.person_id = p.id AND g.revoked_ms IS NULL "
    "LEFT JOIN sites gs ON gs.id = g.site_id LEFT JOIN teams gt ON gt.id = g.team_id ";
const std::string select_person = with_roles + "persons" + role_joins + "WHERE p.id = $1 ORDER BY g.granted_ms, g.id";
const std::string select_people =
    with_roles +
    "(SELECT p.* FROM persons p LEFT JOIN volunteers v ON v.person_id = p.id WHERE p.id < $2 "
    "AND ($3 = '' OR p.name LIKE $4 ESCAPE '!' OR p.login = $3) AND ($5 = '' OR p.mobile_key = $5) "
    "AND ($6 = '' OR EXISTS (SELECT 1 FROM grants r WHERE r.person_id = p.id AND r.role = $6 AND r.revoked_ms IS "
    "NULL)) "
    "AND " +
    administered + " ORDER BY p.id DESC LIMIT $7)" + role_joins + "ORDER BY p.id DESC, g.granted_ms, g.id";

// Sorts after every identifier.
constexpr std::string_view above_all = "ZZZZZZZZZZZZZZZZZZZZZZZZZZ";

std::optional<Ref> ref(const db::Row& row, std::size_t id_column) {
  if (row.is_null(id_column)) return std::nullopt;
  return Ref{row.text(id_column), row.text(id_column + 1)};
}

PersonRecord person_of(const db::Row& row) {
  PersonRecord person;
  person.id = row.id<PersonId>(0);
  person.name = row.text(1);
  person.login = row.text(2);
  person.mobile_sealed = row.text(3);
  person.id_number_sealed = row.text(4);
  person.title = row.text(5);
  person.disabled = !row.is_null(6);
  person.site = ref(row, 7);
  person.volunteer_number = row.text(9);
  return person;
}

std::vector<PersonRecord> people_of(const db::Rows& rows) {
  std::vector<PersonRecord> people;
  for (const db::Row& row : rows) {
    if (people.empty() || people.back().id.str() != row.text(0)) people.push_back(person_of(row));
    if (const auto role = row.is_null(10) ? std::nullopt : parse_role(row.text(11)))
      people.back().roles.push_back({row.id<GrantId>(10), *role, ref(row, 12), ref(row, 14)});
  }
  return people;
}

std::optional<Credentials> credentials_of(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return Credentials{row->id<PersonId>(0), row->text(1), !row->is_null(2)};
}

std::string like_pattern(std::string_view words) {
  std::string pattern = "%";
  for (const char c : words) {
    if (c == '%' || c == '_' || c == '!') pattern += '!';
    pattern += c;
  }
  return pattern + "%";
}

}  // namespace

std::optional<Credentials> find_by_login(db::Reader& reader, const std::string& login) {
  return credentials_of(reader.find(select_by_login, login));
}

std::optional<Credentials> find_by_mobile(db::Reader& reader, const std::string& mobile_key) {
  return credentials_of(reader.find(select_by_mobile, mobile_key));
}

std::optional<std::string> find_any_sealed_mobile(db::Reader& reader) {
  const auto row = reader.find(select_any_sealed);
  if (!row) return std::nullopt;
  return row->text(0);
}

bool insert_person(db::Tx& tx, const PersonId& id, const std::string& name, const std::string& mobile_sealed,
                   const std::string& mobile_key, Instant now) {
  return tx.exec(insert_row, id, name, mobile_sealed, mobile_key, now) == 1;
}

bool set_merged(db::Tx& tx, const PersonId& merged, const PersonId& survivor, Instant now) {
  if (tx.exec(update_merged, merged, survivor, now) != 1) return false;
  tx.push(update_followed, merged, survivor);
  tx.push(delete_sessions, merged);
  return true;
}

bool clear_merged(db::Tx& tx, const PersonId& merged, const std::vector<PersonId>& followed) {
  if (tx.exec(update_parted, merged) != 1) return false;
  for (const PersonId& account : followed) tx.push(update_back, account, merged);
  return true;
}

std::string own_accounts(std::string_view parameter) {
  const std::string person(parameter);
  return "IN (SELECT CAST(" + person + " AS TEXT) UNION ALL SELECT id FROM persons WHERE merged_into = " + person +
         ") ";
}

std::string person_of(std::string_view column) {
  const std::string account(column);
  return "CASE WHEN " + account + " IN (SELECT id FROM persons WHERE merged_into IS NOT NULL) THEN (SELECT " +
         "z.merged_into FROM persons z WHERE z.id = " + account + ") ELSE " + account + " END";
}

std::vector<PersonId> accounts_of(db::Reader& reader, const PersonId& person) {
  std::vector<PersonId> accounts;
  for (const db::Row& row : reader.query(select_accounts, person)) accounts.push_back(row.id<PersonId>(0));
  return accounts;
}

PersonId person_of(db::Reader& reader, const PersonId& account) {
  return reader.find(select_person_of, account)->id<PersonId>(0);
}

bool set_login(db::Tx& tx, const PersonId& person, const Login& login) {
  return tx.exec(update_login, person, login.name, login.password_hash) == 1;
}

void set_post(db::Tx& tx, const PersonId& person, const std::string& title, const SiteId& site) {
  tx.push(update_post, person, title, site);
}

std::optional<std::string> find_person_name(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_name, person);
  return row ? std::optional(row->text(0)) : std::nullopt;
}

void set_name(db::Tx& tx, const PersonId& person, const std::string& name) {
  tx.push(update_name, person, name);
}

namespace {
std::optional<Account> account_of(const std::optional<db::Row>& row) {
  if (!row) return std::nullopt;
  return Account{row->id<PersonId>(0), row->text(1), !row->is_null(2)};
}
}  // namespace

std::optional<Account> find_account_by_mobile(db::Reader& reader, const std::string& mobile_key) {
  return account_of(reader.find(select_account_by_mobile, mobile_key));
}

std::optional<Account> find_account_by_identity(db::Reader& reader, const std::string& number_key) {
  return account_of(reader.find(select_account_by_identity, number_key));
}

std::optional<LocalDate> find_birth(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_birth, person);
  return row ? parse_day(row->text(0)) : std::nullopt;
}

std::string no_mobile_key(const PersonId& person) {
  return "none:" + person.str();
}

void erase_person(db::Tx& tx, const PersonId& person, Instant now) {
  tx.push(erase_row, person, no_mobile_key(person), now);
}

void move_mobile(db::Tx& tx, const PersonId& from, const PersonId& to, Instant now) {
  const auto mobile = tx.find(select_mobile, from);
  tx.push(close_row, from, no_mobile_key(from), now);
  tx.push(update_mobile, to, mobile->text(0), mobile->text(1));
}

void insert_consent(db::Tx& tx, const PersonId& person, const std::string& version, const PersonId& by,
                    const std::string& lane, Instant now) {
  tx.push(insert_consent_row, person, version, now, by, lane);
}

bool set_identity(db::Tx& tx, const PersonId& person, const SealedIdentity& identity) {
  return tx.exec(update_identity, person, identity.type, identity.number_sealed, identity.number_key,
                 identity.birth ? identity.birth->year : 0, identity.birth ? to_text(*identity.birth) : "") == 1;
}

std::optional<PersonRecord> find_person(db::Reader& reader, const PersonId& person) {
  auto people = people_of(reader.query(select_person, person));
  if (people.empty()) return std::nullopt;
  return std::move(people.front());
}

std::optional<VolunteerCard> find_volunteer_card(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_card, person);
  if (!row) return std::nullopt;
  VolunteerCard card{row->text(0), row->text(1), {row->text(2), row->text(3)}, {}};
  for (const db::Row& skill : reader.query(select_skills, person)) card.skills.push_back(skill.text(0));
  return card;
}

std::vector<PersonRecord> list_people(db::Reader& reader, const PersonQuery& query) {
  const std::string before = query.before.empty() ? std::string(above_all) : query.before;
  return people_of(reader.query(select_people, query.admin, before, query.words, like_pattern(query.words),
                                query.mobile_key, query.role, query.limit));
}

bool administered_by(db::Reader& reader, const PersonId& person, const PersonId& admin) {
  return reader.find(select_administered, admin, person).has_value();
}

}  // namespace ws::people
