#include <gmock/gmock.h>

#include "duplicates/merge_service.h"
#include "hours/public.h"
#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::duplicates {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(MergeModel, HardRule_TheSecondYesIsSomebodyElsesAndBothSubtreesAreLookedAfter) {
  Merge merge;
  merge.proposed_by = PersonId("clerk");
  merge.merged.person = PersonId("li");
  merge.survivor.person = PersonId("li2");
  const Reach both{true, true}, merged{true, false}, survivor{false, true}, none;
  EXPECT_EQ(may_decide(merge, PersonId("clerk"), both, both).error().reason, "merge.own");
  EXPECT_EQ(may_decide(merge, PersonId("li2"), both, both).error().reason, "merge.own");
  EXPECT_TRUE(may_decide(merge, PersonId("other"), survivor, merged).ok());
  EXPECT_EQ(may_decide(merge, PersonId("other"), merged, merged).error().reason, "merge.not_yours");
  EXPECT_EQ(may_decide(merge, PersonId("other"), none, both).error().reason, "merge.not_yours");
  EXPECT_TRUE(may_decide(merge, PersonId("other"), both, merged).ok());
}

class Merges : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// The nth registered volunteer without login or role, made to look like the same person.
  PersonId somebody(int nth) {
    const PersonId person(district.value(
        "SELECT v.person_id FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.state = 'registered' AND "
        "p.login IS NULL AND NOT EXISTS (SELECT 1 FROM grants g WHERE g.person_id = p.id) AND NOT EXISTS (SELECT 1 "
        "FROM "
        "team_members m WHERE m.person_id = p.id) ORDER BY v.number LIMIT 1 OFFSET " +
        std::to_string(nth)));
    run("UPDATE persons SET name = '李同一', birth_date = '1961-04-05' WHERE id = $1", person);
    return person;
  }
  template <class... Args>
  void run(const std::string& sql, const Args&... args) {
    ASSERT_TRUE(district.database()
                    .write_now([&](db::Tx& tx) -> Outcome {
                      tx.exec(sql, args...);
                      return Done{};
                    })
                    .ok());
  }
  std::string proposed() {
    const Answer answer = center.post("/api/merges", R"({"merged_id":")" + second.str() + R"(","survivor_id":")" +
                                                         first.str() + R"(","reason":"换了手机号又登记了一次"})");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/merges/" + at(answer, "id");
  }
  std::string merged() {
    std::string path = proposed();
    const Answer answer = colleague.post(path + "/approval");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return path;
  }
  hours::EffectiveSum sum(const PersonId& person) {
    return district.database().read([&](db::Reader& reader) { return hours::effective_sum(reader, person); });
  }
  /// All that stands in the ledger for the two, whatever its state.
  std::int64_t minutes() {
    return district.number(
        "SELECT CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM hours_standing WHERE state <> "
        "'reversed' AND volunteer_id IN ('" +
        first.str() + "', '" + second.str() + "')");
  }
  PersonId other_dispatcher() {
    return PersonId(district.value(
        "SELECT g.person_id FROM grants g JOIN sites s ON s.id = g.site_id WHERE g.role = 'dispatcher' AND s.kind = "
        "'center' AND g.person_id <> '" +
        district.person("zhongxin").str() + "' ORDER BY g.id LIMIT 1"));
  }

  District district{GetParam()};
  Caller center = district.as("zhongxin");
  Caller colleague = district.as(other_dispatcher());
  const PersonId first = somebody(0);
  const PersonId second = somebody(0 + 1);
};

TEST_P(Merges, CandidatesAreFoundByWhatWasTold) {
  const Answer found = center.get("/api/duplicates");
  EXPECT_THAT(found.body, HasSubstr(first.str()));
  EXPECT_THAT(found.body, HasSubstr(second.str()));
  EXPECT_THAT(found.body, HasSubstr("name_and_birth"));
  run("UPDATE persons SET birth_date = '1961-04-06' WHERE id = $1", second);
  EXPECT_THAT(center.get("/api/duplicates").body, Not(HasSubstr(first.str())));
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'vet_river'");
  for (const PersonId& person : {first, second})
    run("INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($1, $2, 0, 0)", team, person);
  EXPECT_THAT(center.get("/api/duplicates").body, HasSubstr("name_and_team"));
}

TEST_P(Merges, HardRule_NeedASecondPersonsYes) {
  const std::string path = proposed();
  EXPECT_EQ(at(center.post(path + "/approval"), "reason"), "merge.own");
  EXPECT_EQ(at(center.post("/api/merges", R"({"merged_id":")" + second.str() + R"(","survivor_id":")" + first.str() +
                                              R"(","reason":"再来一次"})"),
               "reason"),
            "merge.already");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM persons WHERE merged_into IS NOT NULL"), 0);
  EXPECT_EQ(at(colleague.get(path), "decidable"), "true");
  EXPECT_EQ(colleague.post(path + "/refusal", R"({"reason":"是两兄弟，不是一个人"})").status, 200);
  EXPECT_EQ(at(colleague.post(path + "/approval"), "reason"), "merge.decided");
  EXPECT_THAT(center.get("/api/merges?state=refused").body, HasSubstr(path.substr(12)));
}

