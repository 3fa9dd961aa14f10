#include "volunteers/guardian_store.h"

namespace ws::volunteers::store {
namespace {

constexpr std::string_view upsert_guardianship =
    "INSERT INTO guardianships (child_id, guardian_id, relation, state, asked_ms, decided_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (child_id, guardian_id) DO UPDATE SET relation = excluded.relation, state = excluded.state, "
    "asked_ms = excluded.asked_ms, decided_ms = excluded.decided_ms "
    "WHERE guardianships.state IN ('declined', 'revoked')";
const std::string select_guardianships =
    "SELECT g.child_id, c.name, COALESCE(v.state, ''), COALESCE(v.number, ''), c.birth_date, "
    "CASE WHEN c.mobile_sealed <> '' THEN 1 ELSE 0 END, g.guardian_id, p.name, p.mobile_sealed, g.relation, g.state, "
    "g.asked_ms FROM guardianships g JOIN persons c ON c.id = g.child_id JOIN persons p ON p.id = g.guardian_id "
    "LEFT JOIN volunteers v ON v.person_id = g.child_id ";
const std::string select_guardians =
    select_guardianships + "WHERE g.child_id = $1 ORDER BY g.asked_ms, g.guardian_id";
const std::string select_children = select_guardianships +
                                    "WHERE g.guardian_id = $1 AND g.state IN ('asked', 'confirmed') "
                                    "AND COALESCE(v.state, '') <> 'withdrawn' ORDER BY g.asked_ms, g.child_id";
const std::string select_one = select_guardianships + "WHERE g.child_id = $1 AND g.guardian_id = $2";
constexpr std::string_view count_of_guardian =
    "SELECT COUNT(*) FROM guardianships WHERE guardian_id = $1 AND state IN ('asked', 'confirmed')";
constexpr std::string_view select_is =
    "SELECT 1 FROM guardianships WHERE child_id = $1 AND guardian_id = $2 AND state = 'confirmed'";
constexpr std::string_view select_has = "SELECT 1 FROM guardianships WHERE child_id = $1 AND state = 'confirmed'";
constexpr std::string_view update_guardianship =
    "UPDATE guardianships SET state = $3, decided_ms = $4 WHERE child_id = $1 AND guardian_id = $2";

constexpr std::string_view upsert_consent =
    "INSERT INTO guardian_consents (child_id, activity_id, state, asked_ms) VALUES ($1, $2, 'asked', $3) "
    "ON CONFLICT (child_id, activity_id) DO UPDATE SET state = 'asked', asked_ms = excluded.asked_ms, "
    "guardian_id = NULL, decided_ms = NULL WHERE guardian_consents.state IN ('declined', 'revoked')";
const std::string select_consents =
    "SELECT c.child_id, p.name, c.activity_id, a.title, a.place, a.conditions, a.risks, a.state, "
    "a.starts_ms, a.ends_ms, c.state, c.asked_ms "
    "FROM guardian_consents c JOIN persons p ON p.id = c.child_id JOIN activities a ON a.id = c.activity_id ";
const std::string select_consent = select_consents + "WHERE c.child_id = $1 AND c.activity_id = $2";
const std::string still_coming = "AND a.ends_ms > $2 ORDER BY a.starts_ms, c.child_id LIMIT 50";
const std::string select_consents_for =
    select_consents +
    "WHERE EXISTS (SELECT 1 FROM guardianships g WHERE g.child_id = c.child_id AND g.guardian_id = $1 "
    "AND g.state = 'confirmed') " +
    still_coming;
const std::string select_consents_of = select_consents + "WHERE c.child_id = $1 " + still_coming;
constexpr std::string_view update_consent =
    "UPDATE guardian_consents SET state = $3, guardian_id = $4, decided_ms = $5 WHERE child_id = $1 AND activity_id "
    "= "
    "$2";
constexpr std::string_view select_yes =
    "SELECT (SELECT COUNT(*) FROM guardianships WHERE child_id = $1 AND state = 'confirmed'), "
    "(SELECT COUNT(*) FROM guardian_consents WHERE child_id = $1 AND activity_id = $2 AND state = 'confirmed')";
constexpr std::string_view select_recruiting =
    "SELECT title FROM activities WHERE id = $1 AND state IN ('recruiting', 'in_progress')";

Guardianship to_guardianship(const db::Row& row) {
  return {row.id<PersonId>(0),
          row.text(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.i64(5) != 0,
          row.id<PersonId>(6),
          row.text(7),
          row.text(8),
          row.text(9),
          parse_guardian_state(row.text(10)).value(),
          {row.i64(11)}};
}

std::vector<Guardianship> to_guardianships(const db::Rows& rows) {
  std::vector<Guardianship> found;
  for (const db::Row& row : rows) found.push_back(to_guardianship(row));
  return found;
}

ActivityConsent to_consent(const db::Row& row) {
  return {row.id<PersonId>(0),
          row.text(1),
          row.id<ActivityId>(2),
          row.text(3),
          row.text(4),
          row.text(5),
          row.text(6),
          row.text(7),
          {row.i64(8)},
          {row.i64(9)},
          parse_guardian_state(row.text(10)).value(),
          {row.i64(11)}};
}

std::vector<ActivityConsent> to_consents(const db::Rows& rows) {
  std::vector<ActivityConsent> found;
  for (const db::Row& row : rows) found.push_back(to_consent(row));
  return found;
}

}  // namespace

bool ask_guardian(db::Tx& tx, const PersonId& child, const PersonId& guardian, const std::string& relation,
                  GuardianState state, Instant now) {
  const auto decided = state == GuardianState::asked ? std::nullopt : std::optional(now);
  return tx.exec(upsert_guardianship, child, guardian, relation, to_text(state), now, decided) == 1;
}

std::vector<Guardianship> guardians_of(db::Reader& reader, const PersonId& child) {
  return to_guardianships(reader.query(select_guardians, child));
}

std::vector<Guardianship> children_of(db::Reader& reader, const PersonId& guardian) {
  return to_guardianships(reader.query(select_children, guardian));
}

std::optional<Guardianship> find_guardianship(db::Reader& reader, const PersonId& child, const PersonId& guardian) {
  const auto row = reader.find(select_one, child, guardian);
  return row ? std::optional(to_guardianship(*row)) : std::nullopt;
}

std::int64_t count_children(db::Reader& reader, const PersonId& guardian) {
  return reader.find(count_of_guardian, guardian)->i64(0);
}

bool is_guardian(db::Reader& reader, const PersonId& child, const PersonId& guardian) {
  return reader.find(select_is, child, guardian).has_value();
}

bool has_guardian(db::Reader& reader, const PersonId& child) {
  return reader.find(select_has, child).has_value();
}

void set_guardianship(db::Tx& tx, const Guardianship& guardianship, Instant now) {
  tx.push(update_guardianship, guardianship.child, guardianship.guardian, to_text(guardianship.state), now);
}

bool ask_consent(db::Tx& tx, const PersonId& child, const ActivityId& activity, Instant now) {
  return tx.exec(upsert_consent, child, activity, now) == 1;
}

std::optional<ActivityConsent> find_consent(db::Reader& reader, const PersonId& child, const ActivityId& activity) {
  const auto row = reader.find(select_consent, child, activity);
  return row ? std::optional(to_consent(*row)) : std::nullopt;
}

std::vector<ActivityConsent> consents_for(db::Reader& reader, const PersonId& guardian, Instant now) {
  return to_consents(reader.query(select_consents_for, guardian, now));
}

std::vector<ActivityConsent> consents_of(db::Reader& reader, const PersonId& child, Instant now) {
  return to_consents(reader.query(select_consents_of, child, now));
}

void set_consent(db::Tx& tx, const ActivityConsent& consent, const PersonId& guardian, Instant now) {
  tx.push(update_consent, consent.child, consent.activity, to_text(consent.state), guardian, now);
}

GuardianYes guardian_yes(db::Reader& reader, const PersonId& child, const ActivityId& activity) {
  const auto row = reader.find(select_yes, child, activity);
  return {row->i64(0) > 0, row->i64(1) > 0};
}

std::optional<std::string> recruiting_title(db::Reader& reader, const ActivityId& activity) {
  const auto row = reader.find(select_recruiting, activity);
  return row ? std::optional(row->text(0)) : std::nullopt;
}

}  // namespace ws::volunteers::store
