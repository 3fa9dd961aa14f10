// From writing to the public page, over HTTP, on both engines.
#include <cairo.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include "base/drawing.h"
#include "content/content_model.h"
#include "content/picture_service.h"
#include "http/http.h"
#include "testing/district.h"

namespace ws::content {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

std::string png(int width, int height) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height));
  std::string bytes;
  cairo_surface_write_to_png_stream(surface.get(), append_to_text, &bytes);
  return bytes;
}

std::string big_endian(std::uint32_t number) {
  std::string out;
  for (const int shift : {24, 16, 8, 0}) out += static_cast<char>(static_cast<unsigned char>(number >> shift));
  return out;
}
std::string chunk(const std::string& type, const std::string& data) {
  const std::string body = type + data;
  const auto sum = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
  return big_endian(static_cast<std::uint32_t>(data.size())) + body + big_endian(static_cast<std::uint32_t>(sum));
}
/// A few bytes that say they are nine hundred million pixels.
std::string bomb() {
  using namespace std::string_literals;
  return "\x89PNG\r\n\x1A\n"s + chunk("IHDR", big_endian(30'000) + big_endian(30'000) + "\x08\x02\0\0\0"s) +
         chunk("IDAT", "\x78\x9c\x03\0\0\0\0\x01"s) + chunk("IEND", "");
}

/// A picture whose EXIF says something about where it was taken.
std::string told(std::string bytes) {
  using namespace std::string_literals;
  const std::string exif = "II*\0\x08\0\0\0\x01\0\x0E\x01\x02\0\x0D\0\0\0\x1A\0\0\0\0\0\0\0secret-place\0"s;
  return bytes.insert(33, chunk("eXIf", exif));
}

TEST(Pictures, HardRule_NothingOfWhereAndHowItWasTakenGoesOut) {
  const std::string bytes = told(png(600, 300));
  ASSERT_NE(bytes.find("secret-place"), std::string::npos);
  const auto rendered = render_picture(bytes, Origin::upload);
  ASSERT_TRUE(rendered.ok()) << rendered.error().detail;
  ASSERT_EQ(rendered->files.size(), 2u);
  for (const auto& [width, file] : rendered->files) EXPECT_EQ(file.find("secret-place"), std::string::npos) << width;
}

TEST(Pictures, HardRule_OnlyPicturesOfAKnownKindAndSizeAreUnpacked) {
  const auto rendered = render_picture(png(1200, 600), Origin::upload);
  ASSERT_TRUE(rendered.ok()) << rendered.error().detail;
  EXPECT_EQ(rendered->picture.width, 1200);
  EXPECT_EQ(rendered->picture.height, 600);
  ASSERT_EQ(rendered->files.size(), 3u);
  EXPECT_EQ(rendered->files[0].first, 480);
  EXPECT_EQ(rendered->files[2].first, 1200);
  EXPECT_EQ(rendered->files[0].second.substr(8, 4), "WEBP");
  EXPECT_EQ(render_picture(bomb(), Origin::upload).error().reason, "media.too_many_pixels");
  EXPECT_EQ(render_picture("<svg xmlns='http://www.w3.org/2000/svg'/>", Origin::upload).error().reason,
            "media.not_a_picture");
  EXPECT_EQ(render_picture("GIF89a", Origin::upload).error().reason, "media.not_a_picture");
  EXPECT_EQ(render_picture(png(10, 10).substr(0, 40), Origin::upload).error().reason, "media.not_a_picture");
  EXPECT_EQ(render_picture("", Origin::upload).error().reason, "media.not_a_picture");
}

