#include <gmock/gmock.h>

#include "imports/import_service.h"
#include "testing/district.h"

namespace ws::imports {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ImportModel, ReadsTimesAsPeopleWriteThem) {
  const auto times = parse_times("周末全天；工作日晚上，周三 14:00-16:30");
  ASSERT_TRUE(times.has_value());
  ASSERT_EQ(times->size(), 8u);
  EXPECT_EQ(times->at(0).weekday, 6);
  EXPECT_EQ(times->at(0).from_minute, 540);
  EXPECT_EQ(times->at(7).weekday, 3);
  EXPECT_EQ(times->at(7).until_minute, 990);
  EXPECT_EQ(parse_times("周一至周五上午")->size(), 5u);
  EXPECT_TRUE(parse_times("")->empty());
  for (const char* nonsense : {"有空就来", "周八上午", "周一 25:00-26:00", "周一 9-11"})
    EXPECT_FALSE(parse_times(nonsense).has_value()) << nonsense;
}

TEST(ImportModel, ReadsDaysAndDocumentsAndSeesRoundedNumbers) {
  for (const char* text : {"1990-01-23", "1990/1/23", "1990年1月23日", "19900123", "32896"})
    EXPECT_EQ(read_day(text), (LocalDate{1990, 1, 23})) << text;
  EXPECT_FALSE(read_day("1990-02-30").has_value());
  EXPECT_FALSE(read_day("明天").has_value());
  EXPECT_EQ(parse_id_type("居民 身份证"), "resident_id");
  EXPECT_EQ(parse_id_type("驾驶证"), "");
  EXPECT_TRUE(is_rounded("5.1011719500101E+17"));
  EXPECT_FALSE(is_rounded("510117195001011234"));
  EXPECT_FALSE(is_rounded("E123"));
}

TEST(ImportModel, AHeaderIsTheTemplatesOrIsRefused) {
  const auto header = [](const std::vector<std::string>& cells) {
    const auto fields = fields_of_header(Kind::people, cells);
    return fields ? "" : fields.error().reason + " " + fields.error().field;
  };
  EXPECT_EQ(header({"姓名*", "手 机 号", "证件号码", "技能", "服务时间"}), "");
  EXPECT_EQ(header({"name", "mobile", "id_number", "skills", "times"}), "");
  EXPECT_EQ(header({"姓名", "手机号", "证件号码", "技能"}), "import.missing_column 服务时间");
  EXPECT_EQ(header({"姓名", "姓名"}), "import.column_twice 姓名");
  EXPECT_EQ(header({"姓名", "政治面貌"}), "import.unknown_column 政治面貌");
}

class Imports : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// A number that passes the check and belongs to nobody.
  static std::string identity(int year, int sequence) {
    const std::string text = "510117" + std::to_string(year) + "0315" + std::to_string(100 + sequence);
    static constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (std::size_t i = 0; i < 17; ++i) sum += (text[i] - '0') * weights[i];
    return text + "10X98765432"[sum % 11];
  }
  static std::string row(const std::string& name, int nth, const std::string& more = "陪伴,周末全天") {
    return name + ",1880000" + std::to_string(1000 + nth) + "," + identity(1990, nth) + "," + more + "\n";
  }
  const std::string header = "姓名,手机号,证件号码,技能,服务时间\n";

  Answer upload(Caller& who, const std::string& body, const std::string& more = "", testing::Headers headers = {}) {
    headers.emplace_back("Content-Type", "application/octet-stream");
    return who.post(
        "/api/imports?kind=people&site_id=" + station + "&file_name=people.csv&statement=consent_forms_held" + more,
        body, std::move(headers));
  }
  std::string uploaded(const std::string& body, const std::string& more = "") {
    const Answer answer = upload(clerk, body, more);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/imports/" + at(answer, "id");
  }
  void run(const std::string& path, const std::string& mode) {
    const Answer started = clerk.post(path + "/start", R"({"mode":")" + mode + "\"}");
    ASSERT_EQ(started.status, 200) << started.body;
    for (int turns = 0; turns < 20 && at(clerk.get(path), "state") == "running"; ++turns) district.tick();
  }
  std::int64_t volunteers() { return district.number("SELECT COUNT(*) FROM volunteers"); }

  District district{GetParam()};
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string one_skill = district.value("SELECT name FROM skills ORDER BY code LIMIT 1");
  const std::string good = one_skill + ",周末全天";
  Caller clerk = district.as("shuyuan");
};

