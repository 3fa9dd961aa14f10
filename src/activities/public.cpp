#include "activities/public.h"

#include "activities/activity_store.h"
#include "activities/signup_steps_service.h"
#include "activities/signup_store.h"
#include "people/public.h"

namespace ws::activities {

std::vector<ShiftRole> roles_of(db::Reader& reader, const ActivityId& activity) {
  std::vector<ShiftRole> roles;
  for (Shift& shift : store::shifts(reader, activity))
    for (ShiftRole& role : shift.roles) roles.push_back(std::move(role));
  return roles;
}

std::vector<Signup> signups_of_shift(db::Reader& reader, const ShiftId& shift) {
  return store::active_of_shift(reader, shift);
}

std::optional<Signup> find_signup(db::Reader& reader, const ShiftId& shift, const PersonId& person) {
  return store::active_of_person(reader, shift, person);
}

std::optional<Signup> find_signup(db::Reader& reader, const SignupId& id) {
  return store::find(reader, id);
}

void leave_signups(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, const ActivityId& activity,
                   const PersonId& by, const std::string& reason, Instant now) {
  SignupSteps(random, rules).leave_all(tx, person, activity, by, reason, now);
}

std::vector<Engagement> engagements(db::Reader& reader, const PersonId& person, Instant from, Instant until) {
  std::vector<Engagement> all;
  const PersonId own = people::person_of(reader, person);
  for (const PersonId& account : people::accounts_of(reader, own))
    for (Engagement& one : store::engagements(reader, account, from, until))
      if (one.session.empty() || account == own) all.push_back(std::move(one));
  return all;
}

void hold_person(db::Tx& tx, const PersonId& person) {
  for (const PersonId& account : people::accounts_of(tx, people::person_of(tx, person)))
    store::hold_person(tx, account);
}

void free_again(db::Tx& tx, Random& random, const Rules& rules, const PersonId& person, Instant from, Instant until,
                Instant now) {
  for (const PersonId& account : people::accounts_of(tx, people::person_of(tx, person)))
    SignupSteps(random, rules).free_again(tx, account, from, until, now);
}

}  // namespace ws::activities
