#include <gmock/gmock.h>

#include "areas/public.h"
#include "hours/public.h"
#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::areas {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;

TEST(AreaModel, HasSitesEachOnce) {
  Plan plan{"公园城市示范片区", "步行可达", "", "", {SiteId("A")}, {}};
  EXPECT_TRUE(check_plan(plan).ok());
  plan.sites.emplace_back("A");
  EXPECT_EQ(check_plan(plan).error().reason, "area.twice");
  plan.sites.clear();
  EXPECT_EQ(check_plan(plan).error().reason, "area.no_sites");
  plan = {"　", "步行可达", "", "", {SiteId("A")}, {}};
  EXPECT_EQ(check_plan(plan).error().field, "name");
}

class Areas : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string site(const std::string& code) {
    return district.value("SELECT id FROM sites WHERE code = '" + code + "'");
  }
  static std::string body(const std::vector<std::string>& sites, const std::string& more = "") {
    std::string list;
    for (const std::string& one : sites) list += (list.empty() ? "\"" : ",\"") + one + "\"";
    return R"({"name":"书院街示范片区","summary":"步行可达","office":"街道党建办","responsible":"漆学良","site_ids":[)" +
           list + "]" + (more.empty() ? "" : "," + more) + "}";
  }
  std::string wrong_tally() {
    return district.database().read([](db::Reader& reader) { return hours::find_wrong_tally(reader).value_or(""); });
  }
  std::int64_t served(const std::string& area) {
    return district.number(
        "SELECT CAST(COALESCE(SUM(services), 0) AS BIGINT) FROM hours_tallies WHERE line = 'area:" + area +
        "' AND standing = 'recorded'");
  }

  District district{GetParam()};
  Caller center = district.as("zhongxin");
};

TEST_P(Areas, AreMadeAndChangedByWhoCoversAllTheirSites) {
  const std::string station = site("510117001021");
  EXPECT_EQ(at(district.as("shuyuan").post("/api/areas", body({station})), "reason"), "access.denied");
  EXPECT_EQ(at(district.as("pitong").post("/api/areas", body({station, site("ziyun_academy")})), "reason"),
            "area.not_yours");
  const Answer made = center.post("/api/areas", body({station}));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string area = "/api/areas/" + at(made, "id");
  EXPECT_EQ(at(district.nobody().get(area), "responsible"), "漆学良");
  EXPECT_EQ(at(center.put(area, body({station, site("510117001020")}, "\"version\":7")), "reason"),
            "area.changed_meanwhile");
  EXPECT_EQ(center.put(area, body({station, site("510117001020")}, "\"version\":1")).status, 200);
  EXPECT_THAT(at(district.nobody().get(area), "sites"), HasSubstr(station));
  EXPECT_EQ(at(center.get(area), "version"), "2");
  EXPECT_EQ(at(center.get(area), "may_keep"), "true");
  EXPECT_EQ(at(district.nobody().get(area), "may_keep"), "false");
  EXPECT_EQ(at(center.put(area, body({"01ARZ3NDEKTSV4RRFFQ69G5FAV"}, "\"version\":2")), "reason"),
            "area.unknown_site");
  EXPECT_EQ(
      at(center.put(area, body({station}, R"("version":2,"project_ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"])")), "reason"),
      "area.unknown_project");
  const Answer page = district.nobody().get("/areas/" + at(made, "id"));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("漆学良"));
  EXPECT_THAT(page.body, HasSubstr("/api/sites?area=" + at(made, "id")));
  EXPECT_EQ(district.nobody().get("/figures?area=" + at(made, "id")).status, 200);
  EXPECT_EQ(district.nobody().get("/figures?area=01ARZ3NDEKTSV4RRFFQ69G5FAV").status, 404);
}

TEST_P(Areas, HardRule_WhatWasServedIsCountedForTheAreaAsItIsNow) {
  testing::effective_hours(district, district.person("zyz1"), 6);
  const std::string where =
      district.value("SELECT site_id FROM hours_standing GROUP BY site_id ORDER BY COUNT(*) DESC LIMIT 1");
  const std::int64_t entries = district.number("SELECT COUNT(*) FROM hours_standing WHERE site_id = '" + where + "'");
  ASSERT_GT(entries, 0);
  const std::string other =
      district.value("SELECT id FROM sites WHERE kind = 'base' AND id <> '" + where + "' ORDER BY code LIMIT 1");
  const std::string area = at(center.post("/api/areas", body({where})), "id");
  EXPECT_EQ(served(area), entries);
  EXPECT_EQ(wrong_tally(), "");
  EXPECT_EQ(center.put("/api/areas/" + area, body({other}, "\"version\":1")).status, 200);
  EXPECT_EQ(served(area), 0);
  EXPECT_EQ(wrong_tally(), "");
  EXPECT_EQ(center.put("/api/areas/" + area, body({other, where}, "\"version\":2")).status, 200);
  EXPECT_EQ(served(area), entries);
  EXPECT_EQ(wrong_tally(), "");
}

INSTANTIATE_TEST_SUITE_P(Engines, Areas, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::areas
