// A survey from its draft to its figures: by staff over the API, by residents on the page, on both engines.
#include <gmock/gmock.h>

#include <set>

#include "http/http.h"
#include "testing/district.h"

namespace ws::surveys {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string questions =
    R"([{"code":"learn","kind":"multiple","words":"想学什么？","required":true,"most":2,"other":true,)"
    R"("options":[{"code":"phone","label":"手机"},{"code":"taiji","label":"太极"}]},)"
    R"({"code":"level","kind":"single","words":"手机用得怎么样？","required":true,"if_question":"learn",)"
    R"("if_option":"phone","options":[{"code":"none","label":"不会"},{"code":"some","label":"会一点"}]},)"
    R"({"code":"age","kind":"number","words":"您多大年纪？","least":0,"most":120},)"
    R"({"code":"say","kind":"long_text","words":"还有什么想说的？"}])";

class Surveys : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string form(const std::string& more = "", const std::string& asked = questions,
                   const std::string& audience = "everyone") {
    const std::int64_t now = district.clock.now().ms;
    return R"({"title":"春季课程需求","why":"开课前先问大家","handling":"只用来排课，不作他用","audience":")" +
           audience + R"(","opens_ms":)" + std::to_string(now) + R"(,"closes_ms":)" +
           std::to_string(now + 7 * day_ms) + R"(,"results_public":true,"questions":)" + asked + more + "}";
  }
  std::string made(const std::string& audience = "everyone") {
    const Answer answer = clerk.post("/api/surveys", form(R"(,"site_id":")" + station + "\"", questions, audience));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  std::string opened(const std::string& audience = "everyone") {
    const std::string id = made(audience);
    EXPECT_EQ(clerk.post(api(id, "/opening")).status, 200);
    return id;
  }
  static std::string api(const std::string& id, const std::string& more = "") { return "/api/surveys/" + id + more; }
  static std::string page(const std::string& id) { return "/surveys/" + id; }
  /// From a phone of its own.
  Answer sent(const std::string& id, const std::string& fields, const std::string& key = "k1") {
    testing::HttpClient phone(district.port());
    return phone.post_form(page(id) + "/replies", "_key=" + key + "&" + fields);
  }
  Answer on_paper(const std::string& id, const std::string& answers) {
    return clerk.post(api(id, "/paper-replies"), R"({"answers":)" + answers + "}");
  }
  static void reason_is(const Answer& answer, const std::string& reason) {
    EXPECT_EQ(at(answer, "reason"), reason) << answer.body;
  }

  District district{GetParam()};
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  Caller clerk = district.as("shuyuan");
};

