#include "content/body_model.h"

#include <gmock/gmock.h>

#include "content/diff_model.h"

namespace ws::content {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string media = "01ARZ3NDEKTSV4RRFFQ69G5FAV";

std::string doc(const std::string& blocks) {
  return R"({"type":"doc","content":[)" + blocks + "]}";
}
std::string paragraph(const std::string& text, const std::string& marks = "") {
  return R"({"type":"paragraph","content":[{"type":"text","text":")" + text + "\"" +
         (marks.empty() ? "" : ",\"marks\":[" + marks + "]") + "}]}";
}
std::string link(const std::string& href) {
  return R"({"type":"link","attrs":{"href":")" + href + R"("}})";
}
std::string refused(const std::string& json) {
  const auto body = parse_body(json);
  return body ? "" : body.error().reason;
}

TEST(ArticleBody, ComesBackAsItWasRead) {
  const std::string json = doc(
      R"({"type":"heading","attrs":{"level":2},"content":[{"type":"text","text":"标题"}]},)" +
      paragraph("粗体", R"({"type":"link","attrs":{"href":"/menu"}},{"type":"bold"},{"type":"italic"})") +
      R"(,{"type":"bulletList","content":[{"type":"listItem","content":[)" + paragraph("一") + "]}]}" +
      R"(,{"type":"orderedList","attrs":{"start":3},"content":[{"type":"listItem","content":[)" + paragraph("三") +
      "]}]}" + R"(,{"type":"blockquote","content":[)" + paragraph("引") + R"(]},{"type":"horizontalRule"},)" +
      R"({"type":"image","attrs":{"media":")" + media + R"(","alt":"茶馆","caption":"老茶馆"}},)" +
      R"({"type":"table","content":[{"type":"tableRow","content":[{"type":"tableHeader","attrs":{"colspan":2,"rowspan":1},"content":[)" +
      paragraph("表") + "]}]}]}," +
      R"({"type":"paragraph","content":[{"type":"text","text":"a"},{"type":"hardBreak"},{"type":"text","text":"b"}]})");
  const auto body = parse_body(json);
  ASSERT_TRUE(body.ok()) << body.error().reason << " " << body.error().field;
  EXPECT_EQ(to_json(*body), json);
  EXPECT_THAT(passages(*body), ElementsAre("标题", "粗体", "一", "三", "引", "老茶馆", "表", "a\nb"));
  EXPECT_THAT(media_of(*body), ElementsAre(MediaId(media)));
}

