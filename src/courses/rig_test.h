#pragma once
// A course of the center with an approved lecturer, and people around it.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "courses/course_model.h"
#include "testing/district.h"

namespace ws::courses {

class Courses : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    const testing::Answer applied = district.as(teacher).post(
        "/api/lecturers",
        R"({"site_id":")" + center_site +
            R"(","about":"教了三十年语文，退休后教手机","proofs":"教师资格证","categories":[{"code":"phone"}]})");
    ASSERT_EQ(applied.status, 201) << applied.body;
    ASSERT_EQ(center.post("/api/lecturers/" + teacher.str() + "/approval").status, 200);
  }
  std::string plan(const std::string& more = "") {
    return R"({"category":"phone","title":"手机防骗第一课","summary":"认识常见骗局","for_whom":"老年朋友","lecturer_id":")" +
           teacher.str() + "\"" + more + "}";
  }
  std::string published(const std::string& training = "") {
    const std::string extra = training.empty() ? "" : R"(,"training_course":")" + training + "\"";
    const testing::Answer made = center.post("/api/courses", plan(extra + R"(,"site_id":")" + center_site + "\""));
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string course = "/api/courses/" + testing::at(made, "id");
    const testing::Answer edited = center.put(course, plan(extra + R"(,"state":"published","version":1)"));
    EXPECT_EQ(edited.status, 200) << edited.body;
    return course;
  }
  std::string planned(const std::string& course, int capacity, int days = 1) {
    const std::int64_t starts = district.clock.now().ms + days * day_ms;
    const testing::Answer made =
        center.post(course + "/sessions", R"({"starts_ms":)" + std::to_string(starts) + R"(,"ends_ms":)" +
                                              std::to_string(starts + 2 * hour_ms) +
                                              R"(,"mode":"site","place_site_id":")" + center_site +
                                              R"(","place":"二楼教室","capacity":)" + std::to_string(capacity) + "}");
    EXPECT_EQ(made.status, 201) << made.body;
    return "/api/course-sessions/" + testing::at(made, "id");
  }
  std::string announced(const std::string& course, int capacity, int days = 1) {
    const std::string session = planned(course, capacity, days);
    EXPECT_EQ(center.post(session + "/announcement").status, 200);
    return session;
  }
  testing::Answer sign_up(const PersonId& person, const std::string& session) {
    return district.as(person).post(session + "/places");
  }
  std::string state_of(const std::string& place) {
    return district.value("SELECT state FROM session_places WHERE id = '" + place + "'");
  }
  /// Residents with an account, none of them volunteers' leaders or staff.
  std::vector<PersonId> residents(int count) {
    std::vector<PersonId> people;
    for (const db::Row& row : district.database().read([&](db::Reader& reader) {
           return reader.run(
               "SELECT person_id FROM volunteers WHERE state = 'registered' ORDER BY person_id LIMIT $1",
               db::params_of(count));
         }))
      people.push_back(row.id<PersonId>(0));
    return people;
  }
  testing::Answer answered(const PersonId& person, const std::string& place, const std::string& noun) {
    return district.as(person).post("/api/session-places/" + place + "/" + noun);
  }
  std::int64_t told(const PersonId& person, const std::string& kind) {
    return district.number("SELECT COUNT(*) FROM notices WHERE person_id = '" + person.str() + "' AND kind = '" +
                           kind + "'");
  }
  static void reason_is(const testing::Answer& answer, const std::string& reason) {
    EXPECT_EQ(testing::at(answer, "reason"), reason) << answer.body;
  }

  testing::District district{GetParam()};
  const PersonId teacher = district.person("zyz1");
  const std::string center_site = district.value("SELECT id FROM sites WHERE kind = 'center'");
  testing::Caller center = district.as("zhongxin");
};

}  // namespace ws::courses