class Content : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string column(int reviews, int proofreads, const std::string& slug = "practice-now") {
    const Answer answer =
        district.as("zhongxin")
            .post("/api/columns", R"({"site_id":")" + center + R"(","slug":")" + slug +
                                      R"(","name":"实践进行时","name_en":"In practice","reviews":)" +
                                      std::to_string(reviews) + R"(,"proofreads":)" + std::to_string(proofreads) +
                                      R"(,"position":1})");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  static std::string draft(const std::string& column, const std::string& text, const std::string& more,
                           const std::string& title = "院坝里的微党课") {
    json::Writer out;
    out.begin()
        .field("column_id", column)
        .field("title", title)
        .field("summary", "二十多位乡亲围坐在一起")
        .field("source", "书院社区新时代文明实践站")
        .field("editor", "游晓霞")
        .field("body", R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":")" + text +
                           "\"}]}]}");
    std::string body = out.end().take();
    body.insert(body.size() - 1, more);
    return body;
  }
  std::string written(const std::string& of, const std::string& text = "老支书讲种菜，也讲规矩。") {
    const Answer answer = author.post("/api/articles", draft(of, text, R"(,"site_id":")" + station + "\""));
    EXPECT_EQ(answer.status, 201) << answer.body;
    return "/api/articles/" + at(answer, "id");
  }
  Answer judge(const std::string& login, const std::string& path, const std::string& verdict = "passed",
               int version = 1) {
    return district.as(login).post(path + "/reviews", R"({"version":)" + std::to_string(version) + R"(,"verdict":")" +
                                                          verdict + R"(","comment":"请核对时间"})");
  }
  static Answer step(Caller& caller, const std::string& path, const std::string& name, const std::string& more = "",
                     int version = 1) {
    return caller.post(path + "/" + name, R"({"version":)" + std::to_string(version) + more + "}");
  }
  static Answer step(Caller&& caller, const std::string& path, const std::string& name) {
    return step(caller, path, name);
  }
  std::string published(const std::string& of, const std::string& text = "老支书讲种菜，也讲规矩。") {
    const std::string path = written(of, text);
    EXPECT_EQ(step(author, path, "submission").status, 200);
    const Answer answer = step(district.as("zhongxin"), path, "publication");
    EXPECT_EQ(answer.status, 200) << answer.body;
    return path;
  }
  static std::string page_of(const std::string& path) { return "/news/" + path.substr(path.rfind('/') + 1); }

  District district{GetParam()};
  const std::string center = district.value("SELECT id FROM sites WHERE kind = 'center'");
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  Caller author = district.as("shuyuan");
  Caller anybody = district.nobody();
};

TEST_P(Content, AnArticleGoesFromWritingToThePageTheFeedsAndTheSearch) {
  const std::string path = written(column(2, 1));
  EXPECT_EQ(anybody.get(page_of(path)).status, 404);
  EXPECT_EQ(at(step(author, path, "submission"), "state"), "in_review");
  EXPECT_THAT(district.as("pitong").get("/api/articles?waiting=1").body, HasSubstr("院坝里的微党课"));
  EXPECT_GT(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'article.waiting'"), 0);
  EXPECT_EQ(at(judge("pitong", path), "stage"), "2");
  EXPECT_EQ(at(judge("zhongxin", path), "state"), "in_proofread");
  EXPECT_EQ(at(judge("pitong-ld", path), "state"), "approved");
  EXPECT_EQ(at(step(district.as("zhongxin-ld"), path, "publication"), "state"), "published");

  const Answer page = anybody.get(page_of(path));
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, HasSubstr("<p>老支书讲种菜，也讲规矩。</p>"));
  EXPECT_THAT(page.body, HasSubstr("书院社区新时代文明实践站"));
  for (const std::string where :
       {"/news", "/news/columns/practice-now", "/news/feed.atom", "/news/feed.json",
        "/news/columns/practice-now/feed.atom", "/news/columns/practice-now/feed.json", "/embed/news",
        "/embed/news?column=practice-now&limit=3", "/", "/search?q=%E8%80%81%E6%94%AF%E4%B9%A6"})
    EXPECT_THAT(anybody.get(where).body, HasSubstr("院坝里的微党课")) << where;
  EXPECT_THAT(anybody.get("/sitemap.xml").body, HasSubstr(page_of(path) + "</loc>"));
  EXPECT_THAT(anybody.get("/api/search?q=%E5%BE%AE%E5%85%9A%E8%AF%BE&kind=article").body,
              HasSubstr("院坝里的微党课"));
  EXPECT_EQ(anybody.get("/news/columns/none").status, 404);
  const Answer package = author.get(path + "/wechat");
  EXPECT_EQ(package.status, 200);
  EXPECT_THAT(at(package, "html"), HasSubstr("<section style="));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'article.published'"), 1);
}

