#include "content/block_model.h"

#include <gmock/gmock.h>

namespace ws::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string media = "01ARZ3NDEKTSV4RRFFQ69G5FAV";
const std::string picture = R"("media":"01ARZ3NDEKTSV4RRFFQ69G5FAV","alt":"稻田")";

std::string page(const std::string& blocks) {
  return R"({"type":"page","content":[)" + blocks + "]}";
}
std::string refused(const std::string& blocks) {
  const auto body = parse_body(page(blocks));
  return body ? "" : body.error().reason;
}
std::string shown(const std::string& blocks) {
  const auto body = parse_body(page(blocks));
  if (!body) return body.error().reason + " " + body.error().field;
  return to_html(*body, Pictures{{MediaId(media), {std::string(64, 'a'), 1000, 500, ""}}});
}

TEST(PageBlocks, ComeBackAsTheyWereRead) {
  const std::string json = page(
      R"({"type":"hero","title":"文化周","line":"七天",)" + picture + "}," +
      R"({"type":"text","content":[{"type":"paragraph","content":[{"type":"text","text":"话"}]}]},)" +
      R"({"type":"gallery","title":"","items":[{"type":"picture","caption":"一",)" + picture +
      R"(},{"type":"picture","caption":"",)" + picture + "}]}," +
      R"({"type":"cards","title":"看","items":[{"type":"card","title":"走","text":"一走","href":"/visits"}]},)" +
      R"({"type":"steps","title":"","items":[{"type":"step","title":"先","text":""}]},)" +
      R"({"type":"quote","text":"好","source":"嬢嬢"},)" +
      R"({"type":"figures","title":"","items":[{"type":"figure","number":"7","label":"天","source":"安排表"}]},)" +
      R"({"type":"button","text":"报名","href":"https://example.org/"},)" +
      R"({"type":"folds","title":"","items":[{"type":"fold","question":"门票？","answer":"不要"}]},)" +
      R"({"type":"menu","title":"","ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]},)" +
      R"({"type":"activities","title":"","of":"site","ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]},)" +
      R"({"type":"contact","title":"服务台","phone":"028-8792 2345","note":""})");
  const auto body = parse_body(json);
  ASSERT_TRUE(body.ok()) << body.error().reason << " " << body.error().field;
  EXPECT_EQ(to_json(*body), json);
  EXPECT_THAT(media_of(*body), ElementsAre(MediaId(media)));
  EXPECT_THAT(passages(*body),
              ElementsAre("文化周", "七天", "话", "一", "看", "走", "一走", "/visits", "先", "好", "嬢嬢", "7", "天",
                          "安排表", "报名", "https://example.org/", "门票？", "不要", "服务台", "028-8792 2345"));
  EXPECT_EQ(live_blocks(body->blocks).size(), 2u);
}

TEST(PageBlocks, HardRule_NothingButTheListOfBlocksIsTaken) {
  EXPECT_EQ(refused(R"({"type":"html","text":"x"})"), "page.not_allowed");
  EXPECT_EQ(refused(R"({"type":"hero","title":"x","onclick":"x"})"), "page.not_allowed");
  EXPECT_EQ(refused(R"({"type":"card","title":"x"})"), "page.not_allowed") << "outside its block";
  EXPECT_EQ(refused(R"({"type":"steps","items":[{"type":"card","title":"x"}]})"), "page.not_allowed");
  EXPECT_EQ(refused(R"({"type":"text","content":[{"type":"script"}]})"), "body.not_allowed");
  EXPECT_EQ(refused(R"({"type":"text","content":[{"type":"page"}]})"), "body.not_allowed");
  EXPECT_EQ(refused(R"({"type":"hero","title":7})"), "page.malformed");
  EXPECT_EQ(refused(R"({"type":"menu","ids":["../x"]})"), "field.id");
  EXPECT_EQ(refused("[]"), "page.malformed");
  EXPECT_EQ(parse_body(R"({"type":"page","content":[],"x":1})").error().reason, "page.malformed");
  EXPECT_EQ(
      parse_body(
          page(R"({"type":"hero","title":"x"},{"type":"text","content":[{"type":"paragraph"},{"type":"iframe"}]})"))
          .error()
          .field,
      "body.content[1].content[1]");
}

