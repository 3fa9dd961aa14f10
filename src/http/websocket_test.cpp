#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <thread>

#include "http/hub.h"
#include "http/websocket_frames.h"
#include "testing/http_rig.h"

namespace ws::http {
namespace {

using ws::testing::client_frame;
using ws::testing::HttpRig;
using ws::testing::WsClient;
using ws::testing::WsFrame;

struct LiveRig : HttpRig {
  LiveRig() {
    hub.endpoint("/api/live", Access::everyone, [](Request& request) -> Result<Joining> {
      const std::string room(request.q("room"));
      if (room == "hidden") return Error::not_found("request.not_found");
      return Joining{room, {"welcome to " + room}};
    });
    hub.endpoint("/api/staff/live", Access::staff, [](Request&) -> Result<Joining> { return Joining{"staff", {}}; });
  }
};

int close_code_after(std::uint16_t port, const std::string& bytes) {
  WsClient client(port, "/api/live?room=a");
  EXPECT_EQ(client.next_text(), "welcome to a");
  client.wire().send(bytes);
  for (;;) {
    const WsFrame frame = client.next_frame();
    if (frame.opcode != 8) continue;
    EXPECT_TRUE(client.wire().closed());
    return frame.close_code();
  }
}

TEST(WebSocket, JoinsGetsItsSnapshotAndTheRoomsMessages) {
  LiveRig rig;
  const std::uint16_t port = rig.start();
  WsClient a(port, "/api/live?room=a"), b(port, "/api/live?room=b"), a2(port, "/api/live?room=a");
  EXPECT_EQ(a.answer().status, 101);
  EXPECT_EQ(a.answer().header("Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");  // the standard's example
  for (WsClient* client : {&a, &a2}) EXPECT_EQ(client->next_text(), "welcome to a");
  EXPECT_EQ(b.next_text(), "welcome to b");
  EXPECT_EQ(rig.hub.sockets(), 3U);
  EXPECT_TRUE(rig.hub.is_open("a") && rig.hub.is_open("b"));
  EXPECT_FALSE(rig.hub.is_open("c"));
  const std::string big(70'000, 'x');
  rig.hub.publish("a", "first");
  rig.hub.publish("b", "other");
  rig.hub.publish("a", std::string(200, 'y'));
  rig.hub.publish("a", big);
  for (WsClient* client : {&a, &a2}) {
    EXPECT_EQ(client->next_text(), "first");
    EXPECT_EQ(client->next_text(), std::string(200, 'y'));
    EXPECT_EQ(client->next_text(), big);
  }
  EXPECT_EQ(b.next_text(), "other");
}

TEST(WebSocket, RefusesTheUpgradeWithAnHttpAnswer) {
  LiveRig rig;
  rig.add_person("clerk", {Role::clerk});
  rig.add_person("other", {});
  const std::uint16_t port = rig.start();
  struct Case {
    const char* path;
    ws::testing::Headers headers;
    int status;
    const char* reason;
  };
  const std::string own = "http://127.0.0.1:" + std::to_string(port);
  const std::vector<Case> cases{
      {"/api/live?room=hidden", {}, 404, "request.not_found"},
      {"/api/staff/live", {}, 401, "session.required"},
      {"/api/staff/live", {{"Cookie", "ws=other"}}, 403, "access.denied"},
      {"/api/live?room=a", {{"Origin", "https://evil.example"}}, 403, "request.cross_origin"},
      {"/api/live?room=a", {{"Sec-WebSocket-Version", "8"}}, 426, "request.upgrade_required"},
      {"/api/live?room=a", {{"Sec-WebSocket-Key", "short"}}, 426, "request.upgrade_required"},
      {"/api/live?room=a", {{"Upgrade", ""}}, 426, "request.upgrade_required"},
  };
  for (const Case& c : cases) {
    WsClient client(port, c.path, c.headers);
    EXPECT_EQ(client.answer().status, c.status) << c.reason;
    EXPECT_THAT(client.answer().body, ::testing::HasSubstr(std::string("\"reason\":\"") + c.reason));
  }
  EXPECT_EQ(rig.hub.sockets(), 0U);
  WsClient same(port, "/api/staff/live", {{"Cookie", "ws=clerk"}, {"Origin", own}});
  EXPECT_EQ(same.answer().status, 101);
}

TEST(WebSocket, NothingIsLostBetweenSnapshotAndStream) {
  HttpRig rig;
  std::atomic<int> state{0};
  rig.hub.endpoint("/live", Access::everyone, [&](Request&) -> Result<Joining> {
    return Joining{"r", {std::to_string(state.load())}};
  });
  const std::uint16_t port = rig.start();
  std::atomic<bool> done{false};
  std::thread publisher([&] {
    while (!done) {
      rig.hub.publish("r", std::to_string(++state));
      std::this_thread::yield();
    }
  });
  for (int round = 0; round < 100; ++round) {
    WsClient client(port, "/live");
    int last = std::stoi(client.next_text());
    for (int i = 0; i < 5; ++i) {
      const int next = std::stoi(client.next_text());
      EXPECT_LE(next, last + 1) << "missed between " << last << " and " << next;
      last = std::max(last, next);
    }
  }
  done = true;
  publisher.join();
}

TEST(WebSocket, AnswersPings) {
  LiveRig rig;
  WsClient client(rig.start(), "/api/live?room=a");
  EXPECT_EQ(client.next_text(), "welcome to a");
  client.send_frame(9, "are you there");
  WsFrame frame = client.next_frame();
  EXPECT_EQ(frame.opcode, 10);
  EXPECT_EQ(frame.payload, "are you there");
  // Between the fragments of a message, and byte by byte.
  client.send_frame(1, "half", false);
  for (const char c : client_frame(9, "")) client.wire().send({&c, 1});
  client.send_frame(0, "other half");
  frame = client.next_frame();
  EXPECT_EQ(frame.opcode, 10);
  EXPECT_EQ(frame.payload, "");
}

TEST(WebSocket, IgnoresWellFormedMessages) {
  LiveRig rig;
  WsClient client(rig.start(), "/api/live?room=a");
  EXPECT_EQ(client.next_text(), "welcome to a");
  const std::string text = "志愿者";
  client.send_text(text);
  client.send_text("");
  client.send_text(std::string(64 * 1024, 'x'));
  client.send_frame(2, std::string(300, '\xff'));
  for (std::size_t i = 0; i < text.size(); ++i)  // cut within characters
    client.send_frame(i == 0 ? 1 : 0, text.substr(i, 1), i + 1 == text.size());
  client.send_frame(10, "unasked pong");
  client.send_frame(9, "still here");
  EXPECT_EQ(client.next_frame().payload, "still here");
}

TEST(WebSocket, ClosesOnProtocolErrors) {
  LiveRig rig;
  const std::uint16_t port = rig.start();
  const std::string mask(4, '\0');
  const std::vector<std::pair<const char*, std::string>> wrong{
      {"unmasked", std::string("\x81\x02hi", 4)},
      {"reserved bit", std::string("\xC1\x80", 2) + mask},
      {"unknown opcode", client_frame(3, "x")},
      {"unknown control opcode", client_frame(11, "x")},
      {"fragmented ping", client_frame(9, "x", false)},
      {"large ping", client_frame(9, std::string(126, 'x'))},
      {"continuation of nothing", client_frame(0, "x")},
      {"new message in a message", client_frame(1, "x", false) + client_frame(1, "y")},
      {"length not shortest", std::string("\x81\xFE\x00\x05", 4) + mask + "hello"},
      {"length with sign", std::string("\x81\xFF\x80\x00\x00\x00\x00\x00\x00\x01", 10) + mask},
      {"close of one byte", client_frame(8, "x")},
      {"close 999", client_frame(8, std::string("\x03\xE7", 2))},
      {"close 1005", client_frame(8, std::string("\x03\xED", 2))},
      {"close 1006", client_frame(8, std::string("\x03\xEE", 2))},
      {"close 2999", client_frame(8, std::string("\x0B\xB7", 2))},
      {"close 5000", client_frame(8, std::string("\x13\x88", 2))},
  };
  for (const auto& [name, bytes] : wrong) EXPECT_EQ(close_code_after(port, bytes), 1002) << name;
}

TEST(WebSocket, ClosesOnBadText) {
  LiveRig rig;
  const std::uint16_t port = rig.start();
  EXPECT_EQ(close_code_after(port, client_frame(1, "\xff")), 1007);
  EXPECT_EQ(close_code_after(port, client_frame(1, "\xE4\xB8")), 1007);  // ends within a character
  EXPECT_EQ(close_code_after(port, client_frame(1, "\xE4", false) + client_frame(0, "z")), 1007);
  EXPECT_EQ(close_code_after(port, client_frame(8, std::string("\x03\xE8\xff", 3))), 1007);
}

TEST(WebSocket, ClosesOnMessagesAboveTheLimit) {
  LiveRig rig;
  const std::uint16_t port = rig.start();
  const std::string mask(4, '\0');
  EXPECT_EQ(close_code_after(port, std::string("\x81\xFF\x00\x00\x00\x00\x00\x01\x00\x01", 10) + mask), 1009);
  EXPECT_EQ(close_code_after(
                port, client_frame(1, std::string(60'000, 'x'), false) + client_frame(0, std::string(6'000, 'x'))),
            1009);
}

TEST(WebSocket, EchoesTheClosingHandshake) {
  LiveRig rig;
  const std::uint16_t port = rig.start();
  EXPECT_EQ(close_code_after(port, client_frame(8, std::string("\x03\xE8", 2))), 1000);
  EXPECT_EQ(close_code_after(port, client_frame(8, std::string("\x0F\xA0"
                                                               "bye",
                                                               5))),
            4000);
  EXPECT_EQ(close_code_after(port, client_frame(8, "")), 1005);
}

TEST(WebSocket, DropsAStalledReaderAndNobodyElse) {
  LiveRig rig;
  rig.options.threads = 1;
  const std::uint16_t port = rig.start();
  WsClient stalled(port, "/api/live?room=a"), healthy(port, "/api/live?room=a");
  EXPECT_EQ(healthy.next_text(), "welcome to a");
  const std::string message(32 * 1024, 'm');
  int sent = 0;
  // The healthy one reads each message before the next is published; the stalled one none at all.
  for (; rig.hub.sockets() == 2 && sent < 100'000; ++sent) {
    rig.hub.publish("a", message);
    ASSERT_EQ(healthy.next_text(), message);
  }
  EXPECT_EQ(rig.hub.sockets(), 1U);
  EXPECT_GT(sent, 30);
  rig.hub.publish("a", "last");
  EXPECT_EQ(healthy.next_text(), "last");
  // What was queued in the kernel is still readable, then the connection ends.
  EXPECT_EQ(stalled.next_text(), "welcome to a");
  EXPECT_THROW(for (;;) stalled.next_text(), std::runtime_error);
}

TEST(WebSocket, ABurstIsNoStall) {
  LiveRig rig;
  const std::uint16_t port = rig.start();
  WsClient client(port, "/api/live?room=a");
  EXPECT_EQ(client.next_text(), "welcome to a");
  for (int i = 0; i < 2'000; ++i) rig.hub.publish("a", std::to_string(i));
  for (int i = 0; i < 2'000; ++i) ASSERT_EQ(client.next_text(), std::to_string(i));
}

TEST(WebSocket, PingsAndDropsDeadPeers) {
  LiveRig rig;
  rig.options.ping_interval = std::chrono::milliseconds(40);
  WsClient client(rig.start(), "/api/live?room=a");
  EXPECT_EQ(client.next_text(), "welcome to a");
  for (int i = 0; i < 4; ++i) {  // answering keeps it open past two intervals
    const WsFrame frame = client.next_frame();
    EXPECT_EQ(frame.opcode, 9);
    client.send_frame(10, frame.payload);
  }
  std::string rest;  // silent now: a ping or two come, then the end
  while (client.wire().fill()) rest += std::exchange(client.wire().buffer, "");
  EXPECT_THAT(rest, ::testing::StartsWith(std::string("\x89\x00", 2)));
  EXPECT_LE(rest.size(), 6U);
}

TEST(WebSocket, StopSays1001) {
  LiveRig rig;
  WsClient client(rig.start(), "/api/live?room=a");
  EXPECT_EQ(client.next_text(), "welcome to a");
  std::thread stopping([&] { rig.server->stop(ws::testing::patience); });
  const WsFrame frame = client.next_frame();
  EXPECT_EQ(frame.opcode, 8);
  EXPECT_EQ(frame.close_code(), 1001);
  client.send_close(1001);
  client.wire().shut_down_sending();
  stopping.join();
  rig.hub.publish("a", "to nobody");
  EXPECT_EQ(rig.hub.sockets(), 0U);
}

TEST(WebSocket, FramesAreEncodedInTheShortestForm) {
  EXPECT_EQ(encode_frame(Opcode::text, "hi"), std::string("\x81\x02hi"));
  EXPECT_EQ(encode_frame(Opcode::text, std::string(126, 'x')).substr(0, 4), std::string("\x81\x7E\x00\x7E", 4));
  EXPECT_EQ(encode_frame(Opcode::text, std::string(65536, 'x')).substr(0, 10),
            std::string("\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10));
  EXPECT_EQ(encode_close(1001), std::string("\x88\x02\x03\xE9", 4));
}

}  // namespace
}  // namespace ws::http
