#pragma once
// People who come new to the demo district, and what they send to become volunteers.

#include <gmock/gmock.h>

#include "activities/rig_test.h"
#include "people/public.h"
#include "seed/made_up_people.h"
#include "testing/district.h"

namespace ws::volunteers {

/// Identity numbers that pass the check and belong to nobody, by birth date and a number of ours.
inline std::string id_number(const std::string& born, int turn) {
  std::string digits = "510107";
  for (const char c : born)
    if (c != '-') digits += c;
  digits += std::to_string(800 + turn);
  return digits + seed::id_check_character(digits);
}

/// An activity can be signed up for (activities/rig_test.h), so that what a registration allows is seen.
class Volunteers : public activities::Activities {
 protected:
  using Caller = testing::Caller;
  using Answer = testing::Answer;

  /// An account, as the first sign-in by code makes one.
  PersonId account(const std::string& name, const std::string& mobile) {
    PersonId person;
    EXPECT_TRUE(district.database()
                    .write_now([&](db::Tx& tx) -> Outcome {
                      person =
                          people::ensure_person(tx, district.vault(), random, name, mobile, district.clock.now());
                      return Done{};
                    })
                    .ok());
    return person;
  }
  std::string form(const std::string& name, const std::string& number, const std::string& more = "") {
    return R"({"name":")" + name + R"(","id_type":"resident_id","id_number":")" + number +
           R"(","skills":[{"code":"companionship"}],"times":[{"weekday":6,"from_minute":540,"until_minute":720}],)" +
           R"("site_id":")" + station + R"(","consent_version":"2026-01")" + more + "}";
  }
  /// The same typed in by staff.
  std::string on_paper(const std::string& name, const std::string& number, const std::string& more) {
    std::string filled = form(name, number, more);
    const std::string consent = R"("consent_version":"2026-01")";
    return filled.replace(filled.find(consent), consent.size(), R"("consent_note":"本人签了纸质同意书")");
  }
  static std::string guardian(const std::string& name, const std::string& mobile) {
    return R"(,"guardian_name":")" + name + R"(","guardian_mobile":")" + mobile + R"(","guardian_relation":"mother")";
  }
  /// Registered through the API by themself; pending.
  PersonId joined(const std::string& name, const std::string& mobile, const std::string& number,
                  const std::string& more = "") {
    const PersonId person = account(name, mobile);
    const Answer sent = district.as(person).post("/api/my/volunteer", form(name, number, more));
    EXPECT_EQ(sent.status, 201) << sent.body;
    return person;
  }
  static std::string of(const PersonId& person, const std::string& step = "") {
    return "/api/volunteers/" + person.str() + (step.empty() ? "" : "/" + step);
  }
  std::string state(const PersonId& person) {
    return district.value("SELECT state FROM volunteers WHERE person_id = '" + person.str() + "'");
  }
  static std::string reason(const Answer& answer) { return testing::at(answer, "reason"); }
};

}  // namespace ws::volunteers
