// What who teaches can do from the desk: see their sessions, send the stream, answer, hear how it was.
#include <gmock/gmock.h>

#include "courses/rig_test.h"
#include "testing/broadcasts.h"

namespace ws::courses {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using ::testing::HasSubstr;
using ::testing::Not;

class Teaching : public Courses {
 protected:
  Caller lecturer = district.as(teacher);
  Caller somebody = district.as("zyz2");
  std::string linked(const std::string& session) {
    const std::string broadcast = testing::announced_broadcast(district);
    EXPECT_EQ(center.put(session + "/broadcast", R"({"broadcast_id":")" + broadcast + "\"}").status, 200);
    return broadcast;
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Teaching, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Teaching, OnesOwnSessionsAreThereUntilAMonthAfterThem) {
  const std::string course = published();
  const std::string session = announced(course, 5);
  planned(course, 5, 2);
  const auto own = [&] { return json::Document(lecturer.get("/api/lecturers/mine").body).items("sessions").size(); };
  EXPECT_EQ(own(), 1u) << "what is only planned may still change";
  district.clock.advance_ms(23 * hour_ms);
  ASSERT_EQ(lecturer.post(session + "/beginning").status, 200);
  ASSERT_EQ(lecturer.post(session + "/ending").status, 200);
  EXPECT_EQ(own(), 1u);
  district.clock.advance_ms(31 * day_ms);
  EXPECT_EQ(own(), 0u);
}

TEST_P(Teaching, HardRule_FeedbackGivesNobodyAway) {
  const std::string session = announced(published(), 10);
  const auto people = residents(6);
  std::string there;
  for (const PersonId& person : people)
    there += (there.empty() ? "\"" : ",\"") + at(sign_up(person, session), "id") + "\"";
  reason_is(lecturer.get(session + "/feedback"), "session.no_feedback");
  district.clock.advance_ms(day_ms);
  ASSERT_EQ(lecturer.post(session + "/beginning").status, 200);
  ASSERT_EQ(lecturer.post(session + "/attendance", R"({"place_ids":[)" + there + "]}").status, 200);
  ASSERT_EQ(lecturer.post(session + "/ending").status, 200);
  const std::string survey = district.value("SELECT feedback_id FROM course_sessions WHERE feedback_id IS NOT NULL");
  const auto reply = [&](const PersonId& person) {
    testing::HttpClient phone(district.port(), district.session_of(person));
    return phone.post_form("/surveys/" + survey + "/replies", "_key=a&q.useful=5&q.clear=4&q.say=%E5%A5%BD").status;
  };
  for (std::size_t i = 0; i < 4; ++i) ASSERT_EQ(reply(people[i]), 303);
  const Answer few = lecturer.get(session + "/feedback");
  EXPECT_EQ(at(few, "hidden"), "true");
  EXPECT_EQ(at(few, "replies"), "0");
  EXPECT_THAT(few.body, Not(HasSubstr("好")));
  ASSERT_EQ(reply(people[4]), 303);
  const Answer enough = lecturer.get(session + "/feedback");
  EXPECT_EQ(at(enough, "replies"), "5");
  EXPECT_EQ(json::Document(enough.body).items("questions").at(0).integer("sum"), 25);
  EXPECT_THAT(enough.body, HasSubstr("好"));
  reason_is(somebody.get(session + "/feedback"), "session.not_yours");
}

TEST_P(Teaching, HardRule_WhoTeachesAnswersQuestionsOfTheirOwnBroadcastAndDoesNotModerate) {
  const std::string session = announced(published(), 5);
  const std::string broadcast = linked(session);
  testing::go_live(district, broadcast);
  const auto asked = [&](const char* words) {
    const Answer done = district.as("jumin1").post("/api/live/" + broadcast + "/questions",
                                                   R"({"text":")" + std::string(words) + "\"}");
    EXPECT_EQ(done.status, 201) << done.body;
    return "/api/broadcast-questions/" + at(done, "id") + "/decision";
  };
  const std::string question = asked("转错了钱怎么办？"), other = asked("能不能慢一点？");
  reason_is(somebody.post(question, R"({"state":"answered"})"), "live.question_not_found");
  EXPECT_EQ(lecturer.post(question, R"({"state":"answered"})").status, 200);
  reason_is(lecturer.post(other, R"({"state":"hidden","reason":"不合适"})"), "live.not_found");
  reason_is(lecturer.get("/api/broadcasts/" + broadcast + "/messages"), "access.denied");
  ASSERT_EQ(center.put(session + "/broadcast", "{}").status, 200);
  reason_is(lecturer.post(other, R"({"state":"answered"})"), "live.question_not_found");
}

TEST_P(Teaching, HardRule_TheKeyOfAStreamIsForItsStaffAndWhoTeachesWhatItShows) {
  const std::string session = announced(published(), 5);
  const std::string broadcast = linked(session);
  const std::string key = "/api/broadcasts/" + broadcast + "/stream-key";
  reason_is(somebody.post(key), "live.not_found");
  EXPECT_EQ(lecturer.post(key).status, 201);
  EXPECT_EQ(district.as("shuyuan").post(key).status, 201);
  ASSERT_EQ(center.post(session + "/cancellation", R"({"reason":"老师病了"})").status, 200);
  reason_is(lecturer.post(key), "live.not_found");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcast_events WHERE kind = 'key_made'"), 2);
}

}  // namespace
}  // namespace ws::courses
