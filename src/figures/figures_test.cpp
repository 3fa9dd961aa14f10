// Reports over HTTP on both engines: who sees what, that each figure is what lies behind it, and the files made of
// them.

#include <gmock/gmock.h>

#include <set>

#include "base/json.h"
#include "base/local_time.h"
#include "figures/figures_model.h"
#include "figures/sheet_service.h"
#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::figures {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::int64_t number(const Answer& answer, const std::string& path) {
  return json::Document(answer.body).integer(path).value_or(-1);
}

class FiguresTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Services at a station, its office, another office's station and the center, by three people over two months.
  void SetUp() override {
    shuyuan_ = site("510117001021");
    pitong_ = site("510117001");
    zhanqi_ = site("510117104213");
    center_ = district_.value("SELECT id FROM sites WHERE kind = 'center'");
    corps_ = district_.value("SELECT team_id FROM grants WHERE role = 'team_leader' AND person_id = '" +
                             district_.person("laobing").str() + "'");
    squad_ = district_.value("SELECT MIN(id) FROM teams WHERE parent_id = '" + corps_ + "'");
    serve("zyz1", shuyuan_, squad_, 3, {"confirmed", "publicised", "effective"});
    serve("zyz1", shuyuan_, "", 31, {"confirmed", "publicised", "effective"});
    serve("zyz2", shuyuan_, corps_, 4, {"confirmed", "publicised"});
    serve("zyz2", pitong_, "", 5, {});
    serve("zyz3", zhanqi_, squad_, 6, {"confirmed", "publicised", "effective"});
    serve("zyz3", center_, "", 7, {"confirmed"});
    const HoursEntryId doubted = serve("zyz1", shuyuan_, "", 8, {"confirmed", "publicised"});
    testing::doubt(district_, doubted, district_.person("zyz1"));
  }

  std::string site(const std::string& code) {
    return district_.value("SELECT id FROM sites WHERE code = '" + code + "'");
  }
  /// An hour at nine, some days ago.
  HoursEntryId serve(const std::string& login, const std::string& at, const std::string& team, int days_ago,
                     const std::vector<std::string>& states) {
    return testing::served(district_, district_.person(login), days_ago, 60, states,
                           {SiteId(at), TeamId(team), "社区巡逻"});
  }

  static std::string query(const std::map<std::string, std::string>& pairs) {
    std::string text;
    for (const auto& [name, value] : pairs) text += (text.empty() ? "?" : "&") + name + "=" + value;
    return text;
  }
  Answer report(const std::string& login, const std::map<std::string, std::string>& pairs = {}) {
    return district_.as(login).get("/api/figures" + query(pairs));
  }
  static const std::map<std::string, std::string>& period() {
    static const std::map<std::string, std::string> both{{"from", "2026-10"}, {"to", "2026-11"}};
    return both;
  }
  static std::map<std::string, std::string> with(std::map<std::string, std::string> more) {
    more.insert(period().begin(), period().end());
    return more;
  }

  struct Total {
    std::int64_t services = 0, people = 0, minutes = 0;
    bool operator==(const Total&) const = default;
  };
  static Total figure(const json::Document& row, const std::string& standing) {
    const std::string path = "hours." + standing + ".";
    return {row.integer(path + "services").value(), row.integer(path + "people").value(),
            row.integer(path + "minutes").value()};
  }
  /// All pages of the list behind a figure, added up.
  Total add_up(Caller& caller, std::map<std::string, std::string> asked) {
    Total total;
    std::set<std::string> people;
    asked["limit"] = "2";
    for (std::string next = "-"; !next.empty();) {
      const Answer page = caller.get("/api/figures/entries" + query(asked));
      EXPECT_EQ(page.status, 200) << page.body;
      for (const json::Document& item : json::Document(page.body).items("items")) {
        ++total.services;
        total.minutes += item.integer("minutes").value();
        people.insert(item.text("volunteer_id").value());
      }
      next = json::Document(page.body).text("next").value_or("");
      asked["cursor"] = next;
    }
    total.people = static_cast<std::int64_t>(people.size());
    return total;
  }

  std::string ask(const std::string& login, const std::string& more) {
    const Answer asked = district_.as(login).post("/api/figures/exports", body(more));
    EXPECT_EQ(asked.status, 201) << asked.body;
    return at(asked, "id");
  }
  std::string body(const std::string& more) const {
    return R"({"kind":"hours","by":"site","scope":"site","scope_id":")" + center_ +
           R"(","from":"2026-10","to":"2026-11","reason":"给区里报数",)" + more + "}";
  }
  /// The file of an export once it is made.
  Answer made(const std::string& login, const std::string& id) {
    EXPECT_GT(district_.tick(), 0);
    const Answer told = district_.as(login).get("/api/figures/exports/" + id);
    EXPECT_EQ(at(told, "state"), "ready") << told.body;
    return district_.as(login).get("/api/figures/exports/" + id + "/file");
  }

  testing::District district_{GetParam(), 60};
  std::string center_, pitong_, shuyuan_, zhanqi_, corps_, squad_;
};
INSTANTIATE_TEST_SUITE_P(Engines, FiguresTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(FiguresTest, HardRule_PersonTimesAndPeopleAreBothShownAndNeverMixed) {
  const Answer told = report("zhongxin", period());
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(number(told, "total.hours.recorded.services"), 7);
  EXPECT_EQ(number(told, "total.hours.recorded.people"), 3);
  EXPECT_EQ(number(told, "total.hours.recorded.minutes"), 420);
  EXPECT_EQ(number(told, "total.hours.effective.services"), 3);
  EXPECT_EQ(number(told, "total.hours.effective.people"), 2);
  EXPECT_EQ(number(told, "total.hours.publicised.services"), 1);
  EXPECT_EQ(number(told, "total.hours.pending.services"), 2);
  EXPECT_EQ(number(told, "total.hours.disputed.services"), 1);
  std::int64_t services = 0, people = 0;
  for (const json::Document& row : json::Document(told.body).items("items")) {
    services += figure(row, "recorded").services;
    people += figure(row, "recorded").people;
  }
  EXPECT_EQ(services, 7) << "person-times of the rows add up";
  EXPECT_GT(people, 3) << "people of the rows do not: who served at two offices is one";
}

TEST_P(FiguresTest, HardRule_EveryFigureIsTheSumOfTheEntriesBehindIt) {
  Caller caller = district_.as("zhongxin");
  int looked_at = 0;
  const std::vector<std::map<std::string, std::string>> questions{
      with({{"by", "site"}}),
      with({{"by", "site"}, {"scope_id", pitong_}}),
      with({{"by", "source"}}),
      with({{"by", "month"}}),
      with({{"by", "team"}}),
      with({{"by", "area"}}),
      with({{"by", "project"}}),
      with({{"by", "team"}, {"scope", "team"}, {"scope_id", corps_}}),
      with({{"by", "month"}, {"scope", "team"}, {"scope_id", squad_}})};
  for (const auto& question : questions) {
    auto asked = question;
    asked["limit"] = "100";
    const Answer told = caller.get("/api/figures" + query(asked));
    ASSERT_EQ(told.status, 200) << told.body;
    std::vector<json::Document> rows = json::Document(told.body).items("items");
    rows.push_back(json::Document(json::Document(told.body).json("total")));
    for (const json::Document& row : rows)
      for (const std::string standing : {"recorded", "effective", "publicised", "pending", "disputed"}) {
        const Total shown = figure(row, standing);
        if (shown == Total()) continue;
        auto behind = question;
        behind["group"] = row.text("key").value();
        behind["standing"] = standing;
        EXPECT_EQ(add_up(caller, behind), shown) << query(behind);
        ++looked_at;
      }
  }
  EXPECT_GT(looked_at, 40);
}

TEST_P(FiguresTest, OrdersShowTheResponseRateBesideTheAverage) {
  Caller resident = district_.as("jumin1");
  const std::string item = district_.value("SELECT id FROM menu_items WHERE place <> 'site' ORDER BY code LIMIT 1");
  for (int day = 1; day <= 3; ++day)
    ASSERT_EQ(
        resident
            .post("/api/orders",
                  R"({"menu_item_id":")" + item + R"(","site_id":")" + shuyuan_ + R"(","place":"home","starts_ms":)" +
                      std::to_string(district_.clock.now().ms + day * day_ms + 2 * hour_ms) +
                      R"(,"contact_name":"辜素容","contact_mobile":"19900000014","address":"书院街 12 号",)" +
                      R"("consent_version":"2026-01"})")
            .status,
        201);
  const auto done = district_.database().write_now([](db::Tx& tx) -> Outcome {
    tx.exec(
        "UPDATE orders SET completed_ms = created_ms + 1, state = 'completed' WHERE id <> (SELECT MIN(id) FROM "
        "orders)");
    tx.exec("UPDATE orders SET rating = 4, state = 'rated' WHERE id = (SELECT MAX(id) FROM orders)");
    return Done{};
  });
  ASSERT_TRUE(done.ok());
  for (const std::string by : {"site", "month", "category", "team", "area"}) {
    const Answer told = report("zhongxin", with({{"kind", "orders"}, {"by", by}, {"limit", "100"}}));
    ASSERT_EQ(told.status, 200) << told.body;
    EXPECT_EQ(number(told, "total.orders.placed"), 3) << by;
    EXPECT_EQ(number(told, "total.orders.people"), 1);
    EXPECT_EQ(number(told, "total.orders.completed"), 2);
    EXPECT_EQ(number(told, "total.orders.rated"), 1);
    EXPECT_EQ(number(told, "total.orders.average_hundredths"), 400);
    EXPECT_EQ(number(told, "total.orders.response_thousandths"), 500);
    std::int64_t placed = 0;
    for (const json::Document& row : json::Document(told.body).items("items")) {
      const std::int64_t shown = row.integer("orders.placed").value();
      placed += shown;
      if (shown == 0) continue;
      const Answer listed =
          district_.as("zhongxin")
              .get(
                  "/api/figures/orders" +
                  query(with(
                      {{"kind", "orders"}, {"by", by}, {"group", row.text("key").value()}, {"standing", "placed"}})));
      EXPECT_EQ(json::Document(listed.body).items("items").size(), static_cast<std::size_t>(shown)) << listed.body;
    }
    if (by == "site" || by == "month" || by == "category") {
      EXPECT_EQ(placed, 3) << by;
    }
  }
}

TEST_P(FiguresTest, HardRule_WhoSeesASubtreeSeesItsFiguresAloneAndTheRestIsNotThere) {
  const Answer own = report("shuyuan", period());
  ASSERT_EQ(own.status, 200) << own.body;
  EXPECT_EQ(at(own, "scope.id"), shuyuan_);
  EXPECT_EQ(number(own, "total.hours.recorded.services"), 4);
  const Answer absent = report("shuyuan", with({{"scope_id", "01ARZ3NDEKTSV4RRFFQ69G5FAV"}}));
  for (const auto& [kind, id] : std::map<std::string, std::string>{{"site", pitong_}, {"team", corps_}}) {
    const Answer foreign = report("shuyuan", with({{"scope", kind}, {"scope_id", id}}));
    EXPECT_EQ(foreign.status, 404) << kind;
    EXPECT_EQ(foreign.body, absent.body) << "hidden and absent look the same";
  }
  EXPECT_EQ(report("pitong-ld", with({{"scope_id", shuyuan_}})).status, 200) << "below one's own";
  EXPECT_EQ(report("pitong-ld", with({{"scope_id", zhanqi_}})).status, 404);
  EXPECT_EQ(report("zyz1").status, 404) << "a volunteer has no figures of others";
  EXPECT_EQ(report("jumin1").status, 404);
  EXPECT_EQ(district_.nobody().get("/api/figures").status, 401);

  const std::string entry = district_.value("SELECT id FROM hours_entries WHERE site_id = '" + zhanqi_ + "'");
  EXPECT_EQ(district_.as("shuyuan").get("/api/figures/entries/" + entry).status, 404);
  EXPECT_EQ(district_.as("zhongxin").get("/api/figures/entries/" + entry).status, 200);
}

TEST_P(FiguresTest, ATeamsLeaderSeesTheTeamWithItsSubTeams) {
  const Answer own = report("laobing", period());
  ASSERT_EQ(own.status, 200) << own.body;
  EXPECT_EQ(at(own, "scope.id"), corps_);
  EXPECT_EQ(at(own, "by"), "month");
  EXPECT_EQ(number(own, "total.hours.recorded.services"), 3);
  EXPECT_EQ(number(own, "total.hours.recorded.people"), 3);
  const Answer squads = report("laobing", with({{"scope", "team"}, {"scope_id", corps_}, {"by", "team"}}));
  EXPECT_EQ(number(squads, "total.hours.recorded.services"), 3);
  EXPECT_EQ(report("laobing", with({{"scope_id", center_}})).status, 404);
  const std::string other =
      district_.value("SELECT id FROM teams WHERE parent_id IS NULL AND id <> '" + corps_ + "' ORDER BY id LIMIT 1");
  EXPECT_EQ(report("laobing", with({{"scope", "team"}, {"scope_id", other}})).status, 404);
}

/// What stands behind a label of a public page.
std::string shown(const std::string& page, const std::string& label) {
  const std::size_t at = page.find("<dt>" + label);
  const std::size_t value = at == std::string::npos ? at : page.find("<b>", at);
  if (value == std::string::npos) return "(no " + label + ")";
  return page.substr(value + 3, page.find("</b>", value) - value - 3);
}

TEST_P(FiguresTest, SitesAndTeamsShowTheirYearToEverybodyAndOpenToTheirFigures) {
  testing::HttpClient nobody(district_.port());
  const auto expect_year = [&](const std::string& kind, const std::string& id, const char* services,
                               const char* people, const char* hours) {
    SCOPED_TRACE(kind);
    const std::string all = "/figures?" + kind + "=" + id;
    const std::string own = nobody.get("/" + kind + "s/" + id).body;
    EXPECT_THAT(own, HasSubstr("href=\"" + all + "\""));
    for (const std::string& page : {own, nobody.get(all).body}) {
      EXPECT_EQ(shown(page, "服务人次"), services);
      EXPECT_EQ(shown(page, "服务人数"), people);
      EXPECT_EQ(shown(page, "服务小时"), hours);
    }
  };
  expect_year("site", pitong_, "5", "2", "5");
  expect_year("site", shuyuan_, "4", "2", "4");
  expect_year("team", corps_, "3", "3", "3");
  const std::string of_team = nobody.get("/figures?team=" + corps_).body;
  EXPECT_THAT(of_team, HasSubstr(district_.value("SELECT name FROM teams WHERE id = '" + squad_ + "'")));
  EXPECT_THAT(of_team, Not(HasSubstr("怎样来的"))) << "no tally of a team's sources, so no row of noughts";
  EXPECT_THAT(nobody.get("/figures?site=" + shuyuan_).body, Not(HasSubstr("下级阵地"))) << "nothing is below";
}

TEST_P(FiguresTest, HardRule_PublicFiguresNameNobodyAndWhatIsNotPublicIsNotThere) {
  testing::HttpClient nobody(district_.port());
  const std::string name = district_.value("SELECT name FROM persons WHERE login = 'zyz1'");
  for (const std::string& of : std::vector<std::string>{"", "?site=" + shuyuan_, "?team=" + squad_})
    EXPECT_THAT(nobody.get("/figures" + of).body, Not(HasSubstr(name))) << of;
  const std::string nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  const std::vector<std::string> absent{"?site=" + nowhere, "?team=" + nowhere, "?site=x", "?team=x"};
  for (const std::string& of : absent) EXPECT_EQ(nobody.get("/figures" + of).status, 404) << of;
  const auto dissolved = district_.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec("UPDATE teams SET state = 'dissolved' WHERE id = $1", squad_);
    return Done{};
  });
  ASSERT_TRUE(dissolved.ok());
  EXPECT_EQ(nobody.get("/figures?team=" + squad_).status, 404);
}

