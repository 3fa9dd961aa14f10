// The reader of EPUBs: what becomes of a good one, and that a hostile one is refused by its own reason.
#include <gmock/gmock.h>

#include "base/random.h"
#include "books/epub_service.h"
#include "testing/epub.h"

namespace ws::books {
namespace {

using ::testing::ElementsAre;
using testing::EpubSource;
using ::testing::HasSubstr;
using ::testing::Not;

const BookId book("01ARZ3NDEKTSV4RRFFQ69G5FAV");

Result<Epub> read(const std::string& bytes, const EpubLimits& limits = {}) {
  int count = 0;
  return read_epub(
      bytes, book,
      [&count] {
        std::string id = "01ARZ3NDEKTSV4RRFFQ69G5000";
        id.back() = static_cast<char>('0' + ++count % 10);
        return MediaId(id);
      },
      limits);
}
std::string refused(const std::string& bytes, const EpubLimits& limits = {}) {
  const auto epub = read(bytes, limits);
  return epub ? "" : epub.error().reason;
}
std::string html_of(const Epub& epub, std::size_t chapter) {
  content::Pictures pictures;
  for (const EpubPicture& picture : epub.pictures) pictures[picture.id] = {std::string(64, 'a'), 100, 100, ""};
  return content::to_html(epub.chapters.at(chapter).body, pictures);
}
/// The one chapter of a book whose body this is.
std::string html(const std::string& body) {
  EpubSource source;
  source.chapters = {body};
  const auto epub = read(source.packed());
  return epub ? html_of(*epub, 0) : epub.error().reason;
}
std::vector<std::string> told(const Epub& epub) {
  std::vector<std::string> lines;
  for (const Omission& one : epub.omissions)
    lines.push_back(std::to_string(one.chapter) + " " + one.kind + " " + std::to_string(one.times));
  return lines;
}

// ---- a good one

TEST(Epub, BecomesChaptersWithTheTitlesOfItsContents) {
  const auto epub = read(testing::demo_epub("farming"));
  ASSERT_TRUE(epub.ok()) << epub.error().reason << " " << epub.error().field;
  EXPECT_EQ(epub->words.title, "郫都农耕故事");
  EXPECT_EQ(epub->words.creator, "书院社区老街坊");
  EXPECT_EQ(epub->words.language, "zh-CN");
  EXPECT_EQ(epub->identifier, "urn:wushuang:farming-stories");
  ASSERT_EQ(epub->chapters.size(), 6u);
  EXPECT_EQ(epub->chapters[3].title, "栽秧的讲究");
  EXPECT_EQ(epub->chapters[3].depth, 2);
  EXPECT_EQ(epub->chapters[5].depth, 1);
  EXPECT_THAT(html_of(*epub, 0), Not(HasSubstr("<h2>"))) << "its title stands above it already";
  EXPECT_THAT(html_of(*epub, 2), HasSubstr("<table>"));
  EXPECT_THAT(html_of(*epub, 4), HasSubstr("<a href=\"/books/01ARZ3NDEKTSV4RRFFQ69G5FAV/4\">上一章</a>"));
  // Packed without its drawings: each picture that is missing is told, where it is missing.
  EXPECT_THAT(told(*epub), ElementsAre("2 picture 1", "5 picture 1"));
}

TEST(Epub, OfTheSecondEditionHasItsContentsInAnNcx) {
  EpubSource source;
  source.chapters = {"<p>甲</p>", "<p>乙</p>"};
  source.manifest = "<item id=\"ncx\" href=\"toc.ncx\" media-type=\"application/x-dtbncx+xml\"/>";
  source.parts["OEBPS/toc.ncx"] =
      "<?xml version=\"1.0\"?><!DOCTYPE ncx PUBLIC \"-//NISO//DTD ncx 2005-1//EN\" "
      "\"http://www.daisy.org/z3986/2005/ncx-2005-1.dtd\"><ncx><navMap><navPoint><navLabel><text>上篇</text></"
      "navLabel>"
      "<content src=\"c1.xhtml\"/><navPoint><navLabel><text>下篇</text></navLabel><content src=\"c2.xhtml#x\"/>"
      "</navPoint></navPoint></navMap></ncx>";
  const auto epub = read(source.packed());
  ASSERT_TRUE(epub.ok()) << epub.error().reason << " " << epub.error().field;
  EXPECT_EQ(epub->chapters[0].title, "上篇");
  EXPECT_EQ(epub->chapters[1].title, "下篇");
  EXPECT_EQ(epub->chapters[1].depth, 2);
}

TEST(Epub, XhtmlIsReadIntoTheHousesOwnTree) {
  EXPECT_EQ(html("<p>　　话 <b>粗</b><i>斜</i><br/>换行&nbsp;&mdash;尾 </p>"),
            "<p>话 <strong>粗</strong><em>斜</em><br>换行 —尾</p>\n");
  EXPECT_EQ(html("<div>散着的话<p>一段</p>又散着</div>"), "<p>散着的话</p>\n<p>一段</p>\n<p>又散着</p>\n");
  EXPECT_EQ(html("<p>一行\n  接着一行</p>"), "<p>一行接着一行</p>\n") << "Chinese is wrapped without a blank";
  EXPECT_EQ(html("<p>one\n two</p>"), "<p>one two</p>\n");
  EXPECT_EQ(html("<p>x</p><h4>小题</h4>"), "<p>x</p>\n<h3>小题</h3>\n");
  EXPECT_EQ(html("<ol start=\"3\"><li>甲</li><li><p>乙</p><ul><li>丙</li></ul></li></ol>"),
            "<ol start=\"3\"><li><p>甲</p>\n</li>\n<li><p>乙</p>\n<ul><li><p>丙</p>\n</li>\n</ul>\n</li>\n</ol>\n");
  EXPECT_EQ(html("<blockquote><h3>题</h3><p>引</p></blockquote>"),
            "<blockquote><p><strong>题</strong></p>\n<p>引</p>\n</blockquote>\n");
  EXPECT_EQ(html("<ruby>杜宇<rp>(</rp><rt>dù yǔ</rt><rp>)</rp></ruby>"), "<p>杜宇（dù yǔ）</p>\n");
  EXPECT_EQ(html("<dl><dt>词</dt><dd>意思</dd></dl>"), "<p><strong>词</strong></p>\n<p>意思</p>\n");
  EXPECT_EQ(
      html("<table><tbody><tr><th colspan=\"2\">头</th></tr><tr><td>a</td><td></td></tr></tbody></table>"),
      "<div class=\"scroll\" tabindex=\"0\"><table><tr><th colspan=\"2\"><p>头</p>\n</th>\n</tr>\n<tr><td><p>a</p>\n"
      "</td>\n<td><p></p>\n</td>\n</tr>\n</table>\n</div>\n");
}

TEST(Epub, PicturesGoToTheLibraryWithTheirWords) {
  EpubSource source;
  source.chapters = {
      "<p>前<img src=\"i/a.png\" alt=\"稻田\"/>后</p><figure><img "
      "src=\"i/a.png\"/><figcaption>图一</figcaption></figure>"
      "<ul><li>项<img src=\"i/b.png\"/></li></ul><p><img src=\"i/none.png\"/></p>"};
  source.manifest = "<item id=\"cv\" href=\"i/a.png\" media-type=\"image/png\" properties=\"cover-image\"/>";
  source.parts = {{"OEBPS/i/a.png", "A"}, {"OEBPS/i/b.png", "B"}};
  auto epub = read(source.packed());
  ASSERT_TRUE(epub.ok()) << epub.error().reason;
  ASSERT_EQ(epub->pictures.size(), 2u) << "each once";
  EXPECT_EQ(epub->cover, epub->pictures[0].id);
  const std::string shown = html_of(*epub, 0);
  EXPECT_THAT(shown, HasSubstr("alt=\"稻田\""));
  EXPECT_THAT(shown, HasSubstr("图一"));
  EXPECT_THAT(told(*epub), ElementsAre("1 unnamed_picture 2", "1 picture 1"));
  take_out(*epub, epub->pictures[1].id);
  EXPECT_EQ(epub->pictures.size(), 1u);
  EXPECT_EQ(epub->chapters[0].pictures.size(), 1u);
  EXPECT_EQ(told(*epub).back(), "1 bad_picture 1");
}

TEST(Epub, WhatIsLeftOutIsToldLineByLine) {
  EpubSource source;
  source.chapters = {
      "<p onclick=\"x()\">一<a href=\"https://example.org/\">外</a><a "
      "href=\"c9.xhtml\">无</a></p><script>alert(1)</script>"
      "<video src=\"v.mp4\"></video><form><p>填<input/></p></form><img src=\"http://tracker.example/p.gif\"/>",
      "<p>二</p><math><mi>x</mi></math><svg><path d=\"M0\"/></svg>"};
  source.manifest =
      "<item id=\"css\" href=\"s.css\" media-type=\"text/css\"/><item id=\"f\" href=\"f.otf\" "
      "media-type=\"font/otf\"/>"
      "<item id=\"r\" href=\"https://example.org/a.mp3\" media-type=\"audio/mpeg\"/>";
  const auto epub = read(source.packed());
  ASSERT_TRUE(epub.ok()) << epub.error().reason;
  EXPECT_THAT(told(*epub),
              ElementsAre("0 style 1", "0 font 1", "0 remote 1", "1 script 2", "1 outside_link 1", "1 media 1",
                          "1 form 1", "1 remote 1", "2 formula 1", "2 drawing 1", "1 lost_link 1"));
  EXPECT_EQ(html_of(*epub, 0), "<p>一外无</p>\n<p>填</p>\n");
  EXPECT_EQ(html_of(*epub, 1), "<p>二</p>\n");
}

TEST(Epub, AChapterTooLongForAPageGoesOnInTheNext) {
  EpubSource source;
  std::string body = "<h1>长篇</h1>";
  for (int i = 0; i < 60; ++i) body += "<p>" + std::string(3'000, 'x') + "</p>";
  source.chapters = {body, "<p>尾 <a href=\"c1.xhtml\">回</a></p>"};
  const auto epub = read(source.packed());
  ASSERT_TRUE(epub.ok()) << epub.error().reason;
  ASSERT_GT(epub->chapters.size(), 4u);
  EXPECT_EQ(epub->chapters[0].title, "长篇");
  EXPECT_EQ(epub->chapters[1].title, "长篇（续 1）");
  EXPECT_THAT(html_of(*epub, epub->chapters.size() - 1), HasSubstr("/1\">回</a>"));
}

// ---- hostile ones

TEST(Epub, HardRule_NothingOfItsHtmlIsKept) {
  const std::string shown = html(
      "<p style=\"x\" class=\"y\" id=\"z\" onmouseover=\"a()\">&lt;script&gt;<a href=\"javascript:alert(1)\">点</a>"
      "<a href=\"//evil.example\">走</a></p><iframe src=\"https://evil.example\"/><object data=\"x\"/>");
  EXPECT_EQ(shown, "<p>&lt;script&gt;点走</p>\n");
}

TEST(Epub, HardRule_NoEntityIsExpandedAndNothingIsFetched) {
  EpubSource source;
  source.parts["OEBPS/c1.xhtml"] =
      testing::xhtml("<p>&x;</p>", "<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>");
  EXPECT_EQ(refused(source.packed()), "book.entities");
  source.parts["OEBPS/c1.xhtml"] = testing::xhtml(
      "<p>&c;</p>", "<!DOCTYPE html [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]>");
  EXPECT_EQ(refused(source.packed()), "book.entities");
  // A kind of document may be named, and names that are nobody's say nothing.
  source.parts["OEBPS/c1.xhtml"] = testing::xhtml(
      "<p>甲&unknown;乙</p>",
      "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.1//EN\" \"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd\">");
  const auto epub = read(source.packed());
  ASSERT_TRUE(epub.ok()) << epub.error().reason;
  EXPECT_EQ(html_of(*epub, 0), "<p>甲乙</p>\n");
}

TEST(Epub, HardRule_ABombIsRefusedBeforeItIsUnpacked) {
  EpubSource source;
  source.parts["OEBPS/bomb.bin"] = std::string(3 << 20, '\0');
  EXPECT_EQ(refused(source.packed()), "book.packed") << "a thousand to one";
  source.parts.clear();
  EpubLimits tight;
  tight.unpacked_bytes = 500;
  EXPECT_EQ(refused(source.packed(), tight), "book.packed") << "all entries together";
  EpubLimits few;
  few.entries = 2;
  EXPECT_EQ(refused(source.packed(), few), "book.packed");
  EpubLimits small;
  small.document_bytes = 100;
  EXPECT_EQ(refused(source.packed(), small), "book.packed");
}

TEST(Epub, HardRule_NoPathLeadsOutOfThePackage) {
  for (const char* path : {"../evil.xhtml", "/etc/passwd", "OEBPS/../../x", "C:/x", "a\\b"}) {
    EpubSource source;
    source.parts[path] = "x";
    EXPECT_EQ(refused(source.packed()), "book.bad_name") << path;
  }
  EXPECT_EQ(resolved("OEBPS/text/c1.xhtml", "../img/a%20b.png#x"), "OEBPS/img/a b.png");
  EXPECT_EQ(resolved("OEBPS/c1.xhtml", "../../../etc/passwd"), "");
  EXPECT_EQ(resolved("c1.xhtml", "/etc/passwd"), "");
  EXPECT_EQ(resolved("c1.xhtml", "file:x"), "");
}

TEST(Epub, HardRule_WhatIsLockedIsNotOpened) {
  EpubSource source;
  const auto encrypted = [](const std::string& algorithm, const std::string& path) {
    return "<encryption xmlns:enc=\"http://www.w3.org/2001/04/xmlenc#\"><enc:EncryptedData><enc:EncryptionMethod "
           "Algorithm=\"" +
           algorithm + "\"/><enc:CipherData><enc:CipherReference URI=\"" + path +
           "\"/></enc:CipherData></enc:EncryptedData></encryption>";
  };
  source.parts["META-INF/encryption.xml"] =
      encrypted("http://www.w3.org/2001/04/xmlenc#aes128-cbc", "OEBPS/c1.xhtml");
  EXPECT_EQ(refused(source.packed()), "book.drm");
  source.parts["META-INF/encryption.xml"] = encrypted("http://www.idpf.org/2008/embedding", "OEBPS/c1.xhtml");
  EXPECT_EQ(refused(source.packed()), "book.drm") << "only fonts may be made unreadable";
  source.parts["META-INF/encryption.xml"] = encrypted("http://www.idpf.org/2008/embedding", "OEBPS/f.otf");
  EXPECT_EQ(refused(source.packed()), "");
  source.parts["META-INF/rights.xml"] = "<rights/>";
  EXPECT_EQ(refused(source.packed()), "book.drm");
}

/// The package with the mark of a password on all of its parts.
std::string with_password(std::string packed) {
  for (std::size_t at = 0; (at = packed.find("PK\x01\x02", at)) != packed.npos; ++at) packed[at + 8] |= 1;
  for (std::size_t at = 0; (at = packed.find("PK\x03\x04", at)) != packed.npos; ++at) packed[at + 6] |= 1;
  return packed;
}

TEST(Epub, WhatIsBrokenIsRefusedByItsOwnReason) {
  EpubSource source;
  const std::string good = source.packed();
  EXPECT_EQ(refused(good), "");
  EXPECT_EQ(refused(""), "book.not_epub");
  EXPECT_EQ(refused("%PDF-1.7"), "book.not_epub");
  EXPECT_EQ(refused(good.substr(0, good.size() / 2)), "book.not_epub");
  EXPECT_EQ(refused(with_password(good)), "book.encrypted");
  source.parts["OEBPS/c1.xhtml"] = testing::xhtml("<p>没有关上<div></p>");
  const auto broken = read(source.packed());
  EXPECT_EQ(broken.error().reason, "book.broken_xml");
  EXPECT_THAT(broken.error().field, HasSubstr("OEBPS/c1.xhtml:2"));
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<div>";
  for (int i = 0; i < 100; ++i) deep += "</div>";
  source.parts["OEBPS/c1.xhtml"] = testing::xhtml(deep);
  EXPECT_EQ(refused(source.packed()), "book.too_deep");
  source.parts["OEBPS/c1.xhtml"] = testing::xhtml("<p> </p>");
  EXPECT_EQ(refused(source.packed()), "book.no_text");
  source.parts = {
      {"META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"none.opf\"/></rootfiles></container>"}};
  EXPECT_EQ(refused(source.packed()), "book.missing");
  source.parts = {{"OEBPS/book.opf", "<package/>"}};
  EXPECT_EQ(refused(source.packed()), "book.missing");
  EpubLimits short_book;
  short_book.points = 3;
  EXPECT_EQ(refused(good, short_book), "book.too_long");
}

TEST(Epub, WhateverBytesAreChangedItIsReadOrRefused) {
  const std::string good = EpubSource{}.packed();
  Random random(7);
  int read_well = 0;
  for (int round = 0; round < 400; ++round) {
    std::string bytes = good;
    for (std::uint64_t i = 1 + random.below(6); i > 0; --i)
      bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    if (read(bytes).ok()) ++read_well;
  }
  EXPECT_LT(read_well, 400);
}

}  // namespace
}  // namespace ws::books
