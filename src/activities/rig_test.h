#pragma once
// An activity in the demo district, the people around it, and what must be true of its places after every step.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "activities/activity_steps_service.h"
#include "testing/district.h"

namespace ws::activities {

/// How the test's activity differs from the usual one.
struct Wanted {
  std::int64_t capacity = 3;
  std::int64_t reserved = 0;
  std::string mode = "first_come";
  std::int64_t starts_in_ms = 3 * day_ms;
  std::int64_t hours = 2;
  std::string more = "";  ///< further members of the plan, each with a comma before it
  std::string role = "";  ///< further members of the role
  std::int64_t shifts = 1;
  std::int64_t shifts_apart_ms = day_ms;
};

class Activities : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// A station's clerk writes, the office's dispatcher above reviews.
  testing::District district{GetParam(), 60};
  std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  testing::Caller clerk = district.as("shuyuan");
  testing::Caller dispatcher = district.as("pitong");
  Random random{7};
  SecretRandom secrets;
  Rules rules;
  ActivitySteps steps{random, secrets, rules};

  std::string plan(const Wanted& wanted = {}) {
    std::string shifts;
    for (std::int64_t i = 0; i < wanted.shifts; ++i) {
      const std::int64_t starts = district.clock.now().ms + wanted.starts_in_ms + i * wanted.shifts_apart_ms;
      shifts += std::string(i ? "," : "") + R"({"starts_ms":)" + std::to_string(starts) + R"(,"ends_ms":)" +
                std::to_string(starts + wanted.hours * hour_ms) +
                R"(,"minimum_staff":1,"roles":[{"name":"引导","capacity":)" + std::to_string(wanted.capacity) +
                R"(,"reserved":)" + std::to_string(wanted.reserved) + wanted.role + "}]}";
    }
    return R"({"site_id":")" + station +
           R"(","category":"culture","title":"文庙讲解日","summary":"为游客讲书院街的故事",)" +
           R"("conditions":"室外站立两小时","risks":"暑热，自带水","place":"书院街 1 号","private_details":"东门集合，找辜老师",)" +
           R"("mode":")" + wanted.mode + R"(","shifts":[)" + shifts + "]" + wanted.more + "}";
  }
  static std::string path(const std::string& id, const std::string& step = "") {
    return "/api/activities/" + id + (step.empty() ? "" : "/" + step);
  }
  std::string drafted(const Wanted& wanted = {}) {
    const testing::Answer made = clerk.post("/api/activities", plan(wanted));
    EXPECT_EQ(made.status, 201) << made.body;
    return testing::at(made, "id");
  }
  std::string published(const Wanted& wanted = {}) {
    const std::string id = drafted(wanted);
    EXPECT_EQ(clerk.post(path(id, "submission")).status, 200);
    const testing::Answer done = dispatcher.post(path(id, "publication"));
    EXPECT_EQ(testing::at(done, "state"), "recruiting") << done.body;
    return id;
  }
  /// The roles of an activity, by start.
  std::vector<ShiftRoleId> roles(const std::string& activity) {
    return district.database().read([&](db::Reader& reader) {
      std::vector<ShiftRoleId> found;
      for (const Shift& shift : store::shifts(reader, ActivityId(activity)))
        for (const ShiftRole& role : shift.roles) found.push_back(role.id);
      return found;
    });
  }
  std::string role(const std::string& activity) { return roles(activity).at(0).str(); }

  /// `count` more registered volunteers, free of everything.
  std::vector<PersonId> volunteers(std::size_t count, std::int64_t birth_year = 1990) {
    std::vector<PersonId> made;
    const auto written = district.database().write_now([&](db::Tx& tx) -> Outcome {
      made.clear();
      for (std::size_t i = 0; i < count; ++i) {
        made.push_back(PersonId::fresh(district.clock.now(), random));
        tx.push(
            "INSERT INTO persons (id, name, mobile_sealed, mobile_key, birth_year, created_ms) VALUES ($1, '志愿者', "
            "'', $1, $2, 0)",
            made.back(), birth_year);
        tx.push("INSERT INTO volunteers (person_id, number, state, site_id) VALUES ($1, $1, 'registered', $2)",
                made.back(), station);
      }
      return Done{};
    });
    EXPECT_TRUE(written.ok());
    return made;
  }
  PersonId volunteer() { return volunteers(1).front(); }

  testing::Answer sign_up(const PersonId& person, const std::string& role, int companions = 0, bool wait = true) {
    return district.as(person).post(
        "/api/shift-roles/" + role + "/signups",
        R"({"companions":)" + std::to_string(companions) + R"(,"wait":)" + (wait ? "true" : "false") + "}");
  }
  template <class Caller>
  testing::Answer signup_step(Caller&& caller, const std::string& id, const std::string& step,
                              const std::string& body = "{}") {
    return caller.post("/api/signups/" + id + "/" + step, body);
  }
  std::string state_of(const std::string& signup) {
    return district.value("SELECT state FROM signups WHERE id = '" + signup + "'");
  }
  std::string told(const PersonId& person) {
    return district.value("SELECT kind FROM notices WHERE person_id = '" + person.str() +
                          "' ORDER BY id DESC LIMIT 1");
  }

  /// What is wrong with the places of a role as this transaction sees them; "" when they are exact: taken is what the
  /// active hold with their companions, never more than there are; the waitlist is as long as it says.
  static std::string wrong_places(db::Reader& reader) {
    const auto row = reader.find(
        "SELECT r.id FROM shift_roles r WHERE r.taken > r.capacity OR r.taken <> (SELECT COALESCE(SUM(1 + "
        "g.companions), 0) "
        "FROM signups g WHERE g.role_id = r.id AND g.state IN ('offered', 'confirmed', 'checked_in', 'checked_out', "
        "'counted', "
        "'absent')) OR r.reserved_taken <> (SELECT COALESCE(SUM(1 + g.companions), 0) FROM signups g WHERE g.role_id "
        "= r.id "
        "AND g.reserved = 1 AND g.state IN ('offered', 'confirmed', 'checked_in', 'checked_out', 'counted', "
        "'absent')) "
        "OR r.waiting <> (SELECT COUNT(*) FROM signups g WHERE g.role_id = r.id AND g.state = 'waitlisted') LIMIT 1");
    return row ? "the places of " + row->text(0) + " are not exact" : "";
  }
  void expect_exact() {
    EXPECT_EQ(district.database().read([](db::Reader& reader) { return wrong_places(reader); }), "");
  }
  /// Nobody waits who would fit.
  void expect_nobody_passed_over() {
    EXPECT_EQ(district.number("SELECT COUNT(*) FROM signups g JOIN shift_roles r ON r.id = g.role_id WHERE "
                              "g.state = 'waitlisted' AND 1 + g.companions <= r.capacity - r.reserved - r.taken + "
                              "r.reserved_taken"),
              0);
  }
  void TearDown() override { expect_exact(); }
};

}  // namespace ws::activities
