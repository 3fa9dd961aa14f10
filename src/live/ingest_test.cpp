// The whole way with a real sender: ffmpeg sends a test picture by RTMP, the server cuts it, it is watched,
// interrupted, gone on with and replayed. Nothing waits for a fixed time: what is awaited is asked for until it is
// there.
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "live/public.h"
#include "live/segmenter_service.h"
#include "testing/district.h"

namespace ws::live {
namespace {

using testing::Answer;
using testing::at;
using testing::District;

/// Until `is_so`, asked every 50 ms; false after `limit_ms`.
template <class F>
bool eventually(F is_so, int limit_ms = 15'000) {
  for (int waited_ms = 0; waited_ms < limit_ms; waited_ms += 50) {
    if (is_so()) return true;
    ::poll(nullptr, 0, 50);
  }
  return is_so();
}

class Streaming : public ::testing::TestWithParam<db::Engine> {
 protected:
  Streaming() {
    json::Writer out;
    out.begin()
        .field("site_id", site)
        .field("title", "手机摄影入门")
        .field("summary", "三个小练习。")
        .field("lecturer", "李老师")
        .field("starts_ms", district.clock.now().plus_ms(10 * minute_ms).ms)
        .field("ends_ms", district.clock.now().plus_ms(hour_ms).ms)
        .end();
    id = at(clerk.post("/api/broadcasts", out.take()), "id");
    clerk.post("/api/broadcasts/" + id + "/announcement");
    const Answer key = clerk.post("/api/broadcasts/" + id + "/stream-key");
    address = at(key, "address") + "/" + at(key, "name");
  }
  /// A sender of a small picture with sound; ends by itself after `seconds`.
  Child send(const std::string& to, const std::string& seconds, const std::string& video = "libx264") {
    return Child({find_ffmpeg(),
                  "-hide_banner",
                  "-loglevel",
                  "error",
                  "-nostdin",
                  "-re",
                  "-f",
                  "lavfi",
                  "-i",
                  "testsrc=size=160x90:rate=10",
                  "-f",
                  "lavfi",
                  "-i",
                  "sine=frequency=440",
                  "-t",
                  seconds,
                  "-c:v",
                  video,
                  "-preset",
                  "ultrafast",
                  "-g",
                  "10",
                  "-pix_fmt",
                  "yuv420p",
                  "-c:a",
                  "aac",
                  "-b:a",
                  "32k",
                  "-f",
                  "flv",
                  to},
                 Child::Input::none);
  }
  std::string state() { return at(clerk.get("/api/broadcasts/" + id), "state"); }
  bool waiting() { return at(clerk.get("/api/broadcasts/" + id), "waiting") == "true"; }
  /// As who asks half a second later: lists are kept for so long.
  Answer list(const std::string& track = "video") {
    district.clock.advance_ms(500);
    return district.nobody().get("/live/" + id + "/" + track + ".m3u8");
  }
  /// The first two seconds are left out of the replay, which is made anew.
  void trim_two_seconds() {
    const std::string path = "/api/broadcasts/" + id;
    EXPECT_EQ(clerk
                  .put(path + "/arrangement",
                       R"({"trim_from_ms":2000,"chapters":[],"version":)" + at(clerk.get(path), "version") + "}")
                  .status,
              200);
    EXPECT_EQ(at(clerk.get(path), "cutting"), "true");
    ASSERT_TRUE(eventually([&] {
      district.tick();
      return at(clerk.get(path), "cutting") == "false";
    }));
  }
  static std::string first_segment(const std::string& list) {
    const std::size_t end = list.find(".ts");
    const std::size_t begin = list.rfind('\n', end) + 1;
    return list.substr(begin, end + 3 - begin);
  }

