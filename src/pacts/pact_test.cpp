#include <gmock/gmock.h>

#include <thread>

#include "base/run_task.h"
#include "base/worker_pool.h"
#include "pacts/public.h"
#include "people/public.h"
#include "testing/district.h"

namespace ws::pacts {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

const Instant now{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu

TEST(PactModel, HasWordsAndClauses) {
  const Limits limits;
  Words words{"新市民公约", "来了就是一家人", {"见面问声好"}};
  EXPECT_TRUE(check_words(words, limits).ok());
  words.clauses.emplace_back("　");
  EXPECT_EQ(check_words(words, limits).error().field, "clauses[1].text");
  words.clauses.assign(21, "见面问声好");
  EXPECT_EQ(check_words(words, limits).error().reason, "pact.too_many_clauses");
  words.clauses.clear();
  EXPECT_EQ(check_words(words, limits).error().reason, "pact.no_clauses");
}

TEST(PactModel, PaperIsOfADayThatHasCome) {
  Paper paper{{}, 1, 86, local_date(now), "书院社区", "原件在站内"};
  EXPECT_TRUE(check_paper(paper, now, {}).ok());
  paper.day = next_day(paper.day);
  EXPECT_EQ(check_paper(paper, now, {}).error().reason, "pact.day_to_come");
  paper.day = local_date(now);
  paper.signatures = 2'001;
  EXPECT_EQ(check_paper(paper, now, {}).error().reason, "pact.too_many_signatures");
}

TEST(PactModel, HardRule_APersonOfSeveralAccountsCountsOnceWithTheirNewestYes) {
  const PersonId gu("gu"), wen("wen");
  const auto counts = count_people({{2, 10}, {1, 5}}, {{gu, 1}, {gu, 2}, {gu, 1}, {wen, 1}});
  EXPECT_EQ(counts[0].joined, 10);
  EXPECT_EQ(counts[1].joined, 3);
}

TEST(PactModel, LimitsComeFromThePolicy) {
  EXPECT_EQ(Limits::parse(R"({"pacts":{"most_clauses":7}})").most_clauses, 7);
  EXPECT_THROW(Limits::parse(R"({"pacts":{"most_signatures":0}})"), std::runtime_error);
}

class Pacts : public ::testing::TestWithParam<db::Engine> {
 protected:
  static std::string words(const std::string& more = "", const std::string& last = "楼道不堆东西") {
    return R"({"title":"新市民公约","preamble":"来了就是一家人","clauses":[{"text":"见面问声好"},{"text":")" + last +
           R"("}])" + (more.empty() ? "" : "," + more) + "}";
  }
  std::string drafted() {
    const Answer made = center.post("/api/pacts", words(R"("site_id":")" + site + "\""));
    EXPECT_EQ(made.status, 201) << made.body;
    return at(made, "id");
  }
  void publish(const std::string& id) {
    EXPECT_EQ(center.post("/api/pacts/" + id + "/submission").status, 200);
    EXPECT_EQ(leader.post("/api/pacts/" + id + "/publication").status, 200);
  }
  std::string published() {
    std::string id = drafted();
    publish(id);
    return id;
  }
  void next_version(const std::string& id) {
    const std::string version = at(center.get("/api/pact-records/" + id), "version");
    const Answer written = center.put("/api/pacts/" + id, words("\"version\":" + version, "有话好好说"));
    EXPECT_EQ(written.status, 200) << written.body;
    publish(id);
  }
  static std::string yes(int number) { return R"({"number":)" + std::to_string(number) + "}"; }
  Answer join(Caller& caller, const std::string& id, int number = 1) {
    return caller.post("/api/pacts/" + id + "/joining", yes(number));
  }
  Answer leave(Caller& caller, const std::string& id) { return caller.post("/api/pacts/" + id + "/leaving"); }
  std::string joined(const std::string& id) { return at(district.nobody().get("/api/pacts/" + id), "joined"); }
  std::string counts(const std::string& id) { return at(district.nobody().get("/api/pacts/" + id), "counts"); }
  std::vector<PersonId> people(int count) {
    std::vector<PersonId> found;
    for (const db::Row& row : district.database().read([&](db::Reader& reader) {
           return reader.run("SELECT person_id FROM volunteers ORDER BY person_id LIMIT $1", db::params_of(count));
         }))
      found.push_back(row.id<PersonId>(0));
    return found;
  }

  District district{GetParam()};
  const std::string site = district.value("SELECT id FROM sites WHERE kind = 'center'");
  Caller center = district.as("zhongxin");
  Caller leader = district.as("zhongxin-ld");
  Caller gu = district.as("jumin1");
  Caller wen = district.as("jumin2");
};

