#include "volunteers/registration_model.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "base/identity.h"
#include "base/text.h"

namespace ws::volunteers {
namespace {

constexpr std::array<std::string_view, 4> relations{"mother", "father", "grandparent", "other"};
constexpr std::array<std::string_view, 4> lanes{"online", "phone", "paper", "roster"};
constexpr std::size_t longest_name = 30;
constexpr int oldest = 120;

std::optional<Error> check_name(std::string_view name, std::string_view field) {
  const std::string trimmed = trim(name);
  if (trimmed.empty()) return Error::invalid("field.required", std::string(field));
  if (code_points(trimmed) < 2 || code_points(trimmed) > longest_name)
    return Error::invalid("field.length", std::string(field));
  if (has_control_characters(trimmed)) return Error::invalid("field.characters", std::string(field));
  return std::nullopt;
}

std::optional<Error> check_mobile(const Registration& registration, bool may_have_none) {
  if (registration.mobile.empty()) {
    if (may_have_none || registration.by_oneself()) return std::nullopt;
    return Error::invalid("field.required", "mobile");
  }
  if (!normal_mobile(registration.mobile)) return Error::invalid("person.mobile", "mobile");
  return std::nullopt;
}

std::optional<Error> check_guardian(const Registration& registration) {
  if (!registration.guardian) return Error::invalid("guardian.required", "guardian_mobile");
  const GuardianNamed& guardian = *registration.guardian;
  if (!is_relation(guardian.relation)) return Error::invalid("guardian.relation", "guardian_relation");
  if (guardian.mobile.empty()) {
    // Whoever fills the form in answers for the child; staff who enter a paper do not.
    const bool from_own_account = registration.lane == "online" && !registration.by_oneself();
    if (from_own_account) return std::nullopt;
    return Error::invalid("guardian.required", "guardian_mobile");
  }
  if (auto wrong = check_name(guardian.name, "guardian_name")) return wrong;
  const auto mobile = normal_mobile(guardian.mobile);
  if (!mobile) return Error::invalid("person.mobile", "guardian_mobile");
  if (mobile == normal_mobile(registration.mobile)) return Error::invalid("guardian.own_mobile", "guardian_mobile");
  return std::nullopt;
}

}  // namespace

AgeGroup age_group(LocalDate born, LocalDate day, const Policy& policy) {
  const int age = age_on(born, day);
  if (age < policy.family_mode_below_age) return AgeGroup::family;
  if (age < policy.guardian_per_activity_below_age) return AgeGroup::per_activity;
  return age < policy.guardian_below_age ? AgeGroup::once : AgeGroup::adult;
}

bool is_minor(LocalDate born, LocalDate day, const Policy& policy) {
  return age_group(born, day, policy) != AgeGroup::adult;
}

bool is_relation(std::string_view text) {
  return std::find(relations.begin(), relations.end(), text) != relations.end();
}

Outcome check_times(const std::vector<FreeTime>& times) {
  constexpr std::int64_t minutes_a_day = 24 * 60;
  std::vector<FreeTime> sorted = times;
  std::sort(sorted.begin(), sorted.end(), [](const FreeTime& a, const FreeTime& b) {
    return std::tie(a.weekday, a.from_minute) < std::tie(b.weekday, b.from_minute);
  });
  const auto wrong = [](const FreeTime& time) {
    return time.weekday < 1 || time.weekday > 7 || time.from_minute < 0 || time.until_minute > minutes_a_day ||
           time.from_minute >= time.until_minute;
  };
  const auto overlap = [](const FreeTime& a, const FreeTime& b) {
    return a.weekday == b.weekday && b.from_minute < a.until_minute;
  };
  if (times.empty() || times.size() > most_times || std::any_of(sorted.begin(), sorted.end(), wrong) ||
      std::adjacent_find(sorted.begin(), sorted.end(), overlap) != sorted.end())
    return Error::invalid("volunteer.times", "times");
  return Done{};
}

std::optional<Error> check_age(const Registration& registration, const std::optional<LocalDate>& born,
                               LocalDate today, const Policy& policy) {
  if (!born || *born > today || age_on(*born, today) > oldest)
    return Error::invalid("volunteer.birth_date", "birth_date");
  const AgeGroup group = age_group(*born, today, policy);
  if (group == AgeGroup::adult) return std::nullopt;
  if (group == AgeGroup::family && (registration.by_oneself() || !registration.mobile.empty()))
    return Error::invalid("volunteer.family_mode", "birth_date");
  return check_guardian(registration);
}

std::vector<Error> check_form(const Registration& registration, const std::optional<LocalDate>& born, LocalDate today,
                              const Policy& policy) {
  std::vector<Error> wrong;
  const auto note = [&wrong](std::optional<Error> error) {
    if (error) wrong.push_back(std::move(*error));
  };
  note(check_name(registration.name, "name"));
  const AgeGroup group = born ? age_group(*born, today, policy) : AgeGroup::adult;
  note(check_mobile(registration, group == AgeGroup::family || group == AgeGroup::per_activity));
  note(check_age(registration, born, today, policy));
  if (registration.skills.empty() || registration.skills.size() > most_skills)
    wrong.push_back(Error::invalid("volunteer.skills", "skills"));
  if (const Outcome times = check_times(registration.times); !times) wrong.push_back(times.error());
  if (std::find(lanes.begin(), lanes.end(), registration.lane) == lanes.end())
    wrong.push_back(Error::invalid("volunteer.lane", "lane"));
  return wrong;
}

}  // namespace ws::volunteers
