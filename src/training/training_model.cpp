#include "training/training_model.h"

#include <algorithm>

#include "base/text.h"

namespace ws::training {
namespace {

constexpr LocalDate far_away{9999, 12, 31};

bool is_code(std::string_view text) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  return text.size() >= 2 && text.size() <= 40 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

Outcome check_course(const Course& course) {
  if (!is_code(course.code)) return Error::invalid("training.bad_code", "code");
  if (trim(course.title).empty()) return Error::invalid("field.required", "title");
  if (has_control_characters(course.title)) return Error::invalid("field.characters", "title");
  return Done{};
}

LocalDate valid_until(LocalDate day, int months) {
  if (months == 0) return far_away;
  const int month = day.month - 1 + months;
  LocalDate until{day.year + month / 12, month % 12 + 1, day.day};
  while (!is_real_date(until)) --until.day;
  return until;
}

Outcome may_decide(const Standing& standing, const PersonId& actor) {
  if (standing.volunteer == actor || standing.recorded_by == actor) return Error::forbidden("training.own");
  if (!standing.waiting) return Error::conflict("training.not_waiting");
  return Done{};
}

}  // namespace ws::training
