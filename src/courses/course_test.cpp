// Courses from a lecturer's application to feedback and training records, over HTTP, on both engines.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "courses/course_model.h"
#include "courses/feedback_service.h"
#include "courses/rig_test.h"
#include "testing/broadcasts.h"

namespace ws::courses {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(CourseModel, HardRule_ASessionGoesItsWayAndNoOther) {
  using enum SessionState;
  const std::vector<SessionState> states{planned, announced, live, ended, replay_published, cancelled};
  const std::vector<std::pair<SessionState, Step>> allowed{{planned, Step::announce}, {announced, Step::begin},
                                                           {live, Step::end},         {ended, Step::publish_replay},
                                                           {planned, Step::cancel},   {announced, Step::cancel}};
  std::size_t moves = 0;
  for (const SessionState state : states)
    for (const Step step : {Step::announce, Step::begin, Step::end, Step::publish_replay, Step::cancel})
      if (next_state(state, step)) {
        ++moves;
        EXPECT_NE(std::find(allowed.begin(), allowed.end(), std::pair(state, step)), allowed.end());
      }
  EXPECT_EQ(moves, allowed.size());
}

TEST(CourseModel, SessionsAreAtAPlaceWithSeatsOrOnline) {
  SessionPlan plan;
  plan.starts = {hour_ms};
  plan.ends = {2 * hour_ms};
  plan.place = "二楼教室";
  plan.place_site = SiteId("x");
  EXPECT_EQ(check_session(plan, {0}).error().reason, "session.capacity");
  plan.capacity = 20;
  EXPECT_TRUE(check_session(plan, {0}).ok());
  EXPECT_EQ(check_session(plan, {hour_ms}).error().reason, "session.past");
  plan.mode = Mode::online;
  EXPECT_EQ(check_session(plan, {0}).error().reason, "session.place");
  plan.place_site = {};
  plan.ends = {14 * hour_ms};
  EXPECT_EQ(check_session(plan, {0}).error().reason, "session.times");
}

TEST(CourseModel, FeedbackIsAValidSurveyForThoseWhoWereThere) {
  const auto form = feedback_form("手机课", {0}, 14);
  EXPECT_TRUE(surveys::check_form(form).ok());
  EXPECT_EQ(form.audience, surveys::Audience::invited);
}

TEST_P(Courses, HardRule_NobodyPassesTheirOwnApplication) {
  const PersonId office = district.person("pitong");
  Caller applicant = district.as(office);
  const std::string site = district.value("SELECT id FROM sites WHERE code = '510117001'");
  const std::string application =
      R"({"site_id":")" + site +
      R"(","about":"会唱川剧，也教过孩子唱","proofs":"川剧票友证","categories":[{"code":"arts"}]})";
  ASSERT_EQ(applicant.post("/api/lecturers", application).status, 201);
  reason_is(applicant.post("/api/lecturers", application), "lecturer.waits");
  reason_is(applicant.post("/api/lecturers/" + office.str() + "/approval"), "lecturer.own");
}

