// Hours, stars, the year, training and the ledger on the public pages: all by forms, without scripts.
#include <gmock/gmock.h>

#include "testing/district.h"
#include "testing/ledger.h"

namespace ws::portal {
namespace {

using testing::Answer;
using testing::District;
using ::testing::HasSubstr;
using testing::HttpClient;
using ::testing::Not;

class HoursPages : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    browser.use_session(district.session_of(li));
    neighbour.use_session(district.session_of(district.person("jumin1")));
  }
  Answer send(HttpClient& who, const std::string& path, const std::string& fields) {
    return who.post_form(path, "_key=k" + std::to_string(++keys) + "&" + fields);
  }
  /// Confirmed by the center and shown to the neighbours.
  HoursEntryId shown() {
    const HoursEntryId entry = testing::served(district, li, 2, 95, {});
    EXPECT_EQ(district.as("zhongxin").post("/api/hours/" + entry.str() + "/confirmation").status, 200);
    district.tick();
    return entry;
  }
  std::string name_of(const std::string& login) {
    return district.value("SELECT name FROM persons WHERE login = '" + login + "'");
  }

  District district{GetParam()};
  const PersonId li = district.person("zyz1");
  HttpClient browser{district.port()}, neighbour{district.port()}, anybody{district.port()};
  int keys = 0;
};
INSTANTIATE_TEST_SUITE_P(Engines, HoursPages, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(HoursPages, AVolunteerAsksAboutAnEntryAndReadsTheAnswer) {
  const HoursEntryId entry = shown();
  const std::string path = "/my/hours/" + entry.str();
  const Answer page = browser.get("/my/hours");
  EXPECT_THAT(page.body, HasSubstr("1 小时 35 分钟"));
  EXPECT_THAT(page.body, HasSubstr("公示中"));
  EXPECT_THAT(page.body, HasSubstr("action=\"" + path + "\""));
  EXPECT_THAT(page.body, HasSubstr("/api/hours/" + entry.str() + "/proof"));

  const Answer wrong = send(browser, path, "reason=%E5%B0%91%E4%BA%86&from=2026-11-21T11:00&until=2026-11-21T09:00");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_THAT(wrong.body, HasSubstr("起止时间有误"));
  EXPECT_THAT(wrong.body, HasSubstr("少了</textarea>")) << "what was written stays";
  EXPECT_EQ(send(browser, path, "reason=x").status, 422);
  EXPECT_EQ(send(browser, path, "reason=%E5%B0%91%E4%BA%86&from=2026-11-21T09:00&until=2026-11-21T11:00")
                .header("Location"),
            "/my/hours?sent=1");
  EXPECT_THAT(browser.get("/my/hours?sent=1").body, HasSubstr("等待答复"));
  EXPECT_THAT(browser.get("/my/hours").body, Not(HasSubstr("action=\"" + path + "\""))) << "asked already";
  EXPECT_EQ(send(browser, path, "reason=%E5%B0%91%E4%BA%86").status, 422) << "asked already";

  const std::string dispute = district.value("SELECT id FROM hours_disputes");
  EXPECT_EQ(district.as("zhongxin")
                .post("/api/hours/disputes/" + dispute + "/answer",
                      R"({"outcome":"stands","rule":"hours.by_evidence","answer":"签到表如此"})")
                .status,
            403)
      << "who confirmed it";
  const PersonId colleague(district.value(
      "SELECT g.person_id FROM grants g JOIN sites s ON s.id = g.site_id WHERE g.role = 'dispatcher' AND s.kind = "
      "'center' AND g.person_id <> '" +
      district.person("zhongxin").str() + "' ORDER BY g.id LIMIT 1"));
  EXPECT_EQ(district.as(colleague)
                .post("/api/hours/disputes/" + dispute + "/answer",
                      R"({"outcome":"stands","rule":"hours.by_evidence","answer":"签到表如此"})")
                .status,
            200);
  const Answer answered = browser.get("/my/hours");
  EXPECT_THAT(answered.body, HasSubstr("维持原记录"));
  EXPECT_THAT(answered.body, HasSubstr("依据现场记录"));
  EXPECT_THAT(answered.body, HasSubstr("签到表如此"));
}

TEST_P(HoursPages, HardRule_ANeighbourObjectsWithoutSeeingAName) {
  const HoursEntryId entry = shown();
  const std::string path = "/hours/publicised/" + entry.str();
  const Answer page = anybody.get("/hours/publicised");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("action=\"" + path + "\""));
  EXPECT_THAT(page.body, Not(HasSubstr(name_of("zyz1"))));
  EXPECT_EQ(send(anybody, path, "text=%E9%82%A3%E5%A4%A9%E6%B2%A1%E5%BC%80%E9%97%A8").header("Location"),
            "/sign-in?next=/hours/publicised");
  EXPECT_EQ(send(neighbour, path, "text=x").status, 422);
  EXPECT_EQ(send(neighbour, path, "text=%E9%82%A3%E5%A4%A9%E6%B2%A1%E5%BC%80%E9%97%A8").header("Location"),
            "/hours/publicised?sent=1");
  EXPECT_THAT(anybody.get("/hours/publicised").body, Not(HasSubstr(path))) << "held until it is answered";
  EXPECT_THAT(browser.get("/my/hours").body, Not(HasSubstr(name_of("jumin1")))) << "who objects is not named";
  EXPECT_EQ(anybody.get("/hours/publicised?site=01ARZ3NDEKTSV4RRFFQ69G5FAV").status, 404);
}

