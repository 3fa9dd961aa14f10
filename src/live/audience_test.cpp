// Questions, polls, hand-outs and appeals against a mute, over HTTP, on both engines.
#include <gmock/gmock.h>

#include "live/public.h"
#include "testing/broadcasts.h"

namespace ws::live {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using testing::hear;
using ::testing::Not;

TEST(AudienceModel, APollHasDifferentChoices) {
  Poll poll{PollId("x"), BroadcastId("y"), "上午还是下午？", {{"上午", 0}}, {0}, {}};
  EXPECT_EQ(check_poll(poll).error().reason, "live.poll_choices");
  poll.choices = {{"上午", 0}, {" 上午 ", 0}};
  EXPECT_EQ(check_poll(poll).error().reason, "live.poll_choices") << "twice the same";
  poll.choices = {{"上午", 0}, {"下午", 0}};
  EXPECT_TRUE(check_poll(poll).ok());
  poll.choices.resize(7, {"多", 0});
  EXPECT_FALSE(check_poll(poll).ok());
}

TEST(HandoutModel, HardRule_OnlyDocumentsAndPicturesAreHandedOut) {
  EXPECT_EQ(handout_type("%PDF-1.7 …").value(), "pdf");
  EXPECT_EQ(handout_type("PK\x03\x04 … word/document.xml …").value(), "docx");
  EXPECT_EQ(handout_type("\x89PNG\r\n…").value(), "png");
  for (const char* bytes : {"", "<!doctype html>", "MZ\x90", "PK\x03\x04 … nothing known", "#!/bin/sh",
                            "PK\x03\x04 word/document.xml word/vbaProject.bin"})
    EXPECT_EQ(handout_type(bytes).error().reason, "live.handout_type") << bytes;
}

class Audience : public ::testing::TestWithParam<db::Engine> {
 protected:
  Answer ask(const std::string& login, const std::string& text) {
    json::Writer out;
    out.begin().field("text", text).end();
    return district.as(login).post("/api/live/" + id + "/questions", out.take());
  }
  Answer vote(const std::string& login, const std::string& question, bool yes) {
    return district.as(login).post("/api/broadcast-questions/" + question + "/vote",
                                   yes ? R"({"yes":true})" : R"({"yes":false})");
  }
  Answer decide(const std::string& login, const std::string& question, const std::string& body) {
    return district.as(login).post("/api/broadcast-questions/" + question + "/decision", body);
  }
  Answer open_poll(const std::string& choices = R"([{"label":"早上"},{"label":"晚上"}])") {
    return district.as("shuyuan").post("/api/broadcasts/" + id + "/polls",
                                       R"({"question":"血压什么时候量？","choices":)" + choices + "}");
  }
  Answer choose(const std::string& login, const std::string& poll, int choice) {
    return district.as(login).post("/api/broadcast-polls/" + poll + "/votes",
                                   R"({"choice":)" + std::to_string(choice) + "}");
  }
  json::Document room() {
    district.tick();  // counts are told, and shown to who comes, once a second
    return json::Document(district.nobody().get("/api/live/" + id + "/room").body);
  }
  Answer upload(const std::string& bytes, const std::string& title = "%E8%AE%B2%E4%B9%89") {
    return clerk.post("/api/broadcasts/" + id + "/handouts?title=" + title, bytes,
                      {{"Content-Type", "application/octet-stream"}});
  }
  /// jumin1 said something and was muted for it by shuyuan.
  void mute() {
    const Answer said = district.as("jumin1").post("/api/live/" + id + "/messages", R"({"text":"卖药啦"})");
    ASSERT_EQ(clerk.post("/api/broadcast-messages/" + at(said, "id") + "/mute", R"({"reason":"发广告"})").status,
              200);
  }
  Answer appeal(const std::string& text = "我只是分享，没有卖东西。") {
    json::Writer out;
    out.begin().field("text", text).end();
    return district.as("jumin1").post("/api/live/" + id + "/appeals", out.take());
  }

