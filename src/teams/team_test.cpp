#include <gmock/gmock.h>

#include "teams/public.h"
#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::teams {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TeamModel, HardRule_WhoMadeATeamDoesNotReviewIt) {
  Team team;
  team.state = State::review;
  Standing maker;
  maker.staff = maker.maker = true;
  EXPECT_EQ(decide(team, maker, Step::approved).error().reason, "team.own");
  EXPECT_EQ(decide(team, maker, Step::returned).error().reason, "team.own");
  Standing colleague;
  colleague.staff = true;
  EXPECT_TRUE(decide(team, colleague, Step::approved).ok());
}

TEST(TeamModel, AnEditTakesATeamOutOfItsReview) {
  EXPECT_EQ(next_state(State::review, Step::edited), State::draft);
  EXPECT_EQ(next_state(State::active, Step::edited), State::active);
  EXPECT_EQ(next_state(State::dissolved, Step::edited), std::nullopt);
  EXPECT_EQ(next_state(State::draft, Step::joined), std::nullopt);
}

TEST(TeamModel, LeadersAreDismissedFromAboveAndTheLastOneStays) {
  Standing leader;
  leader.leader = true;
  EXPECT_EQ(may_dismiss(leader, false).error().reason, "team.equal_rank");
  EXPECT_TRUE(may_dismiss(leader, true).ok());
  Standing above;
  above.above = true;
  EXPECT_TRUE(may_dismiss(above, false).ok());
  EXPECT_EQ(may_remove(above, true).error().reason, "team.leader_first");
  EXPECT_EQ(may_go(true, 1, 2).error().reason, "team.last_leader");
  EXPECT_TRUE(may_go(true, 1, 1).ok()) << "nobody is left without";
  EXPECT_TRUE(may_go(true, 2, 5).ok());
}

class Teams : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string site(const std::string& code) {
    return district.value("SELECT id FROM sites WHERE code = '" + code + "'");
  }
  std::string team(const std::string& code) {
    return "/api/teams/" + district.value("SELECT id FROM teams WHERE code = '" + code + "'");
  }
  std::string plan(const std::string& name, const std::string& more = "") {
    return R"({"name":")" + name + R"(","host":"community","summary":"清晨沿河走一圈，见着垃圾就捡","site_id":")" +
           station + "\"" + more + "}";
  }
  std::string founded(const std::string& name, const std::string& more = "") {
    const Answer answer = volunteer.post("/api/teams", plan(name, more));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/teams/" + at(answer, "id");
  }
  std::string active(const std::string& name) {
    std::string path = founded(name);
    EXPECT_EQ(volunteer.post(path + "/submission").status, 200);
    EXPECT_EQ(at(clerk.post(path + "/approval"), "state"), "active");
    return path;
  }
  /// A registered volunteer of no demo login.
  PersonId somebody(int nth) {
    return PersonId(district.value(
        "SELECT v.person_id FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.state = 'registered' AND "
        "p.login IS NULL AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id) ORDER BY v.number LIMIT 1 "
        "OFFSET " +
        std::to_string(nth)));
  }
  std::string asked(const PersonId& person, const std::string& path) {
    const Answer answer = district.as(person).post(path + "/requests", R"({"text":"住得近，早上都在"})");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/team-requests/" + at(answer, "id");
  }
  void joined(const PersonId& person, const std::string& path) {
    EXPECT_EQ(volunteer.post(asked(person, path) + "/approval").status, 200);
  }
  std::int64_t told(const PersonId& person, const std::string& kind) {
    return district.number("SELECT COUNT(*) FROM notices WHERE person_id = '" + person.str() + "' AND kind = '" +
                           kind + "'");
  }

  District district{GetParam()};
  const std::string station = site("510117001021");
  Caller volunteer = district.as("zyz1");
  Caller clerk = district.as("shuyuan");
  Caller center = district.as("zhongxin");
};