TEST_P(Content, HardRule_EachStepIsTakenBySomebodyElseAndNeverByAnAuthor) {
  const std::string path = written(column(2, 1));
  EXPECT_EQ(at(judge("pitong", path), "reason"), "article.not_waiting");
  EXPECT_EQ(step(author, path, "submission").status, 200);
  EXPECT_EQ(at(judge("shuyuan", path), "reason"), "article.own");
  EXPECT_EQ(at(judge("ziyun", path), "reason"), "article.not_found") << "another base";
  EXPECT_EQ(judge("pitong", path).status, 200);
  EXPECT_EQ(at(judge("pitong", path), "reason"), "article.passed_before");
  EXPECT_EQ(at(judge("pitong-ld", path), "reason"), "article.owner_decides") << "the last review";
  EXPECT_EQ(judge("zhongxin", path).status, 200);
  EXPECT_EQ(at(judge("zhongxin", path), "reason"), "article.passed_before") << "nor may they proofread";
  EXPECT_EQ(at(step(district.as("zhongxin"), path, "publication"), "reason"), "article.not_approved");
  EXPECT_EQ(judge("pitong-ld", path).status, 200);
  EXPECT_EQ(at(step(district.as("pitong"), path, "publication"), "reason"), "article.owner_decides");
}

TEST_P(Content, HardRule_AChangeAfterAReviewBeginsTheReviewsAnew) {
  const std::string of = column(2, 0);
  const std::string path = written(of);
  EXPECT_EQ(step(author, path, "submission").status, 200);
  EXPECT_EQ(judge("pitong", path).status, 200);
  EXPECT_EQ(at(author.put(path, draft(of, "老支书讲种菜。", R"(,"version":1)")), "state"), "draft");
  EXPECT_EQ(at(judge("zhongxin", path, "passed", 2), "reason"), "article.not_waiting");
  EXPECT_EQ(at(step(author, path, "submission", "", 2), "stage"), "1");
  EXPECT_EQ(at(judge("pitong", path, "passed", 1), "reason"), "article.changed_meanwhile") << "what they read is old";
  EXPECT_EQ(at(judge("pitong", path, "passed", 2), "stage"), "2") << "a new round: the same person may again";
  EXPECT_EQ(at(author.put(path, draft(of, "老支书讲种菜。", R"(,"version":2)")), "state"), "in_review")
      << "the same text again changes nothing";
  EXPECT_EQ(at(author.put(path, draft(of, "x", R"(,"version":1)")), "reason"), "article.changed_meanwhile");
}

TEST_P(Content, AReturnedArticleComesBackWithWordsAndEveryVersionIsKept) {
  const std::string of = column(1, 0);
  const std::string path = written(of);
  EXPECT_EQ(step(author, path, "submission").status, 200);
  EXPECT_EQ(at(district.as("zhongxin").post(path + "/reviews", R"({"version":1,"verdict":"returned"})"), "reason"),
            "article.comment");
  EXPECT_EQ(at(judge("zhongxin", path, "returned"), "state"), "draft");
  const Answer back = author.get(path);
  EXPECT_EQ(at(back, "reason"), "请核对时间");
  EXPECT_THAT(back.body, HasSubstr(R"("passed":false,"comment":"请核对时间")"));
  EXPECT_EQ(at(back, "judged_version"), "1");
  EXPECT_EQ(author.put(path, draft(of, "老支书讲种瓜，也讲规矩。", R"(,"version":1)")).status, 200);
  EXPECT_THAT(author.get(path + "/comparison?from=1&to=2").body, HasSubstr(R"({"text":"瓜","changed":true})"));
  const Answer versions = author.get(path + "/versions?limit=1");
  EXPECT_EQ(at(versions, "next"), "2");
  EXPECT_THAT(author.get(path + "/versions?cursor=2").body, HasSubstr("\"number\":1"));
  EXPECT_THAT(author.get(path + "/versions/1").body, HasSubstr("种菜"));
  EXPECT_EQ(author.get(path + "/versions/9").status, 404);
  EXPECT_EQ(author.get(path + "/comparison?from=1&to=9").status, 404);
}

