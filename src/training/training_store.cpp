#include "training/training_store.h"

namespace ws::training::store {
namespace {

constexpr std::int64_t most_courses = 200;

constexpr std::string_view insert_course_row =
    "INSERT INTO training_courses (code, title, valid_months, created_by, created_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (code) DO NOTHING";
constexpr std::string_view select_course = "SELECT code, title, valid_months FROM training_courses WHERE code = $1";
constexpr std::string_view select_courses =
    "SELECT code, title, valid_months FROM training_courses ORDER BY code LIMIT $1";
constexpr std::string_view insert_record_row =
    "INSERT INTO training_records (id, course, volunteer_id, site_id, day, trainer, state, recorded_by, recorded_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, 'recorded', $7, $8) ON CONFLICT DO NOTHING";
const std::string select_record =
    "SELECT r.id, c.code, c.title, c.valid_months, r.volunteer_id, p.name, r.site_id, r.day, r.trainer, r.state, "
    "r.recorded_by, r.recorded_ms, r.reason FROM training_records r JOIN training_courses c ON c.code = r.course "
    "JOIN persons p ON p.id = r.volunteer_id ";
const std::string select_one = select_record + "WHERE r.id = $1";
const std::string page =
    "AND (CAST($1 AS TEXT) = '' OR r.state = $1) AND (CAST($2 AS TEXT) = '' OR r.id < $2) ORDER BY r.id DESC LIMIT "
    "$3";
const std::string select_own = select_record + "WHERE r.volunteer_id = $4 " + page;
constexpr std::string_view update_decided =
    "UPDATE training_records SET state = $2, decided_by = $3, reason = $4, decided_ms = $5 WHERE id = $1 "
    "AND state = 'recorded' AND recorded_by <> $3";
constexpr std::string_view select_days =
    "SELECT day FROM training_records WHERE volunteer_id = $1 AND course = $2 AND state = 'confirmed' "
    "ORDER BY day DESC LIMIT 50";
constexpr std::string_view select_home =
    "SELECT person_id, site_id FROM volunteers WHERE number = $1 AND state = 'registered'";

constexpr std::string_view select_site =
    "SELECT site_id FROM volunteers WHERE person_id = $1 AND state = 'registered'";

std::string select_within(std::size_t roots) {
  std::string places;
  for (std::size_t i = 0; i < roots; ++i) places += (i ? ", $" : "$") + std::to_string(4 + i);
  return select_record +
         "WHERE EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = r.site_id AND t.ancestor_id IN (" + places +
         ")) " + page;
}

Course course_of(const db::Row& row, std::size_t from) {
  return {row.text(from), row.text(from + 1), static_cast<int>(row.i64(from + 2))};
}

Record record_of(const db::Row& row) {
  return {row.id<TrainingRecordId>(0), course_of(row, 1), row.id<PersonId>(4), row.text(5),
          row.id<SiteId>(6),           row.text(7),       row.text(8),         row.text(9),
          row.id<PersonId>(10),        {row.i64(11)},     row.text(12)};
}

}  // namespace

bool insert_course(db::Tx& tx, const Course& course, const PersonId& by, Instant now) {
  return tx.exec(insert_course_row, course.code, course.title, course.valid_months, by, now) == 1;
}

std::optional<Course> find_course(db::Reader& reader, const std::string& code) {
  const auto row = reader.find(select_course, code);
  if (!row) return std::nullopt;
  return course_of(*row, 0);
}

std::vector<Course> courses(db::Reader& reader) {
  std::vector<Course> found;
  for (const db::Row& row : reader.query(select_courses, most_courses)) found.push_back(course_of(row, 0));
  return found;
}

bool insert_record(db::Tx& tx, const Record& record) {
  return tx.exec(insert_record_row, record.id, record.course.code, record.volunteer, record.site, record.day,
                 record.trainer, record.recorded_by, record.recorded) == 1;
}

std::optional<Record> find_record(db::Reader& reader, const TrainingRecordId& record) {
  const auto row = reader.find(select_one, record);
  if (!row) return std::nullopt;
  return record_of(*row);
}

bool decide_record(db::Tx& tx, const TrainingRecordId& record, std::string_view state, const PersonId& by,
                   const std::string& reason, Instant now) {
  return tx.exec(update_decided, record, state, by, reason, now) == 1;
}

std::vector<Record> list(db::Reader& reader, const Query& query) {
  if (query.volunteer.empty() && query.roots.empty()) return {};
  db::Params params = db::params_of(query.state, query.before, query.limit);
  if (!query.volunteer.empty())
    params.push_back(db::to_value(query.volunteer));
  else
    for (const SiteId& root : query.roots) params.push_back(db::to_value(root));
  std::vector<Record> found;
  for (const db::Row& row :
       reader.run(query.volunteer.empty() ? select_within(query.roots.size()) : select_own, params))
    found.push_back(record_of(row));
  return found;
}

std::vector<std::string> confirmed_days(db::Reader& reader, const PersonId& volunteer, const std::string& course) {
  std::vector<std::string> days;
  for (const db::Row& row : reader.query(select_days, volunteer, course)) days.push_back(row.text(0));
  return days;
}

std::optional<SiteId> home_of(db::Reader& reader, const PersonId& volunteer) {
  const auto row = reader.find(select_site, volunteer);
  if (!row) return std::nullopt;
  return row->id<SiteId>(0);
}

std::optional<Home> find_home(db::Reader& reader, const std::string& volunteer_number) {
  const auto row = reader.find(select_home, volunteer_number);
  if (!row) return std::nullopt;
  return Home{row->id<PersonId>(0), row->id<SiteId>(1)};
}

}  // namespace ws::training::store
