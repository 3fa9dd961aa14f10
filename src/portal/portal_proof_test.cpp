// Certificates on the public pages: asked for by a form without scripts, verified by anybody.
#include <gmock/gmock.h>

#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::portal {
namespace {

using testing::Answer;
using testing::at;
using testing::District;
using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::Not;

class ProofPages : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override { browser.use_session(district.session_of(li)); }
  Answer ask(const std::string& fields) {
    return browser.post_form("/my/certificates", "_key=k" + std::to_string(++keys) + "&" + fields);
  }

  District district{GetParam()};
  const PersonId li = district.person("zyz1");
  HttpClient browser{district.port()};
  int keys = 0;
};

TEST_P(ProofPages, AVolunteerAsksAndAnybodyVerifies) {
  testing::effective(district, li, 3, 95);
  EXPECT_THAT(browser.get("/my/certificates").body, HasSubstr("value=\"2026-01-01\""));
  EXPECT_EQ(ask("from=2026-01-01&to=2026-11-23&purpose=").header("Location"), "/my/certificates");
  EXPECT_THAT(browser.get("/my/certificates").body, HasSubstr("待核发"));
  const std::string id = district.value("SELECT id FROM certificates");
  ASSERT_EQ(district.as("zhongxin").post("/api/certificates/" + id + "/issuance").status, 200);
  EXPECT_THAT(browser.get("/my/certificates").body, HasSubstr("/api/certificates/" + id + "/pdf"));

  const std::string number = district.value("SELECT number FROM certificate_papers");
  HttpClient anybody(district.port());
  EXPECT_EQ(anybody.get("/verify?number=+" + number).header("Location"), "/verify/" + number);
  const Answer page = anybody.get("/verify/" + number);
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("1 小时 35 分钟"));
  EXPECT_THAT(page.body, HasSubstr("这份证明有效"));
  EXPECT_THAT(page.body, Not(HasSubstr(district.value("SELECT name FROM persons WHERE login = 'zyz1'"))));
  EXPECT_THAT(anybody.get("/verify/" + number, {{"Accept-Language", "en"}}).body, HasSubstr("1 h 35 min"));
  ASSERT_EQ(
      district.as("zhongxin").post("/api/certificates/" + id + "/revocation", R"({"reason":"姓名有误"})").status,
      200);
  EXPECT_THAT(anybody.get("/verify/" + number).body, HasSubstr("已经作废"));
}

TEST_P(ProofPages, WhatCannotBeIssuedSaysWhyAndKeepsTheForm) {
  const Answer refused = ask("from=2026-01-01&to=2026-11-23&purpose=%E5%8D%87%E5%AD%A6");
  EXPECT_EQ(refused.status, 422);
  EXPECT_THAT(refused.body, HasSubstr("没有已生效的服务时长"));
  EXPECT_THAT(refused.body, HasSubstr("升学"));
  const Answer wrong = ask("from=2026-02-30&to=2026-11-23");
  EXPECT_THAT(wrong.body, HasSubstr("href=\"#f-from\""));
  EXPECT_THAT(wrong.body, HasSubstr("真实日期"));
}

TEST_P(ProofPages, ANumberThatIsNoneIsToldFromOneThatIsValid) {
  HttpClient anybody(district.port());
  EXPECT_THAT(anybody.get("/verify").body, HasSubstr("name=\"number\""));
  EXPECT_EQ(anybody.get("/verify?number=hello").header("Location"), "/verify/-");
  for (const std::string number : {"-", "2026-AAAA-BBBB-CCCC"}) {
    const Answer page = anybody.get("/verify/" + number);
    EXPECT_EQ(page.status, 404) << number;
    EXPECT_THAT(page.body, HasSubstr("没有找到这份证明")) << number;
  }
  EXPECT_THAT(anybody.get("/my/certificates").header("Location"), HasSubstr("/sign-in"));
}

INSTANTIATE_TEST_SUITE_P(Engines, ProofPages, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::portal