TEST_P(FiguresTest, AnEntryOpensDownToItsEvidenceWithoutNames) {
  const std::string entry = district_.value("SELECT entry_id FROM hours_standing WHERE state = 'disputed'");
  const Answer told = district_.as("zhongxin-ld").get("/api/figures/entries/" + entry);
  ASSERT_EQ(told.status, 200) << told.body;
  EXPECT_EQ(at(told, "state"), "disputed");
  EXPECT_EQ(json::Document(told.body).items("steps").size(), 4U);
  EXPECT_THAT(told.body, Not(HasSubstr("敬若桐")));
  EXPECT_THAT(told.body, HasSubstr("敬**"));
}

TEST_P(FiguresTest, WhatCannotBeAskedIsRefusedWithItsField) {
  const auto refused = [&](const std::map<std::string, std::string>& asked, const std::string& reason,
                           const std::string& field) {
    const Answer told = report("zhongxin", asked);
    EXPECT_EQ(told.status, 400) << query(asked);
    EXPECT_EQ(at(told, "reason"), reason);
    EXPECT_EQ(at(told, "field"), field);
  };
  refused({{"from", "2026-11"}, {"to", "2026-10"}}, "figures.period", "from");
  refused({{"from", "2020-01"}, {"to", "2026-10"}}, "figures.period", "from");
  refused({{"to", "2026-13"}}, "figures.period", "to");
  refused({{"by", "category"}}, "figures.no_such_grouping", "by");
  refused({{"by", "source"}, {"kind", "orders"}}, "figures.no_such_grouping", "by");
  refused({{"by", "colour"}}, "field.unknown_value", "by");
  const auto behind = [&](const std::map<std::string, std::string>& asked) {
    return district_.as("zhongxin").get("/api/figures/entries" + query(with(asked)));
  };
  EXPECT_EQ(at(behind({{"standing", "best"}}), "reason"), "figures.no_such_figure");
  EXPECT_EQ(at(behind({{"standing", "recorded"}, {"group", shuyuan_}}), "field"), "group")
      << "no child of the center";
  EXPECT_EQ(at(behind({{"standing", "recorded"}, {"cursor", "x"}}), "reason"), "list.bad_cursor");
}

