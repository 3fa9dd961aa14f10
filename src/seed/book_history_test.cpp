#include "seed/book_history.h"

#include <gtest/gtest.h>

#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

TEST(BookHistory, BringsTheDemosBooks) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const HistoryOptions options{testing::source_dir() + "/data", 510117, now.plus_ms(-42 * day_ms), now};
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("ws-books-" + std::to_string(district.port()));
  const auto told = replay_books(district.database(), options, {folder, "/nowhere"});
  std::filesystem::remove_all(folder);
  EXPECT_EQ(told.books, 3u);
  EXPECT_EQ(told.published, 2u);
  EXPECT_EQ(told.chapters, 14u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM books WHERE state = 'in_review'"), 1);
}

}  // namespace
}  // namespace ws::seed