TEST_P(HoursPages, AStarIsAppliedForShownAndObjectedTo) {
  EXPECT_THAT(browser.get("/my/stars").body, Not(HasSubstr("name=\"level\"")));
  EXPECT_EQ(send(browser, "/my/stars", "level=1").status, 422) << "not reached";
  testing::effective_hours(district, li, 104);
  EXPECT_THAT(browser.get("/my/stars").body, HasSubstr("name=\"level\" value=\"1\""));
  EXPECT_EQ(send(browser, "/my/stars", "level=1").header("Location"), "/my/stars");
  const std::string star = district.value("SELECT id FROM star_applications");
  EXPECT_EQ(district.as("zhongxin").post("/api/stars/" + star + "/approval").status, 200);
  EXPECT_THAT(browser.get("/my/stars").body, HasSubstr("公示中"));
  const Answer page = anybody.get("/stars/publicity");
  EXPECT_THAT(page.body, HasSubstr("1 星志愿者"));
  EXPECT_THAT(page.body, Not(HasSubstr(name_of("zyz1"))));
  const std::string path = "/stars/publicity/" + star;
  EXPECT_EQ(send(neighbour, path, "text=x").status, 422);
  const std::string words = "text=%E6%9C%89%E4%B8%A4%E5%9C%BA%E6%B2%A1%E5%8E%BB";
  EXPECT_EQ(send(neighbour, path, words).header("Location"), "/stars/publicity?sent=1");
  EXPECT_THAT(send(neighbour, path, words).body, HasSubstr("已经对这次公示提出过意见"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM star_objections"), 1);
}

TEST_P(HoursPages, AYearHasOnesOwnNumbersAndACard) {
  const std::string year = std::to_string(local_date(district.clock.now()).year);
  EXPECT_EQ(browser.get("/my/years").header("Location"), "/my/years/" + year);
  EXPECT_THAT(browser.get("/my/years/" + year).body, HasSubstr("还没有已生效的服务"));
  testing::effective(district, li, 3, 95);
  const Answer page = browser.get("/my/years/" + year);
  EXPECT_THAT(page.body, HasSubstr("/api/thanks/" + year + "/card.svg"));
  EXPECT_THAT(page.body, HasSubstr("1 小时 35 分钟"));
  EXPECT_EQ(browser.get("/my/years/1999").status, 404);
  EXPECT_EQ(browser.get("/my/years/abc").status, 404);
}

TEST_P(HoursPages, WhoIsNoVolunteerIsToldHowToBecomeOne) {
  const std::string year = std::to_string(local_date(district.clock.now()).year);
  for (const std::string& path : {std::string("/my/hours"), std::string("/my/stars"), "/my/years/" + year}) {
    const Answer page = neighbour.get(path);
    EXPECT_EQ(page.status, 200) << path;
    EXPECT_THAT(page.body, HasSubstr("您还不是注册志愿者")) << path;
    EXPECT_THAT(anybody.get(path).header("Location"), HasSubstr("/sign-in")) << path;
  }
}

TEST_P(HoursPages, TrainingIsListedWithOnesOwn) {
  EXPECT_THAT(anybody.get("/training").body, HasSubstr("还没有课程"));
  ASSERT_EQ(district.as("zhongxin")
                .post("/api/training-courses", R"({"code":"first-aid","title":"急救员培训","valid_months":24})")
                .status,
            201);
  EXPECT_THAT(anybody.get("/training").body, HasSubstr("急救员培训"));
  const std::string number = district.value("SELECT number FROM volunteers WHERE person_id = '" + li.str() + "'");
  ASSERT_EQ(district.as("zhongxin")
                .post("/api/training-records", R"({"course":"first-aid","volunteer_number":")" + number +
                                                   R"(","day":"2026-11-01","trainer":"区红十字会"})")
                .status,
            201);
  EXPECT_THAT(browser.get("/training").body, HasSubstr("等另一位工作人员确认"));
  EXPECT_THAT(anybody.get("/training").body, Not(HasSubstr("区红十字会")));
}

TEST_P(HoursPages, TheLedgerIsPublishedWithTheProgramThatVerifiesIt) {
  EXPECT_THAT(anybody.get("/ledger").body, HasSubstr("账本还没有封存过"));
  shown();
  district.tick();
  const std::string root = district.value("SELECT root FROM ledger_roots ORDER BY day DESC LIMIT 1");
  const Answer page = anybody.get("/ledger");
  EXPECT_THAT(page.body, HasSubstr(root));
  EXPECT_THAT(page.body, HasSubstr("/ledger/roots.atom"));
  EXPECT_THAT(page.body, HasSubstr("verify-ledger.mjs"));
  EXPECT_EQ(anybody.get("/ledger?before=1999-01-01").status, 200);
}

TEST_P(HoursPages, TheOfflinePageCarriesThePublishedKeys) {
  const Answer page = anybody.get("/verify/offline");
  EXPECT_EQ(page.status, 200);
  for (const std::string algorithm : {"ed25519", "sm2"})
    EXPECT_THAT(page.body,
                HasSubstr(district.value("SELECT id FROM signing_keys WHERE algorithm = '" + algorithm + "'")));
  EXPECT_EQ(anybody.get("/api/signing-keys").status, 401);
  const Answer keys_of = district.as("sysadmin").get("/api/signing-keys");
  EXPECT_EQ(json::Document(keys_of.body).items("keys").size(), 2U);
  EXPECT_THAT(keys_of.body, Not(HasSubstr("PRIVATE")));
}

}  // namespace
}  // namespace ws::portal
