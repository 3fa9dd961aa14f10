#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "live/public.h"
#include "testing/broadcasts.h"

namespace ws::live {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using testing::go_live;
using testing::hear;

const std::string nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

TEST(BroadcastModel, HasWordsAndATimeAhead) {
  const Instant now{1'795'402'800'000};
  const LiveRules rules;
  Plan plan{SiteId(nowhere), "课", "讲什么", "老师", now.plus_ms(hour_ms), now.plus_ms(2 * hour_ms)};
  EXPECT_TRUE(check_plan(plan, now, rules).ok());
  plan.ends = now.plus_ms(10 * hour_ms);
  EXPECT_EQ(check_plan(plan, now, rules).error().field, "ends_ms") << "nine hours are too long";
  plan.starts = now.plus_ms(-2 * hour_ms);
  plan.ends = now.plus_ms(-hour_ms);
  EXPECT_EQ(check_plan(plan, now, rules).error().reason, "live.times");
  plan.title = "　";
  EXPECT_EQ(check_plan(plan, now, rules).error().field, "title");
}

TEST(BroadcastModel, IsAbandonedWhenNobodyComesBackInTime) {
  const Instant now{1'795'402'800'000};
  LiveRules rules;
  rules.grace_s = 60;
  Broadcast broadcast;
  broadcast.state = State::live;
  EXPECT_FALSE(is_abandoned(broadcast, now, rules));
  broadcast.interrupted = now.plus_ms(-59'999);
  EXPECT_FALSE(is_abandoned(broadcast, now, rules));
  broadcast.interrupted = now.plus_ms(-60'000);
  EXPECT_TRUE(is_abandoned(broadcast, now, rules));
}

TEST(BroadcastModel, WordsOfTheListAreFoundBetweenBlanksAndInCapitals) {
  LiveRules rules = LiveRules::parse(R"({"held_words":["加微信","HTTP://"]})");
  EXPECT_TRUE(is_held("请 加 微 信 号", rules));
  EXPECT_TRUE(is_held("看 HtTp://x", rules));
  EXPECT_FALSE(is_held("老师讲得好", rules));
  EXPECT_THROW(LiveRules::parse(R"({"grace_s":0})"), std::runtime_error);
}

TEST(RoomModel, AHeartbeatCountsNoMoreThanTheTimeThatPassed) {
  const Instant now{1'795'402'800'000};
  EXPECT_EQ(counted_s(now, now.plus_ms(30'000)), 30);
  EXPECT_EQ(counted_s(now, now.plus_ms(hour_ms)), most_heartbeat_s);
  EXPECT_EQ(counted_s(now, now.plus_ms(-hour_ms)), 0) << "a clock that went back";
}

class Broadcasts : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string words(const std::string& more) const {
    const Instant now = district.clock.now();
    json::Writer out;
    out.begin()
        .field("title", "战旗村的乡村振兴课")
        .field("summary", "老支书讲一个村子的变化。")
        .field("lecturer", "高书记")
        .field("starts_ms", now.plus_ms(30 * minute_ms).ms)
        .field("ends_ms", now.plus_ms(90 * minute_ms).ms)
        .end();
    std::string text = out.take();
    text.pop_back();
    return text + more + "}";
  }
  std::string plan() {
    const Answer planned = district.as("shuyuan").post("/api/broadcasts", words(R"(,"site_id":")" + site + "\""));
    EXPECT_EQ(planned.status, 201) << planned.body;
    return at(planned, "id");
  }
  std::string announced() { return testing::announced_broadcast(district); }
  Answer say(const std::string& login, const std::string& id, const std::string& text) {
    json::Writer out;
    out.begin().field("text", text).end();
    return district.as(login).post("/api/live/" + id + "/messages", out.take());
  }

  District district{GetParam()};
  std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
};

TEST_P(Broadcasts, ArePlannedAnnouncedAndTakenBack) {
  const std::string id = plan();
  const std::string path = "/api/broadcasts/" + id;
  EXPECT_EQ(district.nobody().get("/live/" + id).status, 404) << "what is planned is nobody's business";
  EXPECT_EQ(district.nobody().get("/api/live/" + id + "/room").status, 404);
  EXPECT_EQ(district.as("shuyuan").post(path + "/announcement").status, 200);
  EXPECT_EQ(district.nobody().get("/live/" + id).status, 200);
  EXPECT_NE(district.nobody().get("/live").body.find(id), std::string::npos);
  EXPECT_EQ(at(district.as("shuyuan").post(path + "/announcement"), "reason"), "live.not_planned");
  EXPECT_EQ(district.as("shuyuan").post(path + "/withdrawal", R"({"reason":"讲师生病"})").status, 200);
  EXPECT_EQ(district.nobody().get("/live/" + id).status, 404);
  EXPECT_EQ(at(district.as("shuyuan").post(path + "/ending"), "reason"), "live.not_live");
  const Answer shown = district.as("pitong-ld").get(path);
  EXPECT_EQ(at(shown, "state"), "planned");
  EXPECT_EQ(at(shown, "may_run"), "false") << "leaders look";
  EXPECT_NE(at(shown, "events").find("讲师生病"), std::string::npos);
}

TEST_P(Broadcasts, ChangeUntilTheyBegin) {
  const std::string id = announced();
  const std::string path = "/api/broadcasts/" + id;
  Caller clerk = district.as("shuyuan");
  const std::string version = at(clerk.get(path), "version");
  EXPECT_EQ(at(clerk.put(path, words(R"(,"version":99)")), "reason"), "live.changed_meanwhile");
  EXPECT_EQ(clerk.put(path, words(",\"version\":" + version)).status, 200);
  EXPECT_EQ(at(clerk.put(path, words(",\"version\":" + version)), "reason"), "live.changed_meanwhile");
  go_live(district, id);
  EXPECT_EQ(at(clerk.put(path, words(",\"version\":" + at(clerk.get(path), "version"))), "reason"), "live.begun");
  EXPECT_EQ(at(clerk.post("/api/broadcasts", words(R"(,"site_id":")" + site + R"(","colour":"red")")), "reason"),
            "json.unknown_field");
}

TEST_P(Broadcasts, HardRule_OnlyTheSitesOwnStaffRunThemAndOthersSeeNothing) {
  const std::string id = announced();
  const std::string path = "/api/broadcasts/" + id;
  EXPECT_EQ(at(district.as("ziyun").post("/api/broadcasts", words(R"(,"site_id":")" + site + "\"")), "reason"),
            "site.not_yours");
  for (const std::string step : {"/announcement", "/ending", "/stream-key", "/replay"}) {
    const Answer real = district.as("ziyun").post(path + step);
    const Answer absent = district.as("ziyun").post("/api/broadcasts/" + nowhere + step);
    EXPECT_EQ(real.status, 404) << step;
    EXPECT_EQ(real.body, absent.body) << step;
  }
  EXPECT_EQ(district.as("ziyun").get(path).body, district.as("ziyun").get("/api/broadcasts/" + nowhere).body);
  EXPECT_EQ(district.as("ziyun").get(path + "/messages").status, 404);
  EXPECT_EQ(district.as("ziyun").get("/api/broadcasts").body.find(id), std::string::npos);
  EXPECT_NE(district.as("pitong").get("/api/broadcasts?state=announced").body.find(id), std::string::npos);
  EXPECT_EQ(district.as("pitong").post(path + "/stream-key").status, 201) << "the office above may";
}

TEST_P(Broadcasts, AKeyIsShownOnceAndNothingOfItIsKept) {
  const std::string id = announced();
  const std::string path = "/api/broadcasts/" + id + "/stream-key";
  const testing::Headers once{{"Idempotency-Key", "once"}};
  const Answer first = district.as("shuyuan").post(path, "{}", once);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_TRUE(at(first, "address").starts_with("rtmp://127.0.0.1:"));
  const std::string name = at(first, "name");
  EXPECT_TRUE(name.starts_with(id + "-"));
  EXPECT_EQ(at(district.as("shuyuan").post(path, "{}", once), "name"), name) << "the answer was lost, the key is not";
  EXPECT_NE(at(district.as("shuyuan").post(path), "name"), name);
  const std::string secret = name.substr(id.size() + 1);
  EXPECT_EQ(secret.size(), 32u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM idempotency WHERE result LIKE '%" + secret + "%'"), 0);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action = 'live.key_made'"), 2);
}

TEST_P(Broadcasts, AreEndedByStaffAndByTime) {
  const std::string one = announced(), other = announced();
  go_live(district, one);
  go_live(district, other);
  EXPECT_EQ(district.as("shuyuan").post("/api/broadcasts/" + one + "/ending").status, 200);
  EXPECT_EQ(at(district.as("shuyuan").post("/api/broadcasts/" + one + "/stream-key"), "reason"), "live.ended");
  testing::change(district, "UPDATE broadcasts SET interrupted_ms = " + std::to_string(district.clock.now().ms) +
                                " WHERE id = '" + other + "'");
  district.tick();
  EXPECT_EQ(at(district.as("shuyuan").get("/api/broadcasts/" + other), "state"), "live") << "the room waits";
  district.clock.advance_ms(minute_ms);
  district.tick();
  EXPECT_EQ(at(district.as("shuyuan").get("/api/broadcasts/" + other), "state"), "ended");
  // Without anything recorded no replay can be made; after all tries staff are told and may ask for more.
  for (int turn = 0; turn < 3; ++turn) district.tick();
  EXPECT_EQ(at(district.as("shuyuan").get("/api/broadcasts/" + other), "replay_failed"), "true");
  EXPECT_EQ(district.as("shuyuan").post("/api/broadcasts/" + other + "/replay").status, 200);
  EXPECT_EQ(at(district.as("shuyuan").post("/api/broadcasts/" + other + "/replay"), "reason"), "live.no_replay_due");
}

TEST_P(Broadcasts, ARoomIsReadByEverybodyAndSpokenInByPeople) {
  const std::string id = announced();
  EXPECT_EQ(district.nobody().post("/api/live/" + id + "/messages", R"({"text":"好"})").status, 401);
  testing::WsClient listening(district.port(), "/api/live/room?broadcast_id=" + id);
  ASSERT_EQ(listening.answer().status, 101) << "without an account";
  EXPECT_EQ(json::Document(listening.next_text()).text("type"), "room");
  const Answer said = say("jumin1", id, "  老师好  ");
  ASSERT_EQ(said.status, 201) << said.body;
  const json::Document heard = hear(listening, "message");
  EXPECT_EQ(heard.text("text"), "老师好");
  EXPECT_NE(heard.text("name").value_or("").find("**"), std::string::npos) << "never a whole name";
  EXPECT_EQ(at(say("jumin1", id, std::string(200, 'x')), "field"), "text");
  const Answer room = district.nobody().get("/api/live/" + id + "/room");
  EXPECT_EQ(json::Document(room.body).items("messages").size(), 1u);
  EXPECT_EQ(testing::WsClient(district.port(), "/api/live/room?broadcast_id=" + nowhere).answer().status, 404);
}

TEST_P(Broadcasts, AMessageWithAWordOfTheListWaitsForAModerator) {
  const std::string id = announced();
  const Answer held = say("jumin1", id, "大家 加微信 领鸡蛋");
  EXPECT_EQ(at(held, "held"), "true") << held.body;
  EXPECT_EQ(json::Document(district.nobody().get("/api/live/" + id + "/room").body).items("messages").size(), 0u);
  Caller clerk = district.as("shuyuan");
  const Answer minutes = clerk.get("/api/broadcasts/" + id + "/messages");
  ASSERT_EQ(json::Document(minutes.body).items("items").size(), 1u) << minutes.body;
  const std::string decision = "/api/broadcast-messages/" + at(held, "id") + "/decision";
  EXPECT_EQ(at(district.as("ziyun").post(decision, R"({"state":"shown"})"), "reason"), "live.message_not_found");
  EXPECT_EQ(clerk.post(decision, R"({"state":"shown"})").status, 200);
  EXPECT_EQ(json::Document(district.nobody().get("/api/live/" + id + "/room").body).items("messages").size(), 1u);
  EXPECT_EQ(at(clerk.post(decision, R"({"state":"removed"})"), "reason"), "field.required") << "a removal says why";
  EXPECT_EQ(clerk.post(decision, R"({"state":"removed","reason":"广告"})").status, 200);
  EXPECT_EQ(json::Document(district.nobody().get("/api/live/" + id + "/room").body).items("messages").size(), 0u);
}

TEST_P(Broadcasts, WhoDisturbsIsMutedWithAReasonAndTold) {
  const std::string id = announced();
  const std::string message = at(say("jumin1", id, "卖药啦"), "id");
  Caller clerk = district.as("shuyuan");
  EXPECT_EQ(clerk.post("/api/broadcast-messages/" + message + "/mute", R"({"reason":"反复发广告"})").status, 200);
  EXPECT_EQ(at(say("jumin1", id, "再来"), "reason"), "live.muted");
  EXPECT_NE(district.as("jumin1").get("/api/notices").body.find("反复发广告"), std::string::npos);
  const Answer minutes = clerk.get("/api/broadcasts/" + id + "/messages");
  const std::string person = json::Document(minutes.body).items("mutes").at(0).text("person_id").value();
  EXPECT_EQ(clerk.post("/api/broadcasts/" + id + "/unmuting", R"({"person_id":")" + person + "\"}").status, 200);
  EXPECT_EQ(say("jumin1", id, "不卖了").status, 201);
}

TEST_P(Broadcasts, AMuteHoldsForAllAccountsOfAPerson) {
  const std::string id = announced();
  const std::string message = at(say("jumin1", id, "卖药啦"), "id");
  EXPECT_EQ(
      district.as("shuyuan").post("/api/broadcast-messages/" + message + "/mute", R"({"reason":"发广告"})").status,
      200);
  EXPECT_EQ(say("jumin2", id, "我也在").status, 201);
  ASSERT_TRUE(
      district.database()
          .write_now([](db::Tx& tx) -> Outcome {
            tx.exec(
                "UPDATE persons SET merged_into = (SELECT id FROM persons WHERE login = 'jumin2') WHERE login = "
                "'jumin1'");
            return Done{};
          })
          .ok());
  EXPECT_EQ(at(say("jumin2", id, "再来"), "reason"), "live.muted");
}

TEST_P(Broadcasts, SlowModeGivesEverybodyTheirTurn) {
  const std::string id = announced();
  EXPECT_EQ(district.as("shuyuan").put("/api/broadcasts/" + id + "/slow-mode", R"({"slow_s":15})").status, 200);
  EXPECT_EQ(say("jumin1", id, "一").status, 201);
  EXPECT_EQ(at(say("jumin1", id, "二"), "reason"), "live.slow");
  EXPECT_EQ(say("jumin2", id, "我也来").status, 201);
  district.clock.advance_ms(15'000);
  EXPECT_EQ(say("jumin1", id, "二").status, 201);
}

TEST_P(Broadcasts, LikesAreToldTogether) {
  const std::string id = announced();
  testing::WsClient listening(district.port(), "/api/live/room?broadcast_id=" + id);
  listening.next_text();
  for (const char* count : {R"({"count":3})", R"({"count":4})"})
    EXPECT_EQ(district.nobody().post("/api/live/" + id + "/likes", count).status, 204);
  district.tick();
  const json::Document told = hear(listening, "likes");
  EXPECT_EQ(told.integer("figure"), 7);
}

TEST_P(Broadcasts, HardRule_PersonTimesAndPeopleAreCountedApart) {
  const std::string id = announced();
  go_live(district, id);
  const std::string path = "/api/live/" + id;
  const Answer first = district.nobody().post(path + "/visits", "{}");
  ASSERT_EQ(first.status, 201) << first.body;
  const std::string again = R"({"viewer":")" + at(first, "viewer") + "\"}";
  const Answer second = district.nobody().post(path + "/visits", again);
  ASSERT_EQ(district.as("jumin1").post(path + "/visits", "{}").status, 201);
  ASSERT_EQ(district.as("jumin1").post(path + "/visits", again).status, 201) << "an account is the same everywhere";
  district.clock.advance_ms(30'000);
  const std::string ticket = R"({"ticket":")" + at(second, "ticket") + "\"}";
  EXPECT_EQ(district.nobody().post(path + "/heartbeats", ticket).status, 204);
  EXPECT_EQ(
      at(district.nobody().post(path + "/heartbeats", R"({"ticket":"01ARZ3NDEKTSV4RRFFQ69G5FAV.0"})"), "reason"),
      "live.bad_ticket");
  district.tick();
  const Answer shown = district.as("shuyuan").get("/api/broadcasts/" + id);
  EXPECT_EQ(at(shown, "attendance.live_visits"), "4");
  EXPECT_EQ(at(shown, "attendance.live_viewers"), "2");
  EXPECT_EQ(at(shown, "attendance.watched_s"), "30");
  EXPECT_EQ(at(district.nobody().get(path + "/room"), "watching"), "4");
}

TEST_P(Broadcasts, ARepeatedKeyPlansOnce) {
  const std::string sent = words(R"(,"site_id":")" + site + "\"");
  const testing::Headers key{{"Idempotency-Key", "plan-once"}};
  const std::string id = at(district.as("shuyuan").post("/api/broadcasts", sent, key), "id");
  EXPECT_EQ(at(district.as("shuyuan").post("/api/broadcasts", sent, key), "id"), id);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcasts"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Broadcasts, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::live