TEST_P(FiguresTest, RowsArePagedByCursor) {
  std::vector<std::string> keys;
  std::map<std::string, std::string> asked = with({{"limit", "3"}});
  for (std::string next = "-"; !next.empty();) {
    const Answer page = report("zhongxin", asked);
    for (const json::Document& row : json::Document(page.body).items("items"))
      keys.push_back(row.text("key").value());
    next = json::Document(page.body).text("next").value_or("");
    asked["cursor"] = next;
  }
  EXPECT_EQ(keys.front(), "own");
  EXPECT_EQ(std::set<std::string>(keys.begin(), keys.end()).size(), keys.size());
  EXPECT_EQ(static_cast<std::int64_t>(keys.size()) - 1,
            district_.number("SELECT COUNT(*) FROM sites WHERE parent_id = '" + center_ + "'"));
}

// ---- files

TEST_P(FiguresTest, HardRule_AnExportIsLoggedWithItsReasonAndMasksNames) {
  const std::string id = ask("zhongxin", R"("standing":"recorded","content":"entries","format":"csv")");
  const Answer early = district_.as("zhongxin").get("/api/figures/exports/" + id + "/file");
  EXPECT_EQ(at(early, "reason"), "figures.export_open");
  const Answer file = made("zhongxin", id);
  ASSERT_EQ(file.status, 200);
  EXPECT_THAT(file.body, StartsWith("\xEF\xBB\xBF账本号,"));
  EXPECT_THAT(file.body, HasSubstr("敬**"));
  EXPECT_THAT(file.body, Not(HasSubstr("敬若桐")));
  EXPECT_EQ(std::count(file.body.begin(), file.body.end(), '\n'), 8) << file.body;
  EXPECT_EQ(district_.value("SELECT action || ' ' || reason FROM audit_log WHERE subject_id = '" + id + "'"),
            "figures.exported 给区里报数");
  EXPECT_EQ(district_.number("SELECT COUNT(*) FROM notices WHERE kind = 'figures.export_ready'"), 1);
  EXPECT_EQ(district_.as("zhongxin-ld").get("/api/figures/exports/" + id).status, 404) << "another's";
  EXPECT_EQ(number(district_.as("zhongxin").get("/api/figures/exports/" + id), "done"), 7);
  const Answer without = district_.as("zhongxin")
                             .post("/api/figures/exports",
                                   R"({"kind":"hours","by":"site","scope":"site","scope_id":")" + center_ +
                                       R"(","from":"2026-10","to":"2026-11","content":"report","format":"csv"})");
  EXPECT_EQ(at(without, "field"), "reason");
}