TEST_P(Surveys, AreAnsweredOnAPhoneWithoutAccountOrScriptAndCounted) {
  const std::string id = opened();
  testing::HttpClient phone(district.port());
  EXPECT_THAT(phone.get("/surveys").body, HasSubstr("春季课程需求"));
  const Answer shown = phone.get(page(id));
  ASSERT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("第 1 题选了“手机”才需要回答"));
  EXPECT_THAT(shown.body, HasSubstr("只用来排课，不作他用"));
  const Answer wrong =
      phone.post_form(page(id) + "/replies", "_key=a&q.learn=phone&q.age=150&q.say=%E5%A4%A9%E5%86%B7");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr(http::sentence("survey.answer_required", "zh")));
  EXPECT_THAT(wrong.body, HasSubstr(http::sentence("survey.answer_range", "zh")));
  EXPECT_THAT(wrong.body, HasSubstr("value=\"phone\" checked")) << "what was filled is kept";
  EXPECT_THAT(wrong.body, HasSubstr("天冷"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_replies"), 0);
  const Answer right =
      phone.post_form(page(id) + "/replies", "_key=a&q.learn=phone&q.level=none&q.age=68&q.say=%E5%A4%A9%E5%86%B7");
  ASSERT_EQ(right.status, 303) << right.body;
  EXPECT_THAT(phone.get(right.header("Location")).body, HasSubstr("收到了"));
  EXPECT_EQ(at(clerk.get(api(id, "/results")), "replies"), "1");
  const json::Document results(clerk.get(api(id, "/results")).body);
  EXPECT_EQ(results.items("questions").at(0).items("cells").at(0).integer("count"), 1);
  EXPECT_EQ(results.items("questions").at(2).integer("sum"), 68);
  EXPECT_EQ(results.boolean("single_answers"), true);
  const Answer words = clerk.get(api(id, "/words?question=say"));
  EXPECT_THAT(words.body, HasSubstr("天冷"));
  EXPECT_EQ(clerk.get(api(id, "/words?question=no")).status, 404);
}

TEST_P(Surveys, HardRule_OneReplyFromADeviceOrAPersonAndARepeatedKeyIsTheSame) {
  const std::string id = opened();
  testing::HttpClient phone(district.port());
  phone.get(page(id));
  const std::string fields = "q.learn=taiji";
  EXPECT_EQ(phone.post_form(page(id) + "/replies", "_key=a&" + fields).status, 303);
  EXPECT_EQ(phone.post_form(page(id) + "/replies", "_key=a&" + fields).status, 303) << "the same once more";
  EXPECT_EQ(phone.post_form(page(id) + "/replies", "_key=b&" + fields).status, 409);
  EXPECT_THAT(phone.get(page(id)).body, HasSubstr("您已经答过这份调查"));
  EXPECT_EQ(sent(id, fields, "c").status, 303) << "another phone";
  EXPECT_EQ(district.number("SELECT replies FROM surveys WHERE id = '" + id + "'"), 2);

  const std::string closed_circle = opened("signed_in");
  EXPECT_THAT(sent(closed_circle, fields, "d").header("Location"), HasSubstr("/sign-in?next=/surveys/"));
  testing::HttpClient resident(district.port(), district.session_of(district.person("jumin1")));
  EXPECT_EQ(resident.post_form(page(closed_circle) + "/replies", "_key=e&" + fields).status, 303);
  EXPECT_EQ(resident.post_form(page(closed_circle) + "/replies", "_key=f&" + fields).status, 409);
}

/// Who took part, and what was said, cannot be put together.
TEST_P(Surveys, HardRule_ARepliesCarriesNoPersonNoDeviceAndNoMoment) {
  const std::string id = opened("signed_in");
  const PersonId resident = district.person("jumin1");
  testing::HttpClient phone(district.port(), district.session_of(resident));
  ASSERT_EQ(phone.post_form(page(id) + "/replies", "_key=a&q.learn=taiji").status, 303);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_replies WHERE entered_by IS NULL"), 1);
  const std::string reply = district.value("SELECT id FROM survey_replies");
  EXPECT_EQ(reply.substr(0, 10), "0000000000") << "the identifier says no moment";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM idempotency WHERE result = '" + reply + "'"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_participants WHERE person_id = '" + resident.str() + "'"),
            1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE actor_id = '" + resident.str() + "'"), 0);
  const std::string open_to_all = opened();
  testing::HttpClient same(district.port(), district.session_of(resident));
  ASSERT_EQ(same.post_form(page(open_to_all) + "/replies", "_key=b&q.learn=taiji").status, 303);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_participants WHERE survey_id = '" + open_to_all + "'"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM idempotency WHERE use_case = 'surveys.reply' AND actor_id = '" +
                            resident.str() + "'"),
            1)
      << "of the one for which people sign in";
}

TEST_P(Surveys, HardRule_WhatTheBranchLeavesOutIsNotKept) {
  const std::string id = opened();
  ASSERT_EQ(sent(id, "q.learn=taiji&q.level=none&q.unknown=1").status, 303);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_answers WHERE question = 'level'"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_answers"), 1);
}

