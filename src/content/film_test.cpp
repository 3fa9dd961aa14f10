// A film from its first part to the page, over HTTP, on both engines; made by a real ffmpeg.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/child.h"
#include "base/run_task.h"
#include "content/public.h"
#include "testing/district.h"

namespace ws::content {
namespace {

namespace fs = std::filesystem;
using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// Two seconds of a moving picture, with or without a tone, and with where it was taken in its metadata.
const std::string& clip(bool sound) {
  static const auto made = [](bool with_sound) {
    const fs::path file = fs::temp_directory_path() / ("ws_clip_" + std::to_string(getpid()) + ".mp4");
    std::vector<std::string> command{
        find_ffmpeg(), "-hide_banner", "-nostdin", "-loglevel", "error",
        "-y",          "-f",           "lavfi",    "-i",        "testsrc2=size=322x180:rate=15"};
    if (with_sound) command.insert(command.end(), {"-f", "lavfi", "-i", "sine=frequency=330"});
    command.insert(command.end(), {"-t", "2", "-metadata", "location=secret-place", "-metadata", "title=secret-title",
                                   "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", file.string()});
    Child making(command, Child::Input::none);
    EXPECT_TRUE(making.finish(60'000));
    std::string bytes = read_text(file);
    fs::remove(file);
    return bytes;
  };
  static const std::string loud = made(true), silent = made(false);
  return sound ? loud : silent;
}

class Films : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string words(std::int64_t bytes, const std::string& more = "") const {
    return R"({"site_id":")" + station + R"(","title":"院坝微课","alt":"老师在黑板前讲课","people":"none","bytes":)" +
           std::to_string(bytes) + more + "}";
  }
  std::string opened(std::int64_t bytes, const std::string& more = "") {
    const Answer answer = author.post("/api/films", words(bytes, more));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/films/" + at(answer, "id");
  }
  static Answer put(Caller& caller, const std::string& film, std::size_t offset, const std::string& part) {
    return caller.put(film + "/parts?offset=" + std::to_string(offset), part,
                      {{"Content-Type", "application/octet-stream"}});
  }
  std::string uploaded(const std::string& bytes, const std::string& more = "") {
    const std::string film = opened(static_cast<std::int64_t>(bytes.size()), more);
    EXPECT_EQ(at(put(author, film, 0, bytes), "state"), "waiting");
    return film;
  }
  std::string ready(bool sound = true, const std::string& more = "") {
    const std::string film = uploaded(clip(sound), more);
    district.tick();
    EXPECT_EQ(at(author.get(film), "state"), "ready") << author.get(film).body;
    return film;
  }
  static std::string id_of(const std::string& path) { return path.substr(path.rfind('/') + 1); }
  std::string column(const std::string& slug, bool lectures = false) {
    const Answer answer = district.as("zhongxin")
                              .post("/api/columns", R"({"site_id":")" + center + R"(","slug":")" + slug +
                                                        R"(","name":"微课堂","name_en":"Lectures","reviews":0,)" +
                                                        R"("proofreads":0,"position":1,"lectures":)" +
                                                        (lectures ? "true" : "false") + "}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  std::string article(const std::string& of, const std::string& film, const std::string& more = "",
                      const std::string& title = "看一段院坝微课") {
    json::Writer out;
    out.begin()
        .field("column_id", of)
        .field("site_id", station)
        .field("title", title)
        .field("source", "书院社区")
        .field("editor", "卿小蓉");
    out.field(
        "body",
        film.empty()
            ? R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"一起来学。"}]}]})"
            : R"({"type":"doc","content":[{"type":"video","attrs":{"film":")" + id_of(film) +
                  R"(","caption":"第一讲"}}]})");
    std::string body = out.end().take();
    body.insert(body.size() - 1, more);
    const Answer answer = author.post("/api/articles", body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/articles/" + at(answer, "id");
  }
  Answer step(const std::string& login, const std::string& path, const std::string& name) {
    return district.as(login).post(path + "/" + name, R"({"version":1})");
  }
  std::string published(const std::string& path) {
    EXPECT_EQ(at(step("shuyuan", path, "submission"), "state"), "approved");
    EXPECT_EQ(at(step("zhongxin", path, "publication"), "state"), "published");
    return "/news/" + id_of(path);
  }
  Answer caption(const std::string& film, const std::string& text) {
    json::Writer out;
    out.begin().field("text", text).end();
    return author.put(film + "/captions", out.take());
  }

  District district{GetParam()};
  const std::string center = district.value("SELECT id FROM sites WHERE kind = 'center'");
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  Caller author = district.as("shuyuan");
  Caller anybody = district.nobody();
};

