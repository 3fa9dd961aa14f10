// What the command screen shows of activities: fetched and told, over the whole server, on both engines.
#include "activities/rig_test.h"
#include "screen/screen_pump_service.h"

namespace ws {
namespace {

using testing::Answer;
using testing::at;

class ActivitiesOnScreen : public activities::Activities {
 protected:
  void SetUp() override {
    id = published();
    person = volunteer();
    ASSERT_EQ(sign_up(person, role(id)).status, 201);
    shift = district.value("SELECT id FROM shifts WHERE activity_id = '" + id + "'");
  }
  void begin() {
    district.clock.advance_ms(3 * day_ms);
    district.tick();
  }
  Answer check(const std::string& kind) {
    const std::string code = at(clerk.get("/api/shifts/" + shift + "/code"), "code");
    return district.as(person).post("/api/shifts/" + shift + "/check-" + kind,
                                    R"({"code":")" + code + R"(","means":"typed"})");
  }
  template <class Caller>
  json::Document shown(Caller&& caller) {
    return json::Document(json::Document(caller.get("/api/screen").body).json("activities"));
  }
  json::Document of_this(const json::Document& activities) const {
    for (const json::Document& one : activities.items("items"))
      if (one.text("id") == id) return json::Document(one.json(""));
    return json::Document("{}");
  }

  std::string id, shift;
  PersonId person;
};
INSTANTIATE_TEST_SUITE_P(Engines, ActivitiesOnScreen, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(ActivitiesOnScreen, AreThoseOfTodayInTheOwnSubtree) {
  EXPECT_FALSE(of_this(shown(clerk)).text("id")) << "three days hence";
  begin();
  const json::Document own = shown(clerk), above = shown(dispatcher), beside = shown(district.as("ziyun"));
  EXPECT_TRUE(of_this(own).text("title"));
  EXPECT_EQ(of_this(own).integer("starts_ms"), district.clock.now().ms);
  EXPECT_TRUE(of_this(own).integer("lat_e6")) << "where its site is, without a place of its own";
  EXPECT_GE(own.integer("on").value(), 1);
  EXPECT_TRUE(of_this(above).text("title"));
  EXPECT_FALSE(of_this(beside).text("id"));
  ASSERT_EQ(clerk.post(path(id, "cancellation"), R"({"reason":"暴雨预警"})").status, 200);
  EXPECT_FALSE(of_this(shown(clerk)).text("id")) << "called off";
  EXPECT_EQ(shown(clerk).integer("on").value(), own.integer("on").value() - 1);
}

TEST_P(ActivitiesOnScreen, TheScreensAboveAreToldWhoIsInsideNow) {
  begin();
  const std::int64_t before = shown(dispatcher).integer("people_inside").value();
  std::vector<std::string> told;
  screen::ScreenPump pump(
      district.database(), district.clock,
      [&](const std::string& room, std::string_view text) {
        if (room == station) told.emplace_back(text);
      },
      [](const std::string&) { return true; });
  pump.watch(station);
  pump.turn(true);
  // "" when nothing was told of activities.
  const auto last_told = [&] {
    pump.turn(true);
    std::string last;
    for (const std::string& text : told)
      if (const json::Document message(text); message.text("type") == "activities") last = message.json("activities");
    told.clear();
    return last;
  };

  ASSERT_EQ(check("in").status, 200);
  const std::string inside = last_told();
  EXPECT_EQ(of_this(json::Document(inside)).integer("people_inside"), 1);
  EXPECT_EQ(inside, shown(clerk).json("")) << "what is told is what a fresh look shows";
  EXPECT_EQ(shown(dispatcher).integer("people_inside"), before + 1);

  district.clock.advance_ms(screen::figures_refresh_ms + 1);
  EXPECT_EQ(last_told(), "") << "nothing new is not said again";
  district.clock.advance_ms(30 * minute_ms);
  ASSERT_EQ(check("out").status, 200);
  EXPECT_EQ(of_this(json::Document(last_told())).integer("people_inside"), 0);
  district.clock.advance_ms(2 * hour_ms);
  const std::string over = last_told();
  EXPECT_EQ(over, shown(clerk).json("")) << "the clock alone changes what is on";
}

}  // namespace
}  // namespace ws
