#include "portal/portal_plan_model.h"

#include <gtest/gtest.h>

namespace ws::portal {
namespace {

std::vector<PlanRoom> rooms(std::initializer_list<std::int64_t> seats) {
  std::vector<PlanRoom> found;
  for (const std::int64_t each : seats) found.push_back({"功能室" + std::to_string(found.size()), "1", each});
  return found;
}

bool apart(const RoomBox& a, const RoomBox& b) {
  return a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
}

TEST(PlanModel, RoomsDoNotOverlapAndStayInsideHoweverManyThereAre) {
  for (std::size_t count = 1; count <= 60; ++count) {
    std::vector<PlanRoom> all;
    for (std::size_t i = 0; i < count; ++i) all.push_back({"功能室", "1", static_cast<std::int64_t>(i * 37 % 300)});
    const FloorDrawing drawing = draw_floor(all);
    ASSERT_EQ(drawing.rooms.size(), count);
    for (std::size_t i = 0; i < count; ++i) {
      const RoomBox& box = drawing.rooms[i];
      EXPECT_EQ(box.room, i);
      EXPECT_GE(box.x, 0);
      EXPECT_LE(box.x + box.width, plan_width);
      EXPECT_LE(box.y + box.height, drawing.height);
      EXPECT_GE(box.width, 60) << "wide enough for its name";
      for (std::size_t j = 0; j < i; ++j) EXPECT_TRUE(apart(box, drawing.rooms[j])) << i << " " << j;
      for (const Corridor& way : drawing.corridors)
        EXPECT_TRUE(box.y + box.height <= way.y || way.y + way.height <= box.y);
    }
  }
}

TEST(PlanModel, ALargerRoomIsWider) {
  const FloorDrawing drawing = draw_floor(rooms({200, 12}));
  EXPECT_GT(drawing.rooms[0].width, drawing.rooms[1].width);
}

TEST(PlanModel, ALongNameIsBrokenAndCut) {
  std::vector<PlanRoom> all = rooms({10, 10, 10});
  all[0].name = "新时代文明实践志愿服务孵化培训展示中心";
  const auto lines = draw_floor(all).rooms[0].lines;
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_TRUE(lines[1].ends_with("…"));
}

TEST(PlanModel, FloorsAreOrderedByNumberAndRoomsKeepTheirs) {
  std::vector<PlanRoom> all = rooms({1, 1, 1, 1});
  all[0].floor = "10";
  all[1].floor = "2";
  all[2].floor = "屋顶";
  all[3].floor = "2";
  const auto floors = floors_of(all);
  ASSERT_EQ(floors.size(), 3u);
  EXPECT_EQ(floors[0].name, "2");
  EXPECT_EQ(floors[0].rooms, (std::vector<std::size_t>{1, 3}));
  EXPECT_EQ(floors[1].name, "10");
  EXPECT_EQ(floors[2].name, "屋顶");
}

}  // namespace
}  // namespace ws::portal
