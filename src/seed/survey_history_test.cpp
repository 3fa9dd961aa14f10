#include "seed/survey_history.h"

#include "seed/course_history.h"

#include <gtest/gtest.h>

#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

TEST(SurveyHistory, AsksTheDistrictInEveryState) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const std::string data = testing::source_dir() + "/data";
  const HistoryOptions options{data, 510117, now.plus_ms(-42 * day_ms), now};
  const auto told = replay_surveys(district.database(), options);
  EXPECT_EQ(told.surveys, 3u);
  EXPECT_EQ(told.replies, 150u);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT state) FROM surveys"), 3);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM survey_replies WHERE lane = 'paper'"), 55);
  EXPECT_GT(district.number("SELECT COUNT(DISTINCT question) FROM survey_answers"), 6);
}

TEST(CourseHistory, TeachesFromApplicationToFeedback) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const HistoryOptions options{testing::source_dir() + "/data", 510117, now.plus_ms(-42 * day_ms), now};
  // The demo's trainings are another story.
  ASSERT_EQ(
      district.as("zhongxin")
          .post("/api/training-courses", R"({"code":"home-visit","title":"入户走访礼仪与安全","valid_months":24})")
          .status,
      201);
  const auto taught = replay_courses(district.database(), district.vault(), options);
  EXPECT_EQ(taught.courses, 3u);
  EXPECT_EQ(taught.sessions, 5u);
  EXPECT_GT(taught.places, 40u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM lecturers WHERE state = 'applied'"), 1);
  EXPECT_EQ(district.number("SELECT MAX(taken) FROM course_sessions WHERE capacity = 24"), 24) << "and three wait";
  EXPECT_GT(district.number("SELECT COUNT(*) FROM survey_replies"), 8);
}

}  // namespace
}  // namespace ws::seed