TEST_P(FiguresTest, HardRule_NamesNeedTheRight) {
  const std::string wanted = R"("standing":"recorded","content":"entries","format":"csv","names":true)";
  const Answer leader = district_.as("zhongxin-ld").post("/api/figures/exports", body(wanted));
  EXPECT_EQ(leader.status, 403);
  EXPECT_EQ(at(leader, "reason"), "figures.names");
  const std::string id = ask("zhongxin", wanted);
  EXPECT_THAT(made("zhongxin", id).body, HasSubstr("敬若桐"));
  EXPECT_EQ(district_.value("SELECT action FROM audit_log WHERE subject_id = '" + id + "'"),
            "figures.exported_with_names");
}

TEST_P(FiguresTest, AReportGoesIntoEveryFormat) {
  const Answer table = made("zhongxin", ask("zhongxin", R"("content":"report","format":"csv")"));
  EXPECT_THAT(table.body, HasSubstr("合计（人数不重复计）,7,3,7.00,3,2,3.00,"));
  const Answer book = made("zhongxin", ask("zhongxin", R"("content":"report","format":"xlsx")"));
  EXPECT_THAT(book.body, StartsWith("PK"));
  EXPECT_EQ(book.header("content-type"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
  const Answer paper = made("zhongxin", ask("zhongxin", R"("content":"report","format":"pdf")"));
  EXPECT_THAT(paper.body, StartsWith("%PDF-"));
  EXPECT_THAT(paper.header("content-disposition"), HasSubstr(".pdf\""));
  const Answer orders =
      district_.as("zhongxin")
          .post("/api/figures/exports", R"({"kind":"orders","by":"month","scope":"site","scope_id":")" + center_ +
                                            R"(","from":"2026-10","to":"2026-11","reason":"给区里报数",)" +
                                            R"("content":"report","format":"csv"})");
  EXPECT_THAT(made("zhongxin", at(orders, "id")).body, HasSubstr("2026-10,0,0,0,0,0,无,无"));
}

