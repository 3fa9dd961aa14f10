#include <gtest/gtest.h>

#include "base/json.h"
#include "notices/notice_api.h"
#include "notices/notice_model.h"
#include "notices/notice_service.h"
#include "notices/public.h"
#include "outbox/public.h"
#include "testing/database.h"
#include "testing/fake_clock.h"
#include "testing/http_rig.h"
#include "testing/run_task.h"

namespace ws::notices {
namespace {

const Instant now{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu

TEST(NoticeModel, EveryEventOfAnOrderAndOfHoursHasATextInBothLanguages) {
  for (const char* kind : {"order.submitted",     "order.triaged",    "order.rejected",
                           "order.offered",       "order.dispatched", "order.accepted",
                           "order.claimed",       "order.returned",   "order.declined",
                           "order.offer_expired", "order.scheduled",  "order.checked_in",
                           "order.checked_out",   "order.completed",  "order.rated",
                           "order.complained",    "order.reopened",   "order.complaint_dismissed",
                           "order.withdrawn",     "order.escalated",  "order.presence_wanted",
                           "hours.pending",       "hours.confirmed",  "hours.disputed"}) {
    ASSERT_TRUE(is_known(kind)) << kind;
    const Text text =
        render(kind, R"({"title":"T","number":"N","actor":"A","reason":"R","when":"W","clock":"triage"})", now);
    for (const std::string& words : {text.zh, text.en}) {
      EXPECT_NE(words.find("T"), std::string::npos) << words;
      EXPECT_EQ(words.find_first_of("{}"), std::string::npos) << words;
    }
    EXPECT_NE(text.zh, text.en);
  }
}

TEST(NoticeModel, ValuesAreTextsPairsOrInstants) {
  EXPECT_EQ(render("order.scheduled", R"({"title":"理发","when":1795413600000})", now).zh,
            "“理发”的服务时间定为今天 14:00。");
  EXPECT_EQ(render("order.scheduled", R"({"title":{"zh":"理发","en":"Haircut"},"when":"W"})", now).en,
            "“Haircut” is set for W.");
  EXPECT_EQ(render("order.escalated", R"({"title":"理发","number":"20261123-0001","clock":"acceptance"})", now).zh,
            "“理发”（单号 20261123-0001）的接单时限已到，请尽快处理。");
}

TEST(NoticeModel, WhatIsMissingIsEmptyAndWhatAPersonWroteStaysAsItIs) {
  EXPECT_EQ(render("order.rejected", R"({"title":"{reason}"})", now).zh, "很抱歉，点单“{reason}”未能受理：");
  EXPECT_EQ(render("order.rejected", "not json", now).zh, "很抱歉，点单“”未能受理：");
  EXPECT_EQ(render("order.unheard_of", "{}", now).zh, "order.unheard_of");
}

class Notices : public ::testing::TestWithParam<db::Engine> {
 protected:
  Notices() : database(place.open()), service(*database, clock) {
    database->migrate();
    add("01J0000000000000000000WANG", "a");
    add("01J0000000000000000000CHEN", "b");
    wang.person = PersonId("01J0000000000000000000WANG");
    chen.person = PersonId("01J0000000000000000000CHEN");
  }
  void add(const std::string& id, const std::string& key) {
    const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
      tx.exec("INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, $1, '', $2, 0)", id,
              key);
      return Done{};
    });
    EXPECT_TRUE(done.ok());
  }
  void tell(const PersonId& to, const std::string& title) {
    const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
      send(tx, {to, "order.completed", {}, R"({"title":")" + title + R"("})"}, clock.now(), random);
      return Done{};
    });
    EXPECT_TRUE(done.ok());
    clock.advance_ms(1);
  }
  std::int64_t unread_of(const Actor& actor) {
    return database->read([&](db::Reader& reader) { return unread(reader, actor.person); });
  }

  testing::TestDatabase place{GetParam()};
  testing::FakeClock clock;
  Random random{3};
  std::unique_ptr<db::Database> database;
  NoticeService service;
  Actor wang, chen;
};

TEST_P(Notices, HardRule_ANoticeAndItsAnnouncementAreWrittenTogether) {
  tell(wang.person, "理发");
  const auto messages = database->read([](db::Reader& reader) { return outbox::after(reader, 0, 10); });
  ASSERT_EQ(messages.size(), 1u);
  const std::string id = service.list(wang, {}, 20).items.at(0).id;
  EXPECT_EQ(messages.at(0).topic, "notice");
  EXPECT_EQ(messages.at(0).person, wang.person);
  EXPECT_EQ(messages.at(0).payload, R"({"id":")" + id + R"(","kind":"order.completed"})");
  const Outcome refused = database->write_now([&](db::Tx& tx) -> Outcome {
    send(tx, {wang.person, "order.rated", {}, "{}"}, clock.now(), random);
    return Error::conflict("test.refused");
  });
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(unread_of(wang), 1);
  EXPECT_EQ(database->read([](db::Reader& reader) { return outbox::after(reader, 0, 10); }).size(), 1u);
}

