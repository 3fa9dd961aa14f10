#include <gmock/gmock.h>

#include "showcase/public.h"
#include "testing/district.h"

namespace ws::showcase {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant now{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu

Plan case_of_own_words() {
  Plan plan;
  plan.kind = Kind::exemplary_case;
  plan.site = SiteId("S");
  plan.words = {"一张茶桌解心结", "邻里纠纷", "约到茶桌上谈", "一起打牌"};
  plan.civilization = {"区文明办", "陶"};
  plan.governance = {"区委社治委", "闵"};
  plan.reason = "做法可学";
  plan.year = 2026;
  return plan;
}

TEST(ShowcaseModel, EachKindRefersToItsOwnThing) {
  Plan plan = case_of_own_words();
  EXPECT_TRUE(check_plan(plan, now).ok());
  plan.project = ProjectId("P");
  EXPECT_EQ(check_plan(plan, now).error().reason, "showcase.refers_to");
  plan = {};
  plan.kind = Kind::brand_project;
  plan.reason = "做法可学";
  plan.year = 2026;
  EXPECT_EQ(check_plan(plan, now).error().field, "project_id");
  plan.project = ProjectId("P");
  EXPECT_TRUE(check_plan(plan, now).ok());
  plan.words.title = "再写一遍";
  EXPECT_EQ(check_plan(plan, now).error().reason, "showcase.own_words") << "facts are entered once";
}

TEST(ShowcaseModel, HardRule_ACaseHasAnOwnerOnEachSide) {
  Plan plan = case_of_own_words();
  plan.governance.person.clear();
  EXPECT_EQ(check_plan(plan, now).error().field, "governance_owner");
  plan = case_of_own_words();
  plan.civilization.office.clear();
  EXPECT_EQ(check_plan(plan, now).error().field, "civilization_owner");
}

TEST(ShowcaseModel, ACaseIsAnArticleOrItsOwnWordsAndOfNoYearToCome) {
  Plan plan = case_of_own_words();
  plan.article = ArticleId("A");
  EXPECT_EQ(check_plan(plan, now).error().reason, "showcase.own_words");
  plan.words = {};
  EXPECT_TRUE(check_plan(plan, now).ok());
  plan.article = {};
  EXPECT_EQ(check_plan(plan, now).error().field, "title");
  plan = case_of_own_words();
  plan.year = 2027;
  EXPECT_EQ(check_plan(plan, now).error().reason, "showcase.year");
}

TEST(ShowcaseModel, HardRule_WhoHasToDoWithItDoesNotJudgeIt) {
  Standing standing{State::nominated, false, false, true, false};
  EXPECT_TRUE(may_review(standing).ok());
  standing.nominated = true;
  EXPECT_EQ(may_review(standing).error().reason, "showcase.own");
  standing = {State::nominated, false, false, true, true};
  EXPECT_EQ(may_review(standing).error().reason, "showcase.own") << "one's own team";
  standing = {State::publicised, false, true, true, false};
  EXPECT_EQ(may_answer(standing, false).error().reason, "showcase.own") << "who approved it";
  standing.approved = false;
  EXPECT_EQ(may_answer(standing, true).error().reason, "showcase.own") << "who objects";
  EXPECT_TRUE(may_answer(standing, false).ok());
  standing.may_review = false;
  EXPECT_EQ(may_answer(standing, false).error().reason, "showcase.not_a_reviewer");
}

TEST(ShowcaseModel, LimitsComeFromThePolicy) {
  EXPECT_EQ(Limits::parse("{}").publicity_working_days, 5);
  EXPECT_EQ(Limits::parse(R"({"showcase":{"publicity_working_days":7}})").publicity_working_days, 7);
  EXPECT_THROW(Limits::parse(R"({"showcase":{"publicity_working_days":0}})"), std::runtime_error);
}

class Showcase : public ::testing::TestWithParam<db::Engine> {
 protected:
  static std::string team_body(const std::string& team, const std::string& more = "") {
    return R"({"kind":"excellent_team","team_id":")" + team + R"(","reason":"三年不断地巡河","year":2026)" +
           (more.empty() ? "" : "," + more) + "}";
  }
  std::string case_body(const std::string& more = "") const {
    return R"({"kind":"exemplary_case","site_id":")" + site + R"(","reason":"做法可学","year":2026,)" + words() +
           (more.empty() ? "" : "," + more) + "}";
  }
  static std::string words() {
    return R"("title":"一张茶桌解心结","need":"邻里纠纷半年不说话","done":"约到茶桌上谈","outcome":"又一起打牌",)"
           R"("civilization_office":"区文明办","civilization_owner":"陶晓岚",)"
           R"("governance_office":"区委社治委","governance_owner":"闵志刚")";
  }
  std::string nominated(Caller& caller, const std::string& body) {
    const Answer made = caller.post("/api/showcase-entries", body);
    EXPECT_EQ(made.status, 201) << made.body;
    return "/api/showcase-entries/" + at(made, "id");
  }
  std::string publicised() {
    std::string path = nominated(leader_of_team, team_body(team));
    const Answer approved = center.post(path + "/approval");
    EXPECT_EQ(approved.status, 200) << approved.body;
    return path;
  }
  static std::string open_path(const std::string& path) { return "/api/showcase/" + path.substr(22); }
  std::string state(const std::string& path) { return at(center.get(path), "state"); }
  /// Past five working days, whatever holidays there are.
  void pass_publicity() {
    district.clock.advance_ms(9 * day_ms);
    district.tick();
  }
  std::int64_t told(const std::string& login, const std::string& kind) {
    return district.number("SELECT COUNT(*) FROM notices WHERE kind = '" + kind + "' AND person_id = '" +
                           district.person(login).str() + "'");
  }

