// Activities over HTTP, on both engines: from the draft to the archive, review, series, what is public.
#include "activities/rig_test.h"

namespace ws::activities {
namespace {

using testing::Answer;
using testing::at;

class ActivityFlow : public Activities {};
INSTANTIATE_TEST_SUITE_P(Engines, ActivityFlow, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(ActivityFlow, FromTheDraftToTheArchive) {
  const std::string id = published();
  const PersonId person = volunteer();
  EXPECT_EQ(at(sign_up(person, role(id)), "state"), "confirmed");
  district.clock.advance_ms(3 * day_ms);
  district.tick();
  EXPECT_EQ(at(clerk.get(path(id)), "activity.state"), "in_progress");
  district.clock.advance_ms(2 * hour_ms);
  district.tick();
  EXPECT_EQ(at(clerk.get(path(id)), "activity.state"), "awaiting_confirmation");
  EXPECT_EQ(at(clerk.post(path(id, "publicity")), "reason"), "activity.own_review");
  EXPECT_EQ(at(dispatcher.post(path(id, "publicity")), "state"), "publicised");
  district.clock.advance_ms(12 * day_ms);
  district.tick();
  EXPECT_EQ(at(clerk.get(path(id)), "activity.state"), "archived");

  std::vector<std::string> kinds;
  for (const json::Document& event : json::Document(clerk.get(path(id)).body).items("events"))
    kinds.push_back(event.text("kind").value());
  EXPECT_EQ(kinds, (std::vector<std::string>{"created", "submitted", "published", "started", "ended", "publicised",
                                             "archived"}));
  EXPECT_GE(district.number("SELECT COUNT(*) FROM outbox WHERE topic = 'activity.moved'"), 8);
  EXPECT_EQ(
      district.number("SELECT COUNT(*) FROM notices WHERE activity_id = '" + id + "' AND kind = 'signup.reminder'"),
      2);
}

TEST_P(ActivityFlow, HardRule_NobodyReviewsTheirOwn) {
  const std::string id = drafted();
  EXPECT_EQ(at(clerk.post(path(id, "publication")), "reason"), "activity.state");
  EXPECT_EQ(clerk.post(path(id, "submission")).status, 200);
  EXPECT_EQ(at(clerk.post(path(id, "publication")), "reason"), "activity.own_review");
  EXPECT_EQ(at(dispatcher.post(path(id, "return"), R"({"reason":"请补充集合地点"})"), "state"), "draft");
  EXPECT_EQ(told(district.person("shuyuan")), "activity.returned");
  // The dispatcher hands it in, so the dispatcher is not the one to check it either.
  EXPECT_EQ(dispatcher.post(path(id, "submission")).status, 200);
  EXPECT_EQ(at(dispatcher.post(path(id, "publication")), "reason"), "activity.own_review");
  EXPECT_EQ(at(district.as("zhongxin").post(path(id, "publication")), "state"), "recruiting");
}

TEST_P(ActivityFlow, HardRule_HazardousNeedsInsuranceAndNothingCostsAFee) {
  const std::string id = drafted({.more = R"(,"hazardous":true)"});
  clerk.post(path(id, "submission"));
  EXPECT_EQ(at(dispatcher.post(path(id, "publication")), "reason"), "activity.insurance_missing");
  EXPECT_EQ(at(clerk.put(path(id), plan({.more = R"(,"hazardous":true,"insurance":"PICC-2026-0001")"})), "state"),
            "draft");
  EXPECT_EQ(clerk.post(path(id, "submission")).status, 200);
  EXPECT_EQ(at(dispatcher.post(path(id, "publication")), "state"), "recruiting");
  EXPECT_EQ(at(clerk.post("/api/activities", plan({.more = R"(,"fee":10)"})), "reason"), "json.unknown_field");
  // A minor by the year of birth has no hazardous role.
  EXPECT_EQ(at(sign_up(volunteers(1, 2010).front(), role(id)), "reason"), "signup.age");
}

TEST_P(ActivityFlow, HardRule_DraftsAndForeignOnesLookAbsent) {
  const std::string id = drafted();
  const std::string absent = district.nobody().get(path("01ARZ3NDEKTSV4RRFFQ69G5FAV")).body;
  for (const char* login : {"ziyun", "jumin1", "zyz1", "sysadmin"}) {
    EXPECT_EQ(district.as(login).get(path(id)).body, absent) << login;
    EXPECT_EQ(district.as(login).post(path(id, "submission")).status, 404) << login;
    EXPECT_EQ(district.as(login).get(path(id, "roster")).status, 404) << login;
    EXPECT_EQ(district.as(login).get("/api/my/activities").body.find(id), std::string::npos) << login;
  }
  EXPECT_EQ(district.nobody().get(path(id)).body, absent);
  EXPECT_EQ(district.nobody().get("/api/activities?state=draft").body.find(id), std::string::npos);
  for (const char* login : {"shuyuan", "pitong", "zhongxin", "pitong-ld"})
    EXPECT_NE(district.as(login).get("/api/my/activities?state=draft").body.find(id), std::string::npos) << login;
  EXPECT_EQ(at(district.as("ziyun").post("/api/activities", plan()), "reason"), "activity.not_yours");
  EXPECT_EQ(at(district.as("zyz1").post("/api/activities", plan()), "reason"), "activity.not_yours");
  const std::string open = published();
  EXPECT_EQ(at(district.as("ziyun").post(path(open, "cancellation"), R"({"reason":"下雨"})"), "reason"),
            "activity.not_yours");
}

TEST_P(ActivityFlow, ATeamsLeaderWritesForTheTeam) {
  const std::string team = district.value("SELECT team_id FROM grants WHERE role = 'team_leader' AND person_id = '" +
                                          district.person("laobing").str() + "'");
  const std::string home = district.value("SELECT site_id FROM teams WHERE id = '" + team + "'");
  std::string body = plan({.more = R"(,"team_id":")" + team + "\""});
  EXPECT_EQ(at(district.as("laobing").post("/api/activities", body), "reason"), "activity.not_yours") << "elsewhere";
  body.replace(body.find(station), station.size(), home);
  const Answer made = district.as("laobing").post("/api/activities", body);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(district.as("laobing").post(path(at(made, "id"), "submission")).status, 200);
  EXPECT_EQ(at(district.as("laobing").post(path(at(made, "id"), "publication")), "reason"), "activity.own_review");
}

TEST_P(ActivityFlow, HardRule_PrivateDetailsAreForTheConfirmed) {
  const std::string id = published({.capacity = 1});
  const PersonId placed = volunteer(), waiting = volunteer();
  sign_up(placed, role(id));
  sign_up(waiting, role(id));
  EXPECT_EQ(at(district.as(placed).get(path(id)), "private_details"), "东门集合，找辜老师");
  EXPECT_EQ(at(clerk.get(path(id)), "private_details"), "东门集合，找辜老师");
  EXPECT_EQ(at(district.as(waiting).get(path(id)), "private_details"), "null");
  EXPECT_EQ(at(district.nobody().get(path(id)), "private_details"), "null");
  EXPECT_EQ(clerk.post(path(id, "briefing"), R"({"place":"文庙东门","private_details":"带雨衣"})").status, 200);
  EXPECT_EQ(at(district.as(placed).get(path(id)), "private_details"), "带雨衣");
  EXPECT_EQ(told(placed), "activity.briefed");
}

TEST_P(ActivityFlow, HardRule_CancelTellsEverybodyAndRetractIsForBeforehand) {
  const std::string id = published({.capacity = 1});
  EXPECT_EQ(at(clerk.post(path(id, "cancellation"), R"({"reason":"暴雨预警"})"), "reason"),
            "activity.retract_instead");
  const PersonId placed = volunteer(), waiting = volunteer();
  sign_up(placed, role(id));
  sign_up(waiting, role(id));
  EXPECT_EQ(at(clerk.post(path(id, "retraction"), R"({"reason":"写错了"})"), "reason"), "activity.cancel_instead");
  EXPECT_EQ(at(clerk.post(path(id, "cancellation"), R"({"reason":"暴雨预警"})"), "state"), "cancelled");
  EXPECT_EQ(told(placed), "activity.cancelled");
  EXPECT_EQ(told(waiting), "activity.cancelled");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM signups WHERE state <> 'cancelled'"), 0);
  EXPECT_EQ(at(sign_up(volunteer(), role(id)), "reason"), "signup.closed");
  const std::string early = published();
  EXPECT_EQ(at(clerk.post(path(early, "retraction"), R"({"reason":"写错了"})"), "state"), "retracted");
  EXPECT_EQ(district.nobody().get(path(early)).status, 404);
}

TEST_P(ActivityFlow, ASeriesIsPreviewedAndKeepsThoseWithPeople) {
  const std::string first = drafted();
  const std::string until = std::to_string(district.clock.now().ms + 24 * day_ms);
  EXPECT_EQ(clerk.post(path(first, "occurrences"), R"({"until_ms":)" + until + "}").status, 201);
  EXPECT_EQ(at(clerk.post(path(first, "occurrences"), R"({"until_ms":)" + until + "}"), "reason"),
            "activity.in_series");
  EXPECT_EQ(clerk.post(path(first, "submission"), R"({"series":true})").status, 200);
  EXPECT_EQ(dispatcher.post(path(first, "publication"), R"({"series":true})").status, 200);
  const auto page =
      json::Document(
          district.nobody().get("/api/activities?series_id=" + at(clerk.get(path(first)), "series_id")).body)
          .items("items");
  ASSERT_EQ(page.size(), 4u);
  const std::string second = page[1].text("id").value();
  EXPECT_EQ(sign_up(volunteer(), role(second)).status, 201);

  const std::string edit = R"({"place":"文庙东门","move_minutes":30,"until_ms":)" +
                           std::to_string(district.clock.now().ms + 18 * day_ms) + "}";
  const auto outcomes = [](const Answer& answer) {
    std::vector<std::string> all;
    for (const json::Document& one : json::Document(answer.body).items("occurrences"))
      all.push_back(one.text("outcome").value());
    return all;
  };
  const std::vector<std::string> expected{"changed", "kept", "changed", "retracted"};
  EXPECT_EQ(outcomes(clerk.post(path(first, "series-preview"), edit)), expected);
  EXPECT_EQ(at(clerk.get(path(first)), "activity.place"), "书院街 1 号") << "a preview writes nothing";
  EXPECT_EQ(outcomes(clerk.post(path(first, "series"), edit)), expected);
  EXPECT_EQ(at(clerk.get(path(first)), "activity.place"), "文庙东门");
  EXPECT_EQ(at(clerk.get(path(second)), "activity.place"), "书院街 1 号");
  EXPECT_EQ(page[0].integer("starts_ms").value() + 30 * minute_ms,
            json::Document(clerk.get(path(first)).body).integer("activity.starts_ms"));
  EXPECT_EQ(at(clerk.get(path(page[3].text("id").value())), "activity.state"), "retracted");
}

TEST_P(ActivityFlow, ASeriesMovedWhileItsWindowIsOpenStaysOpen) {
  const std::string first = drafted();
  const std::string until = std::to_string(district.clock.now().ms + 10 * day_ms);
  ASSERT_EQ(clerk.post(path(first, "occurrences"), R"({"until_ms":)" + until + "}").status, 201);
  ASSERT_EQ(clerk.post(path(first, "submission"), R"({"series":true})").status, 200);
  ASSERT_EQ(dispatcher.post(path(first, "publication"), R"({"series":true})").status, 200);
  ASSERT_EQ(clerk.post(path(first, "series"), R"({"move_minutes":30})").status, 200);
  const Answer answer = sign_up(volunteer(), role(first));
  EXPECT_EQ(answer.status, 201) << answer.body;
}

TEST_P(ActivityFlow, ASeriesMovedBeforeItsWindowOpensMovesTheWindowToo) {
  const std::int64_t opens = district.clock.now().ms + day_ms;
  const std::string first = drafted({.more = R"(,"opens_ms":)" + std::to_string(opens)});
  const std::string until = std::to_string(district.clock.now().ms + 10 * day_ms);
  ASSERT_EQ(clerk.post(path(first, "occurrences"), R"({"until_ms":)" + until + "}").status, 201);
  ASSERT_EQ(clerk.post(path(first, "series"), R"({"move_minutes":30})").status, 200);
  EXPECT_EQ(json::Document(clerk.get(path(first)).body).integer("activity.opens_ms"), opens + 30 * minute_ms);
}

TEST_P(ActivityFlow, ACopyIsADraftOfWhoeverCopies) {
  const std::string id = published({.shifts = 2});
  const std::int64_t starts = district.clock.now().ms + 30 * day_ms;
  const Answer copied = dispatcher.post(path(id, "copy"), R"({"starts_ms":)" + std::to_string(starts) + "}");
  ASSERT_EQ(copied.status, 201) << copied.body;
  const json::Document copy(dispatcher.get(path(at(copied, "id"))).body);
  EXPECT_EQ(copy.text("activity.state"), "draft");
  EXPECT_EQ(copy.integer("activity.starts_ms"), starts);
  EXPECT_EQ(copy.items("shifts").size(), 2u);
}

TEST_P(ActivityFlow, ListsCalendarAndProjectsFindIt) {
  const Answer made = clerk.post(
      "/api/projects", R"({"site_id":")" + station + R"(","name":"书院讲解","summary":"把街上的故事讲给游客"})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string project = at(made, "id");
  const std::string id =
      published({.more = R"(,"lat_e6":30810000,"lon_e6":103880000,"project_id":")" + project + "\"",
                 .role = R"(,"skill":"hosting")"});
  const auto finds = [&](const std::string& query) {
    return district.nobody().get("/api/activities?" + query).body.find(id) != std::string::npos;
  };
  const std::string office = district.value("SELECT parent_id FROM sites WHERE id = '" + station + "'");
  const std::string other =
      district.value("SELECT id FROM sites WHERE kind = 'office' AND id <> '" + office + "' ORDER BY id LIMIT 1");
  const std::int64_t now = district.clock.now().ms;
  EXPECT_TRUE(finds("site_id=" + office) && finds("category=culture") && finds("skill=hosting"));
  EXPECT_TRUE(finds("project_id=" + project) && finds("q=%E6%96%87%E5%BA%99"));
  EXPECT_TRUE(finds("lat_e6=30811000&lon_e6=103881000&radius_m=500"));
  EXPECT_TRUE(finds("from_ms=" + std::to_string(now + 2 * day_ms) + "&until_ms=" + std::to_string(now + 4 * day_ms)));
  EXPECT_FALSE(finds("site_id=" + other) || finds("category=theory") || finds("skill=law"));
  EXPECT_FALSE(finds("lat_e6=30710000&lon_e6=103880000&radius_m=500"));
  EXPECT_FALSE(finds("from_ms=" + std::to_string(now + 9 * day_ms)));
  const std::string range = "from_ms=" + std::to_string(now) + "&until_ms=" + std::to_string(now + 10 * day_ms);
  EXPECT_EQ(json::Document(district.nobody().get("/api/activities/calendar?" + range).body).items("entries").size(),
            1u);
  EXPECT_EQ(at(district.nobody().get("/api/activities/calendar?from_ms=0&until_ms=99999999999"), "reason"),
            "list.bad_range");
  EXPECT_EQ(at(district.nobody().get("/api/projects/" + project), "activities"), "1");
  EXPECT_EQ(
      clerk.put("/api/projects/" + project, R"({"name":"书院讲解","summary":"结束了","state":"closed"})").status,
      200);
  EXPECT_NE(district.nobody().get("/api/projects?site_id=" + office).body.find(R"("closed")"), std::string::npos);
  EXPECT_EQ(at(district.as("ziyun").put("/api/projects/" + project,
                                        R"({"name":"别人的","summary":"不行","state":"closed"})"),
               "reason"),
            "activity.not_yours");
}

TEST_P(ActivityFlow, PagesContinueWhereTheyEnded) {
  for (int i = 0; i < 3; ++i) published();
  std::set<std::string> seen;
  std::string cursor;
  for (int page = 0; page < 3; ++page) {
    const json::Document list(
        district.nobody().get("/api/activities?limit=1" + (cursor.empty() ? "" : "&cursor=" + cursor)).body);
    ASSERT_EQ(list.items("items").size(), 1u);
    seen.insert(list.items("items").at(0).text("id").value());
    cursor = list.text("next").value_or("");
  }
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_EQ(cursor, "");
}

TEST_P(ActivityFlow, TooFewPeopleAlertsThoseInCharge) {
  const std::string id = published();
  district.clock.advance_ms(day_ms + hour_ms);
  district.tick();
  EXPECT_EQ(told(district.person("shuyuan")), "activity.understaffed");
  district.tick();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM activity_events WHERE kind = 'understaffed'"), 1) << "once";
}

TEST_P(ActivityFlow, ARepeatedKeyWritesOnce) {
  const testing::Headers key{{"Idempotency-Key", "once"}};
  const std::string body = plan();
  const std::string id = at(clerk.post("/api/activities", body, key), "id");
  EXPECT_EQ(at(clerk.post("/api/activities", body, key), "id"), id);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM activities"), 1);
}

}  // namespace
}  // namespace ws::activities
