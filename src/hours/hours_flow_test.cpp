// The ledger's people in the whole server: a late entry, a question, an answer, and what the auditor sees of it.

#include <gtest/gtest.h>

#include <map>

#include "hours/public.h"
#include "testing/district.h"

namespace ws {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;

class HoursFlow : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string late(Caller& clerk, const std::string& login, int hours_ago, const std::string& where) {
    const std::string number =
        district.value("SELECT number FROM volunteers WHERE person_id = '" + district.person(login).str() + "'");
    const std::int64_t starts = district.clock.now().ms - hours_ago * hour_ms;
    const Answer entered =
        clerk.post("/api/hours/late-entries",
                   R"({"volunteer_number":")" + number + R"(","site_id":")" + where +
                       R"(","title":"望丛祠清洁日","starts_ms":)" + std::to_string(starts) + R"(,"ends_ms":)" +
                       std::to_string(starts + hour_ms) + R"(,"evidence":"签到表 3 号","reason":"现场没有网络"})");
    EXPECT_EQ(entered.status, 200) << entered.body;
    return at(entered, "id");
  }
  std::string first(const Answer& page, const std::string& field) {
    const auto items = json::Document(page.body).items("items");
    return items.empty() ? "" : items.front().text(field).value_or("");
  }

  District district{GetParam()};
  Caller station = district.as("shuyuan"), office = district.as("pitong"), volunteer = district.as("zyz1");
  const std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
};
INSTANTIATE_TEST_SUITE_P(Engines, HoursFlow, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(HoursFlow, ALateEntryIsConfirmedShownObjectedToAndCorrected) {
  const std::string entry = late(station, "zyz1", 30, site);
  const std::string path = "/api/hours/" + entry;
  EXPECT_EQ(station.post(path + "/confirmation").status, 403);
  EXPECT_EQ(office.post(path + "/confirmation").status, 200);
  district.tick();
  EXPECT_EQ(first(district.nobody().get("/api/hours/publicised?site_id=" + site), "id"), entry);
  EXPECT_EQ(district.as("jumin1").post(path + "/objection", R"({"reason":"那天没有开门"})").status, 200);
  EXPECT_EQ(volunteer.post(path + "/dispute", R"({"reason":"我在"})").status, 409);
  const std::string dispute = first(district.as("zhongxin").get("/api/hours/disputes"), "id");
  const std::int64_t starts = district.clock.now().ms - 30 * hour_ms;
  const std::string verdict =
      R"({"outcome":"corrected","rule":"hours.by_evidence","answer":"照片上是两小时","starts_ms":)" +
      std::to_string(starts) + R"(,"ends_ms":)" + std::to_string(starts + 2 * hour_ms) + "}";
  EXPECT_EQ(office.post("/api/hours/disputes/" + dispute + "/answer", verdict).status, 403) << "who confirmed it";
  EXPECT_EQ(district.as("zhongxin").post("/api/hours/disputes/" + dispute + "/answer", verdict).status, 200);
  EXPECT_EQ(first(volunteer.get("/api/hours/disputes/mine"), "outcome"), "corrected");
  EXPECT_EQ(district.number("SELECT SUM(minutes) FROM hours_entries WHERE volunteer_id = '" +
                            district.person("zyz1").str() + "'"),
            120);
  EXPECT_EQ(volunteer.post(path + "/dispute", R"({"reason":"我在"})").status, 409);
}

TEST_P(HoursFlow, AnAbsenceIsAskedAbout) {
  const std::string order = district.value("SELECT id FROM menu_items LIMIT 1");  // no order of anybody
  EXPECT_EQ(volunteer.post("/api/hours/absences", R"({"order_id":")" + order + R"(","reason":"我去了"})").status,
            404);
  const std::string real = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const Outcome made = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec(
        "INSERT INTO orders (id, number, requester_id, lane, placed_by, category, title, need, site_id, place, "
        "contact_name, contact_mobile_sealed, address_sealed, volunteers_needed, starts_ms, ends_ms, state, "
        "state_since_ms, triage_due_ms, overall_due_ms, created_ms) SELECT $1, $1, $2, 'online', $2, code, '助浴', "
        "'', "
        "$3, 'home', '', '', '', 1, 1, 2, 'archived', 0, 0, 0, 0 FROM categories ORDER BY code LIMIT 1",
        real, district.person("jumin1"), site);
    tx.exec("INSERT INTO order_crew (order_id, volunteer_id, starts_ms, ends_ms) VALUES ($1, $2, 1, 2)", real,
            district.person("zyz1"));
    return Done{};
  });
  ASSERT_TRUE(made.ok());
  const Answer asked = volunteer.post("/api/hours/absences", R"({"order_id":")" + real + R"(","reason":"我去了"})");
  EXPECT_EQ(asked.status, 200) << asked.body;
  const std::string verdict = R"({"outcome":"stands","rule":"hours.not_present","answer":"签到记录中没有"})";
  EXPECT_EQ(station.post("/api/hours/disputes/" + at(asked, "id") + "/answer", verdict).status, 200);
}

