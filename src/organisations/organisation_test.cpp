#include <gmock/gmock.h>

#include "organisations/public.h"
#include "testing/district.h"

namespace ws::organisations {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(OrganisationModel, ACollegeBelongsToAUniversityAndACodeIsOne) {
  Entry entry;
  entry.name = "锦水大学";
  entry.kind = Kind::college;
  EXPECT_EQ(check_entry(entry).error().reason, "organisation.parent");
  entry.kind = Kind::university;
  EXPECT_TRUE(check_entry(entry).ok());
  entry.credit_code = "123";
  EXPECT_EQ(check_entry(entry).error().reason, "organisation.credit_code");
  entry.credit_code = normal_credit_code("51510117 mj-ab12345x9");
  EXPECT_EQ(entry.credit_code, "51510117MJAB12345X9");
}

class Organisations : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string entry(const std::string& kind, const std::string& name, const std::string& more = "") {
    return R"({"kind":")" + kind + R"(","name":")" + name + R"(","summary":"周末为邻里做点小事","site_id":")" +
           station + "\"" + more + "}";
  }
  std::string entered(const std::string& kind, const std::string& name, const std::string& more = "") {
    const Answer answer = clerk.post("/api/organisations", entry(kind, name, more));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }

  District district{GetParam()};
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  Caller clerk = district.as("shuyuan");
};

TEST_P(Organisations, AreEnteredByStaffAndListedByKind) {
  const std::string university = entered("university", "望丛理工大学");
  const std::string college = entered("college", "望丛理工大学土木学院", R"(,"parent_id":")" + university + "\"");
  const Answer list = district.nobody().get("/api/organisations?kind=university&q=%E6%9C%9B%E4%B8%9B");
  EXPECT_THAT(list.body, HasSubstr(university));
  EXPECT_THAT(list.body, Not(HasSubstr(college)));
  EXPECT_THAT(district.nobody().get("/api/organisations/" + university).body, HasSubstr("土木学院"));
  EXPECT_THAT(district.nobody().get("/api/organisations?parent_id=" + university).body, HasSubstr(college));
  EXPECT_EQ(at(clerk.post("/api/organisations", entry("university", "望丛理工大学")), "reason"),
            "organisation.name_taken");
  EXPECT_EQ(at(clerk.post("/api/organisations", entry("college", "无主学院", R"(,"parent_id":")" + college + "\"")),
               "reason"),
            "organisation.parent");
}

TEST_P(Organisations, HaveACreditCodeOfTheirOwn) {
  const std::string code = "5251011700000000X7";
  const std::string id =
      entered("social_organisation", "书院街邻里互助社", R"(,"credit_code":"52510117 00000000x7")");
  EXPECT_EQ(at(district.nobody().get("/api/organisations/" + id), "organisation.credit_code"), code);
  EXPECT_EQ(at(clerk.post("/api/organisations",
                          entry("social_organisation", "另一个社", R"(,"credit_code":")" + code + "\"")),
               "reason"),
            "organisation.code_taken");
  EXPECT_EQ(at(clerk.post("/api/organisations", entry("social_organisation", "第三个社", R"(,"credit_code":"5251")")),
               "field"),
            "credit_code");
}

TEST_P(Organisations, AreEditedAndClosedByTheirOwnSubtreeOnly) {
  const std::string id = entered("social_organisation", "书院街邻里互助社");
  const std::string path = "/api/organisations/" + id;
  const std::string words =
      entry("social_organisation", "书院街邻里互助社", R"(,"phone":"028-0000-0202","version":1)");
  EXPECT_EQ(at(district.as("ziyun").put(path, words), "reason"), "organisation.not_yours");
  EXPECT_EQ(clerk.put(path, words).status, 200);
  EXPECT_EQ(at(clerk.put(path, words), "reason"), "organisation.changed_meanwhile");
  EXPECT_EQ(at(district.nobody().get(path), "organisation.phone"), "028-0000-0202");

  const std::string team = district.value("SELECT MIN(id) FROM teams WHERE active = 1");
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    tx.exec("UPDATE teams SET organisation_id = $1 WHERE id = $2", id, team);
                    return Done{};
                  })
                  .ok());
  EXPECT_THAT(district.nobody().get("/api/teams?organisation_id=" + id).body, HasSubstr(team));
  EXPECT_EQ(at(clerk.post(path + "/closure", R"({"reason":"已注销登记"})"), "reason"), "organisation.has_teams");
  ASSERT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    tx.exec("UPDATE teams SET organisation_id = NULL WHERE id = $1", team);
                    return Done{};
                  })
                  .ok());
  EXPECT_EQ(clerk.post(path + "/closure", R"({"reason":"已注销登记"})").status, 200);
  EXPECT_THAT(district.nobody().get("/api/organisations").body, Not(HasSubstr(id)));
  EXPECT_EQ(at(clerk.post(path + "/closure", R"({"reason":"已注销登记"})"), "reason"), "organisation.closed");
  EXPECT_GE(district.number("SELECT COUNT(*) FROM organisation_events"), 3);
}

INSTANTIATE_TEST_SUITE_P(Engines, Organisations, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::organisations