TEST(ArticleBody, HardRule_NothingButTheWhitelistIsTaken) {
  EXPECT_EQ(refused(doc(R"({"type":"script"})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"paragraph","attrs":{"style":"x"}})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"paragraph","onclick":"x"})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"heading","attrs":{"level":1}})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"heading"})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(paragraph("x", R"({"type":"code"})"))), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"listItem"})")), "body.not_allowed") << "outside a list";
  EXPECT_EQ(refused(doc(R"({"type":"paragraph","content":[{"type":"table"}]})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"image","attrs":{"src":"https://x/y.png"}})")), "body.not_allowed");
  EXPECT_EQ(refused(doc(R"({"type":"image","attrs":{"media":")" + media + R"(","alt":" "}})")), "body.image");
  EXPECT_EQ(refused(paragraph("x")), "body.not_allowed") << "no document";
  EXPECT_EQ(refused("[1]"), "body.malformed");
  EXPECT_EQ(refused("{"), "body.malformed");
  EXPECT_EQ(parse_body(doc(paragraph("a") + R"(,{"type":"iframe"})")).error().field, "body.content[1]");
}

TEST(ArticleBody, HardRule_LinksGoToTheWebOrTheOwnPagesOnly) {
  for (const char* href : {"https://example.org/a?b=1#c", "http://example.org", "/menu", "/news/x"})
    EXPECT_EQ(refused(doc(paragraph("x", link(href)))), "") << href;
  for (const char* href : {"javascript:alert(1)", "JavaScript:x", "data:text/html,x", "//evil.example", "/\\\\evil",
                           "vbscript:x", "", "https://a b", "mailto:a@b.c"})
    EXPECT_NE(refused(doc(paragraph("x", link(href)))), "") << href;
}

TEST(ArticleBody, IsBounded) {
  std::string deep = paragraph("x");
  for (int i = 0; i < 12; ++i)
    deep = R"({"type":"bulletList","content":[{"type":"listItem","content":[)" + deep + "]}]}";
  EXPECT_EQ(refused(doc(deep)), "body.too_deep");
  EXPECT_EQ(refused(std::string(40'000, '[') + std::string(40'000, ']')), "body.malformed");
  std::string many = paragraph("x");
  for (int i = 0; i < 3'000; ++i) many += R"(,{"type":"paragraph"},{"type":"paragraph"})";
  EXPECT_EQ(refused(doc(many)), "body.too_large");
  EXPECT_EQ(refused(doc(paragraph(std::string(51'000, 'x')))), "body.too_large");
  EXPECT_EQ(refused(std::string(most_body_bytes + 1, ' ')), "body.too_large");
}

TEST(ArticleBody, HardRule_EveryTextIsEscapedOnThePage) {
  const auto body = parse_body(
      doc(paragraph("<script>alert(1)</script> & \\\"x\\\"", link("https://e.org/?a=1&b='2'")) +
          R"(,{"type":"image","attrs":{"media":")" + media + R"(","alt":"\"><script>","caption":"<b>"}})"));
  ASSERT_TRUE(body.ok());
  const Pictures pictures{{MediaId(media), {std::string(64, 'a'), 1000, 500, "<i>"}}};
  for (const std::string& html : {to_html(*body, pictures), to_wechat(*body, {pictures, {}, "https://x.org"})}) {
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<b>")));
    EXPECT_THAT(html, Not(HasSubstr("<i>")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;"));
    EXPECT_THAT(html, HasSubstr("alt=\"&quot;&gt;&lt;script&gt;\""));
  }
  EXPECT_THAT(to_html(*body, pictures), HasSubstr("href=\"https://e.org/?a=1&amp;b=&#39;2&#39;\""));
  EXPECT_THAT(to_html(*body, {}), Not(HasSubstr("<img"))) << "a picture that is not there";
  EXPECT_THAT(to_wechat(*body, {pictures, {}, "https://x.org"}), HasSubstr("src=\"https://x.org/media/"));
}

TEST(ArticleBody, APictureHasFilesUpToItsOwnWidth) {
  EXPECT_THAT(widths_of({"h", 300, 200, ""}), ElementsAre(300));
  EXPECT_THAT(widths_of({"h", 1000, 500, ""}), ElementsAre(480, 960, 1000));
  EXPECT_THAT(widths_of({"h", 4000, 500, ""}), ElementsAre(480, 960, 1920));
  EXPECT_EQ(picture_path({"h", 4000, 500, ""}, 960), "/media/h-960.webp");
  EXPECT_EQ(picture_path({"h", 700, 500, ""}, 960), "/media/h-700.webp");
}

std::string marked(const std::vector<Piece>& pieces) {
  std::string out;
  for (const Piece& piece : pieces) out += piece.changed ? "[" + piece.text + "]" : piece.text;
  return out;
}

TEST(ArticleDiff, ShowsWhichCharactersOfAPassageChanged) {
  const auto rows = compare({"标题", "周六上午九点在书院社区集合", "旧的一段，全都不要了"},
                            {"标题", "周日上午九点半在书院社区集合", "abc new words"});
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].kind, DiffRow::Kind::same);
  EXPECT_EQ(rows[1].kind, DiffRow::Kind::changed);
  EXPECT_EQ(marked(rows[1].before), "周[六]上午九点在书院社区集合");
  EXPECT_EQ(marked(rows[1].after), "周[日]上午九点[半]在书院社区集合");
  EXPECT_EQ(rows[2].kind, DiffRow::Kind::added);
  EXPECT_EQ(rows[3].kind, DiffRow::Kind::removed);
  EXPECT_EQ(marked(compare({"see room 101 now"}, {"see room 1012 now"})[0].after), "see room [1012] now");
}

TEST(ArticleDiff, BothSidesHoldTheirWholeText) {
  const std::vector<std::string> before{"甲", "乙", "丙丁戊己", "庚"}, after{"乙", "丙丁己", "辛", "庚", "壬"};
  std::string left, right;
  for (const DiffRow& row : compare(before, after)) {
    for (const Piece& piece : row.before) left += piece.text;
    for (const Piece& piece : row.after) right += piece.text;
  }
  EXPECT_EQ(left, "甲乙丙丁戊己庚");
  EXPECT_EQ(right, "乙丙丁己辛庚壬");
  EXPECT_TRUE(compare({}, {}).empty());
}

}  // namespace
}  // namespace ws::content