TEST_P(Courses, ALecturerAppliesIsReviewedAndSaysWhenTheyAreFree) {
  Caller lecturer = district.as(teacher);
  EXPECT_EQ(at(lecturer.get("/api/lecturers/mine"), "lecturer.state"), "approved");
  EXPECT_THAT(lecturer.get("/api/notices").body, HasSubstr("讲师"));
  const std::int64_t starts = district.clock.now().ms + day_ms;
  const Answer time =
      lecturer.post("/api/lecturer-times", R"({"starts_ms":)" + std::to_string(starts) + R"(,"ends_ms":)" +
                                               std::to_string(starts + 3 * hour_ms) + "}");
  ASSERT_EQ(time.status, 201) << time.body;
  EXPECT_THAT(center.get("/api/lecturers/" + teacher.str() + "/times").body, HasSubstr(at(time, "id")));
  reason_is(district.as("ziyun").get("/api/lecturers/" + teacher.str() + "/times"), "lecturer.not_found");
  reason_is(district.as("zyz2").post("/api/lecturer-times/" + at(time, "id") + "/removal"), "lecturer.no_time");
  EXPECT_EQ(lecturer.post("/api/lecturer-times/" + at(time, "id") + "/removal").status, 200);
  EXPECT_THAT(center.get("/api/lecturers?state=approved").body, HasSubstr(teacher.str()));
  ASSERT_EQ(lecturer
                .post("/api/lecturers",
                      R"({"site_id":")" + center_site +
                          R"(","about":"还想教种花养草和盆景","proofs":"园艺证","categories":[{"code":"farm"}]})")
                .status,
            201);
  EXPECT_EQ(center.post("/api/lecturers/" + teacher.str() + "/rejection", R"({"reason":"请补园艺证照片"})").status,
            200);
  EXPECT_EQ(at(lecturer.get("/api/lecturers/mine"), "lecturer.reason"), "请补园艺证照片");
  reason_is(center.post("/api/courses", plan(R"(,"site_id":")" + center_site + "\"")), "course.no_lecturer");
}

TEST_P(Courses, ASessionIsWatchedByItsBroadcastAndReplayedAfterIt) {
  const std::string course = published(), session = announced(course, 5);
  const std::string broadcast = testing::announced_broadcast(district);
  const std::string link = R"({"broadcast_id":")" + broadcast + "\"}";
  reason_is(district.as("ziyun").put(session + "/broadcast", link), "session.not_yours");
  ASSERT_EQ(center.put(session + "/broadcast", link).status, 200);
  const std::string page = "/courses/" + course.substr(course.rfind('/') + 1);
  EXPECT_THAT(district.nobody().get(page).body, HasSubstr("href=\"/live/" + broadcast + "\""));
  const auto state = [&] {
    return json::Document(district.nobody().get(course).body).items("sessions").at(0).text("broadcast_state");
  };
  EXPECT_EQ(state(), "announced");
  ASSERT_EQ(
      district.as("shuyuan").post("/api/broadcasts/" + broadcast + "/withdrawal", R"({"reason":"改期"})").status,
      200);
  EXPECT_EQ(state(), std::nullopt) << "what is planned is not told";
  EXPECT_THAT(district.nobody().get(page).body, Not(HasSubstr("/live/" + broadcast)));
  testing::change(district,
                  "UPDATE broadcasts SET state = 'replay_published', live_ms = 1, ended_ms = 2, replay_ms = "
                  "3 WHERE id = '" +
                      broadcast + "'");
  EXPECT_THAT(district.nobody().get(page).body, HasSubstr("看回放"));
  reason_is(center.put(session + "/broadcast", R"({"broadcast_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"})"), "live.not_found");
  ASSERT_EQ(center.put(session + "/broadcast", "{}").status, 200);
  EXPECT_EQ(state(), std::nullopt);
}

