#include <gmock/gmock.h>

#include "stars/public.h"
#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::stars {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(StarModel, LevelsAreReachedByPolicysHours) {
  const Policy policy;
  EXPECT_EQ(level_reached(100 * 60 - 1, policy), 0);
  EXPECT_EQ(level_reached(100 * 60, policy), 1);
  EXPECT_EQ(level_reached(999 * 60, policy), 3);
  EXPECT_EQ(level_reached(5000 * 60, policy), 5);
  EXPECT_EQ(may_apply(6, 5000 * 60, policy).error().reason, "star.unknown_level");
  EXPECT_EQ(may_apply(2, 299 * 60, policy).error().reason, "star.not_reached");
}

TEST(StarModel, HardRule_WhoApprovedDoesNotAnswerTheObjection) {
  const PersonId li("li"), clerk("clerk"), other("other"), neighbour("neighbour");
  const Standing standing{li, clerk, State::publicised};
  EXPECT_EQ(may_answer(standing, clerk, neighbour).error().reason, "star.own");
  EXPECT_EQ(may_answer(standing, li, neighbour).error().reason, "star.own");
  EXPECT_EQ(may_answer(standing, neighbour, neighbour).error().reason, "star.own");
  EXPECT_TRUE(may_answer(standing, other, neighbour).ok());
}

class Stars : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string applied(int level = 1) {
    const Answer answer = volunteer.post("/api/stars", R"({"level":)" + std::to_string(level) + "}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/stars/" + at(answer, "id");
  }
  std::string publicised() {
    std::string path = applied();
    EXPECT_EQ(center.post(path + "/approval").status, 200);
    return path;
  }
  std::string state(const std::string& path) { return at(center.get(path), "state"); }
  int level() {
    return district.database().read([&](db::Reader& reader) { return level_of(reader, li); });
  }
  /// Past a publicity of five working days, whatever holidays there are.
  void pass_publicity() {
    district.clock.advance_ms(9 * day_ms);
    district.tick();
  }

  District district{GetParam()};
  const PersonId li = district.person("zyz1");
  Caller volunteer = district.as("zyz1");
  Caller center = district.as("zhongxin");
};

TEST_P(Stars, AreReachedAppliedForPublicisedAndGranted) {
  testing::effective_hours(district, li, 104);
  EXPECT_EQ(at(volunteer.post("/api/stars", R"({"level":2})"), "reason"), "star.not_reached");
  const std::string path = applied();
  EXPECT_EQ(at(volunteer.post("/api/stars", R"({"level":1})"), "reason"), "star.already_applied");
  EXPECT_THAT(center.get("/api/stars?state=applied").body, HasSubstr(path.substr(path.size() - 26)));
  ASSERT_EQ(center.post(path + "/approval").status, 200);
  EXPECT_EQ(at(center.post(path + "/approval"), "reason"), "star.not_applied");

  const Answer list = district.nobody().get("/api/stars/publicity");
  EXPECT_THAT(list.body, HasSubstr("**"));
  EXPECT_THAT(list.body, Not(HasSubstr(district.value("SELECT name FROM persons WHERE login = 'zyz1'"))));
  EXPECT_EQ(level(), 0);
  pass_publicity();
  EXPECT_EQ(state(path), "granted");
  EXPECT_EQ(level(), 1);
  EXPECT_EQ(at(district.nobody().get("/api/stars/publicity"), "items"), "[]");
  EXPECT_THAT(volunteer.get("/api/notices").body, HasSubstr("1 星"));
}

TEST_P(Stars, HardRule_ArePublicisedForFiveWorkingDays) {
  testing::effective_hours(district, li, 100);
  const std::string path = publicised();  // on a Monday at eleven: until the next Monday at eleven
  district.clock.advance_ms(7 * day_ms - minute_ms);
  district.tick();
  EXPECT_EQ(state(path), "publicised");
  district.clock.advance_ms(minute_ms);
  district.tick();
  EXPECT_EQ(state(path), "granted");
}

