#include "imports/import_judge_service.h"

#include <algorithm>

#include "base/identity.h"
#include "base/text.h"
#include "menu/public.h"
#include "people/public.h"
#include "teams/public.h"

namespace ws::imports {

std::map<std::string, std::string> skill_names(db::Reader& reader) {
  std::map<std::string, std::string> names;
  for (const menu::Skill& skill : menu::skills(reader)) {
    names[skill.code] = skill.code;
    names[skill.name] = skill.code;
    names[skill.name_en] = skill.code;
  }
  return names;
}

volunteers::Registration registration_of(const Fields& fields, const Purpose& purpose,
                                         const std::map<std::string, std::string>& skills, const Rules& rules,
                                         std::vector<Problem>& problems) {
  volunteers::Registration person;
  person.name = fields.get("name");
  person.mobile = fields.get("mobile");
  person.id_number = fields.get("id_number");
  person.id_type = parse_id_type(fields.get("id_type"));
  if (person.id_type.empty()) problems.push_back({"id_type", "import.unknown_id_type"});
  for (const char* field : {"id_number", "mobile"})
    if (is_rounded(fields.get(field))) problems.push_back({field, "import.rounded"});
  if (const std::string& text = fields.get("birth_date"); !text.empty()) {
    person.birth = read_day(text);
    if (!person.birth) problems.push_back({"birth_date", "import.unknown_day"});
  }
  for (const std::string& word : words_of(fields.get("skills"))) {
    const auto code = skills.find(word);
    if (code == skills.end()) {
      problems.push_back({"skills", "import.unknown_skill"});
      break;
    }
    if (std::find(person.skills.begin(), person.skills.end(), code->second) == person.skills.end())
      person.skills.push_back(code->second);
  }
  const auto times = parse_times(fields.get("times"));
  if (!times) problems.push_back({"times", "import.unknown_times"});
  for (const WeeklyTime& time : times.value_or(std::vector<WeeklyTime>()))
    person.times.push_back({time.weekday, time.from_minute, time.until_minute});
  if (!fields.get("guardian_mobile").empty() || !fields.get("guardian_name").empty())
    person.guardian = {fields.get("guardian_name"), fields.get("guardian_mobile"),
                       parse_relation(fields.get("guardian_relation"))};
  person.site = purpose.site;
  person.team = purpose.team;
  person.consent_version = rules.privacy_version;
  person.lane = "roster";
  person.actor = purpose.actor;
  return person;
}

Judge::Judge(db::Reader& reader, const Vault& vault, const Rules& rules, Purpose purpose, Instant now)
    : reader_(reader),
      vault_(vault),
      rules_(rules),
      purpose_(std::move(purpose)),
      now_(now),
      skills_(skill_names(reader)) {}

Judged Judge::judge(std::int64_t line, Fields fields) {
  Judged row;
  row.line = line;
  row.name = fields.get("name");
  row.fields = std::move(fields);
  if (purpose_.kind == Kind::people)
    judge_person(row);
  else
    judge_member(row);
  if (std::any_of(row.problems.begin(), row.problems.end(), [](const Problem& problem) { return problem.blocks; }))
    row.verdict = Verdict::bad;
  return row;
}

void Judge::check_twice(Judged& row, std::string_view field, const std::string& value) {
  if (value.empty()) return;
  const auto [at, first] = first_line_.emplace(std::string(field) + " " + value, row.line);
  if (!first) row.problems.push_back({std::string(field), "import.twice", at->second});
}

void Judge::judge_person(Judged& row) {
  const volunteers::Registration person = registration_of(row.fields, purpose_, skills_, rules_, row.problems);
  for (const Error& error : volunteers::problems(reader_, vault_, rules_, person, now_)) {
    // What could not be read has been noted already; a field is named once.
    const bool noted = std::any_of(row.problems.begin(), row.problems.end(),
                                   [&](const Problem& problem) { return problem.field == error.field; });
    if (error.reason == "volunteer.already") {
      row.verdict = Verdict::known;
      row.problems.push_back({error.field, error.reason, 0, false});
    } else if (!noted) {
      row.problems.push_back({error.field, error.reason});
    }
  }
  check_twice(row, "mobile", normal_mobile(person.mobile).value_or(""));
  const auto number = people::normal_identity(person.id_type, person.id_number, now_);
  if (!number) return;
  check_twice(row, "id_number", *number);
  const auto born = person.id_type == "resident_id" ? birth_date_of(*number) : person.birth;
  if (row.verdict == Verdict::good && born && store::has_namesake(reader_, person.name, *born))
    row.problems.push_back({"name", "import.namesake", 0, false});
}

void Judge::judge_member(Judged& row) {
  const std::string& number = row.fields.get("number");
  const auto mobile = normal_mobile(row.fields.get("mobile"));
  if (is_rounded(number)) row.problems.push_back({"number", "import.rounded"});
  if (number.empty() && !mobile) return row.problems.push_back({"number", "import.number_or_mobile"});
  const auto known =
      store::find_volunteer(reader_, number, mobile ? vault_.lookup_key(*mobile, people::mobile_context) : "");
  // Nobody learns from a list who is registered under another name.
  if (!known || known->name != trim(row.name))
    return row.problems.push_back({number.empty() ? "mobile" : "number", "import.no_such_volunteer"});
  if (!known->registered) return row.problems.push_back({"name", "team.not_volunteer"});
  check_twice(row, "name", known->person.str());
  if (teams::belongs(reader_, purpose_.team, known->person)) {
    row.verdict = Verdict::known;
    row.problems.push_back({"name", "import.member_already", 0, false});
  }
}

}  // namespace ws::imports
