#pragma once
// Training that roles may require, held offline: who took part is recorded by one and confirmed by another. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using TrainingRecordId = Id<struct TrainingRecordTag>;
}

namespace ws::training {

struct Course {
  std::string code;  ///< "first-aid": lower-case letters, digits and "-"
  std::string title;
  int valid_months = 0;  ///< 0: for good
};
/// Refuses "training.bad_code", "field.required", "field.characters".
Outcome check_course(const Course& course);

/// The first day on which a training of `day` no longer counts; the end of a month stays one (31 January and a month
/// is 28 or 29 February). `months` 0: a day far away.
LocalDate valid_until(LocalDate day, int months);

struct Standing {
  PersonId volunteer;
  PersonId recorded_by;
  bool waiting = false;
};
/// "training.own" (for the volunteer and whoever recorded it), "training.not_waiting".
Outcome may_decide(const Standing& standing, const PersonId& actor);

}  // namespace ws::training
