#include "content/film_model.h"

#include <gmock/gmock.h>

#include "content/film_html_model.h"

namespace ws::content {
namespace {

using namespace std::string_literals;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(FilmModel, APartAddsOnlyWhatIsNotThere) {
  EXPECT_EQ(known_of_part(0, 10, 0, 30).value(), 0);
  EXPECT_EQ(known_of_part(10, 10, 20, 30).value(), 10) << "it came before";
  EXPECT_EQ(known_of_part(10, 10, 15, 30).value(), 5) << "half of it did";
  EXPECT_EQ(known_of_part(21, 5, 20, 30).error().reason, "film.gap");
  EXPECT_EQ(known_of_part(20, 11, 20, 30).error().reason, "film.past_the_end");
  EXPECT_EQ(known_of_part(0, 0, 0, 30).error().reason, "field.required");
}

TEST(FilmModel, HardRule_OnlyFilmsAreEverHandedToTheMaker) {
  EXPECT_EQ(container_of("\0\0\0\x20"s + "ftypisom").value(), "mov");
  EXPECT_EQ(container_of("\x1a\x45\xdf\xa3"s).value(), "matroska");
  EXPECT_EQ(container_of("RIFF....AVI LIST").value(), "avi");
  EXPECT_EQ(container_of("G" + std::string(187, 'x') + "G").value(), "mpegts");
  for (const std::string& other : {"#EXTM3U\nfile:///etc/passwd\n"s, "ffconcat version 1.0\nfile 'x'\n"s,
                                   "<?xml version=\"1.0\"?><MPD/>"s, "RIFF....WAVEfmt "s, "%PDF-"s, ""s})
    EXPECT_EQ(container_of(other).error().reason, "film.not_a_film") << other;
}

std::string facts(const std::string& streams, const std::string& duration = "12.5") {
  return R"({"streams":[)" + streams + R"(],"format":{"duration":")" + duration + "\"}}";
}
const std::string picture = R"({"codec_type":"video","width":1280,"height":720,"disposition":{"attached_pic":0}})";

TEST(FilmModel, WhatItIsIsJudgedByWhatIsInIt) {
  const LibraryLimits limits;
  const auto film = judge_facts(facts(picture + R"(,{"codec_type":"audio"})"), limits);
  ASSERT_TRUE(film.ok());
  EXPECT_EQ(film->duration_ms, 12'500);
  EXPECT_TRUE(film->has_sound);
  const auto phone = judge_facts(
      facts(R"({"codec_type":"video","width":1920,"height":1080,"side_data_list":[{"rotation":-90}]})"), limits);
  EXPECT_EQ(phone->width, 1080) << "held upright";
  EXPECT_FALSE(phone->has_sound);
  EXPECT_EQ(judge_facts(facts(R"({"codec_type":"audio"})"), limits).error().reason, "film.no_picture");
  EXPECT_EQ(judge_facts(facts(R"({"codec_type":"video","width":500,"height":500,"disposition":{"attached_pic":1}})"),
                        limits)
                .error()
                .reason,
            "film.no_picture")
      << "the cover of a piece of music";
  EXPECT_EQ(judge_facts(facts(picture, "86400.0"), limits).error().reason, "film.too_long");
  EXPECT_EQ(judge_facts(facts(picture, "N/A"), limits).error().reason, "film.not_a_film");
  EXPECT_EQ(judge_facts(facts(R"({"codec_type":"video","width":9000,"height":720})"), limits).error().reason,
            "film.shape");
  EXPECT_EQ(judge_facts(facts(R"({"codec_type":"video","width":1000,"height":20})"), limits).error().reason,
            "film.shape");
}

TEST(FilmModel, ProgressIsTheLastWord) {
  EXPECT_EQ(percent_of("out_time_us=1000000\nprogress=continue\nout_time_us=2500000\nprogress=continue\n", 10'000),
            25);
  EXPECT_EQ(percent_of("out_time_us=99000000\n", 10'000), 99) << "done is only what is kept";
  EXPECT_EQ(percent_of("out_time_us=N/A\n", 10'000), 0);
  EXPECT_EQ(percent_of("", 10'000), 0);
}

TEST(FilmModel, HardRule_WhatIsSaidInAFilmCanBeRead) {
  EXPECT_EQ(may_show({FilmState::making, true, true, true, true}).error().reason, "film.not_ready");
  EXPECT_EQ(may_show({FilmState::ready, true, true, false, false}).error().reason, "film.captions");
  EXPECT_TRUE(may_show({FilmState::ready, true, true, true, false}).ok());
  EXPECT_TRUE(may_show({FilmState::ready, true, true, false, true}).ok());
  EXPECT_TRUE(may_show({FilmState::ready, true, false, false, false}).ok()) << "nobody speaks";
  EXPECT_TRUE(may_show({FilmState::ready, false, true, false, false}).ok()) << "there is no sound";
}

TEST(FilmModel, LimitsAreDataAndHaveSense) {
  EXPECT_EQ(LibraryLimits::parse(R"({"library":{"film_minutes":10}})").film_minutes, 10);
  EXPECT_EQ(LibraryLimits::parse("{}").film_mb, 1'024);
  EXPECT_THROW(LibraryLimits::parse(R"({"library":{"file_mb":4000}})"), std::runtime_error);
}

ShownFilm shown() {
  ShownFilm film;
  film.made.hash = std::string(64, 'a');
  film.made.duration_ms = 65'000;
  film.made.width = 1280;
  film.made.height = 720;
  film.made.has_sound = true;
  film.made.poster = {std::string(64, 'b'), 1280, 720, ""};
  film.alt = "老师写下\"两个\"字";
  film.captions_hash = std::string(64, 'c');
  film.cues = {{1'000, 2'000, "大家好 <b>"}};
  film.chapters = {{0, "开头"}, {60'000, "练习 & 作业"}};
  return film;
}

TEST(FilmHtml, PlaysWithoutScriptAndCanBeReadAndEntered) {
  const std::string html = film_html(shown(), "第一讲", Showing{{}, {}});
  EXPECT_THAT(html, HasSubstr("<video controls playsinline preload=\"none\""));
  EXPECT_THAT(html, HasSubstr("aria-label=\"老师写下&quot;两个&quot;字\""));
  EXPECT_THAT(html, HasSubstr("<track kind=\"captions\" srclang=\"zh\" label=\"中文字幕\" src=\"/film-captions/ccc"));
  EXPECT_THAT(html, HasSubstr("small.mp4#t=60\" data-at=\"60\"><span class=\"num\">1:00</span> 练习 &amp; 作业"));
  EXPECT_THAT(html, HasSubstr("大家好 &lt;b&gt;"));
  EXPECT_THAT(html, HasSubstr("sound.m4a"));
  EXPECT_THAT(html, Not(HasSubstr("style=")));
  EXPECT_THAT(film_html(shown(), "", Showing{{}, {}, "", "", true}), HasSubstr("<summary lang=\"en\">Transcript"));
}

TEST(FilmHtml, ElsewhereItsPictureLeadsToThePage) {
  const FilmId id("01ARZ3NDEKTSV4RRFFQ69G5FAV");
  const Films films{{id, shown()}};
  const auto body = parse_body(R"({"type":"doc","content":[{"type":"video","attrs":{"film":")" + id.str() +
                               R"(","caption":"第一讲"}}]})");
  ASSERT_TRUE(body.ok()) << body.error().reason;
  const Showing feed{{}, films, "https://x.org", "https://x.org/news/1"};
  EXPECT_THAT(to_html(*body, feed), HasSubstr("<a href=\"https://x.org/news/1\"><img src=\"https://x.org/media/bbb"));
  EXPECT_THAT(to_html(*body, feed), Not(HasSubstr("<video")));
  EXPECT_THAT(to_wechat(*body, feed), HasSubstr("第一讲 · 视频1:05，请到原文观看：https://x.org/news/1"));
  EXPECT_THAT(to_wechat(*body, feed), Not(HasSubstr("<a ")));
  EXPECT_EQ(to_html(*body, Showing{{}, {}}), "") << "a film that is not ready";
  EXPECT_EQ(to_json(*body), to_json(parse_body(to_json(*body)).value()));
  EXPECT_EQ(parse_body(R"({"type":"doc","content":[{"type":"video","attrs":{"film":"x"}}]})").error().reason,
            "body.video");
  EXPECT_EQ(
      parse_body(R"({"type":"doc","content":[{"type":"video","attrs":{"src":"https://evil"}}]})").error().reason,
      "body.not_allowed");
}

}  // namespace
}  // namespace ws::content
