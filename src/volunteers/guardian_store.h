#pragma once
// Rows of who answers for a child, and of a guardian's yes to one activity.

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "volunteers/guardian_model.h"

namespace ws::volunteers::store {

struct Guardianship {
  PersonId child;
  std::string child_name;
  std::string child_state;  ///< of the volunteer
  std::string child_number;
  std::string child_birth_date;
  bool child_has_account = false;  ///< signs in with an own mobile
  PersonId guardian;
  std::string guardian_name;
  std::string guardian_mobile_sealed;
  std::string relation;
  GuardianState state = GuardianState::asked;
  Instant asked;
};

/// False if this guardian is asked already, or has confirmed. One who declined or took it back can be asked again.
bool ask_guardian(db::Tx& tx, const PersonId& child, const PersonId& guardian, const std::string& relation,
                  GuardianState state, Instant now);
std::vector<Guardianship> guardians_of(db::Reader& reader, const PersonId& child);
std::vector<Guardianship> children_of(db::Reader& reader, const PersonId& guardian);
std::optional<Guardianship> find_guardianship(db::Reader& reader, const PersonId& child, const PersonId& guardian);
std::int64_t count_children(db::Reader& reader, const PersonId& guardian);
/// Confirmed ones only.
bool is_guardian(db::Reader& reader, const PersonId& child, const PersonId& guardian);
bool has_guardian(db::Reader& reader, const PersonId& child);
void set_guardianship(db::Tx& tx, const Guardianship& guardianship, Instant now);

/// A guardian's yes to one activity, with what the guardian must know to say it.
struct ActivityConsent {
  PersonId child;
  std::string child_name;
  ActivityId activity;
  std::string title;
  std::string place;
  std::string conditions;
  std::string risks;
  std::string activity_state;
  Instant starts;
  Instant ends;
  GuardianState state = GuardianState::asked;
  Instant asked;
};
/// Asks; false if that was done and stands. What was declined or taken back can be asked again.
bool ask_consent(db::Tx& tx, const PersonId& child, const ActivityId& activity, Instant now);
std::optional<ActivityConsent> find_consent(db::Reader& reader, const PersonId& child, const ActivityId& activity);
/// Of the children somebody answers for; what begins first in front; activities that are over left out; at most 50.
std::vector<ActivityConsent> consents_for(db::Reader& reader, const PersonId& guardian, Instant now);
/// The same that a child has asked for.
std::vector<ActivityConsent> consents_of(db::Reader& reader, const PersonId& child, Instant now);
void set_consent(db::Tx& tx, const ActivityConsent& consent, const PersonId& guardian, Instant now);
GuardianYes guardian_yes(db::Reader& reader, const PersonId& child, const ActivityId& activity);

/// An activity that recruits, by its title.
std::optional<std::string> recruiting_title(db::Reader& reader, const ActivityId& activity);

}  // namespace ws::volunteers::store