TEST_P(Courses, CategoriesAreKeptAndDraftsAreHidden) {
  EXPECT_EQ(center
                .put("/api/course-categories/opera",
                     R"({"name":"川剧","name_en":"Sichuan opera","position":9,"active":true})")
                .status,
            200);
  EXPECT_THAT(district.nobody().get("/api/course-categories").body, HasSubstr("川剧"));
  reason_is(center.put("/api/course-categories/Bad", R"({"name":"川剧","name_en":"x y","position":9,"active":true})"),
            "course.bad_code");
  const Answer made = center.post("/api/courses", plan(R"(,"site_id":")" + center_site + "\""));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string course = "/api/courses/" + at(made, "id");
  reason_is(district.nobody().get(course), "course.not_found");
  reason_is(district.as("ziyun").get(course), "course.not_found");
  reason_is(district.as("ziyun").put(course, plan(R"(,"state":"published","version":1)")), "course.not_found");
  reason_is(district.as("ziyun").post("/api/courses", plan(R"(,"site_id":")" + center_site + "\"")),
            "site.not_yours");
  EXPECT_EQ(district.as(teacher).get(course).status, 200) << "its lecturer";
  EXPECT_THAT(center.get("/api/courses/managed").body, HasSubstr(at(made, "id")));
  EXPECT_THAT(district.nobody().get("/api/courses").body, Not(HasSubstr(at(made, "id"))));
  EXPECT_EQ(center.put(course, plan(R"(,"state":"published","version":1)")).status, 200);
  reason_is(center.put(course, plan(R"(,"state":"published","version":1)")), "course.changed_meanwhile");
  reason_is(center.put(course, plan(R"(,"state":"draft","version":2)")), "course.state");
  EXPECT_THAT(district.nobody().get("/api/courses?category=phone").body, HasSubstr(at(made, "id")));
  const std::string session = planned(course, 5);
  reason_is(sign_up(district.person("jumin1"), session), "session.not_found");
  EXPECT_THAT(district.nobody().get(course).body, Not(HasSubstr("二楼教室"))) << "not announced yet";
}

/// domain.md, Places: exact, one place a person, the waitlist moves up in the same transaction.
TEST_P(Courses, HardRule_CapacityIsExactAndACancelledPlaceGoesToTheFirstWhoWaits) {
  const std::string course = published();
  const std::string session = announced(course, 2);
  const auto people = residents(5);
  std::vector<std::string> places;
  for (const PersonId& person : people) places.push_back(at(sign_up(person, session), "id"));
  EXPECT_EQ(state_of(places[1]), "confirmed");
  EXPECT_EQ(state_of(places[2]), "waitlisted");
  reason_is(sign_up(people[0], session), "session.twice");
  EXPECT_EQ(district.as(people[3]).post("/api/session-places/" + places[3] + "/cancellation").status, 200);
  reason_is(district.as(people[1]).post("/api/session-places/" + places[0] + "/cancellation"), "session.no_place");
  EXPECT_EQ(district.as(people[0]).post("/api/session-places/" + places[0] + "/cancellation").status, 200);
  EXPECT_EQ(state_of(places[2]), "offered") << "in the same transaction";
  EXPECT_EQ(state_of(places[4]), "waitlisted");
  EXPECT_THAT(district.as(people[2]).get("/api/notices").body, HasSubstr("手机防骗第一课"));
  const json::Document shown(district.nobody().get(course).body);
  EXPECT_EQ(shown.items("sessions").at(0).integer("taken"), 2);
  EXPECT_EQ(shown.items("sessions").at(0).integer("waiting"), 1);
  EXPECT_EQ(answered(people[2], places[2], "acceptance").status, 200);
  EXPECT_THAT(district.as(people[2]).get("/api/session-places/mine").body, HasSubstr("confirmed"));
  reason_is(district.as(people[0]).post("/api/session-places/" + places[0] + "/cancellation"), "session.place_state");
}

TEST_P(Courses, HardRule_ARushLeavesNoPlaceTakenTwice) {
  const std::string session = announced(published(), 3);
  const auto people = residents(12);
  std::vector<std::thread> rush;
  for (const PersonId& person : people)
    rush.emplace_back([&, token = district.session_of(person)] {
      testing::HttpClient phone(district.port(), token);
      phone.post_json(session + "/places", "{}");
    });
  for (std::thread& one : rush) one.join();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM session_places WHERE state = 'confirmed'"), 3);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM session_places WHERE state = 'waitlisted'"), 9);
  EXPECT_EQ(district.number("SELECT taken FROM course_sessions"), 3);
}

TEST_P(Courses, HardRule_OverlappingSessionsAtASiteAreRefused) {
  const std::string course = published();
  const std::string first = announced(course, 5);
  const std::string second = announced(course, 5);
  const PersonId resident = district.person("jumin1");
  EXPECT_EQ(sign_up(resident, first).status, 201) << "a resident who is no volunteer";
  reason_is(sign_up(resident, second), "session.overlap");
  EXPECT_EQ(sign_up(resident, announced(course, 5, 2)).status, 201);
}