TEST_P(Stars, HardRule_AreNeverLost) {
  testing::effective_hours(district, li, 100);
  publicised();
  pass_publicity();
  ASSERT_EQ(level(), 1);
  Random random{5};
  const HoursEntryId entry(district.value("SELECT id FROM hours_entries ORDER BY seq LIMIT 1"));
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) {
                    return hours::reverse(tx, random, entry, district.person("zhongxin"), "记错了",
                                          district.clock.now());
                  })
                  .ok());
  EXPECT_EQ(level(), 1);
  EXPECT_THROW(static_cast<void>(district.database().write_now([](db::Tx& tx) -> Outcome {
                 tx.exec("UPDATE star_applications SET state = 'declined'");
                 return Done{};
               })),
               db::Failure);
}

TEST_P(Stars, HardRule_NobodyReviewsTheirOwn) {
  testing::effective_hours(district, li, 100);
  Random random{5};
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    tx.exec(
                        "INSERT INTO grants (id, person_id, role, site_id, granted_ms) SELECT $1, $2, 'clerk', "
                        "site_id, 0 FROM volunteers WHERE person_id = $2",
                        new_ulid(district.clock.now(), random), li);
                    return Done{};
                  })
                  .ok());
  const std::string path = applied();
  EXPECT_EQ(at(district.as("zyz1").post(path + "/approval"), "reason"), "star.own");
  EXPECT_EQ(at(district.as("ziyun").post(path + "/approval"), "reason"), "star.not_found");
}

TEST_P(Stars, AnOpenObjectionHoldsAStarUntilSomebodyElseHasAnswered) {
  testing::effective_hours(district, li, 100);
  const std::string path = publicised();
  Caller neighbour = district.as("jumin1");
  const Answer objected = neighbour.post(path + "/objections", R"({"text":"这些时长好像重复登记了"})");
  ASSERT_EQ(objected.status, 201) << objected.body;
  EXPECT_EQ(at(neighbour.post(path + "/objections", R"({"text":"再说一次"})"), "reason"), "star.already_objected");
  pass_publicity();
  EXPECT_EQ(state(path), "publicised");
  EXPECT_THAT(center.get(path).body, HasSubstr("重复登记"));

  const std::string answer =
      R"({"objection_id":")" + at(objected, "id") + R"(","decision":"dismiss","reason":"逐条核对过，没有重复"})";
  EXPECT_EQ(at(center.post(path + "/objection-answer", answer), "reason"), "star.own") << "who approved it";
  const PersonId other(district.value(
      "SELECT g.person_id FROM grants g JOIN sites s ON s.id = g.site_id WHERE g.role = 'dispatcher' AND s.kind = "
      "'center' AND g.person_id <> '" +
      district.person("zhongxin").str() + "' ORDER BY g.id LIMIT 1"));
  EXPECT_EQ(district.as(other).post(path + "/objection-answer", answer).status, 200);
  district.tick();
  EXPECT_EQ(state(path), "granted");
}

TEST_P(Stars, AnUpheldObjectionDeclinesAndANewApplicationIsPossible) {
  testing::effective_hours(district, li, 100);
  const std::string path = publicised();
  const Answer objected = district.as("jumin1").post(path + "/objections", R"({"text":"那几天他不在"})");
  const PersonId other(district.value(
      "SELECT g.person_id FROM grants g JOIN sites s ON s.id = g.site_id WHERE g.role = 'dispatcher' AND s.kind = "
      "'center' AND g.person_id <> '" +
      district.person("zhongxin").str() + "' ORDER BY g.id LIMIT 1"));
  EXPECT_EQ(district.as(other)
                .post(path + "/objection-answer",
                      R"({"objection_id":")" + at(objected, "id") + R"(","decision":"uphold","reason":"情况属实"})")
                .status,
            200);
  EXPECT_EQ(state(path), "declined");
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(at(center.post(applied() + "/refusal", R"({"reason":"请先更正时长"})"), "reason"), "null");
  EXPECT_THAT(volunteer.get("/api/stars/mine").body, HasSubstr("请先更正时长"));
  EXPECT_GE(district.number("SELECT COUNT(*) FROM star_events"), 5);
}

INSTANTIATE_TEST_SUITE_P(Engines, Stars, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::stars