TEST_P(FiguresTest, AFileIsKeptForThePolicysDaysAndWorkIsBounded) {
  const std::string one = R"("content":"report","format":"csv")";
  const std::string id = ask("zhongxin", one);
  ask("zhongxin", one);
  ask("zhongxin", one);
  EXPECT_EQ(at(district_.as("zhongxin").post("/api/figures/exports", body(one)), "reason"), "figures.exports_open");
  for (int turn = 0; turn < 3; ++turn) EXPECT_GT(district_.tick(), 0);
  EXPECT_EQ(district_.as("zhongxin").get("/api/figures/exports/" + id + "/file").status, 200);
  district_.clock.advance_ms(7 * day_ms);
  for (int turn = 0; turn < 20 && district_.tick() > 0; ++turn) continue;
  const Answer gone = district_.as("zhongxin").get("/api/figures/exports/" + id + "/file");
  EXPECT_EQ(at(gone, "reason"), "figures.export_gone");
  EXPECT_EQ(at(district_.as("zhongxin").get("/api/figures/exports/" + id), "state"), "expired");
}

TEST(FiguresSheets, HardRule_NoCellIsAFormula) {
  EXPECT_EQ(csv_field("=HYPERLINK(\"http://x\")"), "\"'=HYPERLINK(\"\"http://x\"\")\"");
  EXPECT_EQ(csv_field("+86"), "'+86");
  EXPECT_EQ(csv_field("-1"), "'-1");
  EXPECT_EQ(csv_field("@SUM"), "'@SUM");
  EXPECT_EQ(csv_field("社区，巡逻"), "社区，巡逻");
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
}

TEST(FiguresModel, APeriodIsWholeMonths) {
  const Instant now = start_of_day({2026, 3, 9});
  const auto year = period_of("", "", now).value();
  EXPECT_EQ(month_text(year.from), "2026-01");
  EXPECT_EQ(month_text(year.until), "2026-04");
  EXPECT_EQ(start_of_month(year.until).ms, start_of_day({2026, 4, 1}).ms);
  for (const char* wrong : {"2026-3", "2026-00", "-026-01", "2026/01", "abcd-ef"})
    EXPECT_FALSE(parse_month(wrong)) << wrong;
}

}  // namespace
}  // namespace ws::figures
