#include <gmock/gmock.h>

#include <cstdlib>
#include <fstream>

#include "testing/district.h"
#include "testing/ledger.h"
#include "thanks/card_service.h"
#include "thanks/thanks_model.h"

namespace ws::thanks {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ThanksModel, MilestonesArePolicys) {
  const Policy policy;
  EXPECT_TRUE(milestones_for(0, 0, policy).empty());
  EXPECT_EQ(milestones_for(10, 50 * 60, policy),
            (std::vector<Milestone>{{"services", 1}, {"services", 10}, {"hours", 50}}));
}

TEST(ThanksModel, AReviewSumsUpOnesOwnYear) {
  const Review review = review_of(
      2026,
      {{"2026-03-01", "助浴", "一站", 60}, {"2026-03-01", "陪诊", "二站", 90}, {"2026-11-02", "助浴", "一站", 45}});
  EXPECT_EQ(review.services, 3);
  EXPECT_EQ(review.minutes, 195);
  EXPECT_EQ(review.days, 2);
  EXPECT_EQ(review.sites, 2);
  EXPECT_EQ(review.first_day, "2026-03-01");
  EXPECT_EQ(review.minutes_by_month[2], 150);
  EXPECT_EQ(review.minutes_by_month[10], 45);
  ASSERT_EQ(review.kinds.size(), 2u);
  EXPECT_EQ(review.kinds[0].title, "助浴");
  EXPECT_EQ(review.kinds[0].minutes, 105);
}

TEST(ThanksCard, IsAPicture) {
  std::vector<Service> services;
  for (int month = 1; month <= 11; ++month)
    for (int i = 0; i <= month % 4; ++i)
      services.push_back(
          {"2026-" + std::string(month < 10 ? "0" : "") + std::to_string(month) + "-1" + std::to_string(i),
           i % 2 ? "上门助浴陪护" : "智能手机教学", i % 2 ? "书院街社区" : "望丛祠社区", 90 + 15 * i});
  const Review review = review_of(2026, services);
  const std::string png = draw_card(review, "龚明芳", 2, CardForm::png);
  EXPECT_EQ(png.substr(1, 3), "PNG");
  EXPECT_EQ(draw_card(review, "龚明芳", 2, CardForm::png), png);
  EXPECT_THAT(draw_card(review, "龚明芳", 2, CardForm::svg), HasSubstr("<svg"));
  if (const char* folder = std::getenv("WS_PAPERS")) std::ofstream(std::string(folder) + "/card.png") << png;
}

class Thanks : public ::testing::TestWithParam<db::Engine> {
 protected:
  District district{GetParam()};
  const PersonId li = district.person("zyz1");
  Caller volunteer = district.as("zyz1");
};

TEST_P(Thanks, AreSaidOnceForEachMilestone) {
  testing::effective(district, li, 3, 60);
  district.tick();
  EXPECT_THAT(volunteer.get("/api/notices").body, HasSubstr("第一次志愿服务"));
  EXPECT_EQ(district.tick(), 0) << "said once";
  testing::effective_hours(district, li, 56);
  district.tick();
  const std::string notices = volunteer.get("/api/notices").body;
  EXPECT_THAT(notices, HasSubstr("满 50 小时"));
  EXPECT_THAT(notices, Not(HasSubstr("第 10 次"))) << "eight services are not ten";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM milestones"), 2);
}

TEST_P(Thanks, HardRule_WhatIsNotEffectiveIsNotCounted) {
  testing::served(district, li, 3, 60, {"confirmed"});
  district.tick();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM milestones"), 0);
  EXPECT_EQ(at(volunteer.get("/api/thanks/2026"), "services"), "0");
  EXPECT_EQ(at(volunteer.get("/api/thanks/2026/card.png"), "reason"), "thanks.empty_year");
}

TEST_P(Thanks, HardRule_TheYearHasOnesOwnNumbersAndNoRank) {
  testing::effective(district, li, 3, 60);
  testing::effective(district, district.person("laobing"), 3, 300);
  district.tick();
  const Answer year = volunteer.get("/api/thanks/2026");
  ASSERT_EQ(year.status, 200) << year.body;
  EXPECT_EQ(at(year, "minutes"), "60");
  EXPECT_EQ(at(year, "milestones").find("services") != std::string::npos, true);
  EXPECT_THAT(year.body, Not(HasSubstr("rank")));
  EXPECT_EQ(at(volunteer.get("/api/thanks/2027"), "reason"), "thanks.no_year");
  EXPECT_EQ(at(volunteer.get("/api/thanks/next"), "reason"), "thanks.no_year");
  EXPECT_EQ(volunteer.get("/api/thanks/2026/card.png").header("Content-Type"), "image/png");
  EXPECT_EQ(volunteer.get("/api/thanks/2026/card.svg").header("Content-Type"), "image/svg+xml");
}

INSTANTIATE_TEST_SUITE_P(Engines, Thanks, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::thanks
