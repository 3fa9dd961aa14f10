// Plans of sites: drawn from rooms, or a picture with rooms on it; rooms that can be booked.
#include <gmock/gmock.h>

#include "testing/district.h"

namespace ws::portal {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

class SitePlans : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string edit(const std::string& rooms, const std::string& more = "") {
    return R"({"version":)" + at(station.get(path), "version") +
           R"(,"summary":"","address":"","phone":"","hours":[],"menu_item_ids":[],"rooms":[)" + rooms + "]" +
           (more.empty() ? "" : "," + more) + "}";
  }
  static std::string room(const std::string& name, const std::string& more = "") {
    return R"({"name":")" + name + R"(","purpose":"","floor":"2","seats":20)" + (more.empty() ? "" : "," + more) +
           "}";
  }
  std::string page() { return district.nobody().get("/sites/" + site).body; }
  std::string picture() {
    const std::string id = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
    district.database()
        .write_now([&](db::Tx& tx) -> Outcome {
          tx.exec(
              "INSERT INTO media (id, site_id, hash, width, height, title, alt, credit, people, consent_note, "
              "uploaded_by, uploaded_ms) VALUES ($1, $2, $3, 1200, 600, '二楼平面图', '', '', 'none', '', $4, 0)",
              id, site, std::string(64, 'a'), district.person("shuyuan"));
          return Done{};
        })
        .value();
    return id;
  }

  District district{GetParam()};
  const std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  const std::string path = "/api/sites/" + site;
  Caller station = district.as("shuyuan");
};

TEST_P(SitePlans, AFloorWithoutAPictureIsDrawnFromItsRooms) {
  const std::string body = edit(room("书画室") + "," + room("居民讲堂"));
  ASSERT_EQ(station.put(path, body).status, 200);
  const std::string shown = page();
  EXPECT_THAT(shown, HasSubstr("plan-wall"));
  EXPECT_THAT(shown, HasSubstr("2 楼"));
  EXPECT_THAT(shown, HasSubstr("书画室"));
}

TEST_P(SitePlans, RoomsArePlacedOnAPictureOfTheLibrary) {
  const std::string media = picture();
  const std::string plans = R"("plans":[{"floor":"2","media_id":")" + media + R"("}])";
  const std::string placed = room("书画室", R"("plan_x":250,"plan_y":500)");
  ASSERT_EQ(station.put(path, edit(placed, plans)).status, 200);
  EXPECT_EQ(at(station.get(path), "plans"), R"([{"floor":"2","media_id":")" + media + R"(","hash":")" +
                                                std::string(64, 'a') + R"(","width":1200,"height":600}])");
  const std::string shown = page();
  EXPECT_THAT(shown, HasSubstr("viewBox=\"0 0 1000 500\""));
  EXPECT_THAT(shown, HasSubstr("cx=\"250\" cy=\"250\""));
  EXPECT_THAT(shown, Not(HasSubstr("plan-wall")));
  // Whoever does not speak of plans leaves them; whoever sends none takes them away.
  ASSERT_EQ(station.put(path, edit(placed)).status, 200);
  EXPECT_THAT(page(), Not(HasSubstr("plan-wall")));
  ASSERT_EQ(station.put(path, edit(placed, R"("plans":[])")).status, 200);
  EXPECT_THAT(page(), HasSubstr("plan-wall"));
}

TEST_P(SitePlans, WhatIsHalfOrNotThereIsRefused) {
  EXPECT_EQ(at(station.put(path, edit(room("书画室", R"("plan_x":250)"))), "reason"), "site.room_half_placed");
  EXPECT_EQ(at(station.put(path, edit(room("书画室", R"("plan_x":2500,"plan_y":1)"))), "reason"), "field.range");
  EXPECT_EQ(at(station.put(path, edit(room("书画室", R"("venue_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV")"))), "reason"),
            "site.unknown_venue");
  EXPECT_EQ(
      at(station.put(path, edit("", R"("plans":[{"floor":"1","media_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}])")), "reason"),
      "site.unknown_picture");
  const std::string twice = R"({"floor":"1","media_id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"})";
  EXPECT_EQ(at(station.put(path, edit("", R"("plans":[)" + twice + "," + twice + "]")), "reason"),
            "site.floor_twice");
}

INSTANTIATE_TEST_SUITE_P(Engines, SitePlans, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::portal