TEST_P(Courses, ASessionIsHeldByItsLecturerAndThoseWhoWereThereAreAskedHowItWas) {
  ASSERT_EQ(
      center.post("/api/training-courses", R"({"code":"phone-helper","title":"手机助教","valid_months":12})").status,
      201);
  const std::string session = announced(published("phone-helper"), 5);
  const auto people = residents(2);
  const std::string there = at(sign_up(people[0], session), "id");
  ASSERT_EQ(sign_up(people[1], session).status, 201);
  Caller lecturer = district.as(teacher);
  reason_is(district.as("zyz2").post(session + "/beginning"), "session.not_yours");
  reason_is(lecturer.post(session + "/attendance", R"({"place_ids":[]})"), "session.state");
  reason_is(lecturer.post(session + "/ending"), "session.state");
  reason_is(lecturer.post(session + "/beginning"), "session.too_early");
  district.clock.advance_ms(23 * hour_ms);
  ASSERT_EQ(lecturer.post(session + "/beginning").status, 200);
  reason_is(sign_up(district.person("jumin1"), session), "session.closed");
  EXPECT_THAT(lecturer.get(session + "/places").body, HasSubstr(there));
  ASSERT_EQ(lecturer.post(session + "/attendance", R"({"place_ids":[")" + there + "\"]}").status, 200);
  ASSERT_EQ(lecturer.post(session + "/ending").status, 200);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM session_places WHERE state = 'absent'"), 1);
  const std::string survey = district.value("SELECT feedback_id FROM course_sessions WHERE feedback_id IS NOT NULL");
  testing::HttpClient phone(district.port(), district.session_of(people[0]));
  EXPECT_THAT(phone.get("/surveys/" + survey).body, HasSubstr("这堂课对您有用吗"));
  testing::HttpClient absent(district.port(), district.session_of(people[1]));
  EXPECT_EQ(absent.get("/surveys/" + survey).status, 404) << "was not there";
  EXPECT_EQ(phone.post_form("/surveys/" + survey + "/replies", "_key=a&q.useful=5&q.clear=4").status, 303);
  EXPECT_EQ(phone.post_form("/surveys/" + survey + "/replies", "_key=b&q.useful=5&q.clear=4").status, 409);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM training_records WHERE course = 'phone-helper' AND state = "
                            "'recorded' AND volunteer_id = '" +
                            people[0].str() + "'"),
            1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM training_records WHERE course = 'phone-helper'"), 1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM hours_entries WHERE created_ms > " +
                            std::to_string(district.clock.now().ms - 1)),
            0)
      << "sitting in a class is no service";
  reason_is(lecturer.post(session + "/attendance", R"({"place_ids":[]})"), "session.attended");
  reason_is(center.post(session + "/replay", R"({"replay":"javascript:void"})"), "session.replay");
  EXPECT_EQ(center.post(session + "/replay", R"({"replay":"https://wm.example/replay/1"})").status, 200);
}

TEST_P(Courses, ACancelledSessionTellsWhyAndWhoComesIsTold) {
  const std::string session = announced(published(), 1);
  const auto people = residents(2);
  for (const PersonId& person : people) ASSERT_EQ(sign_up(person, session).status, 201);
  reason_is(district.as(teacher).post(session + "/cancellation", R"({"reason":"老师病了"})"), "access.denied");
  EXPECT_EQ(center.post(session + "/cancellation", R"({"reason":"老师病了"})").status, 200);
  for (const PersonId& person : people) EXPECT_THAT(district.as(person).get("/api/notices").body, HasSubstr("取消"));
  reason_is(center.post(session + "/announcement"), "session.state");
}

INSTANTIATE_TEST_SUITE_P(Engines, Courses, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::courses
