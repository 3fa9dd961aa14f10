#include "seed/live_history.h"

#include <gtest/gtest.h>

#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

TEST(LiveHistory, TheDistrictHasBroadcastsToComeAndToWatchAgain) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const HistoryOptions options{testing::source_dir() + "/data", 510117, now.plus_ms(-42 * day_ms), now};
  const std::filesystem::path data = ::testing::TempDir() + "ws_live_history";
  const auto told = replay_broadcasts(district.database(), district.vault(), options, data);
  EXPECT_EQ(told.broadcasts, 5u);
  EXPECT_EQ(told.replays, 2u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcasts WHERE state = 'announced'"), 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcast_messages WHERE state = 'shown'"), 4);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcast_questions WHERE votes > 0"), 5);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcast_polls WHERE closed_ms IS NOT NULL"), 1);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcast_chapters"), 3);
  EXPECT_EQ(district.nobody().get("/live").status, 200);
  std::filesystem::remove_all(data);
}

}  // namespace
}  // namespace ws::seed