TEST_P(Pacts, AreDraftedReviewedByAnotherJoinedAndLeft) {
  const std::string id = drafted();
  EXPECT_EQ(district.nobody().get("/api/pacts/" + id).status, 404);
  EXPECT_EQ(at(join(gu, id), "reason"), "pact.not_found");
  publish(id);
  EXPECT_EQ(joined(id), "0");
  EXPECT_EQ(join(gu, id).status, 201);
  EXPECT_EQ(join(gu, id).status, 201) << "said again nothing happens";
  EXPECT_EQ(joined(id), "1");
  EXPECT_EQ(at(gu.get("/api/pacts/" + id), "own.number"), "1");
  EXPECT_EQ(at(wen.get("/api/pacts/" + id), "own"), "null");
  EXPECT_EQ(join(wen, id).status, 201);
  EXPECT_EQ(leave(gu, id).status, 200);
  EXPECT_EQ(leave(gu, id).status, 200) << "left already";
  EXPECT_EQ(joined(id), "1");
  EXPECT_EQ(join(gu, id).status, 201) << "joined again";
  EXPECT_EQ(joined(id), "2");
  EXPECT_THAT(district.nobody().get("/pacts").body, HasSubstr("新市民公约"));
  EXPECT_THAT(district.nobody().get("/api/search?q=%E5%85%AC%E7%BA%A6&kind=pact").body, HasSubstr(id));
}

TEST_P(Pacts, HardRule_WhoWroteItDoesNotPublishIt) {
  const std::string id = drafted();
  EXPECT_EQ(at(center.post("/api/pacts/" + id + "/publication"), "reason"), "pact.own");
  EXPECT_EQ(at(leader.post("/api/pacts/" + id + "/publication"), "reason"), "pact.not_waiting");
  EXPECT_EQ(center.post("/api/pacts/" + id + "/submission").status, 200);
  EXPECT_EQ(at(center.post("/api/pacts/" + id + "/publication"), "reason"), "pact.own");
  EXPECT_EQ(at(center.put("/api/pacts/" + id, words("\"version\":2")), "reason"), "pact.in_review");
  EXPECT_EQ(leader.post("/api/pacts/" + id + "/return", R"({"reason":"第二条再说明白"})").status, 200);
  EXPECT_EQ(at(center.get("/api/pact-records/" + id), "open_words.because"), "第二条再说明白");
  publish(id);
  EXPECT_EQ(at(leader.post("/api/pacts/" + id + "/publication"), "reason"), "pact.not_waiting");
}

TEST_P(Pacts, HardRule_ANewVersionCarriesNobodysYes) {
  const std::string id = published();
  join(gu, id);
  join(wen, id);
  next_version(id);
  EXPECT_EQ(at(join(gu, id, 1), "reason"), "pact.words_changed") << "who reads the old words does not join the new";
  EXPECT_EQ(counts(id), R"([{"number":2,"joined":0},{"number":1,"joined":2}])");
  EXPECT_THAT(gu.get("/pacts/" + id).body, HasSubstr("后来文字改过"));
  EXPECT_EQ(join(gu, id, 2).status, 201);
  EXPECT_EQ(counts(id), R"([{"number":2,"joined":1},{"number":1,"joined":1}])");
  EXPECT_EQ(leave(wen, id).status, 200);
  EXPECT_EQ(counts(id), R"([{"number":2,"joined":1},{"number":1,"joined":0}])");
  EXPECT_THROW(static_cast<void>(district.database().write_now([](db::Tx& tx) -> Outcome {
                 tx.exec("UPDATE pact_versions SET title = 'x' WHERE number = 1");
                 return Done{};
               })),
               db::Failure)
      << "what people said yes to stays";
}

