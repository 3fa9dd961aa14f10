// What goes wrong while somebody sends: ffmpeg that dies, a full disk, a codec that does not play everywhere.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <limits>

#include "live/take_service.h"

namespace ws::live {
namespace {

using rtmp::Tag;

class TakeTest : public ::testing::Test {
 protected:
  ~TakeTest() override { std::filesystem::remove_all(folder); }
  Take::Place place(const std::string& ffmpeg, std::int64_t least_free_bytes = 0) const {
    return {ffmpeg, folder / "segments", folder / "recordings", least_free_bytes};
  }
  /// Key frames and sound, 40 ms apart; no picture that could be shown, only what is counted.
  static Outcome send(Take& take, int pairs) {
    for (int i = 0; i < pairs; ++i) {
      const auto at_ms = static_cast<std::uint32_t>(i * 40);
      for (const Tag& tag : {Tag{Tag::Kind::video, at_ms, std::string("\x17\1\0\0\0xxxx", 9)},
                             Tag{Tag::Kind::audio, at_ms, std::string("\xaf\1yyyy", 6)}})
        if (const Outcome kept = take.put(tag); !kept) return kept;
    }
    return Done{};
  }
  std::uintmax_t recorded(int number) const {
    const auto path = folder / "recordings" / (std::to_string(number) + ".flv");
    return std::filesystem::exists(path) ? std::filesystem::file_size(path) : 0;
  }
  static constexpr std::uintmax_t head_bytes = 13, pair_bytes = 9 + 6 + 2 * 15;

  std::filesystem::path folder = ::testing::TempDir() + "ws_take_" + std::to_string(getpid());
};

TEST_F(TakeTest, HardRule_TheRecordingDoesNotDependOnFfmpeg) {
  {
    Take take(place("/bin/false"));
    ASSERT_TRUE(send(take, 200).ok()) << "it is started anew in vain, and the recording goes on";
  }
  EXPECT_EQ(recorded(1), head_bytes + 200 * pair_bytes) << "every tag, in one file";
}

TEST_F(TakeTest, EachStretchIsAFileOfItsOwn) {
  for (int stretch = 0; stretch < 2; ++stretch) {
    Take take(place("/bin/false"));
    ASSERT_TRUE(send(take, 20).ok());
  }
  EXPECT_EQ(recorded(1), recorded(2));
  EXPECT_GT(recorded(2), head_bytes);
}

TEST_F(TakeTest, AFullDiskIsSaidBeforeAnythingIsWritten) {
  Take take(place("/bin/false", std::numeric_limits<std::int64_t>::max()));
  const Outcome kept = send(take, 20);
  ASSERT_FALSE(kept.ok());
  EXPECT_EQ(kept.error().reason, "live.disk_full");
  EXPECT_EQ(recorded(1), 0u);
}

TEST_F(TakeTest, OtherCodecsAreRefused) {
  Take take(place("/bin/false"));
  EXPECT_EQ(take.put({Tag::Kind::video, 0, "\x90hvc1"}).error().reason, "live.codec");
}

TEST_F(TakeTest, AChildThatIsKilledTakesNothingMore) {
  Child child({"/bin/cat"}, Child::Input::fed);
  EXPECT_TRUE(child.feed("x"));
  child.kill();
  EXPECT_FALSE(child.running());
  Child quiet({"/bin/true"}, Child::Input::none);
  EXPECT_TRUE(quiet.finish(5'000));
  Child gone({"/nowhere/at/all"}, Child::Input::none);
  EXPECT_FALSE(gone.finish(5'000)) << "what is not there ends badly";
}

}  // namespace
}  // namespace ws::live
