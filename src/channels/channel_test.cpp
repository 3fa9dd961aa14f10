// From the public page to a WeChat account and back, over HTTP against an emulator of the platform, on both engines.
#include <gmock/gmock.h>

#include "base/drawing.h"
#include "testing/district.h"
#include "testing/wechat.h"

namespace ws::channels {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view secret = "0123456789abcdef0123456789abcdef";

class Channels : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string made_column() {
    return at(editor.post("/api/columns", R"({"site_id":")" + center +
                                              R"(","slug":"out","name":"外发","name_en":"Out","reviews":0,)"
                                              R"("proofreads":0,"position":1})"),
              "id");
  }
  std::string channel(const std::string& columns, const std::string& with_secret = std::string(secret)) {
    const Answer answer =
        editor.post("/api/channels", R"({"site_id":")" + center +
                                         R"(","name":"郫都文明实践","account":"wx0123456789abcdef",)"
                                         R"("secret":")" +
                                         with_secret + R"(","columns":[)" + columns + "]}");
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  std::string picture() {
    const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 1200, 700));
    std::string png;
    cairo_surface_write_to_png_stream(surface.get(), append_to_text, &png);
    const Answer answer = author.post("/api/media?site_id=" + station + "&title=tea&alt=tea&credit=me&people=none",
                                      png, {{"Content-Type", "application/octet-stream"}});
    EXPECT_EQ(answer.status, 201) << answer.body;
    return at(answer, "id");
  }
  /// A draft in `of`; released, its identifier.
  std::string published(const std::string& of, const std::string& media = "") {
    std::string body =
        R"({"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":"竹椅 < 盖碗"}]})";
    if (!media.empty())
      body += R"(,{"type":"image","attrs":{"media":")" + media + R"(","alt":"竹椅","caption":"茶馆里"}})";
    json::Writer out;
    out.begin().field("column_id", of).field("site_id", station).field("title", "茶馆里的微党课");
    out.field("summary", "二十多位乡亲")
        .field("source", "书院站")
        .field("editor", "游晓霞")
        .field("body", body + "]}");
    const std::string id = at(author.post("/api/articles", out.end().take()), "id");
    EXPECT_EQ(author.post("/api/articles/" + id + "/submission", R"({"version":1})").status, 200);
    EXPECT_EQ(editor.post("/api/articles/" + id + "/publication", R"({"version":1})").status, 200);
    return id;
  }
  void turn(int times = 1) {
    for (int i = 0; i < times; ++i) {
      district.tick();
      district.clock.advance_ms(30 * second_ms);
    }
  }
  std::string field(const std::string& article, const std::string& name) {
    const Answer answer = author.get("/api/deliveries?article=" + article);
    const auto items = json::Document(answer.body).items("items");
    return items.size() == 1 ? items[0].text(name).value_or(items[0].json(name)) : answer.body;
  }

  testing::FakeWechat platform;
  District district{GetParam(), 300, platform.url()};
  const std::string center = district.value("SELECT id FROM sites WHERE kind = 'center'");
  const std::string station = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  Caller author = district.as("shuyuan");
  Caller editor = district.as("zhongxin");
};

