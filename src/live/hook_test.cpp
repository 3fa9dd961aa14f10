// nginx-rtmp and SRS in front: what these servers really send, and what they are answered. Bodies as their
// documentation has them.
#include <gmock/gmock.h>

#include "live/hook_model.h"
#include "live/public.h"
#include "testing/broadcasts.h"

namespace ws::live {
namespace {

using testing::Answer;
using testing::at;
using testing::District;
using ::testing::HasSubstr;

const std::string id = "01KB5Q4V7T3M2N8P6R9S1W0XYZ";

TEST(HookModel, ReadsWhatNginxRtmpSays) {
  const auto call = parse_nginx_call({{"app", "live"},
                                      {"flashver", "FMLE/3.0 (compatible; FMSc/1.0)"},
                                      {"swfurl", ""},
                                      {"tcurl", "rtmp://live.example/live"},
                                      {"pageurl", ""},
                                      {"addr", "192.0.2.7"},
                                      {"clientid", "1"},
                                      {"call", "publish"},
                                      {"name", id},
                                      {"type", "live"},
                                      {"key", "abc"}});
  ASSERT_TRUE(call);
  EXPECT_EQ(call->kind, HookCall::Kind::publish);
  EXPECT_EQ(call->stream_name, id + "-abc");
  EXPECT_EQ(parse_nginx_call({{"call", "publish_done"}, {"name", id}})->kind, HookCall::Kind::unpublish);
  EXPECT_EQ(parse_nginx_call({{"call", "update_publish"}, {"name", id}})->kind, HookCall::Kind::update);
  EXPECT_FALSE(parse_nginx_call({{"call", "play"}, {"name", id}}));
  EXPECT_FALSE(parse_nginx_call({{"call", "play"}, {"name", id}, {"call", "publish"}}))
      << "a parameter of the stream's name is not the server's word";
}

TEST(HookModel, ReadsWhatSrsSays) {
  const std::string words =
      R"({"server_id":"vid-k21d7y2","service_id":"9q","action":"on_publish","client_id":"9308h583","ip":"192.0.2.7",)"
      R"("vhost":"__defaultVhost__","app":"live","tcUrl":"rtmp://live.example/live","stream":")" +
      id + R"(","param":"?vhost=x&key=abc","stream_url":"/live/)" + id + R"(","stream_id":"vid-124q9y3"})";
  const auto call = parse_srs_call(words);
  ASSERT_TRUE(call);
  EXPECT_EQ(call->kind, HookCall::Kind::publish);
  EXPECT_EQ(call->stream_name, id + "-abc");
  EXPECT_EQ(parse_srs_call(R"({"action":"on_unpublish","stream":"x","param":""})")->stream_name, "x-");
  for (const char* other : {"", "[]", "{", R"({"action":"on_play","stream":"x"})", R"({"action":7})"})
    EXPECT_FALSE(parse_srs_call(other)) << other;
}

class Hooks : public ::testing::TestWithParam<db::Engine> {
 protected:
  Hooks() {
    const Answer key = district.as("shuyuan").post("/api/broadcasts/" + broadcast + "/stream-key");
    secret = at(key, "name").substr(broadcast.size() + 1);
  }
  std::string state() { return at(district.as("shuyuan").get("/api/broadcasts/" + broadcast), "state"); }
  std::string waiting() { return at(district.as("shuyuan").get("/api/broadcasts/" + broadcast), "waiting"); }
  /// As nginx-rtmp writes a form, the parameters of the stream's name last.
  Answer nginx(const std::string& call, const std::string& key) {
    return testing::HttpClient(district.port())
        .post_form("/hooks/live/nginx-rtmp",
                   "app=live&flashver=FMLE%2f3.0&swfurl=&tcurl=rtmp%3a%2f%2flive.example%2flive&pageurl=&addr="
                   "192.0.2.7&clientid=1&call=" +
                       call + "&name=" + broadcast + "&type=live&key=" + key);
  }
  Answer srs(const std::string& action, const std::string& key) {
    return testing::HttpClient(district.port())
        .post_json("/hooks/live/srs", R"({"server_id":"vid-1","action":")" + action +
                                          R"(","client_id":"9308h583","ip":"192.0.2.7","vhost":"v","app":"live",)"
                                          R"("stream":")" +
                                          broadcast + R"(","param":"?key=)" + key + "\"}");
  }

  District district{GetParam()};
  std::string broadcast = testing::announced_broadcast(district);
  std::string secret;
};

TEST_P(Hooks, HardRule_AWrongKeyIsRefusedAndNothingBegins) {
  for (const std::string& wrong : {std::string(), std::string("abc"), std::string(32, '0')}) {
    EXPECT_EQ(nginx("publish", wrong).status, 404);
    const Answer said = srs("on_publish", wrong);
    EXPECT_EQ(at(said, "code"), "1") << "SRS looks at the code";
  }
  EXPECT_EQ(nginx("play", secret).status, 400);
  EXPECT_EQ(state(), "announced");
}

TEST_P(Hooks, NginxRtmpBeginsInterruptsAndAsksWhetherToGoOn) {
  ASSERT_EQ(nginx("publish", secret).status, 200);
  EXPECT_EQ(state(), "live");
  EXPECT_EQ(nginx("update_publish", secret).status, 200);
  EXPECT_EQ(nginx("publish_done", "abc").status, 404);
  EXPECT_EQ(nginx("publish_done", secret).status, 200);
  EXPECT_EQ(waiting(), "true");
  EXPECT_EQ(nginx("publish", secret).status, 200);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM broadcast_events WHERE kind = 'resumed'"), 1);
  ASSERT_EQ(district.as("shuyuan").post("/api/broadcasts/" + broadcast + "/ending").status, 200);
  EXPECT_EQ(nginx("update_publish", secret).status, 409) << "nginx cuts it then";
  EXPECT_EQ(nginx("publish", secret).status, 409);
}

TEST_P(Hooks, SrsBeginsAndInterrupts) {
  const Answer begun = srs("on_publish", secret);
  EXPECT_EQ(begun.status, 200);
  EXPECT_EQ(at(begun, "code"), "0");
  EXPECT_EQ(state(), "live");
  EXPECT_EQ(at(srs("on_unpublish", secret), "code"), "0");
  EXPECT_EQ(waiting(), "true");
}

INSTANTIATE_TEST_SUITE_P(Engines, Hooks, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::live
