#pragma once
// Rows of marks and of shifts that are closed, and who is on a shift.

#include <optional>
#include <string>
#include <vector>

#include "activities/presence_model.h"
#include "base/random.h"
#include "db/db.h"

namespace ws::activities::store {

/// Of a signup, in their order.
std::vector<Mark> marks(db::Reader& reader, const SignupId& signup);
void insert(db::Tx& tx, Random& random, const Signup& signup, const Mark& mark);

struct Closing {
  Instant at;
  PersonId by;  ///< empty: the clock
  std::int64_t counted = 0;
  std::int64_t absent = 0;
};
std::optional<Closing> closing(db::Reader& reader, const ShiftId& shift);
/// False when it is closed already.
bool close(db::Tx& tx, const ShiftId& shift, const Closing& closing);

std::optional<ActivityId> activity_of(db::Reader& reader, const ShiftId& shift);
/// Signups that can be marked, by identifier.
std::vector<SignupId> markable(db::Reader& reader, const ShiftId& shift);
/// Those without a mark or a word yet.
std::vector<SignupId> expected(db::Reader& reader, const ShiftId& shift, std::int64_t limit);
/// For the clocks: who is inside though the shift ended before `before`; shifts to be closed that ended before it.
std::vector<SignupId> inside_since(db::Reader& reader, Instant before, std::int64_t limit);
std::vector<ShiftId> open_since(db::Reader& reader, Instant before, std::int64_t limit);

/// Somebody on a shift, with their marks.
struct Person {
  SignupId signup;
  PersonId person;
  std::string name;
  std::string number;
  ShiftRoleId role;
  std::string role_name;
  SignupState state = SignupState::confirmed;
  std::int64_t companions = 0;
  std::vector<Mark> marks;
};
/// Those who hold or held a place, by signup after `after`.
std::vector<Person> people(db::Reader& reader, const ShiftId& shift, const SignupId& after, std::int64_t limit);
std::optional<Person> person(db::Reader& reader, const SignupId& signup);
/// The person's latest signup that holds or held a place.
std::optional<SignupId> last_of_person(db::Reader& reader, const ShiftId& shift, const PersonId& person);
std::string name_of(db::Reader& reader, const PersonId& person);

/// How many distinct people (companions beside them) are where.
struct Headcount {
  std::int64_t people = 0;      ///< inside now
  std::int64_t companions = 0;  ///< of those
  std::int64_t expected = 0;
  std::int64_t left = 0;
  std::int64_t absent = 0;
};
Headcount headcount(db::Reader& reader, const ShiftId& shift);

/// Shifts that begin before `until`: those that end after `own_from` in which the person holds or held a place, and
/// those that end after `led_from` and whose site or team is among these; by start.
struct Around {
  PersonId person;
  std::vector<SiteId> roots;
  std::vector<TeamId> teams;
  Instant own_from;
  Instant led_from;
  Instant until;
};
std::vector<ShiftId> shifts_around(db::Reader& reader, const Around& around, std::int64_t limit);
/// The person of a registered volunteer's number.
std::optional<PersonId> find_volunteer(db::Reader& reader, const std::string& number);

}  // namespace ws::activities::store
