#include "own_data/leaving_store.h"

#include <array>

namespace ws::own_data::store {
namespace {

constexpr std::string_view select_duties =
    "SELECT (SELECT COUNT(*) FROM order_crew c JOIN orders o ON o.id = c.order_id WHERE c.volunteer_id = $1 "
    "AND o.state IN ('dispatched', 'accepted', 'scheduled', 'in_service')), "
    "(SELECT COUNT(*) FROM orders o WHERE o.requester_id = $1 AND o.state IN ('submitted', 'triaged', 'dispatched', "
    "'accepted', 'scheduled', 'in_service', 'returned')), "
    "(SELECT COUNT(*) FROM guardianships g JOIN persons p ON p.id = g.child_id WHERE g.guardian_id = $1 "
    "AND g.state = 'confirmed' AND p.mobile_sealed = '' AND p.withdrawn_ms IS NULL AND NOT EXISTS ("
    "SELECT 1 FROM guardianships o WHERE o.child_id = g.child_id AND o.guardian_id <> $1 AND o.state = 'confirmed'))";
constexpr std::array<std::string_view, 5> clear_statements{
    "DELETE FROM team_members WHERE person_id = $1", "DELETE FROM notices WHERE person_id = $1",
    "UPDATE guardianships SET state = 'revoked', decided_ms = $2 WHERE guardian_id = $1 AND state IN ('asked', "
    "'confirmed')",
    "UPDATE orders SET contact_name = '', contact_mobile_sealed = '', address_sealed = '' WHERE requester_id = $1",
    "DELETE FROM account_recoveries WHERE asked_by = $1 OR account_id = $1"};
constexpr std::string_view select_drafts =
    "SELECT person_id FROM volunteers WHERE state = 'draft' AND since_ms < $1 ORDER BY since_ms, person_id LIMIT $2";
constexpr std::array<std::string_view, 7> delete_statements{
    "DELETE FROM volunteer_skills WHERE person_id = $1",
    "DELETE FROM volunteer_times WHERE person_id = $1",
    "DELETE FROM volunteer_qualifications WHERE person_id = $1",
    "DELETE FROM volunteer_insurances WHERE person_id = $1",
    "DELETE FROM team_members WHERE person_id = $1",
    "DELETE FROM volunteers WHERE person_id = $1 AND state = 'draft'",
    "UPDATE persons SET id_type = '', id_number_sealed = '', id_number_key = NULL, birth_year = 0, birth_date = '' "
    "WHERE id = $1"};
constexpr std::string_view delete_consents =
    "DELETE FROM consents WHERE person_id IN (SELECT p.id FROM persons p WHERE p.withdrawn_ms < $1 "
    "AND EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id) ORDER BY p.id LIMIT $2)";

}  // namespace

Duties duties(db::Reader& reader, const PersonId& person) {
  const auto row = reader.find(select_duties, person);
  return {row->i64(0), row->i64(1), row->i64(2)};
}

void clear(db::Tx& tx, const PersonId& person, Instant now) {
  for (const std::string_view statement : clear_statements) {
    if (statement.find("$2") == std::string_view::npos)
      tx.push(statement, person);
    else
      tx.push(statement, person, now);
  }
}

std::vector<PersonId> old_drafts(db::Reader& reader, Instant before, std::int64_t most) {
  std::vector<PersonId> people;
  for (const db::Row& row : reader.query(select_drafts, before, most)) people.push_back(row.id<PersonId>(0));
  return people;
}

void delete_draft(db::Tx& tx, const PersonId& person) {
  for (const std::string_view statement : delete_statements) tx.push(statement, person);
}

std::int64_t forget_withdrawn(db::Tx& tx, Instant before, std::int64_t most) {
  return tx.exec(delete_consents, before, most);
}

}  // namespace ws::own_data::store
