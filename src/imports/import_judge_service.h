#pragma once
// Judges the lines of a list before anything is written: every problem of every row, with what it clashes with.

#include <map>

#include "base/vault.h"
#include "imports/import_store.h"
#include "volunteers/public.h"

namespace ws::imports {

/// Whom a list is for.
struct Purpose {
  Kind kind = Kind::people;
  SiteId site;
  TeamId team;
  PersonId actor;
};

/// One row of people as volunteers::enroll wants it; fields that cannot be read are noted in `problems`.
volunteers::Registration registration_of(const Fields& fields, const Purpose& purpose,
                                         const std::map<std::string, std::string>& skills, const Rules& rules,
                                         std::vector<Problem>& problems);
/// Every name of a skill, in both languages, and its code.
std::map<std::string, std::string> skill_names(db::Reader& reader);

class Judge {
 public:
  /// All must outlive the judge.
  Judge(db::Reader& reader, const Vault& vault, const Rules& rules, Purpose purpose, Instant now);
  Judged judge(std::int64_t line, Fields fields);

 private:
  void judge_person(Judged& row);
  void judge_member(Judged& row);
  /// Notes when an earlier row has the same.
  void check_twice(Judged& row, std::string_view field, const std::string& value);

  db::Reader& reader_;
  const Vault& vault_;
  const Rules& rules_;
  Purpose purpose_;
  Instant now_;
  std::map<std::string, std::string> skills_;
  std::map<std::string, std::int64_t> first_line_;  ///< by field and value
};

}  // namespace ws::imports
