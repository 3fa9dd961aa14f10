#pragma once
// What other features may ask about training: whether somebody has one that counts on a day.

#include <string>

#include "base/random.h"
#include "db/db.h"
#include "training/training_model.h"

namespace ws::training {

/// A confirmed training of this course on or before `on_day`, still valid then. A code nobody added is nobody's.
bool has_training(db::Reader& reader, const PersonId& person, const std::string& code, LocalDate on_day);

bool has_course(db::Reader& reader, const std::string& code);

/// Somebody was there. Writes a record that waits for somebody else's confirmation, as one that staff enter; nothing
/// for who is no registered volunteer, or has one of that day.
struct Attendance {
  std::string course;
  PersonId person;
  std::string day;
  std::string trainer;
};
void record_attendance(db::Tx& tx, Random& random, const Attendance& attendance, const PersonId& by, Instant now);

}  // namespace ws::training

// The use cases, for the faces that show them.
#include "training/training_service.h"