TEST_P(Content, HardRule_PersonalDataIsCaughtBeforePublishing) {
  const std::string of = column(0, 0);
  const std::string phone = written(of, "报名请打 199 0000 0001 找敬老师。");
  const Answer refused = step(author, phone, "submission");
  EXPECT_EQ(at(refused, "reason"), "article.personal_data");
  EXPECT_EQ(at(refused, "field"), "passages[4]");
  EXPECT_THAT(author.get(phone).body,
              HasSubstr(R"("kind":"mobile","passage":4,"start":5,"length":13,"text":"19900000001")"));
  const std::string why = R"({"text":"19900000001","reason":"站里的报名电话"})";
  EXPECT_EQ(at(author.post(phone + "/confirmations", why), "reason"), "article.owner_decides");
  EXPECT_EQ(at(district.as("ziyun").post(phone + "/confirmations", why), "reason"), "article.not_found");
  Caller above = district.as("zhongxin-ld");
  EXPECT_EQ(above.post(phone + "/confirmations", why).status, 200);
  EXPECT_EQ(at(above.post(phone + "/confirmations", R"({"text":"1","reason":"没有"})"), "reason"),
            "article.no_such_passage");
  EXPECT_EQ(at(step(author, phone, "submission"), "state"), "approved");

  const std::string number = written(of, "证号 51012419880314903X 的居民");
  EXPECT_EQ(at(step(author, number, "submission"), "reason"), "article.personal_data");
  EXPECT_EQ(
      at(above.post(number + "/confirmations", R"({"text":"51012419880314903X","reason":"没有理由"})"), "reason"),
      "article.never_public");
  EXPECT_EQ(at(step(author, written(of, "书院小学的王小明同学来了"), "submission"), "reason"),
            "article.personal_data");
}

TEST_P(Content, IsPublishedAndWithdrawnAtItsHour) {
  const std::string path = written(column(0, 0));
  EXPECT_EQ(step(author, path, "submission").status, 200);
  Caller editor = district.as("zhongxin");
  const auto hours = [&](int ahead) { return std::to_string(district.clock.now().ms + ahead * hour_ms); };
  EXPECT_EQ(at(step(editor, path, "publication", R"(,"publish_ms":)" + hours(-1)), "reason"), "article.due");
  EXPECT_EQ(at(step(editor, path, "publication", R"(,"publish_ms":)" + hours(2) + R"(,"withdraw_ms":)" + hours(5)),
               "state"),
            "scheduled");
  EXPECT_EQ(at(author.put(path, draft(at(author.get(path), "column_id"), "x", R"(,"version":1)")), "reason"),
            "article.scheduled");
  district.tick();
  EXPECT_EQ(anybody.get(page_of(path)).status, 404);
  district.clock.advance_ms(2 * hour_ms);
  district.tick();
  EXPECT_EQ(anybody.get(page_of(path)).status, 200);
  EXPECT_EQ(at(author.put(path, draft(at(author.get(path), "column_id"), "x", R"(,"version":1)")), "reason"),
            "article.published");
  district.clock.advance_ms(3 * hour_ms);
  district.tick();
  EXPECT_EQ(at(author.get(path), "state"), "withdrawn");
  EXPECT_EQ(anybody.get(page_of(path)).status, 404);
}

TEST_P(Content, IsWithdrawnWithAReasonFromThePageAndFromTheSearch) {
  const std::string path = published(column(0, 0));
  EXPECT_EQ(at(author.post(path + "/withdrawal", R"({"reason":"时间有误"})"), "reason"), "article.owner_decides");
  EXPECT_EQ(at(district.as("zhongxin").post(path + "/withdrawal", R"({"reason":"时间有误"})"), "state"), "withdrawn");
  EXPECT_EQ(at(author.get(path), "reason"), "时间有误");
  EXPECT_THAT(anybody.get("/api/search?q=%E5%BE%AE%E5%85%9A%E8%AF%BE").body, Not(HasSubstr("院坝里的微党课")));
  EXPECT_THAT(anybody.get("/news/feed.json").body, Not(HasSubstr("院坝里的微党课")));
  EXPECT_EQ(at(district.as("zhongxin").post(path + "/withdrawal", R"({"reason":"时间有误"})"), "reason"),
            "article.not_published");
  EXPECT_EQ(at(author.get(path + "/wechat"), "reason"), "article.not_published");
}

TEST_P(Content, HardRule_WhatIsHiddenAndWhatIsAbsentLookTheSame) {
  const std::string path = written(column(1, 0));
  const std::string nowhere = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
  for (const std::string more : {"", "/versions", "/versions/1", "/comparison?from=1&to=1", "/wechat"})
    EXPECT_EQ(district.as("ziyun").get(path + more).body,
              district.as("ziyun").get("/api/articles/" + nowhere + more).body)
        << more;
  EXPECT_THAT(district.as("ziyun").get("/api/articles").body, Not(HasSubstr("院坝里的微党课")));
  EXPECT_EQ(anybody.get(page_of(path)).status, anybody.get("/news/" + nowhere).status);
  EXPECT_EQ(at(district.as("pitong-ld").get(path), "may_write"), "false");
  EXPECT_EQ(at(district.as("ziyun").post("/api/articles", draft(nowhere, "x", R"(,"site_id":")" + station + "\"")),
               "reason"),
            "site.not_yours");
}