TEST_P(Teams, AreFoundedReviewedAndLedByTheirFounder) {
  const std::string path = founded("书院河边巡护队");
  EXPECT_EQ(district.nobody().get(path).status, 404) << "a draft is nobody else's";
  EXPECT_EQ(district.as("ziyun").get(path).status, 404);
  EXPECT_EQ(at(clerk.post(path + "/approval"), "reason"), "team.state") << "nobody submitted it yet";
  ASSERT_EQ(volunteer.post(path + "/submission").status, 200);
  EXPECT_EQ(told(district.person("shuyuan"), "team.submitted"), 1);
  EXPECT_EQ(at(clerk.post(path + "/return", R"({"reason":"简介里写上集合地点"})"), "state"), "draft");
  EXPECT_EQ(told(district.person("zyz1"), "team.returned"), 1);
  const std::string edited = plan("书院河边巡护队", R"(,"version":)" + at(volunteer.get(path), "team.version"));
  EXPECT_EQ(at(volunteer.put(path, edited), "reason"), "json.unknown_field") << "the site stays";
  const std::string words =
      R"({"name":"书院河边巡护队","host":"community","summary":"清晨六点半书院桥头集合","version":)";
  EXPECT_EQ(at(volunteer.put(path, words + "1}"), "reason"), "team.changed_meanwhile");
  ASSERT_EQ(volunteer.put(path, words + at(volunteer.get(path), "team.version") + "}").status, 200);
  ASSERT_EQ(volunteer.post(path + "/submission").status, 200);
  EXPECT_THAT(clerk.get("/api/teams/managed?state=review").body, HasSubstr("巡护队"));
  EXPECT_EQ(at(clerk.post(path + "/approval"), "state"), "active");

  const Answer shown = district.nobody().get(path);
  EXPECT_EQ(at(shown, "team.members"), "1");
  EXPECT_THAT(shown.body, Not(HasSubstr(district.value("SELECT name FROM persons WHERE login = 'zyz1'"))))
      << "strangers see a masked name";
  EXPECT_EQ(at(district.as("zyz1").get(path), "own.leader"), "true");
  EXPECT_THAT(district.nobody().get("/api/search?q=%E4%B9%A6%E9%99%A2%E6%B2%B3%E8%BE%B9").body,
              HasSubstr("书院河边巡护队"));
  EXPECT_THAT(clerk.get(path + "/events").body, HasSubstr("\"approved\""));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'team.approved'"), 1);
}

TEST_P(Teams, HardRule_MakerIsNotChecker) {
  const Answer made = clerk.post("/api/teams", plan("书院读报队"));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = "/api/teams/" + at(made, "id");
  EXPECT_EQ(clerk.post(path + "/submission").status, 200);
  EXPECT_EQ(at(clerk.post(path + "/approval"), "reason"), "team.own");
  EXPECT_EQ(at(district.as("pitong").post(path + "/approval"), "state"), "active");
  EXPECT_EQ(at(clerk.get(path), "team.members"), "0") << "who is no volunteer founds and does not belong";
}

TEST_P(Teams, AreNestedNoDeeperThanPolicySays) {
  const std::string first = active("一队");
  std::string parent = first;
  for (const char* name : {"二队", "三队"}) {
    const Answer made = volunteer.post("/api/teams", plan(name, R"(,"parent_id":")" + parent.substr(11) + "\""));
    ASSERT_EQ(made.status, 201) << made.body;
    const std::string path = "/api/teams/" + at(made, "id");
    ASSERT_EQ(volunteer.post(path + "/submission").status, 200);
    ASSERT_EQ(clerk.post(path + "/approval").status, 200);
    parent = path;
  }
  EXPECT_EQ(at(volunteer.post("/api/teams", plan("四队", R"(,"parent_id":")" + parent.substr(11) + "\"")), "reason"),
            "team.too_deep");
  EXPECT_EQ(at(volunteer.get(first), "team.sub_teams"), "2");
  EXPECT_EQ(at(volunteer.get(first), "team.members"), "1") << "one person in three teams is one person";
  const std::string foreign = R"(,"parent_id":")" + team("veterans_corps").substr(11) + "\"";
  EXPECT_EQ(at(volunteer.post("/api/teams", plan("别人的分队", foreign)), "reason"), "team.not_yours");
  EXPECT_EQ(at(clerk.post(first + "/dissolution", R"({"reason":"合并到别处"})"), "reason"), "team.has_sub_teams");
}

