#include "activities/signup_model.h"

#include <algorithm>

#include "base/identity.h"
#include "base/local_time.h"
#include "base/vault.h"

namespace ws::activities {
namespace {

constexpr std::array<std::pair<SignupState, std::string_view>, 10> states{{
    {SignupState::pending, "pending"},
    {SignupState::waitlisted, "waitlisted"},
    {SignupState::offered, "offered"},
    {SignupState::confirmed, "confirmed"},
    {SignupState::checked_in, "checked_in"},
    {SignupState::checked_out, "checked_out"},
    {SignupState::counted, "counted"},
    {SignupState::cancelled, "cancelled"},
    {SignupState::absent, "absent"},
    {SignupState::excused, "excused"},
}};
constexpr std::array<std::string_view, 19> step_texts{
    "signed_up",  "placed",      "waitlisted", "applied", "drawn",     "approved", "refused",
    "offered",    "accepted",    "declined",   "expired", "cancelled", "removed",  "lapsed",
    "checked_in", "checked_out", "absent",     "excused", "counted"};

/// Minutes that [starts, ends) has within [from, until).
std::int64_t minutes_within(Instant starts, Instant ends, Instant from, Instant until) {
  return std::max<std::int64_t>(0, std::min(ends.ms, until.ms) - std::max(starts.ms, from.ms)) / minute_ms;
}

bool over_a_days_limit(const Shift& shift, const Applicant& applicant, const Policy& policy) {
  for (LocalDate day = local_date(shift.starts); start_of_day(day) < shift.ends; day = next_day(day)) {
    const Instant from = start_of_day(day);
    const Instant until = start_of_day(next_day(day));
    std::int64_t minutes = minutes_within(shift.starts, shift.ends, from, until);
    for (const Engagement& other : applicant.engagements)
      if (other.session.empty()) minutes += minutes_within(other.starts, other.ends, from, until);
    if (minutes > policy.max_minutes_per_day) return true;
  }
  return false;
}

std::int64_t minimum_age(const Activity& activity, const ShiftRole& role, const Policy& policy) {
  const std::int64_t of_hazard = activity.plan.hazardous ? policy.hazardous_minimum_age : 0;
  return std::max(role.plan.minimum_age, of_hazard);
}

bool old_enough(const Activity& activity, const Shift& shift, const ShiftRole& role, const Applicant& applicant,
                const Policy& policy) {
  const std::int64_t least = minimum_age(activity, role, policy);
  if (least == 0) return true;
  return applicant.born && age_on(*applicant.born, local_date(shift.starts)) >= least;
}

/// domain.md, People: under 10 accompanied only, 10–13 the guardian agrees to each activity, 14–17 once.
Outcome check_guardian(const Shift& shift, const Applicant& applicant, const Policy& policy) {
  if (!applicant.born) return Done{};
  const int age = age_on(*applicant.born, local_date(shift.starts));
  if (age < policy.family_mode_below_age) return Error::conflict("signup.family_mode");
  const bool needs_once = age < policy.guardian_below_age;
  const bool needs_each = age < policy.guardian_per_activity_below_age;
  if ((needs_once && applicant.guardian == GuardianYes::none) ||
      (needs_each && applicant.guardian != GuardianYes::to_activity))
    return Error::conflict("signup.guardian_consent");
  return Done{};
}

}  // namespace

std::string_view to_text(SignupState state) {
  return states.at(static_cast<std::size_t>(state)).second;
}

std::optional<SignupState> parse_signup_state(std::string_view text) {
  const auto found = std::find_if(states.begin(), states.end(), [&](const auto& row) { return row.second == text; });
  return found == states.end() ? std::nullopt : std::optional(found->first);
}

std::string_view to_text(SignupStep step) {
  return step_texts.at(static_cast<std::size_t>(step));
}

bool holds_places(SignupState state) {
  switch (state) {
    case SignupState::offered:
    case SignupState::confirmed:
    case SignupState::checked_in:
    case SignupState::checked_out:
    case SignupState::counted:
    case SignupState::absent:
      return true;
    default:
      return false;
  }
}

Error in_the_way(std::string reason, const Engagement& other) {
  Error refusal = Error::conflict(std::move(reason));
  const std::string from = to_iso(other.starts), until = to_iso(other.ends);
  refusal.alternative = Alternative{
      other.session.empty() ? other.shift.str() : other.session,
      other.title + "（" + from.substr(0, 10) + " " + from.substr(11, 5) + "–" + until.substr(11, 5) + "）"};
  return refusal;
}

Outcome check_open(const Activity& activity, const Shift& shift, Instant now) {
  const bool recruiting = activity.state == State::recruiting || activity.state == State::in_progress;
  const bool window = activity.plan.opens <= now && now < activity.plan.closes;
  // After a draw what is left is given to whoever comes, until the shift begins.
  const bool after_draw = activity.plan.mode == Mode::lot && activity.drawn;
  if (!recruiting || (!window && !after_draw) || shift.starts <= now) return Error::conflict("signup.closed");
  return Done{};
}

Outcome check_applicant(const Activity& activity, const Shift& shift, const ShiftRole& role,
                        const Applicant& applicant, Override overriding, const Policy& policy) {
  if (!applicant.registered) return Error::conflict("signup.not_registered");
  if (applicant.there_already) return Error::conflict("signup.twice");
  if (activity.plan.quota > 0 && applicant.shifts_taken >= activity.plan.quota)
    return Error::conflict("signup.quota");
  if (!applicant.skilled) return Error::conflict("signup.skill");
  if (!applicant.trained) return Error::conflict("signup.training");
  if (!applicant.insured) return Error::conflict("signup.insurance");
  if (!old_enough(activity, shift, role, applicant, policy)) return Error::conflict("signup.age");
  if (const Outcome agreed = check_guardian(shift, applicant, policy); !agreed) return agreed;
  if (overriding == Override::times) return Done{};
  for (const Engagement& other : applicant.engagements)
    if (other.starts < shift.ends && shift.starts < other.ends)
      return in_the_way(other.session.empty() ? "signup.overlap" : "signup.overlap_course", other);
  if (over_a_days_limit(shift, applicant, policy)) return Error::conflict("signup.day_limit");
  return Done{};
}

Outcome check_party(const ShiftRole& role, std::int64_t companions, const Policy& policy) {
  if (companions > policy.signup_most_companions) return Error::invalid("signup.too_many_companions", "companions");
  if (1 + companions > role.plan.capacity) return Error::invalid("signup.party_too_large", "companions");
  return Done{};
}

Instant offer_expiry(const Policy& policy, Instant now, Instant starts) {
  const bool today = local_date(starts) == local_date(now);
  const std::int64_t stands_ms =
      today ? policy.signup_offer_expires_minutes_same_day * minute_ms : policy.signup_offer_expires_hours * hour_ms;
  return std::min(now.plus_ms(stands_ms), starts);
}

std::string lot_of(std::string_view seed, const SignupId& ticket) {
  return sha256_hex(std::string(seed) + ":" + ticket.str());
}

}  // namespace ws::activities
