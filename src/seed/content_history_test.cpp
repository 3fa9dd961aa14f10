#include "seed/content_history.h"

#include <gtest/gtest.h>

#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

TEST(ContentHistory, TellsTheDistrictsNewsInEveryState) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const HistoryOptions options{testing::source_dir() + "/data", 510117, now.plus_ms(-42 * day_ms), now};
  // Without drawings: rendering them is the pictures' own test.
  const auto told = replay_content(district.database(), options, {"/nowhere", "/nowhere"});
  EXPECT_EQ(told.columns, 6u);
  EXPECT_EQ(told.articles, 34u);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT state) FROM articles"), 7);
  EXPECT_GT(district.number("SELECT SUM(views) FROM article_views"), 1000);
}

}  // namespace
}  // namespace ws::seed