TEST_P(Imports, EveryBadRowIsNamedWithLineFieldAndReason) {
  const std::string body = header + row("王小明", 1, good) + "\n" + row("李四", 2, "变戏法,周末全天") +
                           "赵六,1880000,不是号码," + good + "\n" + row("王小明", 1, good) +
                           row("钱七", 5, one_skill + ",有空就来");
  const std::string path = uploaded(body);
  const Answer shown = clerk.get(path);
  EXPECT_EQ(at(shown, "total"), "5");
  EXPECT_EQ(at(shown, "good"), "1");
  EXPECT_EQ(at(shown, "bad"), "4");
  std::map<std::int64_t, std::string> said;
  const json::Document rows(clerk.get(path + "/rows?verdict=bad").body);
  for (const json::Document& item : rows.items("items"))
    for (const json::Document& problem : item.items("problems"))
      said[*item.integer("line")] += *problem.text("field") + "=" + *problem.text("reason") + "@" +
                                     std::to_string(*problem.integer("line")) + ";";
  EXPECT_THAT(said[4], HasSubstr("skills=import.unknown_skill@0"));
  EXPECT_THAT(said[5], HasSubstr("mobile=person.mobile@0"));
  EXPECT_THAT(said[5], HasSubstr("id_number=identity.bad_number@0"));
  EXPECT_EQ(said[6], "mobile=import.twice@2;id_number=import.twice@2;");
  EXPECT_THAT(said[7], HasSubstr("times=import.unknown_times@0"));
  EXPECT_EQ(said.size(), 4u);
}

TEST_P(Imports, HardRule_AllOrNothingWritesNothingOfAListWithABadRow) {
  const std::int64_t before = volunteers();
  const std::string path = uploaded(header + row("王小明", 1, good) + row("李四", 2, "变戏法,周末全天"));
  EXPECT_EQ(volunteers(), before) << "a judgement writes nobody";
  EXPECT_EQ(at(clerk.post(path + "/start", R"({"mode":"all"})"), "reason"), "import.has_bad");
  EXPECT_EQ(volunteers(), before);
  const std::string whole = uploaded(header + row("王小明", 1, good) + row("孙八", 3, good));
  run(whole, "all");
  EXPECT_EQ(at(clerk.get(whole), "state"), "finished");
  EXPECT_EQ(volunteers(), before + 2);
}

TEST_P(Imports, HardRule_AllOrNothingWritesNothingWhenARowHasBecomeBad) {
  const std::int64_t before = volunteers();
  const std::string first = uploaded(header + row("王小明", 1, good) + row("孙八", 3, good));
  const std::string second = uploaded(header + row("孙八", 3, good));
  run(second, "all");
  ASSERT_EQ(volunteers(), before + 1);
  run(first, "all");
  EXPECT_EQ(at(clerk.get(first), "state"), "failed");
  EXPECT_EQ(volunteers(), before + 1) << "not even the row before";
  EXPECT_THAT(clerk.get(first + "/report").body, HasSubstr("未能写入"));
  EXPECT_THAT(clerk.get("/api/notices").body, HasSubstr("一行也没有写入"));
}

TEST_P(Imports, GoodRowsAreWrittenPendingAndTheRestReported) {
  const std::int64_t before = volunteers();
  const std::string path = uploaded(header + row("王小明", 1, good) + row("李四", 2, "变戏法,周末全天") +
                                    row("=1+1", 3, good) + row("周九", 4, good));
  run(path, "good");
  const Answer shown = clerk.get(path);
  EXPECT_EQ(at(shown, "state"), "finished");
  EXPECT_EQ(at(shown, "written"), "3");
  EXPECT_EQ(volunteers(), before + 3);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM volunteers WHERE lane = 'roster' AND state = 'pending'"), 3);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM consents WHERE lane = 'roster'"), 3);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM import_rows WHERE fields_sealed <> ''"), 0)
      << "what is settled keeps no sealed fields";
  const Answer report = clerk.get(path + "/report");
  EXPECT_TRUE(report.header("Content-Type").starts_with("text/csv"));
  EXPECT_THAT(report.body, HasSubstr("3,李四,有问题，未写入,技能,")) << report.body;
  EXPECT_THAT(report.body, HasSubstr("'=1+1"));
  EXPECT_THAT(clerk.get("/api/notices").body, HasSubstr("写入 3 人"));
  EXPECT_EQ(at(clerk.post(path + "/start", R"({"mode":"good"})"), "reason"), "import.not_judged");
  EXPECT_THAT(clerk.get("/api/imports").body, HasSubstr(path.substr(13)));
}

