#include "live/playlist_model.h"

#include <gtest/gtest.h>

namespace ws::live {
namespace {

Part part_of(int number, int segments) {
  Part part;
  for (int i = 0; i < segments; ++i)
    part.push_back({"v-" + std::to_string(number) + "-0000" + std::to_string(i) + ".ts", 2'000'000});
  return part;
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) ++found;
  return found;
}

TEST(PlaylistModel, ReadsWhatFfmpegWrites) {
  const Part part = parse_part(
      "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:2.000000,\nv-1-00000.ts\n"
      "#EXTINF:1.960000,\nv-1-00001.ts\n#EXTINF:2.0,\n../secret\n");
  ASSERT_EQ(part.size(), 2u);
  EXPECT_EQ(part[1].name, "v-1-00001.ts");
  EXPECT_EQ(part[1].length_us, 1'960'000);
}

TEST(PlaylistModel, MovesAlongAndCountsWhatHasLeft) {
  const std::string list = playlist({part_of(1, 9)}, 6, Ending::open);
  EXPECT_NE(list.find("#EXT-X-MEDIA-SEQUENCE:3\n"), list.npos);
  EXPECT_EQ(list.find("v-1-00002.ts"), list.npos);
  EXPECT_EQ(count(list, ".ts"), 6u);
  EXPECT_EQ(list.find("ENDLIST"), list.npos);
}

TEST(PlaylistModel, SaysWhereAPartBeginsUntilItHasLeft) {
  const std::string both = playlist({part_of(1, 4), part_of(2, 3)}, 6, Ending::open);
  EXPECT_EQ(count(both, "#EXT-X-DISCONTINUITY\n"), 1u);
  EXPECT_LT(both.find("#EXT-X-DISCONTINUITY\n"), both.find("v-2-00000.ts"));
  EXPECT_NE(both.find("#EXT-X-DISCONTINUITY-SEQUENCE:0\n"), both.npos);
  const std::string later = playlist({part_of(1, 4), part_of(2, 9)}, 6, Ending::open);
  EXPECT_EQ(count(later, "#EXT-X-DISCONTINUITY\n"), 0u);
  EXPECT_NE(later.find("#EXT-X-DISCONTINUITY-SEQUENCE:1\n"), later.npos);
}

TEST(PlaylistModel, HoldsAllAndEndsWhenItIsOver) {
  const std::string list = playlist({part_of(1, 4), {}, part_of(3, 4)}, 6, Ending::over);
  EXPECT_EQ(count(list, ".ts"), 8u);
  EXPECT_NE(list.find("#EXT-X-MEDIA-SEQUENCE:0\n"), list.npos);
  EXPECT_TRUE(list.ends_with("#EXT-X-ENDLIST\n"));
}

TEST(PlaylistModel, HardRule_OnlyNamesOfSegmentsAreFiles) {
  EXPECT_TRUE(is_segment_name("v-1-00000.ts"));
  EXPECT_TRUE(is_segment_name("a-12-123456.ts"));
  for (const char* name : {"", "v-1-00000.m3u8", "../1.flv", "v-1-00000.ts/..", "v-1-0.ts", "x-1-00000.ts",
                           "v-1-00000.ts\n", "v--00000.ts", "v-1-00000x.ts"})
    EXPECT_FALSE(is_segment_name(name)) << name;
}

}  // namespace
}  // namespace ws::live