const std::string cues = "WEBVTT\n\n00:00.200 --> 00:01.500\n大家好，今天讲垃圾分类\n";

TEST_P(Films, ComeInPartsAndGoOnWhereTheyStopped) {
  const std::string& bytes = clip(true);
  const std::size_t half = bytes.size() / 2;
  const std::string film = opened(static_cast<std::int64_t>(bytes.size()));
  EXPECT_EQ(at(put(author, film, 0, bytes.substr(0, half)), "received_bytes"), std::to_string(half));
  EXPECT_EQ(at(put(author, film, 0, bytes.substr(0, half)), "received_bytes"), std::to_string(half)) << "once more";
  EXPECT_EQ(at(put(author, film, 0, std::string(half, 'x')), "received_bytes"), std::to_string(half))
      << "what is there stays";
  EXPECT_EQ(at(put(author, film, half + 1, "x"), "reason"), "film.gap");
  EXPECT_EQ(at(put(author, film, half, bytes.substr(half) + "x"), "reason"), "film.past_the_end");
  EXPECT_EQ(at(author.put(film + "/parts?offset=-1", "x", {{"Content-Type", "application/octet-stream"}}), "field"),
            "offset");
  EXPECT_EQ(at(author.get(film), "state"), "receiving");
  EXPECT_EQ(at(author.get(film), "received_bytes"), std::to_string(half)) << "told to who comes back";
  EXPECT_EQ(at(put(author, film, half - 10, bytes.substr(half - 10)), "state"), "waiting") << "overlapping";
  EXPECT_EQ(at(put(author, film, half, bytes.substr(half)), "state"), "waiting") << "a lost answer";
  district.tick();
  const Answer made = author.get(film);
  EXPECT_EQ(at(made, "state"), "ready") << made.body;
  EXPECT_EQ(at(made, "has_sound"), "true");
  EXPECT_NEAR(std::stoi(at(made, "duration_ms")), 2'000, 150);
  EXPECT_EQ(at(made, "showable"), "false") << "nobody wrote down what is said";
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'film.ready'"), 1);
  EXPECT_EQ(anybody.get(at(made, "poster")).header("Content-Type"), "image/webp");
}

TEST_P(Films, ArePlayedFromAnyPlaceByAnAddressThatNeverChanges) {
  const std::string film = ready();
  const std::string address = at(author.get(film), "address");
  const Answer whole = anybody.get(address);
  EXPECT_EQ(whole.status, 200);
  EXPECT_EQ(whole.header("Content-Type"), "video/mp4");
  EXPECT_THAT(whole.header("Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(whole.header("Accept-Ranges"), "bytes");
  EXPECT_LT(whole.body.find("moov"), whole.body.find("mdat")) << "it can begin before all of it is there";
  EXPECT_THAT(whole.body, Not(HasSubstr("secret-"))) << "nothing of where it was taken";
  testing::HttpClient client(district.port());
  const Answer part = client.request("GET", address, "", {{"Range", "bytes=100-199"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.body, whole.body.substr(100, 100));
  const std::string folder = address.substr(0, address.rfind('/'));
  EXPECT_EQ(anybody.get(folder + "/sound.m4a").header("Content-Type"), "audio/mp4");
  EXPECT_EQ(anybody.get(folder + "/large.mp4").status, 200);
  for (const std::string name : {"/other.mp4", "/..%2f..%2fmaster.key", "/progress.txt"})
    EXPECT_GE(anybody.get(folder + name).status, 400) << name;
  EXPECT_EQ(anybody.get("/films/xyz/large.mp4").status, 404);
}

TEST_P(Films, HardRule_WhatIsNoFilmIsRefusedWithItsReasonAndNothingIsKept) {
  const std::string playlist = "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n";
  const std::string cut = clip(true).substr(0, clip(true).size() / 3);
  const std::string wave = "RIFF" + std::string(4, '\0') + "WAVEfmt ";
  for (const auto& [bytes, reason] : {std::pair{playlist, "film.not_a_film"},
                                      {cut, "film.not_a_film"},
                                      {wave + std::string(600, 'x'), "film.not_a_film"}}) {
    const std::string film = uploaded(bytes);
    district.tick();
    EXPECT_EQ(at(author.get(film), "state"), "failed");
    EXPECT_EQ(at(author.get(film), "trouble.reason"), reason);
    EXPECT_EQ(at(author.get(film), "address"), "");
    EXPECT_EQ(author.post(film + "/removal").status, 200);
    EXPECT_EQ(author.get(film).status, 404);
  }
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'film.failed'"), 3);
}

TEST_P(Films, HardRule_OnlyAsManyUploadsStayOpenAsThePolicySays) {
  std::vector<std::string> open;
  for (int i = 0; i < 3; ++i) open.push_back(opened(1'000));
  EXPECT_EQ(at(author.post("/api/films", words(1'000)), "reason"), "film.many_open");
  EXPECT_EQ(at(author.post("/api/films", words(std::int64_t{2} << 30)), "reason"), "film.too_large");
  EXPECT_EQ(author.post(open[0] + "/removal").status, 200);
  EXPECT_EQ(author.post("/api/films", words(1'000)).status, 201);
}

TEST_P(Films, BelongToWhoSendsThemAndToTheirSite) {
  const std::string film = opened(1'000);
  Caller colleague = district.as("pitong"), other = district.as("ziyun");
  EXPECT_EQ(at(put(colleague, film, 0, "x"), "reason"), "film.not_yours") << "the office above may edit, not send";
  EXPECT_EQ(at(put(other, film, 0, "x"), "reason"), "film.not_yours");
  EXPECT_EQ(at(other.post(film + "/removal"), "reason"), "film.not_yours");
  EXPECT_EQ(other.get(film).status, 200) << "the library is no secret among staff";
  EXPECT_EQ(at(other.get(film), "may_edit"), "false");
  EXPECT_EQ(at(other.post("/api/films", words(1'000)), "reason"), "site.not_yours");
  const std::string consented =
      R"({"site_id":")" + station + R"(","title":"访谈","alt":"两个人","people":"consented","bytes":9})";
  EXPECT_EQ(at(author.post("/api/films", consented), "reason"), "media.consent");
  EXPECT_EQ(json::Document(author.get("/api/films?q=%E9%99%A2%E5%9D%9D").body).items("items").size(), 1u);
  EXPECT_EQ(author.get("/api/films/01ARZ3NDEKTSV4RRFFQ69G5FAV").status, 404);
}

TEST_P(Films, HardRule_AFilmWithSpeechGoesOutWithCaptionsOrATranscriptOnly) {
  const std::string film = ready(), of = column("films");
  const std::string path = article(of, film);
  const Answer refused = step("shuyuan", path, "submission");
  EXPECT_EQ(at(refused, "reason"), "film.captions");
  EXPECT_EQ(at(refused, "alternative.title"), "院坝微课");
  EXPECT_EQ(at(caption(film, "不是字幕"), "reason"), "captions.broken");
  EXPECT_EQ(caption(film, cues).status, 200);
  const std::string page = published(path);
  const Answer shown = anybody.get(page);
  EXPECT_THAT(shown.body, HasSubstr("<track kind=\"captions\""));
  EXPECT_THAT(shown.body, HasSubstr("大家好，今天讲垃圾分类"));
  const Answer track = anybody.get(at(author.get(film), "captions_address"));
  EXPECT_EQ(track.header("Content-Type"), "text/vtt; charset=utf-8");
  EXPECT_THAT(track.body, HasSubstr("WEBVTT"));
  EXPECT_THAT(anybody.get("/api/search?kind=article&q=%E5%9E%83%E5%9C%BE%E5%88%86%E7%B1%BB").body,
              HasSubstr("看一段院坝微课"))
      << "what is said is found";
  EXPECT_EQ(at(caption(film, ""), "reason"), "film.captions") << "while it is shown";
  EXPECT_EQ(at(author.post(film + "/removal"), "reason"), "film.in_use");
  for (const std::string where : {"/news/feed.atom", "/news/feed.json"}) {
    EXPECT_THAT(anybody.get(where).body, HasSubstr("/media/")) << where;
    EXPECT_THAT(anybody.get(where).body, Not(HasSubstr("<video"))) << where;
  }
  EXPECT_THAT(author.get(path + "/wechat").body, HasSubstr("请到原文观看"));
}

TEST_P(Films, HardRule_AnArticleWithAFilmThatIsNotReadyWaits) {
  const std::string film = opened(1'000), path = article(column("films"), film);
  EXPECT_EQ(at(step("shuyuan", path, "submission"), "reason"), "film.not_ready");
  EXPECT_THAT(author.get(path).body, HasSubstr(R"("state":"receiving")"));
  const std::string nowhere =
      R"({"type":"doc","content":[{"type":"video","attrs":{"film":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}}]})";
  json::Writer out;
  out.begin().field("column_id", column("more")).field("site_id", station).field("title", "x").field("body", nowhere);
  EXPECT_EQ(at(author.post("/api/articles", out.end().take()), "reason"), "film.not_found");
}

TEST_P(Films, HardRule_PersonalDataInCaptionsIsCaughtToo) {
  const std::string film = ready(), path = article(column("films"), film);
  EXPECT_EQ(caption(film, "WEBVTT\n\n00:00.200 --> 00:01.500\n报名打 199 0000 0001\n").status, 200);
  EXPECT_EQ(at(step("shuyuan", path, "submission"), "reason"), "article.personal_data");
}

TEST_P(Films, HaveChaptersATranscriptAndWordsThatAreEdited) {
  const std::string film = ready();
  const auto edited = [&](const std::string& more, const std::string& version = "1") {
    return author.put(film, R"({"title":"垃圾分类","alt":"老师在讲课","people":"none","speech":true,"version":)" +
                                version + more + "}");
  };
  EXPECT_EQ(at(edited(R"(,"chapters":[{"at_ms":0,"title":"开头"},{"at_ms":9000,"title":"晚了"}])"), "reason"),
            "film.chapters");
  EXPECT_EQ(at(edited(R"(,"chapters":[{"at_ms":0,"title":"一"},{"at_ms":0,"title":"二"}])"), "reason"),
            "chapters.order");
  EXPECT_EQ(
      edited(R"(,"transcript":"大家好。","chapters":[{"at_ms":0,"title":"开头"},{"at_ms":1000,"title":"练习"}])")
          .status,
      200);
  EXPECT_EQ(at(edited(R"(,"chapters":[])"), "reason"), "film.changed_meanwhile");
  const Answer found = author.get(film);
  EXPECT_EQ(at(found, "showable"), "true");
  EXPECT_EQ(at(found, "transcript"), "大家好。");
  EXPECT_THAT(found.body, HasSubstr(R"({"at_ms":1000,"title":"练习"})"));
}

TEST_P(Films, WithoutSoundOrWithoutSpeechNeedNoCaptions) {
  EXPECT_EQ(at(author.get(ready(false)), "showable"), "true");
  EXPECT_EQ(at(author.get(ready(true, R"(,"speech":false)")), "showable"), "true");
}

TEST_P(Films, AMicroLectureIsLedByItsFilmAndFollowedByTheNext) {
  const std::string film = ready();
  EXPECT_EQ(caption(film, cues).status, 200);
  const std::string of = column("weike", true);
  EXPECT_EQ(at(step("shuyuan", article(of, ""), "submission"), "field"), "lead_film_id");
  const std::string lead = R"(,"lecturer":"卿老师","lead_film_id":")" + id_of(film) + "\"";
  const std::string first = published(article(of, "", lead, "第一讲：垃圾怎么分"));
  district.clock.advance_ms(hour_ms);
  const std::string second = published(article(of, "", lead, "第二讲：变废为宝"));
  const Answer list = anybody.get("/lectures");
  EXPECT_EQ(list.status, 200);
  EXPECT_THAT(list.body, HasSubstr("第一讲：垃圾怎么分"));
  EXPECT_THAT(list.body, HasSubstr("卿老师"));
  EXPECT_THAT(list.body, HasSubstr("0:02"));
  EXPECT_THAT(list.body, HasSubstr("/media/")) << "the poster";
  EXPECT_EQ(anybody.get("/lectures?column=weike").status, 200);
  EXPECT_EQ(anybody.get("/lectures?column=none").status, 404);
  EXPECT_EQ(anybody.get("/lectures?cursor=x").status, 400);
  const Answer page = anybody.get(first);
  EXPECT_LT(page.body.find("<video"), page.body.find("<h1"));
  EXPECT_THAT(page.body, HasSubstr("href=\"" + second + "\""));
  EXPECT_THAT(anybody.get(second).body, Not(HasSubstr("下一讲")));
  EXPECT_THAT(anybody.get("/news").body, HasSubstr("第一讲")) << "it is an article like others";
}

TEST_P(Films, DocumentsAreKeptByTheirContentAndGivenAlong) {
  const testing::Headers file{{"Content-Type", "application/octet-stream"}};
  const std::string address = "/api/files?site_id=" + station + "&title=%E8%AF%BE%E4%BB%B6";
  const std::string pdf = "%PDF-1.4 demo";
  EXPECT_EQ(at(author.post(address, "<html>", file), "reason"), "file.type");
  EXPECT_EQ(at(author.post(address, "PK\x03\x04 xl/workbook.xml xl/vbaProject.bin", file), "reason"), "file.type");
  EXPECT_EQ(at(author.post("/api/files?site_id=" + station, pdf, file), "field"), "title");
  EXPECT_EQ(at(district.as("ziyun").post(address, pdf, file), "reason"), "site.not_yours");
  const Answer uploaded = author.post(address, pdf, file);
  ASSERT_EQ(uploaded.status, 201) << uploaded.body;
  const auto library = json::Document(author.get("/api/files?q=%E8%AF%BE").body).items("items");
  ASSERT_EQ(library.size(), 1u);
  const std::string path = library[0].text("address").value();
  const Answer kept = anybody.get(path);
  EXPECT_EQ(kept.body, pdf);
  EXPECT_EQ(kept.header("Content-Type"), "application/pdf");
  EXPECT_EQ(kept.header("Content-Disposition"), "attachment; filename*=UTF-8''%E8%AF%BE%E4%BB%B6.pdf");
  EXPECT_EQ(kept.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(anybody.get("/files/none").status, 404);
  const std::string with = R"(,"attachments":[{"file_id":")" + at(uploaded, "id") + R"(","title":"第一讲课件"}])";
  const std::string page = published(article(column("files"), "", with));
  EXPECT_THAT(anybody.get(page).body, HasSubstr("href=\"" + path + "\""));
  EXPECT_THAT(anybody.get("/news/feed.atom").body, HasSubstr("<link rel=\"enclosure\" type=\"application/pdf\""));
  EXPECT_THAT(anybody.get("/news/feed.json").body, HasSubstr("\"mime_type\":\"application/pdf\""));
}

INSTANTIATE_TEST_SUITE_P(Engines, Films, ::testing::ValuesIn(testing::engines), testing::engine_name);

// ---- the maker by itself: what breaks in the middle

class FilmMakerTest : public ::testing::TestWithParam<db::Engine> {
 protected:
  FilmMakerTest() { fs::create_directories(folder / "media"); }
  ~FilmMakerTest() override { fs::remove_all(folder); }
  FilmMaker maker(const std::string& ffmpeg) {
    return FilmMaker({district.database(), district.clock, random, media, limits, folder / "media", ffmpeg});
  }
  /// An upload that is complete, beside a server that does not see its files.
  FilmId waiting() {
    Film film;
    film.id = FilmId::fresh(district.clock.now(), random);
    film.site = SiteId(district.value("SELECT id FROM sites WHERE kind = 'center'"));
    film.words = {"微课", "黑板", "", "none", ""};
    film.by = district.person("zhongxin");
    film.opened = district.clock.now();
    film.upload_bytes = static_cast<std::int64_t>(clip(true).size());
    const FilmFiles files(folder / "media");
    EXPECT_TRUE(files.put(film.id, 0, clip(true)).ok());
    EXPECT_TRUE(district.database()
                    .write_now([&](db::Tx& tx) -> Outcome {
                      store::insert(tx, film);
                      store::note_received(tx, film.id, 0, film.upload_bytes, film.opened);
                      return Done{};
                    })
                    .ok());
    return film.id;
  }
  Film found(const FilmId& id) {
    return district.database().read([&](db::Reader& reader) { return store::find_film(reader, id).value(); });
  }
  /// A program in the place of ffmpeg, with the real ffprobe beside it.
  std::string instead(const std::string& script) {
    const fs::path bin = folder / "bin";
    fs::create_directories(bin);
    std::ofstream(bin / "ffmpeg") << "#!/bin/sh\n" << script << "\n";
    fs::permissions(bin / "ffmpeg", fs::perms::owner_all);
    std::error_code failed;
    fs::create_symlink(fs::path(find_ffmpeg()).parent_path() / "ffprobe", bin / "ffprobe", failed);
    return (bin / "ffmpeg").string();
  }

  District district{GetParam()};
  Random random{7};
  const fs::path folder = fs::temp_directory_path() / ("ws_films_" + std::to_string(getpid()));
  WorkerPool rendering{1, 4};
  LibraryLimits limits;
  MediaService media{{district.database(), district.clock, random, rendering, (folder / "media").string()}};
};

TEST_P(FilmMakerTest, HardRule_ACrashInTheMiddleLosesNothing) {
  const FilmId id = waiting();
  // The server went down while it was made: the row says so, and nobody holds it any more after a while.
  EXPECT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Result<bool> {
                    const Instant now = district.clock.now();
                    return store::hold(tx, id, now, now.plus_ms(30 * second_ms));
                  })
                  .value());
  FilmMaker again = maker(find_ffmpeg());
  EXPECT_EQ(again.make(), 0) << "somebody may still be at it";
  district.clock.advance_ms(31 * second_ms);
  EXPECT_EQ(again.make(), 1);
  EXPECT_EQ(found(id).state, FilmState::ready);
  EXPECT_FALSE(fs::exists(folder / "media/films/incoming" / id.str())) << "the upload is not kept";
  EXPECT_TRUE(fs::is_empty(folder / "media/films/making"));
}

TEST_P(FilmMakerTest, AKilledFfmpegIsTriedAgainAndGivenUpInTheEnd) {
  const FilmId id = waiting();
  FilmMaker killed = maker(instead("kill -9 $$"));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(killed.make(), 1);
    district.clock.advance_ms(minute_ms);
  }
  EXPECT_EQ(found(id).state, FilmState::failed);
  EXPECT_EQ(found(id).reason, "film.could_not_make");
  EXPECT_EQ(killed.make(), 0);
  const FilmId other = waiting();
  EXPECT_EQ(killed.make(), 1);
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(maker(find_ffmpeg()).make(), 1);
  EXPECT_EQ(found(other).state, FilmState::ready) << "once it lives";
}

TEST_P(FilmMakerTest, WhatFfmpegCannotReadSaysSo) {
  const FilmId id = waiting();
  EXPECT_EQ(maker(instead("exit 1")).make(), 1);
  EXPECT_EQ(found(id).reason, "film.damaged");
  EXPECT_FALSE(fs::exists(folder / "media/films/incoming" / id.str()));
}

TEST_P(FilmMakerTest, HardRule_AFullDiskLetsItWaitAndShowsNothingHalfMade) {
  const FilmId id = waiting();
  limits.least_free_mb = 1'000'000'000;
  FilmMaker full = maker(find_ffmpeg());
  EXPECT_EQ(full.make(), 1);
  EXPECT_EQ(found(id).state, FilmState::waiting);
  EXPECT_EQ(found(id).reason, "film.disk_full");
  EXPECT_EQ(found(id).made.hash, "");
  limits.least_free_mb = 0;
  EXPECT_EQ(full.make(), 0) << "not at once";
  district.clock.advance_ms(minute_ms);
  EXPECT_EQ(full.make(), 1);
  EXPECT_EQ(found(id).state, FilmState::ready) << found(id).reason;
}

TEST_P(FilmMakerTest, AServerThatStopsGoesOnAfterwards) {
  const FilmId id = waiting();
  std::stop_source stop;
  // Slow enough to be in the middle of it: it begins to stop the server itself.
  FilmMaker slow = maker(instead("sleep 20"));
  std::jthread stopper([&] {
    while (found(id).state != FilmState::making) std::this_thread::yield();
    stop.request_stop();
  });
  EXPECT_EQ(slow.make(stop.get_token()), 1);
  EXPECT_EQ(found(id).state, FilmState::waiting);
  EXPECT_EQ(found(id).tries, 0) << "that was no try";
  EXPECT_EQ(maker(find_ffmpeg()).make(), 1);
  EXPECT_EQ(found(id).state, FilmState::ready);
}

TEST_P(FilmMakerTest, WithoutFfmpegNothingIsTakenAndNothingIsMade) {
  const FilmId id = waiting();
  EXPECT_EQ(maker("").make(), 0);
  EXPECT_EQ(found(id).state, FilmState::waiting) << "until there is one";
  FilmService films({district.database(), district.clock, random, rendering, limits, folder / "media", ""});
  const auto refused = run_task(films.open({}, {{}, "", "test", ""}, {}));
  EXPECT_EQ(refused.error().reason, "film.no_ffmpeg");
}

TEST_P(FilmMakerTest, UploadsThatNobodyGoesOnWithAreGivenUpAndForgotten) {
  const FilmId id = waiting();
  EXPECT_TRUE(district.database()
                  .write_now([&](db::Tx& tx) -> Outcome {
                    tx.exec("UPDATE films SET state = 'receiving', received_bytes = 5 WHERE id = $1", id);
                    return Done{};
                  })
                  .ok());
  FilmMaker sweeper = maker(find_ffmpeg());
  sweeper.sweep();
  EXPECT_EQ(found(id).state, FilmState::receiving);
  district.clock.advance_ms(25 * hour_ms);
  sweeper.sweep();
  EXPECT_EQ(found(id).reason, "film.unfinished");
  EXPECT_FALSE(fs::exists(folder / "media/films/incoming" / id.str()));
  district.clock.advance_ms(8 * day_ms);
  sweeper.sweep();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM films"), 0);
}

INSTANTIATE_TEST_SUITE_P(Engines, FilmMakerTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::content