TEST_P(Content, ListsPageByCursorAndFilter) {
  const std::string of = column(0, 0);
  for (int i = 0; i < 3; ++i) {
    written(of);
    district.clock.advance_ms(1000);
  }
  const Answer first = author.get("/api/articles?limit=2&state=draft&column_id=" + of);
  ASSERT_EQ(json::Document(first.body).items("items").size(), 2u);
  const Answer rest = author.get("/api/articles?limit=2&cursor=" + at(first, "next"));
  EXPECT_EQ(json::Document(rest.body).items("items").size(), 1u);
  EXPECT_EQ(at(rest, "next"), "null");
  EXPECT_EQ(json::Document(author.get("/api/articles?q=%E6%B2%A1%E6%9C%89").body).items("items").size(), 0u);
  EXPECT_EQ(at(author.get("/api/articles?cursor=x"), "reason"), "list.bad_cursor");
  EXPECT_EQ(at(author.get("/api/articles?state=x"), "reason"), "field.unknown_value");
  for (int i = 0; i < 13; ++i) published(of);
  EXPECT_THAT(anybody.get("/news").body, HasSubstr("rel=\"next\" href=\"/news?cursor="));
  EXPECT_EQ(anybody.get("/news?cursor=x").status, 400);
}

TEST_P(Content, ViewsAreCountedWithoutAnybodysTraceAndWrittenInBulk) {
  const std::string path = published(column(0, 0));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(anybody.get(page_of(path)).status, 200);
  EXPECT_EQ(at(author.get(path), "views"), "0");
  district.tick();
  anybody.get(page_of(path) + "?via=feed");
  anybody.get(page_of(path) + "?via=%3Cscript%3E");
  district.tick();
  const Answer counted = author.get(path);
  EXPECT_EQ(at(counted, "views"), "5");
  EXPECT_THAT(counted.body, HasSubstr(R"("ways":[{"way":"page","views":4},{"way":"feed","views":1}])"));
  EXPECT_THAT(anybody.get("/news/feed.json").body, HasSubstr(page_of(path) + "?via=feed"));
  EXPECT_THAT(anybody.get("/embed/news").body, HasSubstr(page_of(path) + "?via=widget"));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM article_views"), 2);
}

TEST_P(Content, TheWidgetAloneMayBeFramedByOthers) {
  published(column(0, 0));
  EXPECT_THAT(anybody.get("/embed/news").header("Content-Security-Policy"), HasSubstr("frame-ancestors *"));
  EXPECT_THAT(anybody.get("/news").header("Content-Security-Policy"), HasSubstr("frame-ancestors 'none'"));
  EXPECT_EQ(anybody.get("/embed/news?column=none").status, 404);
}