TEST_P(Surveys, PaperIsEnteredByStaffAndMarkedSo) {
  const std::string id = opened();
  const std::string answers = R"([{"question":"learn","choice":"other"},{"question":"learn","words":"剪纸"},)"
                              R"({"question":"age","words":"71"}])";
  EXPECT_EQ(on_paper(id, answers).status, 201);
  reason_is(on_paper(id, R"([{"question":"age","words":"71"}])"), "survey.answer_required");
  EXPECT_EQ(at(on_paper(id, R"([{"question":"learn","choice":"phone"}])"), "field"), "level");
  reason_is(on_paper(id, R"([{"question":"learn","choice":"phone","colour":"red"}])"), "json.unknown_field");
  EXPECT_EQ(at(clerk.get(api(id, "/results")), "on_paper"), "1");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_replies WHERE lane = 'paper' AND entered_by = '" +
                            district.person("shuyuan").str() + "'"),
            1);
  ASSERT_EQ(clerk.post(api(id, "/closing")).status, 200);
  reason_is(on_paper(id, answers), "survey.closed");
}

TEST_P(Surveys, HardRule_WhoMayNotSeeSingleAnswersSeesNoSmallGroup) {
  const std::string id = opened();
  for (int i = 0; i < 4; ++i) ASSERT_EQ(on_paper(id, R"([{"question":"learn","choice":"taiji"}])").status, 201);
  Caller leader = district.as("zhongxin-ld");
  EXPECT_EQ(at(leader.get(api(id, "/results")), "hidden"), "true");
  EXPECT_EQ(at(leader.get(api(id, "/results")), "replies"), "0");
  EXPECT_EQ(at(clerk.get(api(id, "/results")), "replies"), "4");
  EXPECT_EQ(leader.get(api(id, "/words?question=say")).status, 403);
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(
        on_paper(id,
                 R"([{"question":"learn","choice":"taiji"},{"question":"learn","choice":"other","words":"剪纸"}])")
            .status,
        201);
  const json::Document seen(leader.get(api(id, "/results")).body);
  EXPECT_EQ(seen.integer("replies"), 7);
  EXPECT_EQ(seen.items("questions").at(0).items("cells").at(2).integer("count"), std::nullopt) << "three people";
  EXPECT_THAT(district.nobody().get(page(id)).body, Not(HasSubstr("大家是这样说的"))) << "not over yet";
  ASSERT_EQ(clerk.post(api(id, "/closing")).status, 200);
  const std::string told = testing::HttpClient(district.port()).get(page(id)).body;
  EXPECT_THAT(told, HasSubstr("大家是这样说的"));
  EXPECT_THAT(told, HasSubstr("人数少，不显示"));
  EXPECT_THAT(told, Not(HasSubstr("剪纸")));
}

TEST_P(Surveys, HardRule_WhatWasAnsweredKeepsItsMeaningAndRewordingsAreKept) {
  const std::string id = opened();
  ASSERT_EQ(sent(id, "q.learn=taiji").status, 303);
  std::string reworded = questions;
  reworded.replace(reworded.find("想学什么？"), std::string("想学什么？").size(), "您想学什么？");
  const std::string version = at(clerk.get(api(id)), "version");
  const std::string with = R"(,"version":)" + version;
  EXPECT_EQ(clerk.put(api(id), form(with, reworded)).status, 200);
  reason_is(clerk.put(api(id), form(with, reworded)), "survey.changed_meanwhile");
  const Answer now = clerk.get(api(id));
  EXPECT_THAT(now.body, HasSubstr(R"("kind":"reworded")"));
  EXPECT_EQ(json::Document(now.body).items("questions").at(0).integer("answered"), 1);
  const std::string newer = R"(,"version":)" + at(now, "version");
  reason_is(clerk.put(api(id), form(newer, R"([{"code":"say","kind":"text","words":"说一说"}])")),
            "survey.question_answered");
  reason_is(clerk.put(api(id), form(newer, questions, "signed_in")), "survey.promise_given");
  EXPECT_THAT(district.value("SELECT words_before FROM survey_events WHERE kind = 'reworded'"),
              HasSubstr("想学什么"));
}