TEST_P(Merges, MoveMembershipsAndLeaveATrail) {
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'vet_river'");
  run("INSERT INTO team_members (team_id, person_id, leader, since_ms) VALUES ($1, $2, 0, 0)", team, second);
  const std::string path = merged();
  EXPECT_EQ(district.value("SELECT person_id FROM team_members WHERE team_id = '" + team + "' AND person_id IN ('" +
                           first.str() + "', '" + second.str() + "')"),
            first.str());
  EXPECT_THAT(center.get(path).body, HasSubstr("\"moved\""));
  EXPECT_EQ(district.value("SELECT state FROM volunteers WHERE person_id = '" + second.str() + "'"), "suspended");
  EXPECT_THAT(center.get("/api/duplicates").body, Not(HasSubstr(second.str())));
  EXPECT_THROW(static_cast<void>(district.database().write_now([](db::Tx& tx) -> Outcome {
                 tx.exec("DELETE FROM person_merges");
                 return Done{};
               })),
               db::Failure);
}

TEST_P(Merges, HardRule_SumsFollowAndNoMinuteIsCountedTwice) {
  testing::effective(district, first, 3, 120);
  testing::effective(district, second, 3, 90);  // the same morning, under both accounts
  testing::effective(district, second, 9, 60);
  const std::int64_t rows = district.number("SELECT COUNT(*) FROM hours_entries");
  ASSERT_EQ(minutes(), 270);
  merged();
  EXPECT_EQ(minutes(), 180) << "the shared hour and a half stands once";
  EXPECT_EQ(sum(first).minutes, 180) << "120 of its own day, 60 that followed";
  EXPECT_EQ(sum(first).services, 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM hours_entries"), rows + 2) << "nothing was taken out of the ledger";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM hours_entries WHERE volunteer_id = '" + second.str() +
                            "' AND source "
                            "<> 'reversal'"),
            2)
      << "rows keep whom they were written for";
}

TEST_P(Merges, HardRule_LaterServicesAreCountedBesideThoseOfBothAccounts) {
  testing::effective(district, second, 2, 300);
  merged();
  const auto entry = testing::served(district, first, 2, 300, {});
  EXPECT_EQ(district.number("SELECT minutes FROM hours_entries WHERE id = '" + entry.str() + "'"), 0)
      << "the same morning is one morning";
}

TEST_P(Merges, TheMergedAccountSignsInToTheSurvivor) {
  run("UPDATE persons SET login = 'zweite', password_hash = (SELECT password_hash FROM persons WHERE login = 'zyz1') "
      "WHERE id = $1",
      second);
  const std::string session = district.session_of(second);
  merged();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM sessions WHERE person_id = '" + second.str() + "'"), 0);
  const Answer in = district.nobody().post("/api/session", R"({"login":"zweite","password":"not used here"})");
  EXPECT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(at(in, "id"), first.str()) << in.body;
}

TEST_P(Merges, AreUndoneWhileNothingNewHasHappened) {
  testing::effective(district, first, 3, 120);
  testing::effective(district, second, 3, 90);
  testing::effective(district, second, 9, 60);
  const std::string path = merged();
  EXPECT_EQ(at(center.post(path + "/undoing", R"({"reason":"认错人了"})"), "reason"), "merge.own");
  EXPECT_EQ(colleague.post(path + "/undoing", R"({"reason":"认错人了"})").status, 200);
  EXPECT_EQ(minutes(), 270);
  EXPECT_EQ(sum(first).minutes, 120);
  EXPECT_EQ(sum(second).minutes, 60) << "what was entered again waits for its confirmation";
  EXPECT_EQ(district.value("SELECT state FROM volunteers WHERE person_id = '" + second.str() + "'"), "registered");
  EXPECT_THAT(center.get(path).body, HasSubstr("\"undone\""));
}

TEST_P(Merges, AreNotUndoneOnceThePersonHasServedAgain) {
  const std::string path = merged();
  district.clock.advance_ms(minute_ms);
  testing::effective(district, first, 1, 60);
  EXPECT_EQ(at(colleague.post(path + "/undoing", R"({"reason":"认错人了"})"), "reason"), "merge.lived_on");
}

TEST_P(Merges, WaitWhileTheAccountHasRolesAndAreHiddenElsewhere) {
  run("INSERT INTO grants (id, person_id, role, site_id, granted_ms) SELECT 'g-1', $1, 'clerk', site_id, 0 FROM "
      "volunteers WHERE person_id = $1",
      second);
  const std::string path = proposed();
  EXPECT_EQ(at(colleague.post(path + "/approval"), "reason"), "merge.has_roles");
  EXPECT_EQ(at(district.as("ziyun").get(path), "reason"), "merge.not_found");
  EXPECT_EQ(at(district.as("ziyun").post(path + "/approval"), "reason"), "merge.not_found");
}

INSTANTIATE_TEST_SUITE_P(Engines, Merges, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::duplicates
