// What the activity's own people do: what waits for them, templates, who may be given a place, contacts and rosters.
#include <gmock/gmock.h>

#include <thread>

#include "activities/activity_service.h"
#include "activities/rig_test.h"
#include "activities/roster_model.h"

namespace ws::activities {
namespace {

using testing::Answer;
using testing::at;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(RosterModel, HardRule_NoCellIsAFormula) {
  EXPECT_EQ(csv_cell("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
  for (const char* text : {"+1", "-1", "@SUM", "\tx"}) EXPECT_EQ(csv_cell(text).substr(0, 1), "'") << text;
  EXPECT_EQ(csv_cell("辜素容"), "辜素容");
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("两\n行"), "\"两\n行\"");
  EXPECT_EQ(csv_cell(""), "");
}

class Management : public Activities {
 protected:
  std::vector<std::string> waiting(testing::Caller&& caller, const std::string& activity) {
    return waiting(caller, activity);
  }
  std::vector<std::string> waiting(testing::Caller& caller, const std::string& activity) {
    std::vector<std::string> kinds;
    for (const json::Document& kind : json::Document(caller.get("/api/my/activities/waiting").body).items("kinds"))
      for (const json::Document& one : kind.items("items"))
        if (one.text("activity.id") == activity)
          kinds.push_back(kind.text("kind").value() + " " + std::to_string(one.integer("count").value()));
    return kinds;
  }
  void rename(const PersonId& person, const std::string& name) {
    const auto done = district.database().write_now([&](db::Tx& tx) -> Outcome {
      tx.exec("UPDATE persons SET name = $2 WHERE id = $1", person, name);
      return Done{};
    });
    ASSERT_TRUE(done.ok());
  }
  std::int64_t audited(const std::string& action) {
    return district.number("SELECT COUNT(*) FROM audit_log WHERE action = '" + action + "'");
  }
};
INSTANTIATE_TEST_SUITE_P(Engines, Management, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(Management, WhatWaitsForWhomAtEachStep) {
  const std::string id = drafted({.capacity = 3, .mode = "approval"});
  EXPECT_THAT(waiting(clerk, id), ElementsAre("draft 0"));
  EXPECT_THAT(waiting(dispatcher, id), ElementsAre());
  ASSERT_EQ(clerk.post(path(id, "submission")).status, 200);
  EXPECT_THAT(waiting(clerk, id), ElementsAre()) << "nobody reviews their own";
  EXPECT_THAT(waiting(dispatcher, id), ElementsAre("review 0"));
  EXPECT_THAT(waiting(district.as("ziyun"), id), ElementsAre());
  EXPECT_THAT(waiting(district.as("pitong-ld"), id), ElementsAre()) << "a leader sees and does nothing";
  ASSERT_EQ(dispatcher.post(path(id, "publication")).status, 200);
  for (const PersonId& person : volunteers(2)) ASSERT_EQ(sign_up(person, role(id), 1).status, 201);
  EXPECT_THAT(waiting(clerk, id), ElementsAre("approval 2"));
  district.clock.advance_ms(day_ms + hour_ms);
  EXPECT_THAT(waiting(clerk, id), ElementsAre("approval 2", "staffing 1")) << "who applied is no staff yet";
  district.clock.advance_ms(2 * day_ms + hour_ms);
  district.tick();
  district.tick();
  EXPECT_THAT(waiting(dispatcher, id), ElementsAre("confirmation 0"));
  EXPECT_EQ(json::Document(dispatcher.get("/api/my/activities?waits=confirmation").body).items("items").size(), 1u);
}

TEST_P(Management, ADrawThatIsDueWaitsForItsPeople) {
  const std::int64_t now = district.clock.now().ms;
  const std::string id = published({.mode = "lot",
                                    .more = R"(,"closes_ms":)" + std::to_string(now + hour_ms) +
                                            R"(,"draw_due_ms":)" + std::to_string(now + day_ms)});
  EXPECT_THAT(waiting(clerk, id), ElementsAre());
  district.clock.advance_ms(hour_ms);
  EXPECT_THAT(waiting(clerk, id), ElementsAre("draw 0"));
}

TEST_P(Management, ATemplateMakesTheSameActivityAgain) {
  const std::string id = published({.capacity = 7, .reserved = 2, .more = R"(,"quota":1)", .shifts = 2});
  const Answer kept = clerk.post(path(id, "template"), R"({"name":"周末讲解"})");
  ASSERT_EQ(kept.status, 201) << kept.body;
  EXPECT_EQ(at(clerk.post(path(id, "template"), R"({"name":"周末讲解"})"), "reason"), "template.name_taken");
  EXPECT_EQ(at(district.as("ziyun").post(path(id, "template"), R"({"name":"别人的"})"), "reason"),
            "activity.not_yours");

  const std::string own = "/api/activity-templates/" + at(kept, "id");
  EXPECT_THAT(dispatcher.get("/api/activity-templates").body, HasSubstr("周末讲解"));
  EXPECT_THAT(district.as("ziyun").get("/api/activity-templates").body, Not(HasSubstr("周末讲解")));
  EXPECT_EQ(district.as("ziyun").get(own).body,
            district.as("ziyun").get("/api/activity-templates/01ARZ3NDEKTSV4RRFFQ69G5FAV").body);
  // Its plan is what an activity is made of.
  const std::string again = json::Document(clerk.get(own).body).json("plan");
  const Answer made = clerk.post("/api/activities", again);
  ASSERT_EQ(made.status, 201) << made.body;
  const json::Document one(clerk.get(path(id)).body), other(clerk.get(path(at(made, "id"))).body);
  for (const char* same : {"activity.title", "conditions", "risks", "private_details", "quota"})
    EXPECT_EQ(one.json(same), other.json(same)) << same;
  EXPECT_EQ(roles(at(made, "id")).size(), 2u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM shift_roles WHERE capacity = 7 AND reserved = 2"), 4);

  EXPECT_EQ(district.as("ziyun").post(own + "/removal").status, 404);
  EXPECT_EQ(dispatcher.post(own + "/removal").status, 200);
  EXPECT_EQ(at(clerk.get(own), "reason"), "template.not_found");
}

TEST_P(Management, TheOwnCalendarHasDraftsAndTheDetailCountsPeople) {
  const std::string draft = drafted(), open = published({.capacity = 1});
  sign_up(volunteer(), role(open));
  sign_up(volunteer(), role(open));
  const std::int64_t now = district.clock.now().ms;
  const std::string range = "from_ms=" + std::to_string(now) + "&until_ms=" + std::to_string(now + 10 * day_ms);
  const std::string own = clerk.get("/api/my/activities/calendar?" + range).body;
  EXPECT_THAT(own, HasSubstr(draft));
  EXPECT_THAT(own, HasSubstr(open));
  EXPECT_THAT(district.as("ziyun").get("/api/my/activities/calendar?" + range).body, Not(HasSubstr(draft)));
  EXPECT_THAT(district.nobody().get("/api/activities/calendar?" + range).body, Not(HasSubstr(draft)));
  EXPECT_EQ(at(clerk.get("/api/my/activities/calendar?from_ms=0&until_ms=99999999999"), "reason"), "list.bad_range");
  EXPECT_EQ(at(clerk.get(path(open)), "signed_up"), "2") << "who waits is told too";
  EXPECT_EQ(at(district.nobody().get(path(open)), "signed_up"), "null");
}

TEST_P(Management, CandidatesAreOfTheOwnSubtreeAndSayWhatIsInTheWay) {
  const std::string one = role(published()), other = role(published());
  const auto people = volunteers(3);
  for (const PersonId& person : people) rename(person, "祝英华");
  const std::string elsewhere =
      district.value("SELECT id FROM sites WHERE code LIKE '510117104%' AND kind = 'station' ORDER BY code LIMIT 1");
  const auto moved = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec("UPDATE volunteers SET site_id = $2 WHERE person_id = $1", people[2], elsewhere);
    return Done{};
  });
  ASSERT_TRUE(moved.ok());
  ASSERT_EQ(sign_up(people[0], one).status, 201);
  const auto found = [&](auto&& caller, const std::string& in) {
    std::map<std::string, std::string> all;
    const std::string target = "/api/shift-roles/" + in + "/candidates?q=%E7%A5%9D%E8%8B%B1%E5%8D%8E";
    for (const json::Document& row : json::Document(caller.get(target).body).items("items"))
      all[row.text("person_id").value()] = row.text("obstacle.reason").value_or("");
    return all;
  };
  using Found = std::map<std::string, std::string>;
  EXPECT_EQ(found(clerk, other), (Found{{people[0].str(), "signup.overlap"}, {people[1].str(), ""}}));
  EXPECT_EQ(found(clerk, one), (Found{{people[0].str(), "signup.twice"}, {people[1].str(), ""}}));
  EXPECT_EQ(found(district.as("zhongxin"), other).size(), 3u) << "the whole district is the center's";
  EXPECT_EQ(at(district.as("ziyun").get("/api/shift-roles/" + one + "/candidates?q="), "reason"),
            "activity.not_yours");
  const std::string hidden = role(drafted());
  EXPECT_EQ(district.as("ziyun").get("/api/shift-roles/" + hidden + "/candidates").status, 404);
}

TEST_P(Management, HardRule_ContactsAndRostersAreTakenForALoggedReason) {
  const std::string id = published({.capacity = 1});
  const PersonId person = district.person("zyz3");
  const Answer signed_up = sign_up(person, role(id), 0);
  ASSERT_EQ(signed_up.status, 201) << signed_up.body;
  const PersonId evil = volunteer();
  rename(evil, "=cmd|' /C calc'!A0");
  ASSERT_EQ(sign_up(evil, role(id)).status, 201);
  const std::string contact = "/api/signups/" + at(signed_up, "id") + "/contact";

  EXPECT_EQ(at(clerk.post(contact), "reason"), "field.required");
  EXPECT_EQ(audited("signup.contact_revealed"), 0);
  EXPECT_EQ(at(clerk.post(contact, R"({"reason":"电话通知集合"})"), "mobile"), "19900000013");
  EXPECT_EQ(audited("signup.contact_revealed"), 1);
  EXPECT_EQ(district.as("ziyun").post(contact, R"({"reason":"想认识一下"})").status, 404);
  EXPECT_EQ(district.as(person).post(contact, R"({"reason":"看看自己的"})").status, 403);

  const Answer masked = clerk.post(path(id, "roster-export"), R"({"reason":"现场签到"})");
  ASSERT_EQ(masked.status, 200) << masked.body;
  EXPECT_EQ(masked.header("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_THAT(masked.body, Not(HasSubstr("19900000013")));
  EXPECT_THAT(masked.body, HasSubstr(",'=cmd|' /C calc'!A0,"));
  EXPECT_THAT(masked.body, HasSubstr("候补 waitlisted"));
  EXPECT_THAT(clerk.post(path(id, "roster-export"), R"({"reason":"逐个打电话","mobiles":true})").body,
              HasSubstr("19900000013"));
  EXPECT_EQ(audited("activity.roster_exported"), 1);
  EXPECT_EQ(audited("activity.roster_exported_with_mobiles"), 1);
  EXPECT_EQ(at(clerk.post(path(id, "roster-export")), "reason"), "field.required");
  for (const char* login : {"ziyun", "pitong-ld", "zyz1"})
    EXPECT_EQ(at(district.as(login).post(path(id, "roster-export"), R"({"reason":"看看"})"), "reason"),
              "activity.not_yours")
        << login;
}

TEST_P(Management, AnApprovalTakesTimesOnWithAReason) {
  const std::string one = role(published()), id = published({.mode = "approval"});
  const PersonId person = volunteer();
  const std::string pending = at(sign_up(person, role(id)), "id");
  ASSERT_EQ(at(sign_up(person, one), "state"), "confirmed");
  const std::string approval = "/api/signups/" + pending + "/approval";
  EXPECT_EQ(at(clerk.post(approval), "reason"), "signup.overlap");
  EXPECT_EQ(at(clerk.post(approval, R"({"override_times":true})"), "reason"), "field.required");
  EXPECT_EQ(at(clerk.post(approval, R"({"override_times":true,"reason":"两处相邻，本人同意"})"), "state"),
            "confirmed");
  EXPECT_EQ(audited("signup.times_overridden"), 1);
}

TEST_P(Management, RefusalsNameTheShiftAndTheRole) {
  std::string body = plan({.reserved = 9, .shifts = 2});
  const Answer answer = clerk.post("/api/activities", body);
  EXPECT_EQ(at(answer, "reason"), "activity.reserved");
  EXPECT_EQ(at(answer, "field"), "shifts[0].roles[0].reserved");
  const Answer untaught = clerk.post("/api/activities", plan({.role = R"(,"training":"juggling")"}));
  EXPECT_EQ(at(untaught, "reason"), "activity.training");
  EXPECT_EQ(at(untaught, "field"), "shifts[0].roles[0].training");
}

// ---- reminders and alerts

TEST_P(Management, HardRule_RemindersAndAlertsAreKeptOverARestartAndRingOnce) {
  const std::string id = published({.capacity = 2});
  const PersonId person = volunteer();
  ASSERT_EQ(sign_up(person, role(id)).status, 201);
  const std::string lonely = published({.starts_in_ms = 3 * day_ms + 6 * hour_ms});
  district.clock.advance_ms(2 * day_ms + 12 * hour_ms);  // nobody looked meanwhile: as after a crash
  const auto second = db::Database::open({district.url()});
  Random other_random{8};
  const testing::FakeClock& clock = district.clock;
  const Vault vault(std::string(32, 'k'));
  ActivityService one(district.database(), vault, random, clock, rules);
  ActivityService other(*second, vault, other_random, clock, rules);
  std::thread beside([&] { other.tick(); });
  one.tick();
  beside.join();
  one.tick();
  other.tick();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'signup.reminder' AND person_id = '" +
                            person.str() + "'"),
            1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM activity_events WHERE kind = 'understaffed' AND activity_id = '" +
                            lonely + "'"),
            1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM activity_events WHERE kind = 'understaffed' AND activity_id = '" +
                            id + "'"),
            0);
}

TEST_P(Management, WhatIsPublishedLateHasItsAlertHalfwayToItsStart) {
  const std::string late = published({.starts_in_ms = 36 * hour_ms});
  const std::string staffed = published({.starts_in_ms = 36 * hour_ms});
  const auto alerts = [&](const std::string& activity) {
    return district.number("SELECT COUNT(*) FROM activity_events WHERE kind = 'understaffed' AND activity_id = '" +
                           activity + "'");
  };
  ASSERT_EQ(sign_up(volunteer(), role(staffed)).status, 201);
  district.tick();
  EXPECT_EQ(alerts(late), 0) << "people need time to see it";
  district.clock.advance_ms(18 * hour_ms - 1);
  district.tick();
  EXPECT_EQ(alerts(late), 0);
  district.clock.advance_ms(1);
  district.tick();
  district.tick();
  EXPECT_EQ(alerts(late), 1);
  EXPECT_EQ(alerts(staffed), 0);
  EXPECT_EQ(told(district.person("shuyuan")), "activity.understaffed");
}

}  // namespace
}  // namespace ws::activities
