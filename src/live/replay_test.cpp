// What is said of a replay: its ends, chapters, captions, and where somebody was in it.
#include <gmock/gmock.h>

#include "live/public.h"
#include "testing/broadcasts.h"

namespace ws::live {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReplayModel, CaptionsAreReadWithoutTagsStylesAndPlaces) {
  const auto cues = parse_captions(
      "\xef\xbb\xbfWEBVTT 第一课\r\n\r\nSTYLE\r\n::cue { color: red }\r\n\r\nNOTE 校对过\r\n\r\n"
      "1\r\n00:01.000 --> 00:03.500 align:start\r\n<v 李老师>大家好 &amp; 欢迎</v>\r\n第二行\r\n\r\n"
      "01:00:00.000 --> 01:00:02.000\n<script>alert(1)</script>\n");
  ASSERT_TRUE(cues.ok());
  ASSERT_EQ(cues->size(), 2u);
  EXPECT_EQ((*cues)[0].from_ms, 1'000);
  EXPECT_EQ((*cues)[0].until_ms, 3'500);
  EXPECT_EQ((*cues)[0].text, "大家好 & 欢迎\n第二行");
  EXPECT_EQ((*cues)[1].from_ms, 3'600'000);
  EXPECT_EQ((*cues)[1].text, "alert(1)");
  EXPECT_EQ(parse_captions(to_vtt(*cues)).value().at(0).text, (*cues)[0].text) << "what is kept is read the same";
}

TEST(ReplayModel, HardRule_BrokenCaptionsAreRefusedWithTheirLine) {
  const std::vector<std::pair<const char*, const char*>> broken{
      {"", "text:1"},
      {"1\n00:01.000 --> 00:02.000\nSRT\n", "text:1"},
      {"WEBVTT\n\n", "text:2"},
      {"WEBVTT\n\n00:02.000 --> 00:01.000\n倒着\n", "text:3"},
      {"WEBVTT\n\n00:02,000 --> 00:03,000\n逗号\n", "text:3"},
      {"WEBVTT\n\n00:61.000 --> 01:02.000\n秒\n", "text:3"},
      {"WEBVTT\n\n00:05.000 --> 00:06.000\n后\n\n00:01.000 --> 00:02.000\n前\n", "text:6"}};
  for (const auto& [text, line] : broken) {
    const auto cues = parse_captions(text);
    ASSERT_FALSE(cues.ok()) << text;
    EXPECT_EQ(cues.error().reason, "captions.broken");
    EXPECT_EQ(cues.error().field, line) << text;
  }
}

TEST(ReplayModel, TimesAreThoseOfWhatIsLeft) {
  const Trim trim{10'000, 60'000};
  const auto cues =
      shown({{0, 5'000, "前"}, {8'000, 12'000, "跨"}, {20'000, 22'000, "中"}, {60'000, 61'000, "后"}}, trim);
  ASSERT_EQ(cues.size(), 2u);
  EXPECT_EQ(cues[0].from_ms, 0);
  EXPECT_EQ(cues[0].until_ms, 2'000);
  EXPECT_EQ(cues[1].from_ms, 10'000);
  const auto chapters = shown({{0, "试音"}, {9'000, "开场"}, {30'000, "练习"}, {70'000, "收拾"}}, trim);
  ASSERT_EQ(chapters.size(), 2u);
  EXPECT_EQ(chapters[0].title, "开场") << "the one that was on";
  EXPECT_EQ(chapters[1].at_ms, 20'000);
  EXPECT_THAT(to_vtt(chapters), HasSubstr("00:00:00.000 --> 00:00:20.000\n开场\n"));
  EXPECT_EQ(check_trim({5'000, 5'500}).error().reason, "live.trim");
  EXPECT_EQ(check_chapters({{1'000, "一"}, {1'000, "二"}}).error().reason, "chapters.order");
  EXPECT_EQ(say_position(3'723'000), "1:02:03");
}

TEST(PlaylistModel, HardRule_ATrimLeavesOutWhatLiesOutsideEvenInPart) {
  Part part;
  for (int i = 0; i < 5; ++i) part.push_back({"v-1-0000" + std::to_string(i) + ".ts", 2'000'000});
  const auto left = trimmed({part, part}, Trim{3'000, 15'000});
  ASSERT_EQ(left.size(), 2u);
  EXPECT_EQ(left[0].front().name, "v-1-00002.ts");
  EXPECT_EQ(left[0].size(), 3u);
  EXPECT_EQ(left[1].size(), 2u) << "the segment from 14 s to 16 s is not shown";
  EXPECT_EQ(trimmed({part}, {})[0].size(), 5u);
}

class Replays : public ::testing::TestWithParam<db::Engine> {
 protected:
  Replays() {
    testing::go_live(district, id);
    clerk.post(path + "/ending");
    testing::change(district,
                    "UPDATE broadcasts SET state = 'replay_published', replay_ms = 1, version = version + 1 WHERE id "
                    "= '" +
                        id + "'");
  }
  Answer arrange(const std::string& more, const std::string& version = "") {
    return clerk.put(path + "/arrangement", "{" + more + ",\"version\":" +
                                                (version.empty() ? at(clerk.get(path), "version") : version) + "}");
  }
  Answer caption(const std::string& text) {
    json::Writer out;
    out.begin().field("text", text).end();
    return clerk.put(path + "/captions", out.take());
  }
  std::string file(const std::string& name) { return district.nobody().get("/live/" + id + "/" + name).body; }

  District district{GetParam()};
  Caller clerk = district.as("shuyuan");
  std::string id = testing::announced_broadcast(district);
  std::string path = "/api/broadcasts/" + id;
};

TEST_P(Replays, HaveEndsAndChaptersAndTheRecordingStaysWhole) {
  const std::string chapters = R"("chapters":[{"at_ms":0,"title":"开场"},{"at_ms":90000,"title":"练习"}])";
  ASSERT_EQ(arrange(R"("trim_from_ms":0,)" + chapters).status, 200);
  EXPECT_EQ(at(clerk.get(path), "cutting"), "false") << "chapters alone make nothing anew";
  ASSERT_EQ(arrange(R"("trim_from_ms":60000,"trim_until_ms":600000,)" + chapters).status, 200);
  EXPECT_EQ(at(clerk.get(path), "cutting"), "true");
  EXPECT_THAT(file("chapters.vtt"), HasSubstr("00:00:30.000 --> "));
  const std::string page = district.nobody().get("/live/" + id + "?t=30").body;
  EXPECT_THAT(page, HasSubstr("href=\"/live/" + id + "?t=30\""));
  EXPECT_THAT(page, HasSubstr("replay.mp4#t=30"));
  EXPECT_THAT(district.nobody().get("/live/" + id + "?t=%22onx").body, Not(HasSubstr("onx\"")));
  EXPECT_EQ(at(arrange(R"("trim_from_ms":0,"chapters":[])", "1"), "reason"), "live.changed_meanwhile");
  EXPECT_EQ(at(arrange(R"("trim_from_ms":9000,"trim_until_ms":9100,"chapters":[])"), "reason"), "live.trim");
  EXPECT_EQ(district.as("ziyun").put(path + "/arrangement", R"({"trim_from_ms":0,"chapters":[],"version":1})").status,
            404);
}

TEST_P(Replays, HaveCaptionsAndATextBelow) {
  EXPECT_EQ(at(caption("不是字幕"), "reason"), "captions.broken");
  ASSERT_EQ(caption("WEBVTT\n\n00:01.000 --> 00:02.000\n<b>大家好</b>\n").status, 200);
  EXPECT_THAT(file("captions.vtt"), HasSubstr("00:00:01.000 --> 00:00:02.000\n大家好\n"));
  EXPECT_EQ(district.nobody().get("/live/" + id + "/captions.vtt").header("Content-Type"), "text/vtt; charset=utf-8");
  EXPECT_THAT(district.nobody().get("/live/" + id).body, HasSubstr("<span>大家好</span>"));
  ASSERT_EQ(caption("").status, 200);
  EXPECT_THAT(district.nobody().get("/live/" + id).body, Not(HasSubstr("kind=\"captions\"")));
  const std::string other = testing::announced_broadcast(district);
  EXPECT_EQ(at(clerk.put("/api/broadcasts/" + other + "/captions", R"({"text":""})"), "reason"), "live.not_over");
}

TEST_P(Replays, GoOnWhereSomebodyWas) {
  const std::string visits = "/api/live/" + id + "/visits", beats = "/api/live/" + id + "/heartbeats";
  const Answer first = district.as("jumin1").post(visits, "{}");
  EXPECT_EQ(at(first, "position_s"), "0");
  district.clock.advance_ms(30'000);
  EXPECT_EQ(district.nobody().post(beats, R"({"ticket":")" + at(first, "ticket") + R"(","position_s":75})").status,
            204);
  district.tick();
  EXPECT_EQ(at(district.as("jumin1").post(visits, "{}"), "position_s"), "75");
  EXPECT_EQ(at(district.as("jumin2").post(visits, "{}"), "position_s"), "0")
      << "somebody else begins at the beginning";
  EXPECT_EQ(at(district.nobody().post(beats, R"({"ticket":"x","position_s":-1})"), "field"), "position_s");
  district.tick();
  const Answer shown = clerk.get(path);
  EXPECT_EQ(at(shown, "attendance.replay_visits"), "3");
  EXPECT_EQ(at(shown, "attendance.replay_viewers"), "2") << "人次 and 人数 apart";
}

INSTANTIATE_TEST_SUITE_P(Engines, Replays, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::live
