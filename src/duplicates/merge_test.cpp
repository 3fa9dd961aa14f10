#include <gmock/gmock.h>

#include <set>

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

  /// A figure of the center's report of all that is recorded.
  std::int64_t figure(const std::string& what) {
    const Answer told = center.get("/api/figures?from=2026-10&to=2026-11");
    EXPECT_EQ(told.status, 200) << told.body;
    return json::Document(told.body).integer("total.hours.recorded." + what).value_or(-1);
  }
  /// The people of the entries that the same figure opens down to, as they are shown.
  std::set<std::string> people_behind() {
    std::set<std::string> people;
    const Answer listed = center.get("/api/figures/entries?from=2026-10&to=2026-11&standing=recorded");
    EXPECT_EQ(listed.status, 200) << listed.body;
    for (const json::Document& item : json::Document(listed.body).items("items"))
      people.insert(item.text("volunteer_id").value());
    return people;
  }
  std::string number_of(const PersonId& person) {
    return district.value("SELECT number FROM volunteers WHERE person_id = '" + person.str() + "'");
  }
  /// What is wrong with the tallies that are kept; "" when making them anew would say the same.
  std::string wrong_tally() {
    return district.database().read([](db::Reader& reader) { return hours::find_wrong_tally(reader).value_or(""); });
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

TEST_P(Merges, HardRule_FiguresCountOnePersonOnceAndOpenDownToTheSame) {
  testing::effective(district, first, 3, 120);
  testing::effective(district, second, 9, 60);
  testing::effective(district, second, 40, 30);
  ASSERT_EQ(figure("people"), 2);
  const std::string path = merged();
  EXPECT_EQ(figure("services"), 3);
  EXPECT_EQ(figure("minutes"), 210);
  EXPECT_EQ(figure("people"), 1);
  EXPECT_EQ(people_behind(), std::set<std::string>{first.str()});
  EXPECT_EQ(wrong_tally(), "");
  testing::served(district, first, 1, 45, {"confirmed"});
  EXPECT_EQ(figure("people"), 1) << "what comes later is theirs as well";
  EXPECT_EQ(wrong_tally(), "");
  ASSERT_TRUE(district.database()
                  .write_now([](db::Tx& tx) -> Outcome {
                    EXPECT_EQ(hours::tally_anew(tx), 4);
                    return Done{};
                  })
                  .ok());
  EXPECT_EQ(figure("people"), 1);
}

TEST_P(Merges, FiguresCountTwoAgainOnceTheMergeIsUndone) {
  testing::effective(district, first, 3, 120);
  testing::effective(district, second, 3, 90);
  testing::effective(district, second, 9, 60);
  const std::string path = merged();
  EXPECT_EQ(figure("people"), 1);
  ASSERT_EQ(colleague.post(path + "/undoing", R"({"reason":"认错人了"})").status, 200);
  EXPECT_EQ(figure("people"), 2);
  EXPECT_EQ(wrong_tally(), "");
}

TEST_P(Merges, OrdersOfBothAccountsAreOnePersonsInTheFigures) {
  const auto order = [&](const std::string& id, const PersonId& requester) {
    run("INSERT INTO orders (id, number, requester_id, placed_by, lane, category, title, need, site_id, place, "
        "contact_name, contact_mobile_sealed, address_sealed, starts_ms, ends_ms, volunteers_needed, state, "
        "state_since_ms, created_ms, triage_due_ms, overall_due_ms, completed_ms) SELECT $1, $1, $2, $2, 'online', "
        "'culture', '讲解', '', id, 'site', '', '', '', $3, $3 + 1, 1, 'completed', $3, $3, $3, $3, $3 FROM sites "
        "WHERE kind = 'center'",
        id, requester, district.clock.now());
  };
  order("o-1", first);
  order("o-2", second);
  merged();
  const Answer told = center.get("/api/figures?kind=orders&from=2026-10&to=2026-11");
  EXPECT_EQ(at(told, "total.orders.placed"), "2") << told.body;
  EXPECT_EQ(at(told, "total.orders.people"), "1") << told.body;
}

TEST_P(Merges, HardRule_CertificateOwnPagesAndExportHoldTheServicesOfBothAccounts) {
  testing::effective(district, first, 3, 120);
  const HoursEntryId other = testing::effective(district, second, 9, 60);
  const std::string period = R"({"from":"2026-10-01","to":"2026-11-23"})";
  const std::string early = at(district.as(second).post("/api/certificates", period), "id");
  ASSERT_EQ(center.post("/api/certificates/" + early + "/issuance").status, 200);
  merged();
  Caller own = district.as(first);
  EXPECT_EQ(at(own.get("/api/hours/mine"), "effective_minutes"), "180");
  EXPECT_THAT(own.get("/api/hours/mine").body, HasSubstr(other.str()));
  const std::string id = at(own.post("/api/certificates", period), "id");
  ASSERT_EQ(center.post("/api/certificates/" + id + "/issuance").status, 200);
  EXPECT_EQ(at(own.get("/api/certificates/" + id), "minutes"), "180");
  EXPECT_EQ(at(own.get("/api/certificates/" + early), "minutes"), "60") << "the other account's is theirs to show";
  EXPECT_THAT(own.get("/api/certificates/mine").body, HasSubstr(early));
  EXPECT_EQ(own.get("/api/thanks/2026").status, 200);
  EXPECT_THAT(own.get("/api/thanks/2026").body, HasSubstr("180"));
  EXPECT_EQ(own.post("/api/hours/" + other.str() + "/dispute", R"({"reason":"少记了半小时"})").status, 200);
  const std::string all = own.post("/api/my/export").body;
  EXPECT_THAT(all, HasSubstr(other.str()));
  EXPECT_THAT(all, HasSubstr(number_of(second)));
}

TEST_P(Merges, HardRule_NobodyConfirmsWhatTheirOtherAccountServed) {
  const HoursEntryId pending = testing::served(district, second, 5, 60, {});
  merged();
  run("INSERT INTO grants (id, person_id, role, site_id, granted_ms) SELECT 'g-2', $1, 'clerk', id, 0 FROM sites "
      "WHERE kind = 'center'",
      first);
  EXPECT_EQ(at(district.as(first).post("/api/hours/" + pending.str() + "/confirmation"), "reason"),
            "hours.own_entry");
}

TEST_P(Merges, TheStepOfTheVolunteerIsAnEventAndIsAudited) {
  const std::string path = merged();
  const auto last = [&](const std::string& table, const std::string& rest) {
    return district.value("SELECT " + rest + " FROM " + table + " ORDER BY " +
                          (table.starts_with("audit") ? "seq" : "position") + " DESC LIMIT 1");
  };
  const std::string of_second = " WHERE person_id = '" + second.str() + "'";
  EXPECT_EQ(last("volunteer_events" + of_second, "kind || ' ' || to_state"), "suspended suspended");
  const std::string audited = "audit_log WHERE action LIKE 'volunteer.%' AND subject_id = '" + second.str() + "'";
  EXPECT_EQ(last(audited, "action || ' ' || actor_id"), "volunteer.suspended " + other_dispatcher().str());
  ASSERT_EQ(colleague.post(path + "/undoing", R"({"reason":"认错人了"})").status, 200);
  EXPECT_EQ(last("volunteer_events" + of_second, "kind || ' ' || to_state"), "resumed registered");
  EXPECT_EQ(last(audited, "action"), "volunteer.resumed");
}

TEST_P(Merges, AnAccountThatUnitesOthersTakesThemAlong) {
  const PersonId third = somebody(2);
  testing::effective(district, first, 3, 120);
  testing::effective(district, second, 9, 60);
  testing::effective(district, third, 12, 30);
  const std::string path = merged();
  const Answer proposal = center.post("/api/merges", R"({"merged_id":")" + first.str() + R"(","survivor_id":")" +
                                                         third.str() + R"(","reason":"三个都是一个人"})");
  const std::string further = "/api/merges/" + at(proposal, "id");
  ASSERT_EQ(colleague.post(further + "/approval").status, 200);
  EXPECT_EQ(sum(third).minutes, 210);
  EXPECT_EQ(figure("people"), 1);
  EXPECT_EQ(wrong_tally(), "");
  EXPECT_EQ(at(colleague.post(path + "/undoing", R"({"reason":"认错人了"})"), "reason"), "merge.lived_on")
      << "the later one first";
  ASSERT_EQ(colleague.post(further + "/undoing", R"({"reason":"认错人了"})").status, 200);
  EXPECT_EQ(sum(third).minutes, 30);
  EXPECT_EQ(sum(first).minutes, 180) << "the second account is the first one's again";
  EXPECT_EQ(figure("people"), 2);
  EXPECT_EQ(wrong_tally(), "");
}

TEST_P(Merges, HardRule_WhoLeavesIsPseudonymisedWithAllTheirAccounts) {
  testing::effective(district, second, 9, 60);
  merged();
  ASSERT_EQ(district.as(first).post("/api/my/withdrawal", R"({"understood":true,"reason":"搬走了"})").status, 200);
  for (const PersonId& account : {first, second}) {
    EXPECT_EQ(district.value("SELECT name || mobile_sealed || id_number_sealed FROM persons WHERE id = '" +
                             account.str() + "'"),
              "");
    EXPECT_EQ(district.value("SELECT state FROM volunteers WHERE person_id = '" + account.str() + "'"), "withdrawn");
  }
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
