#pragma once
// What may suit a volunteer of what is new, and why: by what they can do, when they are free, and where they are at
// home, all of which they told themselves. Nothing else is looked at, nobody is compared, and every reason is said.
// Pure.

#include <functional>
#include <string>
#include <vector>

#include "activities/activity_model.h"
#include "base/local_time.h"

namespace ws::activities {

enum class Why { skill, time, town };
/// "skill", "time", "town".
std::string_view to_text(Why why);

/// A role with places in a shift to come.
struct Opening {
  ActivityId activity;
  std::string title;
  std::string town_code;
  ShiftRoleId role;
  std::string skill;  ///< "" any
  std::string skill_name;
  Instant starts;
  Instant ends;
  Instant published;
};
/// What a volunteer told of themself.
struct Wishes {
  std::vector<std::string> skills;
  std::string town_code;
  std::function<bool(Instant starts, Instant ends)> is_free;
};

struct Fit {
  Opening opening;
  std::vector<Why> why;
};
/// The openings that suit, one of each activity, those with more reasons first, then by start. An opening whose skill
/// they lack or at whose time they are not free does not; one that asks for no skill needs to be in their town.
std::vector<Fit> fitting(const std::vector<Opening>& openings, const Wishes& wishes);

/// The next time the weekly digest is due after `now`.
Instant next_digest(Instant now, int weekday, int minute);

}  // namespace ws::activities