  District district{GetParam()};
  const std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'veterans_corps'");
  Caller leader_of_team = district.as("laobing");
  Caller station = district.as("shuyuan");
  Caller center = district.as("zhongxin");
  Caller center_leader = district.as("zhongxin-ld");
};

TEST_P(Showcase, IsPutForwardReviewedPublicisedAndShown) {
  const std::string path = nominated(leader_of_team, team_body(team));
  EXPECT_EQ(told("zhongxin", "showcase.nominated"), 1);
  EXPECT_EQ(at(leader_of_team.post("/api/showcase-entries", team_body(team)), "reason"), "showcase.already_there");
  EXPECT_EQ(district.nobody().get(open_path(path)).status, 404) << "nobody sees it before";
  EXPECT_EQ(center.post(path + "/approval").status, 200);
  EXPECT_EQ(told("laobing", "showcase.publicised"), 1);
  EXPECT_EQ(at(district.nobody().get(open_path(path)), "state"), "publicised");
  EXPECT_EQ(at(district.nobody().get("/api/showcase"), "items"), "[]") << "not shown yet";
  EXPECT_THAT(district.nobody().get("/showcase").body, HasSubstr(open_path(path).substr(4)));
  pass_publicity();
  EXPECT_EQ(state(path), "shown");
  const Answer shown = district.nobody().get("/api/showcase?kind=excellent_team");
  EXPECT_THAT(shown.body, HasSubstr("郫都老兵志愿服务总队"));
  EXPECT_EQ(at(district.nobody().get("/api/showcase?kind=brand_project"), "items"), "[]");
  EXPECT_EQ(told("laobing", "showcase.shown"), 1);
  EXPECT_THAT(district.nobody().get("/teams/" + team).body, HasSubstr("2026 年度优秀团队"));
  EXPECT_THAT(district.nobody().get("/").body, HasSubstr("/showcase/" + path.substr(22)));
  EXPECT_THAT(district.nobody().get("/api/search?q=%E8%80%81%E5%85%B5&kind=showcase").body,
              HasSubstr(path.substr(22)));
  EXPECT_EQ(at(center.get(path), "deeds.activities"), "0");
  EXPECT_GE(district.number("SELECT COUNT(*) FROM showcase_events"), 3);
}

TEST_P(Showcase, HardRule_IsPublicisedForThePolicysWorkingDays) {
  const std::string path = publicised();  // on a Monday at eleven: until the next Monday at eleven
  district.clock.advance_ms(7 * day_ms - minute_ms);
  district.tick();
  EXPECT_EQ(state(path), "publicised");
  district.clock.advance_ms(minute_ms);
  district.tick();
  EXPECT_EQ(state(path), "shown");
}

TEST_P(Showcase, HardRule_WhoPutsForwardDoesNotReview) {
  const std::string path = nominated(center, case_body());
  EXPECT_EQ(at(center.post(path + "/approval"), "reason"), "showcase.own");
  EXPECT_EQ(at(center.post(path + "/return", R"({"reason":"再改改"})"), "reason"), "showcase.own");
  EXPECT_EQ(at(station.post(path + "/approval"), "reason"), "showcase.not_a_reviewer") << "the center reviews";
  EXPECT_EQ(center_leader.post(path + "/approval").status, 200);
}

TEST_P(Showcase, HardRule_OutsideTheSubtreeItIsNotThere) {
  EXPECT_EQ(at(district.as("ziyun").post("/api/showcase-entries", case_body()), "reason"), "showcase.not_yours");
  EXPECT_EQ(at(district.as("jumin1").post("/api/showcase-entries", case_body()), "reason"), "showcase.not_yours");
  EXPECT_EQ(at(station.post("/api/showcase-entries", team_body(team)), "reason"), "showcase.not_yours");
  const std::string path = nominated(station, case_body());
  for (const std::string login : {"ziyun", "jumin1", "laobing", "sysadmin"}) {
    Caller stranger = district.as(login);
    EXPECT_EQ(at(stranger.get(path), "reason"), "showcase.not_found") << login;
  }
  EXPECT_EQ(at(district.as("ziyun").get("/api/showcase-entries"), "items"), "[]");
  EXPECT_THAT(district.as("pitong").get("/api/showcase-entries?state=nominated&kind=exemplary_case").body,
              HasSubstr("一张茶桌解心结"));
  EXPECT_EQ(at(station.get("/api/showcase-entries?state=wrong"), "reason"), "field.unknown_value");
}

TEST_P(Showcase, AReturnedOneIsChangedAndPutForwardAnew) {
  const std::string path = nominated(station, case_body());
  EXPECT_EQ(center.post(path + "/return", R"({"reason":"请补上变化"})").status, 200);
  EXPECT_EQ(told("shuyuan", "showcase.returned"), 1);
  const std::string changed = R"({"reason":"做法可学，补上了变化","year":2026,)" + words() + R"(,"version":2})";
  EXPECT_EQ(at(district.as("ziyun").put(path, changed), "reason"), "showcase.not_found");
  EXPECT_EQ(station.put(path, changed).status, 200);
  EXPECT_EQ(at(station.put(path, changed), "reason"), "showcase.not_returned");
  EXPECT_EQ(state(path), "nominated");
  EXPECT_EQ(center.post(path + "/approval").status, 200);
}

TEST_P(Showcase, AnOpenObjectionHoldsItUntilSomebodyNotInvolvedHasAnswered) {
  const std::string path = publicised();
  Caller neighbour = district.as("jumin1");
  EXPECT_EQ(district.nobody().post(open_path(path) + "/objections", R"({"text":"人数不对吧"})").status, 401);
  const Answer objected = neighbour.post(open_path(path) + "/objections", R"({"text":"人数好像不对"})");
  ASSERT_EQ(objected.status, 201) << objected.body;
  EXPECT_EQ(at(neighbour.post(open_path(path) + "/objections", R"({"text":"再说一次"})"), "reason"),
            "showcase.already_objected");
  EXPECT_EQ(told("zhongxin", "showcase.objected"), 1);
  pass_publicity();
  EXPECT_EQ(state(path), "publicised");
  EXPECT_THAT(district.nobody().get(open_path(path).substr(4)).body, Not(HasSubstr("人数好像不对")))
      << "only its author and staff see it";
  EXPECT_THAT(neighbour.get(open_path(path).substr(4)).body, HasSubstr("人数好像不对"));
  const std::string answer =
      R"({"objection_id":")" + at(objected, "id") + R"(","decision":"dismiss","reason":"逐条核过"})";
  EXPECT_EQ(at(center.post(path + "/objection-answer", answer), "reason"), "showcase.own") << "who approved it";
  EXPECT_EQ(center_leader.post(path + "/objection-answer", answer).status, 200);
  EXPECT_EQ(at(center_leader.post(path + "/objection-answer", answer), "reason"), "showcase.objection_not_found");
  EXPECT_EQ(told("jumin1", "showcase.objection_dismissed"), 1);
  district.tick();
  EXPECT_EQ(state(path), "shown");
}

TEST_P(Showcase, AnUpheldObjectionGivesItBackAndItMayBeObjectedToAnew) {
  const std::string path = publicised();
  Caller neighbour = district.as("jumin1");
  const std::string objections = open_path(path) + "/objections";
  const std::string id = at(neighbour.post(objections, R"({"text":"那几次没有去"})"), "id");
  EXPECT_EQ(center_leader
                .post(path + "/objection-answer",
                      R"({"objection_id":")" + id + R"(","decision":"uphold","reason":"情况属实"})")
                .status,
            200);
  EXPECT_EQ(state(path), "returned");
  EXPECT_EQ(leader_of_team.put(path, R"({"reason":"已经更正","year":2026,"version":3})").status, 200);
  EXPECT_EQ(center.post(path + "/approval").status, 200);
  EXPECT_EQ(neighbour.post(objections, R"({"text":"还有一处不对"})").status, 201);
}

TEST_P(Showcase, IsRevokedWithAReasonAndIsGone) {
  const std::string path = publicised();
  EXPECT_EQ(at(center.post(path + "/revocation", R"({"reason":"材料有误"})"), "reason"), "showcase.not_shown");
  pass_publicity();
  EXPECT_EQ(center.post(path + "/revocation", R"({"reason":"材料有误"})").status, 200);
  EXPECT_EQ(district.nobody().get(open_path(path)).status, 404);
  EXPECT_THAT(district.nobody().get("/teams/" + team).body, Not(HasSubstr("年度优秀团队")));
  EXPECT_EQ(told("laobing", "showcase.revoked"), 1);
  EXPECT_GE(district.number("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'showcase.%'"), 4);
  EXPECT_EQ(leader_of_team.post("/api/showcase-entries", team_body(team)).status, 201) << "it may come again";
}

TEST_P(Showcase, HardRule_WhatWasDecidedStays) {
  nominated(station, case_body());
  for (const char* change : {"UPDATE showcase_events SET reason = 'x'", "DELETE FROM showcase_entries"})
    EXPECT_THROW(static_cast<void>(district.database().write_now([&](db::Tx& tx) -> Outcome {
                   tx.exec(change);
                   return Done{};
                 })),
                 db::Failure)
        << change;
}

TEST_P(Showcase, HardRule_NoOrderByMeritIsKept) {
  const Answer shown = district.nobody().get("/api/showcase");
  EXPECT_EQ(shown.status, 200);
  const std::string columns = GetParam() == db::Engine::sqlite
                                  ? "SELECT COUNT(*) FROM pragma_table_info('showcase_entries') WHERE name IN "
                                    "('score', 'rank', 'place', 'points', 'position')"
                                  : "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = "
                                    "'showcase_entries' AND column_name IN ('score', 'rank', 'place', 'points', "
                                    "'position')";
  EXPECT_EQ(district.number(columns), 0);
  EXPECT_GT(district.number(GetParam() == db::Engine::sqlite
                                ? "SELECT COUNT(*) FROM pragma_table_info('showcase_entries')"
                                : "SELECT COUNT(*) FROM information_schema.columns WHERE table_name = "
                                  "'showcase_entries'"),
            20);
}

TEST_P(Showcase, ARepeatedKeyPutsForwardOnce) {
  const testing::Headers key{{"Idempotency-Key", "once"}};
  const std::string id = at(station.post("/api/showcase-entries", case_body(), key), "id");
  EXPECT_EQ(at(station.post("/api/showcase-entries", case_body(), key), "id"), id);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM showcase_entries"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Showcase, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::showcase