TEST_P(Teams, TakeRequestsThatTheirLeaderAnswers) {
  const std::string path = active("书院巡护队");
  const PersonId one = somebody(0), two = somebody(1);
  const std::string first = asked(one, path);
  EXPECT_EQ(told(district.person("zyz1"), "team.requested"), 1);
  EXPECT_EQ(at(district.as(one).post(path + "/requests"), "reason"), "team.already_requested");
  EXPECT_EQ(at(district.as(one).get(path), "own.request.state"), "pending");
  EXPECT_THAT(volunteer.get(path + "/requests?state=pending").body, HasSubstr("住得近"));
  EXPECT_EQ(at(district.as(two).post(first + "/approval"), "reason"), "team.request_not_found");
  EXPECT_EQ(at(district.as(one).post(first + "/approval"), "reason"), "team.own_request");
  EXPECT_EQ(at(volunteer.post(first + "/approval"), "state"), "approved");
  EXPECT_EQ(told(one, "team.joined"), 1);
  EXPECT_EQ(at(volunteer.post(first + "/approval"), "reason"), "team.request_answered");
  EXPECT_EQ(at(district.as(one).post(path + "/requests"), "reason"), "team.already_member");

  const std::string second = asked(two, path);
  EXPECT_EQ(at(volunteer.post(second + "/refusal"), "reason"), "field.required") << "a refusal says why";
  EXPECT_EQ(at(volunteer.post(second + "/refusal", R"({"reason":"早上人够了，晚上那班缺人"})"), "state"), "refused");
  EXPECT_THAT(district.as(two).get("/api/notices").body, HasSubstr("晚上那班缺人"));
  const std::string third = asked(two, path);
  EXPECT_EQ(at(district.as(two).post(third + "/withdrawal"), "state"), "withdrawn");
  EXPECT_THAT(district.as(two).get("/api/my/teams").body, HasSubstr("\"withdrawn\""));
  EXPECT_THAT(district.as(one).get("/api/my/teams").body, HasSubstr("书院巡护队"));
  EXPECT_EQ(at(district.as("jumin1").post(path + "/requests"), "reason"), "team.not_volunteer");
  EXPECT_EQ(at(volunteer.get(path), "team.members"), "2");
}

TEST_P(Teams, LeadershipIsSharedHandedOverAndNeverLostBySlip) {
  const std::string path = active("书院巡护队");
  const PersonId one = somebody(0), two = somebody(1);
  joined(one, path);
  joined(two, path);
  EXPECT_EQ(at(volunteer.post(path + "/departure"), "reason"), "team.last_leader");
  const std::string member_one = path + "/members/" + one.str();
  ASSERT_EQ(volunteer.post(member_one + "/appointment").status, 200);
  EXPECT_EQ(at(volunteer.post(member_one + "/appointment"), "reason"), "team.already_leader");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM grants WHERE person_id = '" + one.str() +
                            "' AND role = 'team_leader' AND revoked_ms IS NULL"),
            1);
  EXPECT_EQ(at(volunteer.post(member_one + "/dismissal", R"({"reason":"换届了"})"), "reason"), "team.equal_rank");
  EXPECT_EQ(at(volunteer.post(member_one + "/removal", R"({"reason":"换届了"})"), "reason"), "team.leader_first");
  EXPECT_EQ(clerk.post(member_one + "/dismissal", R"({"reason":"换届了"})").status, 200);
  EXPECT_EQ(volunteer.post(member_one + "/removal", R"({"reason":"搬走了"})").status, 200);
  EXPECT_EQ(told(one, "team.removed"), 1);
  EXPECT_EQ(volunteer.post(path + "/handover", R"({"person_id":")" + two.str() + "\"}").status, 200);
  EXPECT_EQ(at(district.as("zyz1").post(path + "/handover", R"({"person_id":")" + two.str() + "\"}"), "reason"),
            "team.not_yours");
  EXPECT_EQ(at(district.as(two).get(path), "own.leader"), "true");
  EXPECT_EQ(district.as("zyz1").post(path + "/departure").status, 200);
  EXPECT_EQ(at(district.as(two).get(path), "team.members"), "1");
}

TEST_P(Teams, MembersArePagedForTheirLeadersOnly) {
  Caller leader = district.as("laobing");
  const std::string corps = team("veterans_corps");
  EXPECT_EQ(at(volunteer.get(corps + "/memberships"), "reason"), "team.not_yours");
  std::string cursor;
  std::size_t seen = 0;
  for (int pages = 0; pages < 100; ++pages) {
    const Answer answer = leader.get(corps + "/memberships?limit=100&cursor=" + cursor);
    ASSERT_EQ(answer.status, 200) << answer.body;
    seen += json::Document(answer.body).items("items").size();
    cursor = at(answer, "next");
    if (cursor == "null") break;
    cursor.replace(cursor.find(' '), 1, "%20");
  }
  EXPECT_EQ(
      static_cast<std::int64_t>(seen),
      district.number("SELECT COUNT(*) FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.code = "
                      "'veterans_corps' OR t.parent_id = (SELECT id FROM teams WHERE code = 'veterans_corps')"));
  EXPECT_GT(seen, 20u);
}