TEST_P(Imports, ARowThatBecameBadDoesNotTakeItsNeighboursWithIt) {
  const std::int64_t before = volunteers();
  const std::string first = uploaded(header + row("王小明", 1, good) + row("孙八", 3, good) + row("周九", 4, good));
  run(uploaded(header + row("孙八", 3, good)), "all");
  run(first, "good");
  EXPECT_EQ(at(clerk.get(first), "written"), "2");
  EXPECT_EQ(volunteers(), before + 3);
}

TEST_P(Imports, HardRule_ARepeatedUploadAndStartHaveOneEffect) {
  const std::string body = header + row("王小明", 1, good);
  const testing::Headers key{{"Idempotency-Key", "once"}};
  const Answer first = upload(clerk, body, "", key);
  ASSERT_EQ(first.status, 201) << first.body;
  EXPECT_EQ(at(upload(clerk, body, "", key), "id"), at(first, "id"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM imports"), 1);
  EXPECT_EQ(at(upload(clerk, header + row("李四", 2, good), "", key), "reason"), "idempotency.mismatch");
  const std::string path = "/api/imports/" + at(first, "id");
  const testing::Headers start{{"Idempotency-Key", "begin"}};
  EXPECT_EQ(clerk.post(path + "/start", R"({"mode":"all"})", start).status, 200);
  district.tick();
  EXPECT_EQ(clerk.post(path + "/start", R"({"mode":"all"})", start).status, 200);
  district.tick();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM volunteers WHERE lane = 'roster'"), 1);
}

TEST_P(Imports, WhoIsKnownJoinsTheTeamAndIsEnteredOnce) {
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'red_vests'");
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    tx.exec("UPDATE teams SET site_id = $1 WHERE id = $2", station, team);
                    return Done{};
                  })
                  .ok());
  run(uploaded(header + row("王小明", 1, good)), "all");
  const std::string path = uploaded(header + row("王小明", 1, good) + row("孙八", 3, good), "&team_id=" + team);
  EXPECT_EQ(at(clerk.get(path), "known"), "1");
  EXPECT_THAT(clerk.get(path + "/rows?verdict=known").body, HasSubstr("volunteer.already"));
  const std::int64_t before = volunteers();
  run(path, "all");
  EXPECT_EQ(volunteers(), before + 1);
  EXPECT_EQ(
      district.number("SELECT COUNT(*) FROM team_members m JOIN persons p ON p.id = m.person_id WHERE m.team_id = '" +
                      team + "' AND p.name IN ('王小明', '孙八')"),
      2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM team_events WHERE team_id = '" + team + "' AND kind = 'joined'"),
            2);
}