TEST_P(Channels, WhatIsPublishedInItsColumnsGoesThereWithItsPicturesAndComesBackWhenItIsWithdrawn) {
  const std::string of = made_column();
  channel("\"" + of + "\"");
  const std::string article = published(of, picture());
  EXPECT_EQ(field(article, "state"), "waiting");
  turn(4);
  EXPECT_EQ(field(article, "state"), "shown") << author.get("/api/deliveries?article=" + article).body;
  EXPECT_EQ(field(article, "address"), "http://mp.example/s/0");
  EXPECT_THAT(platform.calls(), ElementsAre("stable_token", "media/uploadimg", "material/add_material", "draft/add",
                                            "freepublish/submit", "freepublish/get"));
  const auto there = platform.drafts().at(0);
  EXPECT_EQ(there.title, "茶馆里的微党课");
  EXPECT_THAT(there.content, HasSubstr("src=\"http://mmbiz.example/picture-1\""));
  EXPECT_THAT(there.content, HasSubstr("竹椅 &lt; 盖碗"));
  EXPECT_THAT(there.content, Not(HasSubstr("/media/"))) << "pictures from elsewhere are not shown there";
  EXPECT_THAT(there.source, HasSubstr("/news/" + article + "?via=wechat"));
  turn();
  EXPECT_EQ(platform.calls().size(), 6u) << "nothing is left to do";

  // What is to be gone goes from a closed channel too.
  const std::string to = field(article, "channel_id");
  EXPECT_EQ(
      editor
          .put("/api/channels/" + to,
               R"({"name":"郫都文明实践","account":"wx0123456789abcdef","active":false,"columns":[],"version":1})")
          .status,
      200);
  EXPECT_EQ(editor.post("/api/articles/" + article + "/withdrawal", R"({"reason":"时间有误"})").status, 200);
  turn();
  EXPECT_EQ(field(article, "state"), "gone");
  EXPECT_TRUE(platform.drafts().at(0).deleted);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM delivery_events"), 6) << "every step is kept";
}

TEST_P(Channels, AnArticleWithoutPicturesHasACoverOfOurOwn) {
  const std::string of = made_column();
  channel("\"" + of + "\"");
  const std::string article = published(of);
  turn(3);
  EXPECT_EQ(field(article, "state"), "shown");
  EXPECT_EQ(platform.pictures(), 0u);
}

TEST_P(Channels, WaitsAndTriesAgainWhenThePlatformIsAwayAndKeepsItsTokenFresh) {
  const std::string of = made_column();
  channel("\"" + of + "\"");
  platform.refuse("draft/add", -1);
  const std::string article = published(of);
  turn();
  EXPECT_EQ(field(article, "state"), "waiting");
  EXPECT_EQ(field(article, "trouble"), "channel.busy");
  EXPECT_THAT(field(article, "trouble_detail"), HasSubstr("-1"));
  platform.forget_tokens();
  turn();
  EXPECT_EQ(field(article, "state"), "drafted") << "with a new token";
  EXPECT_EQ(field(article, "trouble"), "");
  platform.examine(1);
  turn(3);
  EXPECT_EQ(field(article, "state"), "submitted");
  platform.examine(0);
  turn();
  EXPECT_EQ(field(article, "state"), "shown");
}

TEST_P(Channels, HardRule_WhatMayHaveGoneOutIsNotSentAgainByItself) {
  const std::string of = made_column();
  channel("\"" + of + "\"");
  platform.refuse("freepublish/submit", 0);
  const std::string article = published(of);
  turn(40);
  EXPECT_EQ(field(article, "state"), "failed");
  EXPECT_EQ(field(article, "trouble"), "channel.unsure");
  EXPECT_EQ(platform.drafts().size(), 1u);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'channel.failed'"), 1);
  const std::string delivery = "/api/deliveries/" + field(article, "id");
  EXPECT_EQ(at(editor.post(delivery + "/attempts"), "reason"), "channel.look_first");
  EXPECT_EQ(at(author.post(delivery + "/attempts", R"({"looked":true})"), "reason"), "article.owner_decides");
  EXPECT_EQ(editor.post(delivery + "/attempts", R"({"looked":true})").status, 200);
  turn(3);
  EXPECT_EQ(field(article, "state"), "shown");
  EXPECT_EQ(at(editor.post(delivery + "/attempts", R"({"looked":true})"), "reason"), "channel.not_failed");
}