TEST_P(Teams, HardRule_PersonTimesAndPeopleRollUpWithoutCountingAnybodyTwice) {
  const std::string corps = team("veterans_corps"), patrol = team("vet_patrol"), river = team("vet_river");
  const PersonId one = somebody(0), two = somebody(1);
  const auto count = [&](const PersonId& person, const std::string& path, int days_ago) {
    const auto entry = testing::effective(district, person, days_ago, 60);
    ASSERT_TRUE(district.database()
                    .write_now([&](db::Tx& tx) -> Outcome {
                      tx.exec("UPDATE hours_standing SET team_id = $2 WHERE entry_id = $1", entry, path.substr(11));
                      return Done{};
                    })
                    .ok());
  };
  count(one, patrol, 3);
  count(one, river, 4);
  count(two, river, 5);
  const Answer rolled_up = district.nobody().get(corps);
  EXPECT_EQ(at(rolled_up, "team.hours.served"), "3");
  EXPECT_EQ(at(rolled_up, "team.hours.people"), "2");
  EXPECT_EQ(at(rolled_up, "team.hours.minutes"), "180");
  EXPECT_EQ(at(district.nobody().get(river), "team.hours.people"), "2");
  EXPECT_EQ(at(district.nobody().get(patrol), "team.hours.people"), "1");
}

TEST_P(Teams, AreDissolvedByStaffWithAReasonAndLeaveTheirRecords) {
  const std::string path = active("书院巡护队");
  const PersonId one = somebody(0);
  const std::string request = asked(one, path);
  EXPECT_EQ(at(volunteer.post(path + "/dissolution", R"({"reason":"没有人了"})"), "reason"), "team.not_yours");
  EXPECT_EQ(at(clerk.post(path + "/dissolution"), "reason"), "field.required");
  EXPECT_EQ(at(clerk.post(path + "/dissolution", R"({"reason":"并入街道的队伍"})"), "state"), "dissolved");
  EXPECT_EQ(district.nobody().get(path).status, 404);
  EXPECT_EQ(told(one, "team.refused"), 1);
  EXPECT_EQ(told(district.person("zyz1"), "team.dissolved"), 1);
  EXPECT_EQ(at(clerk.get(path), "team.state"), "dissolved");
  EXPECT_EQ(
      district.number("SELECT COUNT(*) FROM grants WHERE team_id = '" + path.substr(11) + "' AND revoked_ms IS NULL"),
      0);
  EXPECT_THAT(district.nobody().get("/api/search?q=%E4%B9%A6%E9%99%A2%E5%B7%A1%E6%8A%A4%E9%98%9F").body,
              Not(HasSubstr(path.substr(11))));
  EXPECT_THROW(static_cast<void>(district.database().write_now([](db::Tx& tx) -> Outcome {
                 tx.exec("DELETE FROM team_events");
                 return Done{};
               })),
               db::Failure);
}

TEST_P(Teams, StepsOfAnotherSubtreeAreRefused) {
  const std::string path = active("书院巡护队");
  Caller elsewhere = district.as("ziyun");
  EXPECT_EQ(at(elsewhere.post(path + "/dissolution", R"({"reason":"不是我的"})"), "reason"), "team.not_yours");
  EXPECT_EQ(at(elsewhere.get(path + "/memberships"), "reason"), "team.not_yours");
  EXPECT_EQ(at(elsewhere.get(path + "/requests"), "reason"), "team.not_yours");
  EXPECT_EQ(at(elsewhere.get(path + "/events"), "reason"), "team.not_yours");
  EXPECT_THAT(elsewhere.get("/api/teams/managed").body, Not(HasSubstr(path.substr(11))));
  EXPECT_THAT(clerk.get("/api/teams/managed").body, HasSubstr(path.substr(11)));
}

TEST_P(Teams, ARepeatedKeyAsksOnce) {
  const std::string path = active("书院巡护队");
  const testing::Headers key{{"Idempotency-Key", "once"}};
  Caller asking = district.as(somebody(0));
  const std::string id = at(asking.post(path + "/requests", "{}", key), "id");
  EXPECT_EQ(at(asking.post(path + "/requests", "{}", key), "id"), id);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM team_requests"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Teams, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::teams