TEST_P(Surveys, HardRule_SomebodyElsesAreNotThere) {
  const std::string id = made();
  Caller other = district.as("ziyun");
  for (const char* below : {"", "/results", "/words?question=say"})
    reason_is(other.get(api(id, below)), "survey.not_found");
  reason_is(other.put(api(id), form(R"(,"version":1)")), "survey.not_found");
  reason_is(other.post(api(id, "/opening")), "survey.not_found");
  reason_is(other.post(api(id, "/paper-replies"), R"({"answers":[]})"), "survey.not_found");
  reason_is(other.post(api(id, "/exports"), R"({"format":"csv","reason":"排课"})"), "survey.not_found");
  EXPECT_THAT(other.get("/api/surveys").body, Not(HasSubstr(id)));
  EXPECT_THAT(clerk.get("/api/surveys?state=draft").body, HasSubstr(id));
  EXPECT_EQ(testing::HttpClient(district.port()).get(page(id)).status, 404) << "a draft";
  reason_is(other.post("/api/surveys", form(R"(,"site_id":")" + station + "\"")), "site.not_yours");
}

TEST_P(Surveys, AreAskedFromTheirBeginningToTheirEnd) {
  const std::string id = opened();
  reason_is(clerk.post(api(id, "/opening")), "survey.state");
  district.clock.advance_ms(7 * day_ms);
  EXPECT_EQ(sent(id, "q.learn=taiji").status, 409);
  EXPECT_THAT(testing::HttpClient(district.port()).get(page(id)).body, HasSubstr("征集已经结束"));
  EXPECT_EQ(on_paper(id, R"([{"question":"learn","choice":"taiji"}])").status, 201) << "paper comes in later";
  const std::string late = made();
  district.clock.advance_ms(8 * day_ms);
  reason_is(clerk.post(api(late, "/opening")), "survey.times");
}

TEST_P(Surveys, ExportsAreLoggedWithTheirReasonAndBelongToWhoAsked) {
  const std::string id = opened();
  ASSERT_EQ(sent(id, "q.learn=phone&q.level=some&q.age=66&q.say=%3D1%2B1").status, 303);
  ASSERT_EQ(on_paper(id, R"([{"question":"learn","choice":"taiji"}])").status, 201);
  const Answer asked = clerk.post(api(id, "/exports"), R"({"format":"csv","reason":"排春季课表"})");
  ASSERT_EQ(asked.status, 201) << asked.body;
  const std::string file = "/api/survey-exports/" + at(asked, "id") + "/file";
  const Answer table = clerk.get(file);
  ASSERT_EQ(table.status, 200) << table.body;
  EXPECT_THAT(table.body, HasSubstr("会一点"));
  EXPECT_THAT(table.body, HasSubstr("纸质"));
  EXPECT_THAT(table.body, HasSubstr("'=1+1")) << "never a formula";
  EXPECT_EQ(district.as("pitong").get(file).status, 404);
  EXPECT_EQ(district.value("SELECT reason FROM audit_log WHERE action = 'survey.exported'"), "排春季课表");
  const Answer book = clerk.post(api(id, "/exports"), R"({"format":"xlsx","reason":"排春季课表"})");
  ASSERT_EQ(book.status, 201) << book.body;
  EXPECT_THAT(clerk.get("/api/survey-exports/" + at(book, "id") + "/file").body.substr(0, 2), "PK");
}

TEST_P(Surveys, ManyRepliesFromOneAddressAreSlowedDown) {
  const std::string id = opened();
  int taken = 0;
  for (int i = 0; i < 31; ++i) taken += sent(id, "q.learn=taiji", "k" + std::to_string(i)).status == 303 ? 1 : 0;
  EXPECT_EQ(taken, 30);
  EXPECT_EQ(sent(id, "q.learn=taiji", "last").status, 429);
  EXPECT_THAT(sent(id, "q.learn=taiji", "last").body, HasSubstr("value=\"taiji\" checked"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Surveys, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::surveys
