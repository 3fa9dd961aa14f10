#include "live/rtmp_model.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "live/amf_model.h"
#include "live/flv_model.h"

namespace ws::live::rtmp {
namespace {

std::string four(std::uint32_t value) {
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
  return out;
}

std::string hello() {
  return std::string(1, '\3') + std::string(1536, 'h');
}
std::string echo() {
  return std::string(1536, 'e');
}

/// A message in chunks of `size`, each stream's first with a whole head.
std::string message(std::uint8_t type, std::string_view body, std::uint32_t at_ms = 0, char stream = '\3',
                    std::size_t size = 128) {
  std::string out(1, stream);
  const bool extended = at_ms >= 0xffffff;
  out += (extended ? four(0xffffff) : four(at_ms)).substr(1);
  out += four(static_cast<std::uint32_t>(body.size())).substr(1);
  out += static_cast<char>(type);
  out += std::string("\1\0\0\0", 4);
  if (extended) out += four(at_ms);
  for (std::size_t at = 0; at < body.size(); at += size) {
    if (at > 0) {
      out += static_cast<char>(0xc0 | stream);
      if (extended) out += four(at_ms);
    }
    out += body.substr(at, size);
  }
  return out;
}

std::string command(std::string_view name, double turn, const std::string& rest = "") {
  return message(20, amf::text(name) + amf::number(turn) + rest);
}

std::string connect() {
  return command("connect", 1, amf::object({{"app", "live"}, {"tcUrl", "rtmp://127.0.0.1/live"}}));
}
std::string publish(std::string_view name) {
  return command("publish", 5, amf::null() + amf::text(name) + amf::text("live"));
}

/// All that a well-behaved sender says before its first picture.
std::string opening() {
  return hello() + echo() + connect() + command("releaseStream", 2, amf::null() + amf::text("key")) +
         command("createStream", 4, amf::null()) + publish("key");
}

std::string avc_key_frame(std::size_t size) {
  return std::string("\x17\1\0\0\0", 5) + std::string(size, 'k');
}

struct Heard {
  bool fine = true;
  std::vector<Event> events;
  std::string output;
};

/// As an ingest does it: the publish is accepted as soon as it is heard.
Heard converse(Connection& connection, std::string_view bytes, std::size_t at_once) {
  Heard heard;
  for (std::size_t at = 0; at < bytes.size() && heard.fine; at += at_once) {
    heard.fine = connection.feed(bytes.substr(at, at_once));
    for (Event& event : connection.take_events()) {
      if (event.kind == Event::Kind::publish) connection.accept_publish();
      heard.events.push_back(std::move(event));
    }
    heard.output += connection.take_output();
  }
  return heard;
}

TEST(RtmpModel, AnswersTheHandshakeAndSaysThatOneIsLive) {
  Connection connection;
  const Heard heard = converse(connection, opening(), 1'000'000);
  ASSERT_TRUE(heard.fine) << connection.trouble();
  ASSERT_EQ(heard.events.size(), 1u);
  EXPECT_EQ(heard.events[0].kind, Event::Kind::publish);
  EXPECT_EQ(heard.events[0].key, "key");
  EXPECT_EQ(heard.output[0], 3);
  EXPECT_EQ(heard.output.substr(1 + 1536, 1536), std::string(1536, 'h')) << "their greeting is given back";
  EXPECT_NE(heard.output.find("NetConnection.Connect.Success"), heard.output.npos);
  EXPECT_NE(heard.output.find("NetStream.Publish.Start"), heard.output.npos);
}

TEST(RtmpModel, ByteByByteIsTheSameAsAtOnce) {
  const std::string media = message(9, avc_key_frame(5'000), 40, '\6') + message(8, "\xaf\1sound", 41, '\4') +
                            message(1, four(4'096), 0, '\2') +
                            message(9, avc_key_frame(9'000), 20'000'000, '\6', 4'096) + command("FCUnpublish", 6);
  Connection slow, fast;
  const Heard opened = converse(slow, opening(), 1);
  ASSERT_TRUE(opened.fine);
  const Heard one = converse(slow, media, 1);
  ASSERT_TRUE(converse(fast, opening(), 1'000'000).fine);
  const Heard all = converse(fast, media, 1'000'000);
  ASSERT_TRUE(one.fine) << slow.trouble();
  ASSERT_EQ(one.events.size(), 4u);
  ASSERT_EQ(all.events.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(one.events[i].kind, all.events[i].kind);
    EXPECT_EQ(one.events[i].tag.at_ms, all.events[i].tag.at_ms);
    EXPECT_EQ(one.events[i].tag.payload, all.events[i].tag.payload);
  }
  EXPECT_EQ(one.events[0].tag.payload, avc_key_frame(5'000));
  EXPECT_EQ(one.events[0].tag.at_ms, 40u);
  EXPECT_EQ(one.events[2].tag.at_ms, 20'000'000u) << "an extended time";
  EXPECT_EQ(one.events[3].kind, Event::Kind::unpublish);
}

TEST(RtmpModel, MessagesOfTwoStreamsMayBeInterleaved) {
  Connection connection;
  ASSERT_TRUE(converse(connection, opening(), 1'000'000).fine);
  const std::string picture = message(9, avc_key_frame(200), 40, '\6');
  const std::string sound = message(8, "\xaf\1sound", 41, '\4');
  const std::size_t first_chunk = 12 + 128;
  const Heard heard =
      converse(connection, picture.substr(0, first_chunk) + sound + picture.substr(first_chunk), 1'000'000);
  ASSERT_EQ(heard.events.size(), 2u);
  EXPECT_EQ(heard.events[0].tag.kind, Tag::Kind::audio);
  EXPECT_EQ(heard.events[1].tag.payload, avc_key_frame(200));
}

TEST(RtmpModel, TheDescriptionOfAStreamLosesItsWrapping) {
  Connection connection;
  ASSERT_TRUE(converse(connection, opening(), 1'000'000).fine);
  const std::string about = amf::text("onMetaData") + amf::object({{"encoder", "obs"}});
  const Heard heard = converse(connection, message(18, amf::text("@setDataFrame") + about), 1'000'000);
  ASSERT_EQ(heard.events.size(), 1u);
  EXPECT_EQ(heard.events[0].tag.payload, about);
  EXPECT_TRUE(is_header(heard.events[0].tag));
}

TEST(RtmpModel, ARefusedPublisherIsToldAndHeardNoMore) {
  Connection connection;
  ASSERT_TRUE(connection.feed(opening()));
  connection.refuse_publish("live.wrong_key");
  EXPECT_NE(connection.take_output().find("NetStream.Publish.BadName"), std::string::npos);
  EXPECT_FALSE(connection.feed(message(9, avc_key_frame(10))));
}

TEST(RtmpModel, WhatBreaksTheProtocolOrALimitEndsTheConnection) {
  struct Row {
    std::string what, bytes;
  };
  std::string too_many_streams;
  for (char stream = 3; stream < 40; ++stream) too_many_streams += message(3, four(1), 0, stream);
  std::string too_deep = amf::text("connect") + amf::number(1);
  for (int depth = 0; depth < 10; ++depth) too_deep += std::string("\3\0\1x", 4);
  const std::string open = hello() + echo();
  const std::vector<Row> rows{
      {"another protocol", "GET / HTTP/1.1\r\n"},
      {"a message inside another", opening() + message(9, std::string(300, 'x'), 0, '\6').substr(0, 140) +
                                       message(9, std::string(300, 'x'), 0, '\6')},
      {"a stream that begins in its middle", open + std::string("\xc6xxxxxxxx")},
      {"a command of 64 KB and more", open + message(20, std::string(70'000, 'x'))},
      {"a picture of 16 MB", opening() + std::string("\6\0\0\0\xff\xff\xff\x09\1\0\0\0", 12)},
      {"too many streams", open + too_many_streams},
      {"too deep", open + message(20, too_deep)},
      {"media before publish", open + connect() + message(9, avc_key_frame(10))},
      {"a command before connect", open + publish("key")},
      {"connecting twice", open + connect() + connect()},
      {"publishing twice", opening() + publish("key")},
      {"a name that is too long", open + connect() + publish(std::string(300, 'k'))},
      {"playing", open + connect() + command("play", 3, amf::null() + amf::text("key"))},
      {"chunks of no size", open + message(1, four(0))},
  };
  for (const Row& row : rows) {
    Connection connection;
    EXPECT_FALSE(converse(connection, row.bytes, 1'000'000).fine) << row.what;
    EXPECT_FALSE(connection.feed("x")) << row.what << ": it stays closed";
  }
}

TEST(RtmpModel, HardRule_RandomBytesAreHarmless) {
  Random random(20261128);
  std::size_t refused = 0;
  for (int round = 0; round < 400; ++round) {
    Connection connection;
    // Half of them get through the door first; some break a good conversation instead of making noise.
    std::string bytes = round % 2 ? hello() + echo() : "";
    if (round % 4 == 3) {
      bytes = opening() + message(9, avc_key_frame(3'000), 40, '\6');
      for (int broken = 0; broken < 8; ++broken)
        bytes[3'073 + random.below(bytes.size() - 3'073)] = static_cast<char>(random.below(256));
    } else {
      for (int i = 0; i < 2'000; ++i) bytes += static_cast<char>(random.below(256));
    }
    if (!converse(connection, bytes, 1 + random.below(700)).fine) ++refused;
  }
  EXPECT_GT(refused, 200u) << "most noise is no RTMP";
}

TEST(RtmpModel, AnAcknowledgementComesWithinTheWindow) {
  Connection connection;
  ASSERT_TRUE(converse(connection, opening() + message(5, four(70'000), 0, '\2'), 1'000'000).fine);
  const Heard heard = converse(connection, message(9, avc_key_frame(80'000), 40, '\6'), 1'000'000);
  EXPECT_EQ(heard.output.size(), 16u) << "one acknowledgement";
  EXPECT_EQ(heard.output.at(7), 3);
}

TEST(RtmpModel, TellsCodecsThatPlayEverywhere) {
  const auto video = [](std::string payload) { return Tag{Tag::Kind::video, 0, std::move(payload)}; };
  const auto audio = [](std::string payload) { return Tag{Tag::Kind::audio, 0, std::move(payload)}; };
  EXPECT_TRUE(is_playable(video(avc_key_frame(3))));
  EXPECT_TRUE(is_key_frame(video(avc_key_frame(3))));
  EXPECT_FALSE(is_key_frame(video(std::string("\x17\0\0\0\0", 5)))) << "that is its header";
  EXPECT_TRUE(is_header(video(std::string("\x17\0\0\0\0", 5))));
  EXPECT_FALSE(is_key_frame(video(std::string("\x27\1\0\0\0", 5))));
  EXPECT_FALSE(is_playable(video("\x90hvc1"))) << "HEVC by four letters";
  EXPECT_FALSE(is_playable(video("\x12"))) << "Sorenson";
  EXPECT_TRUE(is_playable(audio("\xaf\1")));
  EXPECT_FALSE(is_playable(audio("\xb6"))) << "Speex";
}

TEST(FlvModel, IsWhatPlayersRead) {
  EXPECT_EQ(flv::head({true, true}), std::string("FLV\1\5\0\0\0\x09\0\0\0\0", 13));
  EXPECT_EQ(flv::head({true, false}).at(4), 4);
  EXPECT_EQ(flv::tag({Tag::Kind::video, 0x01020304, "abc"}),
            std::string("\x09\0\0\3\2\3\4\1\0\0\0abc\0\0\0\x0e", 18));
}

}  // namespace
}  // namespace ws::live::rtmp