TEST_P(Pacts, HardRule_NobodysNameIsShown) {
  const std::string id = published();
  join(gu, id);
  const std::string name = district.value("SELECT name FROM persons WHERE login = 'jumin1'");
  for (const std::string& path : std::vector<std::string>{"/api/pacts/" + id, "/pacts/" + id, "/pacts", "/api/pacts"})
    EXPECT_THAT(district.nobody().get(path).body, Not(HasSubstr(name))) << path;
  EXPECT_THAT(center.get("/api/pact-records/" + id).body, Not(HasSubstr(name))) << "staff neither";
  EXPECT_EQ(at(wen.get("/api/pacts/" + id + "/card.svg"), "reason"), "pact.not_joined");
  const Answer card = gu.get("/api/pacts/" + id + "/card.svg");
  EXPECT_EQ(card.status, 200);
  EXPECT_THAT(card.body, HasSubstr("<svg"));
  EXPECT_THAT(gu.get("/api/pacts/" + id + "/card.png").body, HasSubstr("PNG"));
}

TEST_P(Pacts, HardRule_SixtyFourYesesOfOnePersonAtOnceAreOne) {
  const std::string id = published();
  std::vector<std::string> sessions;
  for (int i = 0; i < 64; ++i) sessions.push_back(district.session_of(district.person("jumin1")));
  {
    std::vector<std::jthread> crowd;
    for (const std::string& session : sessions)
      crowd.emplace_back([&] {
        Caller caller(district, session);
        EXPECT_EQ(join(caller, id).status, 201);
      });
  }
  EXPECT_EQ(joined(id), "1");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM pact_joinings"), 1);
}

/// Several processes on one database, each with a writer of its own, as far as the engine has them.
TEST_P(Pacts, HardRule_TheCountIsExactHoweverJoiningAndLeavingInterleave) {
  const std::string id = published();
  const std::vector<PersonId> who = people(4);
  constexpr int processes = 4, rounds = 40;
  {
    std::vector<std::jthread> crowd;
    for (int process = 0; process < processes; ++process)
      crowd.emplace_back([&, process] {
        // SQLite has one writer for all; on PostgreSQL each process brings its own.
        const auto own = GetParam() == db::Engine::postgres ? db::Database::open({district.url()}) : nullptr;
        db::Database& database = own ? *own : district.database();
        Random random{static_cast<std::uint64_t>(process) + 1};
        WorkerPool rendering{1, 1};
        PactService service({database, district.clock, random, rendering, {}, ""});
        for (int round = 0; round < rounds; ++round) {
          Actor actor;
          actor.person = who[random.below(who.size())];
          const idempotency::Key key{actor.person, std::to_string(process) + "-" + std::to_string(round), "test", ""};
          const auto done = random.below(2) == 0 ? run_task(service.join(actor, key, PactId(id), 1))
                                                 : run_task(service.leave(actor, key, PactId(id)));
          EXPECT_TRUE(done.ok() || done.error().code == ErrorCode::unavailable) << done.error().reason;
        }
      });
  }
  EXPECT_EQ(district.number("SELECT joined FROM pact_counts"), district.number("SELECT COUNT(*) FROM pact_joinings"));
  EXPECT_EQ(joined(id), std::to_string(district.number("SELECT COUNT(*) FROM pact_joinings")));
  EXPECT_GT(district.number("SELECT COUNT(*) FROM idempotency WHERE use_case = 'test'"), rounds)
      << "something went through";
}

TEST_P(Pacts, HardRule_TwoAccountsOfOnePersonCountOnce) {
  const std::string id = published();
  join(gu, id);
  join(wen, id);
  const PersonId survivor = district.person("jumin1"), merged = district.person("jumin2");
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    people::merge_account(tx, merged, survivor, district.clock.now());
                    return Done{};
                  })
                  .ok());
  EXPECT_EQ(joined(id), "1");
  Caller person = district.as(survivor);
  EXPECT_EQ(join(person, id).status, 201);
  EXPECT_EQ(joined(id), "1");
  next_version(id);
  EXPECT_EQ(join(person, id, 2).status, 201);
  EXPECT_EQ(counts(id), R"([{"number":2,"joined":1},{"number":1,"joined":0}])");
  EXPECT_EQ(leave(person, id).status, 200);
  EXPECT_EQ(joined(id), "0") << "with all of their accounts";
}

