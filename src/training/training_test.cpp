#include <gmock/gmock.h>

#include "testing/district.h"
#include "training/public.h"

namespace ws::training {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;

TEST(TrainingModel, AMonthLaterIsNeverInTheMonthAfter) {
  EXPECT_EQ(valid_until({2026, 1, 31}, 1), (LocalDate{2026, 2, 28}));
  EXPECT_EQ(valid_until({2026, 11, 23}, 24), (LocalDate{2028, 11, 23}));
  EXPECT_EQ(valid_until({2028, 2, 29}, 12), (LocalDate{2029, 2, 28}));
  EXPECT_GT(valid_until({2026, 1, 1}, 0), (LocalDate{2200, 1, 1}));
}

TEST(TrainingModel, CodesArePlain) {
  EXPECT_TRUE(check_course({"first-aid", "急救", 24}).ok());
  EXPECT_EQ(check_course({"First Aid", "急救", 24}).error().reason, "training.bad_code");
  EXPECT_EQ(check_course({"first-aid", "　", 24}).error().reason, "field.required");
  EXPECT_EQ(parse_day("2026-02-30"), std::nullopt);
  EXPECT_EQ(parse_day("2026-2-3 "), std::nullopt);
}

class Training : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override {
    ASSERT_EQ(
        center.post("/api/training-courses", R"({"code":"first-aid","title":"急救员培训","valid_months":24})").status,
        201);
  }
  std::string held(const std::string& day, const std::string& course = "first-aid") {
    return R"({"course":")" + course + R"(","volunteer_number":")" + number + R"(","day":")" + day +
           R"(","trainer":"区红十字会"})";
  }
  std::string recorded(const std::string& day) {
    const Answer answer = center.post("/api/training-records", held(day));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/training-records/" + at(answer, "id");
  }
  bool has(LocalDate day) {
    return district.database().read([&](db::Reader& reader) { return has_training(reader, li, "first-aid", day); });
  }
  /// Another dispatcher of the center.
  PersonId colleague() {
    return PersonId(district.value(
        "SELECT g.person_id FROM grants g JOIN sites s ON s.id = g.site_id WHERE g.role = 'dispatcher' AND s.kind = "
        "'center' AND g.person_id <> '" +
        district.person("zhongxin").str() + "' ORDER BY g.id LIMIT 1"));
  }

  District district{GetParam()};
  const PersonId li = district.person("zyz1");
  const std::string number = district.value("SELECT number FROM volunteers WHERE person_id = '" + li.str() + "'");
  Caller center = district.as("zhongxin");
};

TEST_P(Training, CountsFromItsDayUntilItExpiresOnceConfirmed) {
  const std::string path = recorded("2026-11-20");
  EXPECT_FALSE(has({2026, 11, 23})) << "not confirmed yet";
  EXPECT_EQ(district.as(colleague()).post(path + "/confirmation").status, 200);
  EXPECT_FALSE(has({2026, 11, 19}));
  EXPECT_TRUE(has({2026, 11, 20}));
  EXPECT_TRUE(has({2028, 11, 19}));
  EXPECT_FALSE(has({2028, 11, 20}));
  EXPECT_THAT(district.as("zyz1").get("/api/training-records/mine").body, HasSubstr("2028-11-20"));
  EXPECT_THAT(district.as("zyz1").get("/api/notices").body, HasSubstr("急救员培训"));
  EXPECT_THAT(district.nobody().get("/api/training-courses").body, HasSubstr("first-aid"));
}

TEST_P(Training, HardRule_WhoRecordsItDoesNotConfirmIt) {
  const std::string path = recorded("2026-11-20");
  EXPECT_EQ(at(center.post(path + "/confirmation"), "reason"), "training.own");
  EXPECT_EQ(at(district.as("ziyun").post(path + "/confirmation"), "reason"), "training.not_found");
  EXPECT_EQ(district.as(colleague()).post(path + "/rejection", R"({"reason":"名单上没有"})").status, 200);
  EXPECT_EQ(at(district.as(colleague()).post(path + "/confirmation"), "reason"), "training.not_waiting");
  EXPECT_FALSE(has({2026, 11, 23}));
  EXPECT_THAT(center.get("/api/training-records?state=rejected").body, HasSubstr("名单上没有"));
}

TEST_P(Training, BadInputIsRefusedWithItsField) {
  recorded("2026-11-20");
  EXPECT_EQ(at(center.post("/api/training-records", held("2026-11-20")), "reason"), "training.already_recorded");
  EXPECT_EQ(at(center.post("/api/training-records", held("2026-11-24")), "reason"), "training.future");
  EXPECT_EQ(at(center.post("/api/training-records", held("2026-02-30")), "field"), "day");
  EXPECT_EQ(at(center.post("/api/training-records", held("2026-11-01", "juggling")), "reason"), "training.no_course");
  EXPECT_EQ(at(district.as("ziyun").post("/api/training-records", held("2026-11-02")), "reason"), "person.not_found");
  EXPECT_EQ(
      at(center.post("/api/training-courses", R"({"code":"first-aid","title":"又一门","valid_months":0})"), "reason"),
      "training.code_taken");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM training_records"), 1);
}

INSTANTIATE_TEST_SUITE_P(Engines, Training, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::training