TEST_P(Imports, ALeaderEntersARosterOfVolunteersOnly) {
  const std::string team = district.value("SELECT id FROM teams WHERE code = 'vet_river'");
  const std::string site = district.value("SELECT site_id FROM teams WHERE code = 'vet_river'");
  const std::string number = district.value(
      "SELECT v.number FROM volunteers v WHERE v.state = 'registered' AND NOT EXISTS (SELECT 1 FROM team_members m "
      "WHERE m.person_id = v.person_id) ORDER BY v.number LIMIT 1");
  const std::string name = district.value(
      "SELECT p.name FROM persons p JOIN volunteers v ON v.person_id = p.id WHERE v.number = '" + number + "'");
  Caller leader = district.as("laobing");
  const std::string body =
      "姓名,志愿者编号\n" + name + "," + number + "\n别的名字," + number + "\n王五,9999999999999\n";
  const std::string target = "/api/imports?kind=roster&file_name=r.csv&site_id=" + site + "&team_id=";
  const testing::Headers file{{"Content-Type", "application/octet-stream"}};
  EXPECT_EQ(at(leader.post(target + team, body, file), "reason"), "import.statement");
  EXPECT_EQ(at(district.as("zyz1").post(target + team + "&statement=consent_forms_held", body, file), "reason"),
            "team.not_yours");
  const Answer answer = leader.post(target + team + "&statement=consent_forms_held", body, file);
  ASSERT_EQ(answer.status, 201) << answer.body;
  const std::string path = "/api/imports/" + at(answer, "id");
  EXPECT_EQ(at(leader.get(path), "good"), "1");
  EXPECT_THAT(leader.get(path + "/rows?verdict=bad").body, HasSubstr("import.no_such_volunteer"));
  ASSERT_EQ(leader.post(path + "/start", R"({"mode":"good"})").status, 200);
  district.tick();
  EXPECT_EQ(at(leader.get(path), "written"), "1");
  EXPECT_EQ(at(upload(leader, header + row("王小明", 1, good)), "reason"), "site.not_yours")
      << "who becomes a volunteer is for staff";
}

TEST_P(Imports, AreSeenByWhoUploadedThemAndNobodyElse) {
  const std::string path = uploaded(header + row("王小明", 1, good));
  Caller colleague = district.as("pitong");
  for (const std::string part : {"", "/rows", "/report"})
    EXPECT_EQ(at(colleague.get(path + part), "reason"), "import.not_found") << part;
  EXPECT_EQ(at(colleague.post(path + "/start", R"({"mode":"all"})"), "reason"), "import.not_found");
  EXPECT_EQ(at(colleague.post(path + "/cancellation"), "reason"), "import.not_found");
  EXPECT_EQ(at(upload(colleague, "姓名\n王", "", {}), "reason"), "import.missing_column");
  EXPECT_EQ(at(district.as("ziyun").post(
                   "/api/imports?kind=people&file_name=x&statement=consent_forms_held&site_id=" + station, header,
                   {{"Content-Type", "application/octet-stream"}}),
               "reason"),
            "site.not_yours");
  EXPECT_EQ(at(clerk.post("/api/imports?kind=people", "{}"), "reason"), "request.not_a_file");
  EXPECT_EQ(clerk.post(path + "/cancellation").status, 200);
  EXPECT_EQ(at(clerk.get(path), "state"), "cancelled");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM import_rows WHERE fields_sealed <> ''"), 0);
}

TEST_P(Imports, WhatNobodyStartsIsForgotten) {
  const std::string path = uploaded(header + row("王小明", 1, good));
  ASSERT_EQ(district.number("SELECT COUNT(*) FROM import_rows WHERE fields_sealed <> ''"), 1);
  district.clock.advance_ms(8 * day_ms);
  district.tick();
  EXPECT_EQ(district.value("SELECT state FROM imports"), "expired");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM import_rows WHERE fields_sealed <> ''"), 0);
}

TEST_P(Imports, TemplatesAreReadAsTheyAreWritten) {
  for (const std::string kind : {"people", "roster"})
    for (const std::string format : {"csv", "xlsx"}) {
      const Answer blank = clerk.get("/api/import-templates/" + kind + "?format=" + format);
      ASSERT_EQ(blank.status, 200);
      const auto table = read_table(blank.body, {});
      ASSERT_TRUE(table.ok()) << table.error().reason;
      EXPECT_TRUE(fields_of_header(*parse_kind(kind), table->header).ok());
    }
  EXPECT_EQ(clerk.get("/api/import-templates/pets").status, 404);
}

TEST_P(Imports, HardRule_NumbersAreNeverStoredOrShownInTheClear) {
  const std::string path = uploaded(header + row("王小明", 1, good));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM import_rows WHERE fields_sealed LIKE '%1880000%' OR problems LIKE "
                            "'%1880000%'"),
            0);
  for (const std::string part : {"", "/rows", "/report"})
    EXPECT_THAT(clerk.get(path + part).body, Not(HasSubstr("18800001001")));
}

INSTANTIATE_TEST_SUITE_P(Engines, Imports, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::imports
