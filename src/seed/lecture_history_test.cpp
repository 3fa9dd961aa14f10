#include "seed/lecture_history.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include "testing/district.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

TEST(LectureHistory, MakesFilmsThatEverybodyMayWatch) {
  testing::District district(db::Engine::sqlite);
  const Instant now = district.clock.now();
  const HistoryOptions options{testing::source_dir() + "/data", 510117, now.plus_ms(-42 * day_ms), now};
  const auto folder = std::filesystem::temp_directory_path() / ("ws_lectures_" + std::to_string(getpid()));
  // Without drawings: rendering them is the pictures' own test.
  const auto told = replay_lectures(district.database(), options, {folder, "/nowhere"});
  EXPECT_EQ(told.lectures, 2u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM films WHERE state = 'ready' AND captions <> ''"), 2);
  EXPECT_FALSE(std::filesystem::exists(folder / "media/lectures")) << "what it worked on is gone";
  const auto page = district.nobody().get("/lectures");
  EXPECT_THAT(page.body, ::testing::HasSubstr("0:35"));
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace ws::seed
