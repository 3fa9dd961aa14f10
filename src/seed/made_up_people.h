#pragma once
// People who do not exist, as they might: names by generation, identity numbers that pass the check and belong to
// nobody (sequence 900–999), mobiles of a range that is never sent to. The rules stand in data/pidu/people.json.

#include <set>
#include <string>

#include "base/local_time.h"
#include "seed/district_data.h"

namespace ws::seed {

struct MadeUpPerson {
  std::string name, mobile, id_number;
  LocalDate born;
  bool female;
  int age;  ///< in full years at the start
};

class PeopleMaker {
 public:
  /// `data` outlives the maker. The demo people's numbers are taken already.
  PeopleMaker(const DistrictData& data, Random& random, Instant start);
  /// Of an age in [youngest, oldest].
  MadeUpPerson make(std::int64_t youngest, std::int64_t oldest);
  /// Of a volunteer's age, by the bands.
  MadeUpPerson make_volunteer();

 private:
  std::string name_for(int born_year, bool female);
  LocalDate birth_date(std::int64_t age);
  std::string id_number(LocalDate& born, bool female);

  const DistrictData& data_;
  Random& random_;
  LocalDate today_;
  std::int64_t next_mobile_ = 1000;
  std::set<std::string> taken_;  ///< birth date and sequence
};

/// The check character of GB 11643 for 17 digits.
char id_check_character(std::string_view digits);
int age_at(LocalDate born, LocalDate today);
/// "1988-03-14"
LocalDate parse_date(const std::string& text);

}  // namespace ws::seed