TEST_P(HoursFlow, HardRule_TheAuditorSeesAdministratorsAndNeverVolunteers) {
  const std::string other = district.value("SELECT id FROM sites WHERE kind = 'center' LIMIT 1");
  Caller center = district.as("zhongxin");
  std::vector<std::string> entries;
  for (int i = 0; i < 10; ++i) entries.push_back(late(center, "zyz1", 30 + 2 * i, site));
  late(center, "zyz1", 30, other);  // at two places at once
  for (const std::string& entry : entries)
    EXPECT_EQ(station.post("/api/hours/" + entry + "/confirmation").status, 200);
  const Outcome homes = district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec("UPDATE volunteers SET lat_e6 = 1, lon_e6 = 2 WHERE person_id = $1", district.person("zyz1"));
    tx.exec(
        "INSERT INTO volunteers (person_id, number, state, site_id, lat_e6, lon_e6) VALUES ($1, 'X', "
        "'registered', $2, 1, 2)",
        district.person("shuyuan"), site);
    return Done{};
  });
  ASSERT_TRUE(homes.ok());
  EXPECT_EQ(center.get("/api/hours/anomalies").status, 403);
  district.clock.advance_ms(1);
  std::map<std::string, std::string> found;
  const Answer answer = district.as("auditor").get("/api/hours/anomalies");
  for (const json::Document& item : json::Document(answer.body).items("items"))
    found[item.text("rule").value()] = item.text("actor_id").value();
  const std::map<std::string, std::string> expected{{"anomaly.late_burst", district.person("zhongxin").str()},
                                                    {"anomaly.two_places", district.person("zhongxin").str()},
                                                    {"anomaly.confirm_hasty", district.person("shuyuan").str()},
                                                    {"anomaly.near_person", district.person("shuyuan").str()}};
  EXPECT_EQ(found, expected) << answer.body;
  // The evidence opens, and names no volunteer in full.
  std::string together;
  for (const json::Document& item : json::Document(answer.body).items("items"))
    if (item.text("rule") == "anomaly.two_places")
      for (const std::string& id : item.texts("entry_ids")) together += (together.empty() ? "" : ",") + id;
  EXPECT_EQ(center.get("/api/hours/evidence?entry_ids=" + together).status, 403);
  const Answer opened = district.as("auditor").get("/api/hours/evidence?entry_ids=" + together + "," + entries[0]);
  ASSERT_EQ(opened.status, 200) << opened.body;
  const auto evidence = json::Document(opened.body).items("items");
  ASSERT_GE(evidence.size(), 2U);
  EXPECT_FALSE(evidence.front().items("elsewhere").empty()) << opened.body;
  EXPECT_EQ(evidence.back().text("id"), entries[0]);
  EXPECT_EQ(evidence.back().texts("same_home").size(), 1U) << "who confirmed it";
  EXPECT_EQ(evidence.back().items("steps").at(1).text("state"), "confirmed");
  const std::string name = district.value("SELECT name FROM persons WHERE login = 'zyz1'");
  EXPECT_EQ(opened.body.find(name), std::string::npos);
  EXPECT_EQ(district.as("auditor").get("/api/hours/evidence?entry_ids=x").status, 400);
  const Answer before = district.as("auditor").get("/api/hours/anomalies?cursor=" + at(answer, "next"));
  EXPECT_TRUE(json::Document(before.body).items("items").empty());
}

TEST_P(HoursFlow, HardRule_WhoActsForTheirGuardianOrWardIsSeenByTheAuditor) {
  Caller center = district.as("zhongxin");
  const std::string ours = late(center, "zyz1", 30, site);
  const std::string theirs = late(center, "zyz2", 40, site);
  const auto related = [&](const char* guardian, const char* child, const char* state) {
    ASSERT_TRUE(district.database()
                    .write_now([&](db::Tx& tx) -> Outcome {
                      tx.exec(
                          "INSERT INTO guardianships (child_id, guardian_id, relation, state, asked_ms) VALUES ($1, "
                          "$2, 'mother', $3, 0)",
                          district.person(child), district.person(guardian), state);
                      return Done{};
                    })
                    .ok());
  };
  const auto near = [&] {
    std::vector<std::string> entries;
    const Answer answer = district.as("auditor").get("/api/hours/anomalies");
    for (const json::Document& item : json::Document(answer.body).items("items"))
      if (item.text("rule") == "anomaly.near_person")
        for (const std::string& entry : item.texts("entry_ids")) entries.push_back(entry);
    return entries;
  };
  for (const std::string& entry : {ours, theirs})
    ASSERT_EQ(station.post("/api/hours/" + entry + "/confirmation").status, 200);
  district.clock.advance_ms(1);
  related("shuyuan", "zyz2", "asked");
  EXPECT_TRUE(near().empty()) << "being asked makes nobody a relative";
  related("shuyuan", "zyz1", "confirmed");
  EXPECT_EQ(near(), std::vector<std::string>{ours});
  const Answer opened = district.as("auditor").get("/api/hours/evidence?entry_ids=" + ours);
  EXPECT_EQ(json::Document(opened.body).items("items").at(0).texts("relatives").size(), 1U) << opened.body;
  related("zyz2", "shuyuan", "revoked");
  EXPECT_EQ(near().size(), 2U) << "either way round, and also afterwards";
}

}  // namespace
}  // namespace ws