  District district{GetParam()};
  std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  testing::Caller clerk = district.as("shuyuan");
  std::string id, address;
};

TEST_P(Streaming, IsWatchedInterruptedGoneOnWithAndReplayed) {
  EXPECT_EQ(list().status, 404) << "nothing is there before";
  Child sender = send(address, "60");
  ASSERT_TRUE(eventually([&] { return state() == "live"; }));
  ASSERT_TRUE(eventually([&] { return list().status == 200; }));
  const Answer playing = list();
  EXPECT_EQ(playing.header("Content-Type"), "application/vnd.apple.mpegurl");
  EXPECT_EQ(playing.body.find("ENDLIST"), std::string::npos);
  const Answer segment = district.nobody().get("/live/" + id + "/" + first_segment(playing.body));
  ASSERT_EQ(segment.status, 200) << playing.body;
  EXPECT_EQ(segment.body.at(0), 0x47) << "MPEG-TS";
  EXPECT_NE(segment.header("Cache-Control").find("immutable"), std::string::npos);
  ASSERT_TRUE(eventually([&] { return list("audio").status == 200; }));

  sender.kill();
  ASSERT_TRUE(eventually([&] { return waiting(); }, 5'000)) << "the room waits within five seconds";
  EXPECT_EQ(state(), "live");
  Child again = send(address, "4");
  ASSERT_TRUE(eventually([&] { return !waiting(); }));
  ASSERT_TRUE(eventually([&] { return list().body.find("v-2-00000.ts") != std::string::npos; }));
  EXPECT_NE(list().body.find("#EXT-X-DISCONTINUITY\n"), std::string::npos);
  ASSERT_TRUE(eventually([&] { return waiting(); })) << "the sender has ended";

  district.clock.advance_ms(2 * minute_ms);
  ASSERT_TRUE(eventually([&] {
    district.tick();
    return state() == "replay_published";
  }));
  EXPECT_TRUE(list().body.ends_with("#EXT-X-ENDLIST\n"));
  const Answer replay = district.nobody().get("/live/" + id + "/replay.mp4");
  ASSERT_EQ(replay.status, 200);
  EXPECT_EQ(replay.body.substr(4, 4), "ftyp");
  EXPECT_NE(list().body.find("v-1-00000.ts"), std::string::npos);
  trim_two_seconds();
  EXPECT_EQ(list().body.find("v-1-00000.ts"), std::string::npos) << "what is left out is in no list";
  const Answer trimmed = district.nobody().get("/live/" + id + "/replay.mp4");
  ASSERT_EQ(trimmed.status, 200);
  EXPECT_LT(trimmed.body.size(), replay.body.size());
  EXPECT_EQ(district.nobody().get("/live/" + id).status, 200);
  district.clock.advance_ms(2 * hour_ms);
  district.tick();
  EXPECT_EQ(list().status, 404) << "segments go once nobody needs them";
}

/// Children of this process that are fed: the segmenters, and not the senders.
std::vector<pid_t> segmenters() {
  std::vector<pid_t> found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != name.npos) continue;
    std::ifstream stat(entry.path() / "stat"), words(entry.path() / "cmdline");
    const std::string line(std::istreambuf_iterator<char>(stat), {}),
        command(std::istreambuf_iterator<char>(words), {});
    const std::size_t name_ends = line.rfind(')');
    if (name_ends == line.npos || command.find("pipe:0") == command.npos) continue;
    if (std::stol(line.substr(name_ends + 4)) == getpid()) found.push_back(static_cast<pid_t>(std::stol(name)));
  }
  return found;
}

TEST_P(Streaming, AnFfmpegThatIsKilledIsFollowedByAnother) {
  Child sender = send(address, "60");
  ASSERT_TRUE(eventually([&] { return list().status == 200; }));
  const auto running = segmenters();
  ASSERT_EQ(running.size(), 1u);
  ::kill(running[0], SIGKILL);
  ASSERT_TRUE(eventually([&] { return list().body.find("v-2-00000.ts") != std::string::npos; }));
  EXPECT_FALSE(waiting()) << "the sender noticed nothing";
}

TEST_P(Streaming, HardRule_AWrongKeyIsRefusedAndNothingBegins) {
  std::string wrong = address;
  wrong.back() = wrong.back() == '0' ? '1' : '0';
  Child sender = send(wrong, "5");
  ASSERT_TRUE(eventually([&] { return sender.ended(0); }));
  EXPECT_FALSE(sender.ended_well());
  EXPECT_EQ(state(), "announced");
  clerk.post("/api/broadcasts/" + id + "/stream-key");
  Child old = send(address, "5");
  ASSERT_TRUE(eventually([&] { return old.ended(0); }));
  EXPECT_EQ(state(), "announced") << "the key before counts no more";
}

TEST_P(Streaming, ThereIsOneSenderAndStaffHaveTheLastWord) {
  Child sender = send(address, "60");
  ASSERT_TRUE(eventually([&] { return list().status == 200; }));
  Child intruder = send(address, "5");
  ASSERT_TRUE(eventually([&] { return intruder.ended(0); }));
  EXPECT_FALSE(intruder.ended_well());
  EXPECT_FALSE(waiting()) << "the first goes on";
  EXPECT_EQ(clerk.post("/api/broadcasts/" + id + "/ending").status, 200);
  EXPECT_TRUE(list().body.ends_with("#EXT-X-ENDLIST\n"));
  EXPECT_TRUE(eventually([&] { return sender.ended(0); })) << "the stream is cut";
  Child late = send(address, "5");
  ASSERT_TRUE(eventually([&] { return late.ended(0); }));
  EXPECT_EQ(at(clerk.get("/api/broadcasts/" + id), "ended_ms") == "null", false);
}

INSTANTIATE_TEST_SUITE_P(Engines, Streaming, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::live
