#include "seed/visit_history.h"

#include <gtest/gtest.h>

#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

TEST(VisitHistory, SevenSitesCanBeWalkedThroughAndOneWithAGuide) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const HistoryOptions options{testing::source_dir() + "/data", 510117, now.plus_ms(-42 * day_ms), now};
  const std::filesystem::path data = ::testing::TempDir() + "ws_visit_history";
  const auto told = replay_visits(district.database(), district.vault(), options, {data, 2048});
  EXPECT_EQ(told.tours, 7u);
  EXPECT_EQ(told.scenes, 10u);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT site_id) FROM tours WHERE state = 'published'"), 7);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM tour_scenes WHERE picture_state = 'ready'"), 10);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT picture) FROM tour_scenes"), 10) << "each is drawn differently";
  EXPECT_GE(district.number("SELECT COUNT(*) FROM tour_hotspots WHERE kind = 'menu_item'"), 9);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM guided_visits"), 1);
  EXPECT_EQ(district.nobody().get("/visits").status, 200);
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace ws::seed