TEST_P(Notices, OldOnesThatWereReadAreForgottenBitByBit) {
  for (const char* title : {"理发", "磨刀", "陪诊"}) tell(wang.person, title);
  tell(chen.person, "问诊");
  const NoticeId newest(service.list(wang, {}, 20).items.at(0).id);
  ASSERT_TRUE(testing::run_task(service.read_until(wang, {}, newest)).ok());
  const Instant long_ago = clock.now().plus_ms(-1);
  const auto forget = [&](Instant before, std::int64_t most) {
    return database->write_now([&](db::Tx& tx) -> Result<std::int64_t> { return forget_read(tx, before, most); })
        .value();
  };
  EXPECT_EQ(forget(long_ago, 10), 0);
  clock.advance_ms(day_ms);
  EXPECT_EQ(forget(clock.now(), 2), 2);
  EXPECT_EQ(forget(clock.now(), 2), 1);
  EXPECT_TRUE(service.list(wang, {}, 20).items.empty());
  EXPECT_EQ(unread_of(chen), 1) << "unread ones stay";
}

TEST_P(Notices, WhatWasAnnouncedLongAgoIsForgottenButNotTheLast) {
  constexpr std::int64_t kept = 20'000;
  const Outcome done = database->write_now([&](db::Tx& tx) -> Outcome {
    for (std::int64_t n = 0; n < kept + 5; ++n) outbox::publish(tx, {"order.moved", {}, {}, "{}"}, clock.now());
    return Done{};
  });
  ASSERT_TRUE(done.ok());
  const auto forget = [&](Instant before, std::int64_t most) {
    return database->write_now([&](db::Tx& tx) -> Result<std::int64_t> { return outbox::forget(tx, before, most); })
        .value();
  };
  EXPECT_EQ(forget(clock.now(), 100), 0) << "not old yet";
  clock.advance_ms(day_ms);
  EXPECT_EQ(forget(clock.now(), 3), 3);
  EXPECT_EQ(forget(clock.now(), 100), 2);
  EXPECT_EQ(forget(clock.now(), 100), 0);
  EXPECT_EQ(database->read([](db::Reader& reader) { return outbox::after(reader, 0, 1); }).at(0).seq, 6);
}

TEST_P(Notices, HardRule_AnInboxIsItsPersonsOwn) {
  tell(wang.person, "理发");
  EXPECT_EQ(service.list(wang, {}, 20).items.size(), 1u);
  EXPECT_TRUE(service.list(chen, {}, 20).items.empty());
  EXPECT_EQ(unread_of(chen), 0);
}

TEST_P(Notices, AreListedNewestFirstByPages) {
  for (const char* title : {"一", "二", "三", "四", "五"}) tell(wang.person, title);
  const NoticePage first = service.list(wang, {}, 2);
  ASSERT_EQ(first.items.size(), 2u);
  EXPECT_EQ(first.items.at(0).text.zh, render("order.completed", R"({"title":"五"})", now).zh);
  ASSERT_TRUE(first.next.has_value());
  const NoticePage second = service.list(wang, *first.next, 2);
  EXPECT_EQ(second.items.at(0).text.zh, render("order.completed", R"({"title":"三"})", now).zh);
  const NoticePage third = service.list(wang, second.next.value(), 2);
  EXPECT_EQ(third.items.size(), 1u);
  EXPECT_FALSE(third.next.has_value());
}

TEST_P(Notices, AreReadUpToOneAndNobodyElsesAre) {
  for (const char* title : {"一", "二", "三"}) tell(wang.person, title);
  tell(chen.person, "四");
  const NoticePage page = service.list(wang, {}, 20);
  auto task = service.read_until(wang, {wang.person, "key", "notices.read", "x"}, NoticeId(page.items.at(1).id));
  const auto read = testing::run_task(std::move(task));
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(*read, page.items.at(1).id);
  EXPECT_EQ(unread_of(wang), 1);
  EXPECT_EQ(unread_of(chen), 1);
  const NoticePage after = service.list(wang, {}, 20);
  EXPECT_FALSE(after.items.at(0).read);
  EXPECT_TRUE(after.items.at(1).read && after.items.at(2).read);
}

TEST_P(Notices, AreReadAndMarkedOverHttp) {
  tell(wang.person, "理发");
  testing::HttpRig rig;
  add_routes(rig.routes, service);
  rig.people["wang"] = wang;
  testing::HttpClient client(rig.start());
  EXPECT_EQ(client.get("/api/notices").status, 401);
  client.use_session("wang");
  const json::Document page(client.get("/api/notices").body);
  ASSERT_EQ(page.items("items").size(), 1u);
  EXPECT_EQ(page.items("items").at(0).boolean("read"), false);
  EXPECT_EQ(page.items("items").at(0).json("order_id"), "null");
  const std::string id = *page.items("items").at(0).text("id");
  const std::string until = R"({"until_id":")" + id + R"("})";
  EXPECT_EQ(client.post_json("/api/notices/read", until).body, R"({"id":")" + id + R"("})");
  EXPECT_EQ(unread_of(wang), 0);
  EXPECT_EQ(client.post_json("/api/notices/read", R"({"until_id":"x"})").status, 400);
  for (const char* query : {"limit=0", "limit=101", "cursor=x"})
    EXPECT_EQ(client.get(std::string("/api/notices?") + query).status, 400) << query;
}

INSTANTIATE_TEST_SUITE_P(Engines, Notices, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::notices