  District district{GetParam()};
  Caller clerk = district.as("shuyuan");
  std::string id = testing::announced_broadcast(district);
};

TEST_P(Audience, HardRule_APersonHasOneVoteForAQuestionAndTakesItBack) {
  const std::string first = at(ask("jumin1", "早上量还是晚上量？"), "id");
  district.clock.advance_ms(1'000);
  const std::string second = at(ask("jumin2", "药能停吗？"), "id");
  EXPECT_EQ(vote("jumin1", second, true).status, 200);
  EXPECT_EQ(vote("zyz1", second, true).status, 200);
  EXPECT_EQ(vote("zyz1", second, true).status, 200) << "the same again changes nothing";
  auto shown = room().items("questions");
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_EQ(shown[0].text("id"), second) << "those with more votes come first";
  EXPECT_EQ(shown[0].integer("votes"), 2);
  EXPECT_THAT(shown[0].text("name").value(), HasSubstr("**")) << "never a whole name";
  EXPECT_EQ(vote("zyz1", second, false).status, 200);
  EXPECT_EQ(vote("jumin1", second, false).status, 200);
  EXPECT_EQ(vote("jumin1", second, false).status, 200);
  shown = room().items("questions");
  EXPECT_EQ(shown[0].text("id"), first) << "then by time";
  EXPECT_EQ(shown[1].integer("votes"), 0);
  EXPECT_EQ(district.nobody().post("/api/broadcast-questions/" + first + "/vote", R"({"yes":true})").status, 401);
}

TEST_P(Audience, AVoteIsThePersonsWhicheverAccountGivesIt) {
  const std::string question = at(ask("zyz1", "有讲义吗？"), "id");
  EXPECT_EQ(vote("jumin1", question, true).status, 200);
  testing::change(district,
                  "UPDATE persons SET merged_into = (SELECT id FROM persons WHERE login = 'jumin2') WHERE login = "
                  "'jumin1'");
  EXPECT_EQ(vote("jumin2", question, true).status, 200);
  EXPECT_EQ(room().items("questions").at(0).integer("votes"), 1);
  EXPECT_THAT(district.as("jumin2").get("/api/live/" + id + "/mine").body, HasSubstr(question));
  EXPECT_EQ(vote("jumin2", question, false).status, 200);
  EXPECT_EQ(room().items("questions").at(0).integer("votes"), 0);
}

TEST_P(Audience, QuestionsAreHeldAnsweredAndHiddenByModerators) {
  const Answer held = ask("jumin1", "加微信能问吗");
  EXPECT_EQ(at(held, "held"), "true") << held.body;
  EXPECT_EQ(room().items("questions").size(), 0u);
  EXPECT_EQ(at(vote("jumin2", at(held, "id"), true), "reason"), "live.question_not_found");
  EXPECT_EQ(decide("shuyuan", at(held, "id"), R"({"state":"open"})").status, 200);
  EXPECT_EQ(room().items("questions").size(), 1u);
  EXPECT_EQ(decide("shuyuan", at(held, "id"), R"({"state":"answered"})").status, 200);
  EXPECT_EQ(room().items("questions").at(0).boolean("answered"), true);
  EXPECT_EQ(at(decide("shuyuan", at(held, "id"), R"({"state":"hidden"})"), "reason"), "field.required");
  testing::WsClient listening(district.port(), "/api/live/room?broadcast_id=" + id);
  listening.next_text();
  EXPECT_EQ(decide("shuyuan", at(held, "id"), R"({"state":"hidden","reason":"与课程无关"})").status, 200);
  EXPECT_EQ(hear(listening, "question_gone").text("id"), at(held, "id"));
  EXPECT_EQ(room().items("questions").size(), 0u);
  const Answer all = clerk.get("/api/broadcasts/" + id + "/questions");
  EXPECT_THAT(all.body, HasSubstr("与课程无关"));
  for (const std::string& question : {at(held, "id"), std::string("01ARZ3NDEKTSV4RRFFQ69G5FAV")})
    EXPECT_EQ(at(decide("ziyun", question, R"({"state":"open"})"), "reason"), "live.question_not_found");
}

TEST_P(Audience, NobodyAsksWithoutEnd) {
  for (int i = 0; i < 10; ++i) ASSERT_EQ(ask("jumin1", "问题 " + std::to_string(i)).status, 201);
  EXPECT_EQ(at(ask("jumin1", "还有一个"), "reason"), "live.many_questions");
  EXPECT_EQ(ask("jumin2", "我的第一个").status, 201);
  EXPECT_EQ(at(ask("jumin2", std::string(300, 'x')), "field"), "text");
  mute();
  EXPECT_EQ(at(ask("jumin1", "换一个"), "reason"), "live.muted");
}

TEST_P(Audience, HardRule_APersonHasOneVoteInAPollAndNobodyLearnsWhich) {
  const std::string poll = at(open_poll(), "id");
  EXPECT_EQ(at(open_poll(), "reason"), "live.poll_open") << "one at a time";
  testing::WsClient listening(district.port(), "/api/live/room?broadcast_id=" + id);
  listening.next_text();
  EXPECT_EQ(choose("jumin1", poll, 1).status, 200);
  EXPECT_EQ(at(choose("jumin1", poll, 0), "reason"), "live.poll_voted");
  EXPECT_EQ(choose("jumin2", poll, 1).status, 200);
  EXPECT_EQ(at(choose("zyz1", poll, 2), "field"), "choice");
  district.tick();
  const json::Document counts = hear(listening, "counts");
  EXPECT_EQ(counts.items("polls").at(0).items("choices").at(1).integer("votes"), 2) << "both in one frame";
  EXPECT_EQ(at(district.as("jumin1").get("/api/live/" + id + "/mine"), "chosen"),
            R"([{"poll_id":")" + poll + R"(","choice":1}])");
  EXPECT_EQ(at(district.as("zyz1").get("/api/live/" + id + "/mine"), "chosen"), "[]");
  EXPECT_EQ(clerk.post("/api/broadcast-polls/" + poll + "/closing").status, 200);
  EXPECT_EQ(at(choose("zyz1", poll, 0), "reason"), "live.poll_closed");
  EXPECT_EQ(at(clerk.post("/api/broadcast-polls/" + poll + "/closing"), "reason"), "live.poll_closed");
  EXPECT_EQ(at(district.as("ziyun").post("/api/broadcast-polls/" + poll + "/closing"), "reason"),
            "live.poll_not_found");
  EXPECT_EQ(at(open_poll(R"([{"label":"一样"},{"label":"一样"}])"), "reason"), "live.poll_choices");
}

TEST_P(Audience, TheEndClosesThePollAndKeepsEverythingToRead) {
  testing::go_live(district, id);
  const std::string poll = at(open_poll(), "id");
  const std::string question = at(ask("jumin1", "回放哪里看？"), "id");
  EXPECT_EQ(clerk.post("/api/broadcasts/" + id + "/ending").status, 200);
  const json::Document after = room();
  EXPECT_EQ(after.items("polls").at(0).boolean("open"), false);
  EXPECT_EQ(after.items("questions").size(), 1u);
  EXPECT_EQ(at(choose("jumin1", poll, 0), "reason"), "live.poll_closed");
  EXPECT_EQ(at(vote("jumin2", question, true), "reason"), "live.room_closed");
  EXPECT_EQ(at(ask("jumin2", "晚了吗"), "reason"), "live.room_closed");
  EXPECT_EQ(at(open_poll(), "reason"), "live.room_closed");
}

TEST_P(Audience, HandoutsAreFetchedByEverybodyAndTakenBack) {
  const Answer added = upload("%PDF-1.7 讲义");
  ASSERT_EQ(added.status, 201) << added.body;
  const json::Document shown = room();
  ASSERT_EQ(shown.items("handouts").size(), 1u);
  const std::string address = shown.items("handouts").at(0).text("address").value();
  const Answer fetched = district.nobody().get(address);
  ASSERT_EQ(fetched.status, 200);
  EXPECT_EQ(fetched.body, "%PDF-1.7 讲义");
  EXPECT_EQ(fetched.header("Content-Type"), "application/pdf");
  EXPECT_THAT(fetched.header("Content-Disposition"),
              HasSubstr("attachment; filename*=UTF-8''%E8%AE%B2%E4%B9%89.pdf"));
  EXPECT_EQ(at(upload("<script>alert(1)</script>"), "reason"), "live.handout_type");
  EXPECT_EQ(at(upload("%PDF-1.7", ""), "field"), "title");
  const std::string link = R"({"kind":"article","title":"稿件","target_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"})";
  EXPECT_EQ(at(clerk.post("/api/broadcasts/" + id + "/handout-links", link), "reason"), "article.not_found");
  const std::string removal = "/api/broadcast-handouts/" + at(added, "id") + "/removal";
  EXPECT_EQ(at(district.as("ziyun").post(removal), "reason"), "live.handout_not_found");
  EXPECT_EQ(clerk.post(removal).status, 200);
  EXPECT_EQ(district.nobody().get(address).status, 404);
  EXPECT_EQ(room().items("handouts").size(), 0u);
}

TEST_P(Audience, APictureOfTheLibraryIsHandedOut) {
  testing::change(
      district,
      "INSERT INTO media (id, site_id, hash, width, height, title, alt, credit, people, consent_note, "
      "uploaded_by, uploaded_ms) SELECT '01ARZ3NDEKTSV4RRFFQ69G5FAV', s.id, 'abc', 1200, 800, '表', '表', "
      "'', 'none', '', p.id, 1 FROM sites s, persons p WHERE s.code = '510117001021' AND p.login = "
      "'shuyuan'");
  const std::string link = R"({"kind":"picture","title":"血压表","target_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"})";
  ASSERT_EQ(clerk.post("/api/broadcasts/" + id + "/handout-links", link).status, 201);
  EXPECT_THAT(room().items("handouts").at(0).text("address").value(), HasSubstr("/media/abc-"));
  EXPECT_EQ(district.as("ziyun").post("/api/broadcasts/" + id + "/handout-links", link).status, 404);
}

TEST_P(Audience, HardRule_AnAppealIsAnsweredBySomebodyElseThanWhoMuted) {
  EXPECT_EQ(at(appeal(), "reason"), "live.not_muted");
  mute();
  const Answer made = appeal();
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(at(appeal("再说一次"), "reason"), "live.appealed") << "one against each mute";
  EXPECT_THAT(district.as("pitong").get("/api/notices").body, HasSubstr("没有卖东西"));
  EXPECT_THAT(clerk.get("/api/notices").body, Not(HasSubstr("没有卖东西"))) << "who muted is not asked";
  EXPECT_EQ(
      at(clerk.get("/api/broadcasts/" + id + "/appeals"), "items").find("\"own_mute\":true") != std::string::npos,
      true);
  const std::string path = "/api/broadcast-appeals/" + at(made, "id") + "/answer";
  const std::string lift = R"({"state":"lifted","answer":"核实过，是误会。"})";
  EXPECT_EQ(at(clerk.post(path, lift), "reason"), "live.own_mute");
  EXPECT_EQ(at(district.as("ziyun").post(path, lift), "reason"), "live.appeal_not_found");
  EXPECT_EQ(district.as("pitong").post(path, lift).status, 200);
  EXPECT_EQ(at(district.as("zhongxin").post(path, lift), "reason"), "live.appeal_answered");
  EXPECT_THAT(district.as("jumin1").get("/api/notices").body, HasSubstr("是误会"));
  EXPECT_EQ(district.as("jumin1").post("/api/live/" + id + "/messages", R"({"text":"谢谢"})").status, 201);
}

TEST_P(Audience, AnAppealThatIsNotUpheldLeavesTheMute) {
  mute();
  const std::string path = "/api/broadcast-appeals/" + at(appeal(), "id") + "/answer";
  EXPECT_EQ(district.as("pitong").post(path, R"({"state":"upheld","answer":"发言确为广告。"})").status, 200);
  EXPECT_EQ(at(ask("jumin1", "可以问吗"), "reason"), "live.muted");
  const Answer mine = district.as("jumin1").get("/api/live/" + id + "/mine");
  EXPECT_EQ(at(mine, "appeal.state"), "upheld");
  EXPECT_EQ(at(mine, "may_appeal"), "false");
  EXPECT_EQ(at(appeal(), "reason"), "live.appealed");
}

TEST_P(Audience, ThePageWorksWithoutScript) {
  const std::string poll = at(open_poll(), "id");
  const std::string question = at(ask("jumin2", "药能停吗？"), "id");
  testing::HttpClient browser(district.port(), district.session_of(district.person("jumin1")));
  int key = 0;
  const auto send = [&](const std::string& fields) {
    return browser.post_form("/live/" + id + "/acts", "_key=page-" + std::to_string(++key) + "&" + fields);
  };
  const Answer anonymous =
      testing::HttpClient(district.port()).post_form("/live/" + id + "/acts", "_key=x&act=ask&text=x");
  EXPECT_THAT(anonymous.header("Location"), HasSubstr("/sign-in?next="));
  EXPECT_EQ(send("act=ask&text=%E6%9C%89%E8%AE%B2%E4%B9%89%E5%90%97").header("Location"),
            "/live/" + id + "?done=ask");
  EXPECT_EQ(send("question=" + question + "&vote=yes").status, 303);
  EXPECT_EQ(send("poll=" + poll + "&choice=1").status, 303);
  EXPECT_EQ(send("poll=" + poll + "&choice=1").status, 409) << "the page says that one has voted";
  EXPECT_EQ(send("act=say&text=%E8%80%81%E5%B8%88%E5%A5%BD").status, 303);
  const std::string page = browser.get("/live/" + id).body;
  EXPECT_THAT(page, HasSubstr("有讲义吗"));
  EXPECT_THAT(page, HasSubstr("aria-pressed=\"true\""));
  EXPECT_THAT(page, HasSubstr("您的选择"));
  EXPECT_THAT(page, HasSubstr("老师好"));
  mute();
  EXPECT_THAT(browser.get("/live/" + id).body, HasSubstr("发广告"));
  EXPECT_EQ(send("act=appeal&text=%E6%98%AF%E8%AF%AF%E4%BC%9A").status, 303);
  EXPECT_THAT(browser.get("/live/" + id).body, HasSubstr("申诉已收到"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Audience, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::live