TEST(PageBlocks, SayWhatTheyLack) {
  EXPECT_EQ(refused(R"({"type":"hero","title":" "})"), "page.empty");
  EXPECT_EQ(refused(R"({"type":"picture","caption":"x"})"), "body.image");
  EXPECT_EQ(refused(R"({"type":"gallery","items":[{"type":"picture",)" + picture + "}]}"), "page.empty")
      << "one is no gallery";
  EXPECT_EQ(refused(R"({"type":"hero","title":"x","media":"01ARZ3NDEKTSV4RRFFQ69G5FAV","alt":""})"), "body.image");
  EXPECT_EQ(refused(R"({"type":"figures","items":[{"type":"figure","number":"7","label":"天","source":""}]})"),
            "page.empty")
      << "a figure says where it is from";
  EXPECT_EQ(refused(R"({"type":"contact","title":"x","phone":"打给我"})"), "page.phone");
  EXPECT_EQ(refused(R"({"type":"activities","of":"team","ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]})"),
            "field.unknown_value");
  std::string many;
  for (int i = 0; i < 61; ++i) many += std::string(i == 0 ? "" : ",") + R"({"type":"quote","text":"x"})";
  EXPECT_EQ(refused(many), "page.too_large");
}

TEST(PageBlocks, HardRule_LinksGoToOwnPagesOrSafelyToTheWeb) {
  const auto button = [](const std::string& href) {
    return refused(R"({"type":"button","text":"x","href":")" + href + "\"}");
  };
  for (const char* href : {"/menu", "https://example.org/a?b=1"}) EXPECT_EQ(button(href), "") << href;
  for (const char* href : {"javascript:alert(1)", "http://example.org", "//evil.example", "/\\\\evil", "data:x",
                           "https://", "https://a b"})
    EXPECT_EQ(button(href), "body.link") << href;
}

TEST(PageBlocks, HardRule_EveryTextIsEscaped) {
  const std::string html = shown(
      R"({"type":"hero","title":"<script>1</script>","line":"\"x\"","media":"01ARZ3NDEKTSV4RRFFQ69G5FAV","alt":"\"><script>"},)"
      R"({"type":"folds","items":[{"type":"fold","question":"<b>","answer":"<!-- live 0 -->"}]},)"
      R"({"type":"menu","ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]},{"type":"button","text":"<i>","href":"/a?b=\"'&c"})");
  EXPECT_THAT(html, Not(HasSubstr("<script>")));
  EXPECT_THAT(html, Not(HasSubstr("<b>&")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;1&lt;/script&gt;"));
  EXPECT_THAT(html, HasSubstr("href=\"/a?b=&quot;&#39;&amp;c\""));
  EXPECT_EQ(html.find(live_place(0)), html.rfind(live_place(0))) << "no words can take the place of what is live";
}

TEST(PageBlocks, AreReadElsewhereInPlainElements) {
  const auto body = parse_body(
      page(R"({"type":"cards","title":"看","items":[{"type":"card","title":"走","text":"一走","href":"/visits"}]},)"
           R"({"type":"text","content":[{"type":"paragraph","content":[{"type":"text","text":"话"}]}]},)"
           R"({"type":"activities","title":"招募","of":"project","ids":["01ARZ3NDEKTSV4RRFFQ69G5FAV"]})"));
  ASSERT_TRUE(body.ok());
  const std::string feed = to_html(*body, {}, "https://x.org");
  EXPECT_THAT(feed, HasSubstr("<h2>看</h2>"));
  EXPECT_THAT(feed, HasSubstr("href=\"https://x.org/visits\""));
  EXPECT_THAT(feed, HasSubstr("https://x.org/projects/01ARZ3NDEKTSV4RRFFQ69G5FAV"));
  EXPECT_THAT(feed, Not(HasSubstr("class=")));
  EXPECT_THAT(feed, Not(HasSubstr("<!--")));
  const Pictures pictures;
  const Films films;
  EXPECT_THAT(to_wechat(*body, Showing{pictures, films, "https://x.org"}), HasSubstr("话</p>"));
  EXPECT_THAT(to_wechat(*body, Showing{pictures, films, "https://x.org"}), Not(HasSubstr("<a ")));
}

}  // namespace
}  // namespace ws::content
