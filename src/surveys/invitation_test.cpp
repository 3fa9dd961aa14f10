// Inviting to a survey: by a team, a course, an activity, a pasted list; reminded once; nobody is given away.
#include <gmock/gmock.h>

#include "surveys/invitation_model.h"
#include "testing/broadcasts.h"

namespace ws::surveys {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(InvitationModel, APastedListIsCutAtWhateverSeparates) {
  EXPECT_EQ(split_accounts("zyz1，zyz2、zyz1\r\n51010001; ,zyz3\t"),
            (std::vector<std::string>{"zyz1", "zyz2", "51010001", "zyz3"}));
  EXPECT_TRUE(split_accounts(" ，\n").empty());
}

TEST(InvitationModel, HardRule_NobodyIsInvitedWhoTheirAnswerWouldGiveAway) {
  Survey survey;
  survey.form.audience = Audience::invited;
  survey.form.closes = {day_ms};
  survey.state = State::open;
  const auto judged = [&](std::int64_t before, std::size_t fresh) {
    const Outcome may = check_invitation(survey, before, fresh, 5, {0});
    return may ? std::string() : may.error().reason;
  };
  EXPECT_EQ(judged(0, 4), "survey.few_invited");
  EXPECT_EQ(judged(0, 5), "");
  EXPECT_EQ(judged(5, 1), "") << "nobody has answered yet";
  survey.replies = 5;
  EXPECT_EQ(judged(5, 1), "survey.few_invited") << "the sixth answer would be theirs";
  EXPECT_EQ(judged(5, 5), "");
  EXPECT_EQ(judged(5, most_invited + 1), "survey.many_invited");
  survey.state = State::closed;
  EXPECT_EQ(judged(5, 5), "survey.closed");
  survey.form.audience = Audience::everyone;
  EXPECT_EQ(judged(5, 5), "survey.not_for_invited");
}

class Invitations : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string opened(const std::string& audience = "invited") {
    const std::int64_t now = district.clock.now().ms;
    const Answer made = center.post(
        "/api/surveys",
        R"({"site_id":")" + center_site +
            R"(","title":"队伍建设听意见","why":"想听听大家的","handling":"只用来改进","audience":")" + audience +
            R"(","opens_ms":)" + std::to_string(now) + R"(,"closes_ms":)" + std::to_string(now + 7 * day_ms) +
            R"(,"results_public":false,"questions":[{"code":"say","kind":"text","words":"有什么建议？","required":true}]})");
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string survey = "/api/surveys/" + at(made, "id");
    EXPECT_EQ(center.post(survey + "/opening").status, 200);
    return survey;
  }
  static std::string by(const std::string& way, const std::string& id) {
    return R"({"by":")" + way + R"(","id":")" + id + "\"}";
  }
  static std::string accounts(const std::string& pasted) {
    return R"({"by":"accounts","accounts":")" + pasted + "\"}";
  }
  static void reason_is(const Answer& answer, const std::string& reason) {
    EXPECT_EQ(at(answer, "reason"), reason) << answer.body;
  }
  Answer replied(const PersonId& person, const std::string& survey) {
    testing::HttpClient phone(district.port(), district.session_of(person));
    return phone.post_form(survey.substr(4) + "/replies", "_key=a&q.say=%E5%A5%BD");
  }
  std::int64_t told(const std::string& kind) {
    return district.number("SELECT COUNT(*) FROM notices WHERE kind = '" + kind + "'");
  }

  District district{GetParam()};
  const std::string center_site = district.value("SELECT id FROM sites WHERE kind = 'center'");
  const std::string team = district.value(
      "SELECT m.team_id FROM team_members m JOIN volunteers v ON v.person_id = m.person_id WHERE v.state = "
      "'registered' GROUP BY m.team_id ORDER BY COUNT(*) DESC, m.team_id LIMIT 1");
  Caller center = district.as("zhongxin");
};
INSTANTIATE_TEST_SUITE_P(Engines, Invitations, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Invitations, ATeamIsInvitedAfterAPreviewAnswersAndIsRemindedOnce) {
  const std::string survey = opened();
  const Answer seen = center.post(survey + "/invitation-preview", by("team", team));
  ASSERT_EQ(seen.status, 200) << seen.body;
  const std::int64_t found = std::stoll(at(seen, "found"));
  ASSERT_GE(found, 5);
  EXPECT_EQ(at(seen, "fresh"), at(seen, "found"));
  EXPECT_EQ(told("survey.invited"), 0) << "a preview writes nothing";
  ASSERT_EQ(center.post(survey + "/invitations", by("team", team)).status, 200);
  EXPECT_EQ(told("survey.invited"), found);
  EXPECT_EQ(at(center.get(survey), "invited"), std::to_string(found));
  EXPECT_EQ(at(center.post(survey + "/invitation-preview", by("team", team)), "fresh"), "0");
  const PersonId member(district.value("SELECT MIN(person_id) FROM survey_invitations"));
  testing::HttpClient phone(district.port(), district.session_of(member));
  EXPECT_THAT(phone.get("/surveys").body, HasSubstr("队伍建设听意见"));
  EXPECT_THAT(district.nobody().get("/surveys").body, Not(HasSubstr("队伍建设听意见")));
  ASSERT_EQ(replied(member, survey).status, 303);
  EXPECT_THAT(phone.get("/surveys").body, Not(HasSubstr("队伍建设听意见"))) << "answered";
  ASSERT_EQ(center.post(survey + "/reminder").status, 200);
  EXPECT_EQ(told("survey.reminded"), found - 1) << "not who has answered";
  reason_is(center.post(survey + "/reminder"), "survey.reminded");
  EXPECT_NE(at(center.get(survey), "reminded_ms"), "null");
}

