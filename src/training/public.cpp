#include "training/public.h"

#include <algorithm>

#include "training/training_store.h"

namespace ws::training {

bool has_training(db::Reader& reader, const PersonId& person, const std::string& code, LocalDate on_day) {
  const auto course = store::find_course(reader, code);
  if (!course) return false;
  const auto days = store::confirmed_days(reader, person, code);
  return std::any_of(days.begin(), days.end(), [&](const std::string& text) {
    const LocalDate day = parse_day(text).value();
    return day <= on_day && on_day < valid_until(day, course->valid_months);
  });
}

void record_attendance(db::Tx& tx, Random& random, const Attendance& attendance, const PersonId& by, Instant now) {
  const auto course = store::find_course(tx, attendance.course);
  const auto site = store::home_of(tx, attendance.person);
  if (!course || !site) return;
  store::Record fresh;
  fresh.id = TrainingRecordId::fresh(now, random);
  fresh.course = *course;
  fresh.volunteer = attendance.person;
  fresh.site = *site;
  fresh.day = attendance.day;
  fresh.trainer = attendance.trainer;
  fresh.recorded_by = by;
  fresh.recorded = now;
  static_cast<void>(store::insert_record(tx, fresh));
}

bool has_course(db::Reader& reader, const std::string& code) {
  return store::find_course(reader, code).has_value();
}

}  // namespace ws::training