TEST_P(Channels, APlainNoIsToldWithThePlatformsWords) {
  const std::string of = made_column();
  const std::string to = channel("\"" + of + "\"", "ffffffffffffffffffffffffffffffff");
  const std::string article = published(of);
  turn();
  EXPECT_EQ(field(article, "state"), "failed");
  EXPECT_EQ(field(article, "trouble"), "channel.secret");
  EXPECT_THAT(field(article, "trouble_detail"), HasSubstr("40125"));
  EXPECT_EQ(editor
                .put("/api/channels/" + to, R"({"name":"郫都文明实践","account":"wx0123456789abcdef","secret":")" +
                                                std::string(secret) + R"(","columns":[],"version":1})")
                .status,
            200);
  EXPECT_EQ(at(editor.put("/api/channels/" + to, R"({"name":"郫都文明实践","account":"wx0000000000000000",)"
                                                 R"("columns":[],"version":2})"),
               "reason"),
            "channel.account_fixed");
  EXPECT_EQ(editor.post("/api/deliveries/" + field(article, "id") + "/attempts").status, 200);
  platform.examine(4);
  turn(3);
  EXPECT_EQ(field(article, "trouble"), "channel.not_published");
  EXPECT_THAT(field(article, "trouble_detail"), HasSubstr("4"));
}

TEST_P(Channels, AnyArticleIsSentAndTakenDownByHand) {
  const std::string of = made_column();
  const std::string to = channel("");
  const std::string article = published(of);
  const std::string sending = R"({"article_id":")" + article + R"(","channel_id":")" + to + "\"}";
  EXPECT_EQ(at(author.post("/api/deliveries", sending), "reason"), "article.owner_decides");
  EXPECT_EQ(editor.post("/api/deliveries", sending).status, 201);
  EXPECT_EQ(at(editor.post("/api/deliveries", sending), "reason"), "channel.there_already");
  turn(3);
  const std::string delivery = "/api/deliveries/" + field(article, "id");
  EXPECT_EQ(at(district.as("ziyun").post(delivery + "/withdrawal", R"({"reason":"不是我的"})"), "reason"),
            "channel.not_found");
  EXPECT_EQ(editor.post(delivery + "/withdrawal", R"({"reason":"只在网站上"})").status, 200);
  turn();
  EXPECT_EQ(field(article, "state"), "gone");
  EXPECT_EQ(at(editor.post(delivery + "/withdrawal", R"({"reason":"只在网站上"})"), "reason"), "channel.not_there");
  EXPECT_EQ(district.nobody().get("/news/" + article).status, 200) << "our page stays";
  EXPECT_EQ(editor.post("/api/deliveries", sending).status, 201) << "and may go there again";
  const auto waiting = json::Document(editor.get("/api/deliveries?state=waiting&limit=1").body).items("items");
  ASSERT_EQ(waiting.size(), 1u);
  EXPECT_EQ(waiting[0].text("article_id"), article);
  EXPECT_EQ(at(editor.get("/api/deliveries?state=x"), "reason"), "field.unknown_value");
  EXPECT_EQ(at(district.as("ziyun").get("/api/deliveries?article=" + article), "reason"), "article.not_found");
}

TEST_P(Channels, HardRule_TheSecretStaysHere) {
  channel("");
  const std::string shown = editor.get("/api/channels").body;
  EXPECT_THAT(shown, HasSubstr("wx0123456789abcdef"));
  EXPECT_THAT(shown, Not(HasSubstr(secret)));
  EXPECT_THAT(district.value("SELECT secret FROM channels"), Not(HasSubstr(secret)));
  EXPECT_EQ(at(editor.post("/api/channels", R"({"site_id":")" + center +
                                                R"(","name":"再来","account":"wx0123456789abcdef","secret":")" +
                                                std::string(secret) + R"(","columns":[]})"),
               "reason"),
            "channel.account_taken");
  EXPECT_EQ(at(district.as("pitong").post("/api/channels",
                                          R"({"site_id":")" + center +
                                              R"(","name":"别人的","account":"wx0000000000000000","secret":")" +
                                              std::string(secret) + R"(","columns":[]})"),
               "reason"),
            "site.not_yours");
}

INSTANTIATE_TEST_SUITE_P(Engines, Channels, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::channels
