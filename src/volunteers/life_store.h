#pragma once
// Rows of a volunteer's life: the record itself, the events that moved it, who answers for a child.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "volunteers/registration_model.h"

namespace ws::volunteers::store {

/// Where a volunteer stands.
struct Life {
  PersonId person;
  std::string name;
  std::string number;
  State state = State::pending;
  SiteId site;
  TeamId team;
  PersonId entered_by;
  std::string lane;
  std::string birth_date;  ///< "" while unknown
  std::int64_t events = 0;
};
std::optional<Life> find_life(db::Reader& reader, const PersonId& person);
/// The same, and nobody else moves it until this transaction is over.
std::optional<Life> lock_life(db::Tx& tx, const PersonId& person);

/// The next volunteer number: the district's code and seven digits.
std::string take_number(db::Tx& tx);
void insert_volunteer(db::Tx& tx, const Life& life, Instant now);
/// A returned registration, filled in anew.
void update_volunteer(db::Tx& tx, const Life& life);
void set_skills(db::Tx& tx, const PersonId& person, const std::vector<std::string>& skills);
void set_times(db::Tx& tx, const PersonId& person, const std::vector<FreeTime>& times);

/// The state of `life` and its event, numbered on; `kind` is a step's or a guardian's word.
void move(db::Tx& tx, Random& random, Life& life, State to, std::string_view kind, const PersonId& actor,
          const std::string& reason, Instant now);

}  // namespace ws::volunteers::store
