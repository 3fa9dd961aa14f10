#pragma once
// Rows of courses and of who took part.

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "training/training_model.h"

namespace ws::training::store {

/// False when the code is taken.
bool insert_course(db::Tx& tx, const Course& course, const PersonId& by, Instant now);
std::optional<Course> find_course(db::Reader& reader, const std::string& code);
/// By code, at most 200.
std::vector<Course> courses(db::Reader& reader);

struct Record {
  TrainingRecordId id;
  Course course;
  PersonId volunteer;
  std::string volunteer_name;
  SiteId site;
  std::string day;
  std::string trainer;
  std::string state;  ///< recorded, confirmed, rejected
  PersonId recorded_by;
  Instant recorded;
  std::string reason;

  Standing standing() const { return {volunteer, recorded_by, state == "recorded"}; }
};
/// False when the same training of the same day is recorded already.
bool insert_record(db::Tx& tx, const Record& record);
std::optional<Record> find_record(db::Reader& reader, const TrainingRecordId& record);
/// False when it does not wait any more.
bool decide_record(db::Tx& tx, const TrainingRecordId& record, std::string_view state, const PersonId& by,
                   const std::string& reason, Instant now);

struct Query {
  PersonId volunteer;         ///< of this person only, or
  std::vector<SiteId> roots;  ///< of these subtrees
  std::string state;          ///< "" any
  std::string before;         ///< only identifiers below this one; "" for the first page
  std::int64_t limit = 20;
};
/// Newest first.
std::vector<Record> list(db::Reader& reader, const Query& query);
/// Days of confirmed trainings of a course.
std::vector<std::string> confirmed_days(db::Reader& reader, const PersonId& volunteer, const std::string& course);

struct Home {
  PersonId volunteer;
  SiteId site;
};
/// The site of a registered volunteer.
std::optional<SiteId> home_of(db::Reader& reader, const PersonId& volunteer);
/// A registered volunteer by the number on their card.
std::optional<Home> find_home(db::Reader& reader, const std::string& volunteer_number);

}  // namespace ws::training::store