TEST_P(Content, PicturesComeFromTheLibraryWithWhatMustBeSaidOfThem) {
  const testing::Headers file{{"Content-Type", "application/octet-stream"}};
  const std::string words = "/api/media?site_id=" + station + "&title=tea&alt=tea-house&credit=me";
  const std::string picture = png(320, 200);
  EXPECT_EQ(at(author.post(words + "&people=consented", picture, file), "reason"), "media.consent");
  EXPECT_EQ(at(author.post("/api/media?site_id=" + station + "&title=tea&people=none", picture, file), "field"),
            "alt");
  EXPECT_EQ(at(author.post(words + "&people=none", "GIF89a", file), "reason"), "media.not_a_picture");
  EXPECT_EQ(at(district.as("ziyun").post(words + "&people=none", picture, file), "reason"), "site.not_yours");
  const Answer uploaded = author.post(words + "&people=none", picture, file);
  ASSERT_EQ(uploaded.status, 201) << uploaded.body;
  const std::string id = at(uploaded, "id");
  const auto library = json::Document(author.get("/api/media?q=tea").body).items("items");
  ASSERT_EQ(library.size(), 1u);
  const Answer small = anybody.get(library[0].text("small").value());
  EXPECT_EQ(small.status, 200);
  EXPECT_EQ(small.header("Content-Type"), "image/webp");
  EXPECT_THAT(small.header("Cache-Control"), HasSubstr("immutable"));
  for (const std::string name : {"x", "../master.key", "..%2Fmaster.key"})
    EXPECT_GE(anybody.get("/media/" + name).status, 400) << name;
  const std::string edited =
      R"({"title":"茶馆","alt":"竹椅与盖碗","credit":"站里","people":"crowd","consent_note":"","version":1})";
  EXPECT_EQ(at(district.as("ziyun").put("/api/media/" + id, edited), "reason"), "media.not_yours");
  EXPECT_EQ(author.put("/api/media/" + id, edited).status, 200);
  EXPECT_EQ(at(author.put("/api/media/" + id, edited), "reason"), "media.changed_meanwhile");

  const std::string of = column(0, 0);
  const auto with = [&](const std::string& media) {
    json::Writer out;
    out.begin()
        .field("column_id", of)
        .field("site_id", station)
        .field("title", "图")
        .field("source", "站里")
        .field("editor", "我");
    out.field("cover_id", media)
        .field("body", R"({"type":"doc","content":[{"type":"image","attrs":{"media":")" + media +
                           R"(","alt":"竹椅","caption":"茶馆里"}}]})");
    return out.end().take();
  };
  EXPECT_EQ(at(author.post("/api/articles", with("01ARZ3NDEKTSV4RRFFQ69G5FAV")), "reason"), "media.not_found");
  const std::string path = "/api/articles/" + at(author.post("/api/articles", with(id)), "id");
  EXPECT_EQ(step(author, path, "submission").status, 200);
  EXPECT_EQ(step(district.as("zhongxin"), path, "publication").status, 200);
  EXPECT_THAT(anybody.get(page_of(path)).body, HasSubstr("<figcaption>茶馆里 <span class=\"credit\">站里</span>"));
}

TEST_P(Content, ColumnsAreKeptByTheirOwner) {
  const std::string id = column(1, 1);
  const std::string changed =
      R"({"slug":"practice-now","name":"实践动态","name_en":"News","reviews":2,"proofreads":0,"position":2,"active":false,"version":1})";
  EXPECT_EQ(at(district.as("pitong").put("/api/columns/" + id, changed), "reason"), "site.not_yours");
  EXPECT_EQ(district.as("zhongxin").put("/api/columns/" + id, changed).status, 200);
  EXPECT_EQ(at(district.as("zhongxin").put("/api/columns/" + id, changed), "reason"), "column.changed_meanwhile");
  EXPECT_THAT(anybody.get("/api/columns").body, Not(HasSubstr(id)));
  EXPECT_THAT(anybody.get("/api/columns?closed=1").body, HasSubstr(id));
  EXPECT_EQ(at(author.post("/api/articles", draft(id, "x", R"(,"site_id":")" + station + "\"")), "reason"),
            "column.not_found");
  const Answer twice =
      district.as("zhongxin")
          .post(
              "/api/columns",
              R"({"site_id":")" + center +
                  R"(","slug":"practice-now","name":"又一个","name_en":"Again","reviews":0,"proofreads":0,"position":1})");
  EXPECT_EQ(at(twice, "reason"), "column.slug_taken");
}

TEST_P(Content, ARepeatedKeyWritesOnce) {
  const std::string sent = draft(column(0, 0), "x", R"(,"site_id":")" + station + "\"");
  const testing::Headers key{{"Idempotency-Key", "once"}};
  const std::string id = at(author.post("/api/articles", sent, key), "id");
  EXPECT_EQ(at(author.post("/api/articles", sent, key), "id"), id);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM articles"), 1);
}

TEST_P(Content, HardRule_VersionsAndReviewsAreNeverChanged) {
  const std::string path = written(column(1, 0));
  EXPECT_EQ(step(author, path, "submission").status, 200);
  EXPECT_EQ(judge("zhongxin", path).status, 200);
  for (const std::string table : {"article_versions", "article_reviews", "article_events"}) {
    EXPECT_GT(district.number("SELECT COUNT(*) FROM " + table), 0);
    EXPECT_THROW(static_cast<void>(district.database().write_now([&](db::Tx& tx) -> Outcome {
                   tx.exec("DELETE FROM " + table);
                   return Done{};
                 })),
                 db::Failure)
        << table;
  }
}

INSTANTIATE_TEST_SUITE_P(Engines, Content, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::content
