#pragma once
// What somebody must tell to become a volunteer, and what their age means for it (domain.md, People). Pure.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/local_time.h"
#include "base/policy.h"
#include "base/result.h"
#include "volunteers/volunteer_model.h"

namespace ws::volunteers {

inline constexpr std::size_t most_skills = 12;
inline constexpr std::size_t most_times = 28;

/// What a volunteer of some age may do without a guardian.
enum class AgeGroup {
  family,        ///< nothing: an entry under the guardian's account, takes part only accompanied
  per_activity,  ///< the guardian consents once, and to each activity
  once,          ///< the guardian consents once; no hazardous role
  adult,
};
AgeGroup age_group(LocalDate born, LocalDate day, const Policy& policy);
bool is_minor(LocalDate born, LocalDate day, const Policy& policy);

struct GuardianNamed {
  std::string name;
  std::string mobile;    ///< empty: the guardian is whoever fills the form in, from their own account
  std::string relation;  ///< mother, father, grandparent or other
};
bool is_relation(std::string_view text);

struct Registration {
  std::string name;
  std::string id_type;
  std::string id_number;
  std::string mobile;              ///< empty only for a child under a guardian's account
  std::optional<LocalDate> birth;  ///< a resident's identity number says it; of other documents it is told
  std::vector<std::string> skills;
  std::vector<FreeTime> times;
  SiteId site;                  ///< where they are at home
  TeamId team;                  ///< through which team; empty for none
  std::string consent_version;  ///< of the privacy text that was agreed to
  std::string lane;             ///< online, phone, paper or roster
  std::optional<GuardianNamed> guardian = {};
  PersonId self = {};  ///< their own account, when they fill the form in themself; else it is found by the mobile
  PersonId actor;      ///< who fills it in

  bool by_oneself() const { return !self.empty() && self == actor; }
};

/// Everything about the form itself that is wrong, an error for each field: "field.required", "field.length",
/// "field.characters", "person.mobile", "volunteer.lane", "volunteer.skills", "volunteer.times" and what
/// check_age refuses. `born` is the birth date once it is known.
std::vector<Error> check_form(const Registration& registration, const std::optional<LocalDate>& born, LocalDate today,
                              const Policy& policy);
/// "volunteer.birth_date", "volunteer.family_mode", "guardian.required", "guardian.relation", "guardian.own_mobile".
std::optional<Error> check_age(const Registration& registration, const std::optional<LocalDate>& born,
                               LocalDate today, const Policy& policy);
/// Weekly times: real ones that do not overlap. Error: "volunteer.times" with the field.
Outcome check_times(const std::vector<FreeTime>& times);

}  // namespace ws::volunteers
