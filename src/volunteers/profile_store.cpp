#include "volunteers/profile_store.h"

#include <array>

namespace ws::volunteers::store {
namespace {

constexpr std::string_view insert_qualification_row =
    "INSERT INTO volunteer_qualifications (id, person_id, skill, name, document, issued_day, until_day, state, "
    "entered_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, 'entered', $8)";
const std::string select_qualification =
    "SELECT id, person_id, skill, name, document, issued_day, until_day, state, reason FROM "
    "volunteer_qualifications ";
const std::string select_one = select_qualification + "WHERE id = $1";
const std::string select_of_person = select_qualification + "WHERE person_id = $1 ORDER BY id DESC";
constexpr std::string_view count_of_person = "SELECT COUNT(*) FROM volunteer_qualifications WHERE person_id = $1";
constexpr std::string_view update_decided =
    "UPDATE volunteer_qualifications SET state = $2, decided_by = $3, reason = $4, decided_ms = $5 "
    "WHERE id = $1 AND state = 'entered'";
constexpr std::string_view insert_insurance_row =
    "INSERT INTO volunteer_insurances (id, person_id, insurer, policy_number, from_day, until_day, entered_by, "
    "entered_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view select_insurances =
    "SELECT id, person_id, insurer, policy_number, from_day, until_day FROM volunteer_insurances "
    "WHERE person_id = $1 ORDER BY until_day DESC, id DESC";
constexpr std::string_view count_insurances_of = "SELECT COUNT(*) FROM volunteer_insurances WHERE person_id = $1";
constexpr std::array<std::string_view, 5> clear_statements{
    "DELETE FROM volunteer_skills WHERE person_id = $1", "DELETE FROM volunteer_times WHERE person_id = $1",
    "DELETE FROM volunteer_qualifications WHERE person_id = $1",
    "DELETE FROM volunteer_insurances WHERE person_id = $1",
    "UPDATE volunteers SET lat_e6 = NULL, lon_e6 = NULL WHERE person_id = $1"};

Qualification to_qualification(const db::Row& row) {
  return {row.id<QualificationId>(0),
          row.id<PersonId>(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          row.text(6),
          row.text(7),
          row.text(8)};
}

}  // namespace

void insert_qualification(db::Tx& tx, const Qualification& one, Instant now) {
  tx.push(insert_qualification_row, one.id, one.person, one.skill, one.name, one.document, one.issued, one.until,
          now);
}

std::optional<Qualification> find_qualification(db::Reader& reader, const QualificationId& id) {
  const auto row = reader.find(select_one, id);
  return row ? std::optional(to_qualification(*row)) : std::nullopt;
}

std::vector<Qualification> qualifications_of(db::Reader& reader, const PersonId& person) {
  std::vector<Qualification> found;
  for (const db::Row& row : reader.query(select_of_person, person)) found.push_back(to_qualification(row));
  return found;
}

std::int64_t count_qualifications(db::Reader& reader, const PersonId& person) {
  return reader.find(count_of_person, person)->i64(0);
}

bool decide_qualification(db::Tx& tx, const QualificationId& id, std::string_view state, const PersonId& by,
                          const std::string& reason, Instant now) {
  return tx.exec(update_decided, id, state, by, reason, now) == 1;
}

void insert_insurance(db::Tx& tx, const Insurance& one, const PersonId& by, Instant now) {
  tx.push(insert_insurance_row, one.id, one.person, one.insurer, one.policy_number, one.from, one.until, by, now);
}

std::vector<Insurance> insurances_of(db::Reader& reader, const PersonId& person) {
  std::vector<Insurance> found;
  for (const db::Row& row : reader.query(select_insurances, person))
    found.push_back({row.text(0), row.id<PersonId>(1), row.text(2), row.text(3), row.text(4), row.text(5)});
  return found;
}

std::int64_t count_insurances(db::Reader& reader, const PersonId& person) {
  return reader.find(count_insurances_of, person)->i64(0);
}

void clear_profile(db::Tx& tx, const PersonId& person) {
  for (const std::string_view statement : clear_statements) tx.push(statement, person);
}

}  // namespace ws::volunteers::store