TEST_P(Invitations, HardRule_NobodyLearnsWhoIsInvitedOrAnswered) {
  const std::string survey = opened();
  ASSERT_EQ(center.post(survey + "/invitations", by("team", team)).status, 200);
  const PersonId member(district.value("SELECT MIN(person_id) FROM survey_invitations"));
  const std::string name = district.value("SELECT name FROM persons WHERE id = '" + member.str() + "'");
  ASSERT_EQ(replied(member, survey).status, 303);
  for (const char* below : {"", "/results", "/words?question=say"}) {
    const std::string shown = center.get(survey + below).body;
    EXPECT_THAT(shown, Not(HasSubstr(member.str()))) << below;
    EXPECT_THAT(shown, Not(HasSubstr(name))) << below;
  }
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'survey.%' AND subject_id = '" +
                            member.str() + "'"),
            0);
}

TEST_P(Invitations, AreReachedByCourseByActivityAndByAccountsOfTheOfficesOwn) {
  const std::string survey = opened();
  reason_is(center.post(survey + "/invitations", accounts("zyz1 zyz2")), "survey.few_invited");
  const Answer some = center.post(survey + "/invitation-preview", accounts("zyz1，zyz2 nobody-here"));
  EXPECT_EQ(at(some, "found"), "2");
  EXPECT_THAT(some.body, HasSubstr(R"("unknown":["nobody-here"])"));
  // Of the same station's staff: whoever belongs elsewhere is unknown to them, as if they were not there.
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string far = district.value(
      "SELECT v.number FROM volunteers v WHERE v.state = 'registered' AND NOT EXISTS "
      "(SELECT 1 FROM site_tree t WHERE t.site_id = v.site_id AND t.ancestor_id = '" +
      station + "') ORDER BY v.number LIMIT 1");
  EXPECT_EQ(at(center.post(survey + "/invitation-preview", accounts(far)), "found"), "1");
  testing::change(district, "UPDATE surveys SET site_id = '" + station + "'");
  EXPECT_EQ(at(district.as("shuyuan").post(survey + "/invitation-preview", accounts(far)), "found"), "0");
  reason_is(district.as("shuyuan").post(survey + "/invitation-preview", by("course", team)), "course.not_found");
  reason_is(district.as("ziyun").post(survey + "/invitation-preview", by("team", team)), "survey.not_found");
  reason_is(center.post(survey + "/invitation-preview", by("activity", team)), "activity.not_found");
  reason_is(center.post(opened("everyone") + "/invitations", by("team", team)), "survey.not_for_invited");
}

}  // namespace
}  // namespace ws::surveys
