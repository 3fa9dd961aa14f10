// A page of blocks from writing to its own address, over HTTP, on both engines.
#include <gmock/gmock.h>

#include "testing/district.h"

namespace ws::content {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using ::testing::HasSubstr;
using ::testing::Not;

class TopicPages : public ::testing::TestWithParam<db::Engine> {
 protected:
  TopicPages() {
    json::Writer out;
    out.begin().field("site_id", center).field("slug", "topics").field("name", "专题").field("name_en", "Topics");
    out.field("reviews", 1).field("proofreads", 0).field("position", 1).end();
    column = at(district.as("zhongxin").post("/api/columns", out.take()), "id");
  }
  std::string draft(const std::string& blocks, const std::string& slug, int version = 0) {
    json::Writer out;
    out.begin()
        .field("column_id", column)
        .field("title", "文化周")
        .field("summary", "七天")
        .field("source", "书院社区");
    out.field("editor", "卿小蓉").field("slug", slug).field("body", R"({"type":"page","content":[)" + blocks + "]}");
    version == 0 ? out.field("site_id", site) : out.field("version", version);
    return out.end().take();
  }
  std::string write(const std::string& blocks, const std::string& slug) {
    const Answer made = district.as("shuyuan").post("/api/articles", draft(blocks, slug));
    EXPECT_EQ(made.status, 201) << made.body;
    return at(made, "id");
  }
  std::string published(const std::string& blocks, const std::string& slug) {
    const std::string page = write(blocks, slug), path = "/api/articles/" + page;
    EXPECT_EQ(district.as("shuyuan").post(path + "/submission", R"({"version":1})").status, 200);
    EXPECT_EQ(district.as("zhongxin-ld").post(path + "/reviews", R"({"version":1,"verdict":"passed"})").status, 200);
    EXPECT_EQ(district.as("zhongxin").post(path + "/publication", R"({"version":1})").status, 200);
    return page;
  }

  District district{GetParam()};
  std::string center = district.value("SELECT id FROM sites WHERE kind = 'center'");
  std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
  std::string item = district.value("SELECT id FROM menu_items WHERE active = 1 ORDER BY code LIMIT 1");
  std::string column;
  const std::string hero = R"({"type":"hero","title":"望丛祠文化周","line":"七天"})";
};

TEST_P(TopicPages, GoTheWayOfArticlesAndHaveAnAddressOfTheirOwn) {
  const std::string page = published(hero + R"(,{"type":"menu","title":"请到家门口","ids":[")" + item +
                                         R"(","01ARZ3NDEKTSV4RRFFQ69G5FAV"]},)" +
                                         R"({"type":"activities","title":"招募","of":"site","ids":[")" + center +
                                         R"("]},{"type":"button","text":"报名","href":"/activities"})",
                                     "wangcong");
  Caller anybody = district.nobody();
  const Answer shown = anybody.get("/p/wangcong");
  ASSERT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("<h1>望丛祠文化周</h1>"));
  EXPECT_THAT(shown.body, HasSubstr("/items/" + item)) << "a service that is offered now";
  EXPECT_THAT(shown.body, Not(HasSubstr("01ARZ3NDEKTSV4RRFFQ69G5FAV"))) << "and none that is not";
  EXPECT_THAT(shown.body, Not(HasSubstr("<!-- live")));
  EXPECT_EQ(anybody.get("/p/" + page).header("Location"), "/p/wangcong");
  EXPECT_EQ(anybody.get("/news/" + page + "?via=feed").header("Location"), "/p/wangcong?via=feed");
  EXPECT_THAT(anybody.get("/news").body, HasSubstr(page));
  EXPECT_THAT(anybody.get("/sitemap.xml").body, HasSubstr("/p/wangcong</loc>"));
  EXPECT_THAT(anybody.get("/news/feed.atom").body, HasSubstr("到平台点单"));
  EXPECT_THAT(anybody.get("/api/search?q=%E6%9C%9B%E4%B8%9B").body, HasSubstr(page));
  EXPECT_EQ(at(district.as("zhongxin").get("/api/articles/" + page), "path"), "/p/wangcong");
  EXPECT_THAT(at(district.as("zhongxin").get("/api/articles/" + page + "/wechat"), "html"),
              HasSubstr("望丛祠文化周"));
  district.tick();
  EXPECT_EQ(at(district.as("zhongxin").get("/api/articles/" + page), "views"), "1");
  ASSERT_EQ(district.as("zhongxin").post("/api/articles/" + page + "/withdrawal", R"({"reason":"结束了"})").status,
            200);
  EXPECT_EQ(anybody.get("/p/wangcong").status, 404);
}

TEST_P(TopicPages, AreNotThereBeforeTheyArePublishedAndArticlesAreNoPages) {
  const std::string page = write(hero, "soon");
  EXPECT_EQ(district.nobody().get("/p/soon").status, 404);
  EXPECT_EQ(district.nobody().get("/p/" + page).status, 404);
  EXPECT_EQ(district.nobody().get("/p/none").status, 404);
}

TEST_P(TopicPages, KeepTheirFormAndTheNameInTheirAddress) {
  const std::string page = write(hero, "spring");
  Caller clerk = district.as("shuyuan");
  EXPECT_EQ(at(clerk.post("/api/articles", draft(hero, "spring")), "reason"), "article.slug_taken");
  EXPECT_EQ(at(clerk.post("/api/articles", draft(hero, "Not So")), "reason"), "article.slug");
  EXPECT_EQ(at(clerk.put("/api/articles/" + page, draft(hero, "summer", 1)), "state"), "draft");
  EXPECT_EQ(at(clerk.get("/api/articles/" + page), "slug"), "summer");
  json::Writer out;
  out.begin()
      .field("column_id", column)
      .field("title", "文化周")
      .field("body", R"({"type":"doc","content":[]})")
      .field("version", 1)
      .end();
  EXPECT_EQ(at(clerk.put("/api/articles/" + page, out.take()), "reason"), "article.form");
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM articles WHERE form = 'page'"), 1);
}

TEST_P(TopicPages, HardRule_PersonalDataInABlockIsCaughtBeforePublishing) {
  const std::string page = write(
      hero + R"(,{"type":"folds","items":[{"type":"fold","question":"找谁？","answer":"找老李 13800138000"}]})", "");
  const Answer refused = district.as("shuyuan").post("/api/articles/" + page + "/submission", R"({"version":1})");
  EXPECT_EQ(at(refused, "reason"), "article.personal_data");
}

TEST_P(TopicPages, VersionsAreComparedByTheWordsOfTheirBlocks) {
  const std::string page = write(hero, "");
  Caller clerk = district.as("shuyuan");
  ASSERT_EQ(
      clerk.put("/api/articles/" + page, draft(R"({"type":"hero","title":"望丛祠文化周","line":"十天"})", "", 1))
          .status,
      200);
  const Answer compared = clerk.get("/api/articles/" + page + "/comparison?from=1&to=2");
  ASSERT_EQ(compared.status, 200) << compared.body;
  EXPECT_THAT(compared.body, HasSubstr("十"));
}

INSTANTIATE_TEST_SUITE_P(Engines, TopicPages, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::content
