#pragma once
// What qualifies and insures a volunteer. Days are local dates as text ("2026-11-23"); they compare as they read.
// Pure.

#include <optional>
#include <string>
#include <string_view>

#include "base/id.h"
#include "base/local_time.h"
#include "base/result.h"

namespace ws {
using QualificationId = Id<struct QualificationTag>;
}

namespace ws::volunteers {

/// A document that says a volunteer has a skill; counts once a verifier has seen it, until its day.
struct Qualification {
  QualificationId id;
  PersonId person;
  std::string skill;
  std::string name;      ///< 红十字救护员证
  std::string document;  ///< its number or where it is kept
  std::string issued;
  std::string until;  ///< the last day it is good; "" has no end
  std::string state = "entered";
  std::string reason = {};
};
/// Errors: "field.required", "field.length", "field.characters", "field.date", "qualification.days" (issued in the
/// future, or ends before it begins).
Outcome check_qualification(const Qualification& qualification, LocalDate today);
/// Verified, and good on this day.
bool is_in_force(const Qualification& qualification, LocalDate day);

struct Insurance {
  std::string id;
  PersonId person;
  std::string insurer;
  std::string policy_number;
  std::string from;
  std::string until;
};
/// Errors: those of the fields, "insurance.days" (ends before it begins, or is over).
Outcome check_insurance(const Insurance& insurance, LocalDate today);

}  // namespace ws::volunteers