TEST_P(Pacts, PaperIsKeptApartAndStruckOutWithAReason) {
  const std::string id = published();
  const std::string body = R"({"signatures":86,"day":"2026-11-20","place":"书院社区","note":"原件在站内档案柜"})";
  EXPECT_EQ(at(gu.post("/api/pacts/" + id + "/papers", body), "reason"), "access.denied");
  const Answer entered = center.post("/api/pacts/" + id + "/papers", body);
  ASSERT_EQ(entered.status, 201) << entered.body;
  EXPECT_EQ(at(district.nobody().get("/api/pacts/" + id), "on_paper"), "86");
  EXPECT_EQ(joined(id), "0") << "never mixed";
  EXPECT_THAT(district.nobody().get("/pacts/" + id).body, HasSubstr("线下签名 86 人次"));
  const std::string removal = "/api/pact-papers/" + at(entered, "id") + "/removal";
  EXPECT_EQ(at(district.as("ziyun").post(removal, R"({"reason":"数错了"})"), "reason"), "pact.paper_not_found");
  EXPECT_EQ(center.post(removal, R"({"reason":"数错了"})").status, 200);
  EXPECT_EQ(at(center.post(removal, R"({"reason":"数错了"})"), "reason"), "pact.paper_not_found");
  EXPECT_EQ(at(district.nobody().get("/api/pacts/" + id), "on_paper"), "0");
  EXPECT_THAT(center.get("/api/pact-records/" + id).body, HasSubstr("数错了"));
}

TEST_P(Pacts, AClosedOneIsLeftButNotJoined) {
  const std::string id = published();
  join(gu, id);
  EXPECT_EQ(at(district.as("pitong").post("/api/pacts/" + id + "/closure", R"({"reason":"并入"})"), "reason"),
            "pact.not_found");
  EXPECT_EQ(leader.post("/api/pacts/" + id + "/closure", R"({"reason":"并入社区公约"})").status, 200);
  EXPECT_EQ(at(join(wen, id), "reason"), "pact.closed");
  EXPECT_EQ(leave(gu, id).status, 200);
  EXPECT_EQ(joined(id), "0");
  EXPECT_THAT(district.nobody().get("/pacts/" + id).body, HasSubstr("并入社区公约"));
}

TEST_P(Pacts, WhoLeavesThePlatformIsNotCountedAndTakesTheirYesAlong) {
  const std::string id = published();
  join(gu, id);
  EXPECT_THAT(gu.post("/api/my/export").body, HasSubstr(R"("pact":"新市民公约")"));
  const PersonId person = district.person("jumin1");
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    leave_all(tx, person);
                    return Done{};
                  })
                  .ok());
  EXPECT_EQ(joined(id), "0");
}

TEST_P(Pacts, AreListedForTheirOwnStaffInAnyState) {
  const std::string id = drafted();
  EXPECT_THAT(center.get("/api/pact-records?state=draft").body, HasSubstr(id));
  EXPECT_EQ(at(center.get("/api/pact-records?state=closed"), "items"), "[]");
  EXPECT_EQ(at(district.as("ziyun").get("/api/pact-records"), "items"), "[]");
  EXPECT_EQ(at(district.as("ziyun").get("/api/pact-records/" + id), "reason"), "pact.not_found");
  EXPECT_EQ(at(district.as("shuyuan").post("/api/pacts", words(R"("site_id":")" + site + "\"")), "reason"),
            "site.not_yours");
}

TEST_P(Pacts, OnThePageAnOldFormJoinsNothing) {
  const std::string id = published();
  EXPECT_EQ(district.nobody().post("/pacts/" + id + "/joining", "").status, 303);
  EXPECT_THAT(district.nobody().get("/pacts/" + id).body, HasSubstr("我愿意加入"));
  EXPECT_THAT(district.nobody().get("/pacts/" + id).body, HasSubstr("不作评比的条件"));
}

INSTANTIATE_TEST_SUITE_P(Engines, Pacts, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::pacts
