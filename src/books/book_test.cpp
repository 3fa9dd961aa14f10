// A book from its file to the reading page, over HTTP, on both engines.
#include <gmock/gmock.h>

#include "base/drawing.h"
#include "books/book_model.h"
#include "content/public.h"
#include "testing/district.h"
#include "testing/epub.h"

namespace ws::books {
namespace {

using testing::Answer;
using testing::at;
using testing::Caller;
using testing::District;
using testing::EpubSource;
using ::testing::HasSubstr;
using ::testing::Not;

const testing::Headers file{{"Content-Type", "application/octet-stream"}};

TEST(BookModel, IsHandedInOnceItSaysWhereItComesFromAndByWhatRight) {
  Book book;
  book.state = State::draft;
  book.words = {"书", "作者", "", "zh", "简介", "来源", Rights::own, "权利人", ""};
  EXPECT_TRUE(may_submit(book).ok());
  book.words.rights = Rights::licensed;
  EXPECT_EQ(may_submit(book).error().field, "rights_note") << "of what is not our own";
  book.words.rights = Rights::unsaid;
  EXPECT_EQ(may_submit(book).error().field, "rights");
  book.words.source = " ";
  EXPECT_EQ(may_submit(book).error().field, "source");
  for (const State state : {State::importing, State::failed, State::in_review, State::published, State::discarded}) {
    book.state = state;
    EXPECT_FALSE(may_submit(book).ok()) << to_text(state);
  }
}

class Books : public ::testing::TestWithParam<db::Engine> {
 protected:
  std::string upload(const std::string& bytes, const std::string& login = "shuyuan") {
    const Answer made = district.as(login).post("/api/books?site_id=" + site + "&file_name=small.epub", bytes, file);
    EXPECT_EQ(made.status, 201) << made.body;
    return at(made, "id");
  }
  std::string read_in(const EpubSource& source = {}) {
    const std::string book = upload(source.packed());
    district.tick();
    return book;
  }
  std::string words(const std::string& book, const std::string& rights = "own") {
    return R"({"title":"小书","creator":"老街坊","summary":"一本小书。","source":"自己编的","rights":")" + rights +
           R"(","rights_holder":"书院社区","version":)" +
           at(district.as("shuyuan").get("/api/books/" + book), "version") + "}";
  }
  std::string published(const EpubSource& source = {}) {
    const std::string book = read_in(source), path = "/api/books/" + book;
    Caller clerk = district.as("shuyuan");
    EXPECT_EQ(clerk.put(path, words(book)).status, 200);
    EXPECT_EQ(clerk.post(path + "/submission").status, 200);
    EXPECT_EQ(district.as("pitong").post(path + "/publication").status, 200);
    return book;
  }
  std::string reason(const Answer& answer) { return at(answer, "reason"); }

  District district{GetParam()};
  std::string site = district.value("SELECT id FROM sites WHERE code = '510117001021'");
};

TEST_P(Books, AreReadReviewedByAnotherAndStandOnTheShelf) {
  EpubSource source;
  source.chapters = {"<h1>水</h1><p>水从西边来。<a href=\"c2.xhtml\">下一章</a></p><script/>",
                     "<h1>田</h1><p>田在家门口。</p>"};
  const std::string book = upload(source.packed()), path = "/api/books/" + book;
  Caller clerk = district.as("shuyuan"), office = district.as("pitong"), anybody = district.nobody();
  EXPECT_EQ(at(clerk.get(path), "state"), "importing");
  EXPECT_EQ(reason(clerk.put(path, words(book))), "book.importing");
  district.tick();
  const Answer draft = clerk.get(path);
  EXPECT_EQ(at(draft, "state"), "draft");
  EXPECT_EQ(at(draft, "title"), "小书");
  EXPECT_EQ(at(draft, "chapters"), "2");
  EXPECT_EQ(json::Document(draft.body).items("report").size(), 1u);
  EXPECT_THAT(at(clerk.get(path + "/chapters/1"), "html"), HasSubstr("水从西边来"));
  EXPECT_EQ(reason(clerk.get(path + "/chapters/3")), "book.no_chapter");
  EXPECT_EQ(reason(clerk.post(path + "/submission")), "book.incomplete");
  ASSERT_EQ(clerk.put(path, words(book)).status, 200);
  EXPECT_EQ(anybody.get("/books/" + book).status, 404) << "a draft is nobody's business";
  ASSERT_EQ(clerk.post(path + "/submission").status, 200);
  EXPECT_THAT(office.get("/api/notices").body, HasSubstr("电子书《小书》等待审核发布"));
  ASSERT_EQ(office.post(path + "/return", R"({"reason":"简介再写细一点"})").status, 200);
  EXPECT_EQ(at(clerk.get(path), "reason"), "简介再写细一点");
  ASSERT_EQ(clerk.post(path + "/submission").status, 200);
  ASSERT_EQ(office.post(path + "/publication").status, 200);
  EXPECT_EQ(reason(clerk.put(path, words(book))), "book.published");
  EXPECT_THAT(anybody.get("/books").body, HasSubstr("/books/" + book));
  EXPECT_THAT(anybody.get("/books?q=%E8%80%81%E8%A1%97").body, HasSubstr("/books/" + book)) << "by its author";
  EXPECT_THAT(anybody.get("/books?q=nothing").body, Not(HasSubstr("/books/" + book)));
  EXPECT_THAT(anybody.get("/books/" + book).body, HasSubstr("/books/" + book + "/2"));
  const Answer page = anybody.get("/books/" + book + "/1");
  EXPECT_THAT(page.body, HasSubstr("第 1 章 / 共 2 章"));
  EXPECT_THAT(page.body, HasSubstr("<a href=\"/books/" + book + "/2\">下一章</a>"));
  EXPECT_EQ(anybody.get("/books/" + book + "/3").status, 404);
  EXPECT_EQ(anybody.get("/books/" + book + "/x").status, 404);
  EXPECT_THAT(anybody.get("/api/search?q=%E8%A5%BF%E8%BE%B9").body, HasSubstr(book)) << "found by its text";
  EXPECT_THAT(anybody.get("/search?q=%E8%A5%BF%E8%BE%B9").body, HasSubstr("/books/" + book));
  ASSERT_EQ(clerk.post(path + "/withdrawal", R"({"reason":"有一处要改"})").status, 200);
  EXPECT_EQ(anybody.get("/books/" + book).status, 404);
  EXPECT_EQ(anybody.get("/books/" + book + "/1").status, 404);
  EXPECT_THAT(anybody.get("/api/search?q=%E8%A5%BF%E8%BE%B9").body, Not(HasSubstr(book)));
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM audit_log WHERE action LIKE 'book.%'"), 3);
}

TEST_P(Books, HardRule_WhoWorkedOnABookDoesNotPublishIt) {
  const std::string book = upload(EpubSource{}.packed(), "pitong"), path = "/api/books/" + book;
  district.tick();
  ASSERT_EQ(district.as("shuyuan").put(path, words(book)).status, 200);
  ASSERT_EQ(district.as("shuyuan").post(path + "/submission").status, 200);
  EXPECT_EQ(reason(district.as("pitong").post(path + "/publication")), "book.own") << "uploaded it";
  EXPECT_EQ(reason(district.as("shuyuan").post(path + "/publication")), "book.not_a_reviewer");
  EXPECT_EQ(district.as("zhongxin").post(path + "/publication").status, 200);
}

TEST_P(Books, HardRule_OutsideOnesSubtreeABookIsNotThere) {
  const std::string book = read_in(), path = "/api/books/" + book;
  Caller stranger = district.as("ziyun");
  EXPECT_EQ(reason(stranger.get(path)), "book.not_found");
  EXPECT_EQ(reason(stranger.get(path + "/chapters/1")), "book.not_found");
  EXPECT_EQ(reason(stranger.put(path, words(book))), "book.not_found");
  EXPECT_EQ(reason(stranger.post(path + "/submission")), "book.not_found");
  EXPECT_THAT(stranger.get("/api/books").body, Not(HasSubstr(book)));
  EXPECT_EQ(reason(stranger.post("/api/books?site_id=" + site + "&file_name=x.epub", EpubSource{}.packed(), file)),
            "site.not_yours");
}

TEST_P(Books, HardRule_AFailedImportLeavesNothing) {
  EpubSource source;
  source.parts["../evil"] = "x";
  const std::string book = upload(source.packed()), path = "/api/books/" + book;
  district.tick();
  Caller clerk = district.as("shuyuan");
  const Answer failed = clerk.get(path);
  EXPECT_EQ(at(failed, "state"), "failed");
  EXPECT_EQ(at(failed, "trouble"), "book.bad_name");
  EXPECT_THAT(at(failed, "trouble_message.zh"), HasSubstr("路径"));
  for (const char* table : {"book_chapters", "book_omissions", "media"})
    EXPECT_EQ(district.number("SELECT COUNT(*) FROM " + std::string(table)), 0) << table;
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM notices WHERE kind = 'book.failed'"), 1);
  EXPECT_EQ(district.value("SELECT file FROM books"), "") << "the file is forgotten";
  EXPECT_EQ(reason(clerk.post(path + "/submission")), "book.failed");
  ASSERT_EQ(clerk.post(path + "/discarding").status, 200);
  EXPECT_EQ(clerk.get(path).status, 404);
  EXPECT_EQ(reason(clerk.post("/api/books?site_id=" + site + "&file_name=x.epub", "%PDF-1.7", file)),
            "book.not_epub");
}

TEST_P(Books, HardRule_AnIdentityNumberIsNeverPublishedAndAPhoneIsTold) {
  EpubSource source;
  source.chapters = {"<p>联系人电话 13800138000。</p>", "<p>身份证 510124195001011234、11010519491231002X。</p>"};
  const std::string book = read_in(source), path = "/api/books/" + book;
  Caller clerk = district.as("shuyuan");
  ASSERT_EQ(clerk.put(path, words(book)).status, 200);
  const Answer draft = clerk.get(path);
  EXPECT_THAT(draft.body, HasSubstr("138****8000"));
  EXPECT_THAT(draft.body, Not(HasSubstr("11010519491231002X")));
  EXPECT_EQ(reason(clerk.post(path + "/submission")), "book.personal_data");
}

TEST_P(Books, PicturesGoToTheLibraryAndOnesThatCannotBeDrawnAreTold) {
  const Surface surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, 200, 300));
  std::string png;
  cairo_surface_write_to_png_stream(surface.get(), append_to_text, &png);
  EpubSource source;
  source.chapters = {"<p>图</p><img src=\"a.png\" alt=\"一块田\"/><img src=\"b.gif\" alt=\"动图\"/>"};
  source.manifest = "<item id=\"a\" href=\"a.png\" media-type=\"image/png\" properties=\"cover-image\"/>";
  source.parts = {{"OEBPS/a.png", png}, {"OEBPS/b.gif", "GIF89a"}};
  const std::string book = published(source);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM media WHERE credit = '老街坊'"), 1);
  EXPECT_THAT(district.as("shuyuan").get("/api/books/" + book).body, HasSubstr("bad_picture"));
  const std::string page = district.nobody().get("/books/" + book + "/1").body;
  EXPECT_THAT(page, HasSubstr("alt=\"一块田\""));
  EXPECT_THAT(page, Not(HasSubstr("动图")));
  EXPECT_THAT(district.nobody().get("/books").body, HasSubstr("/media/"));
}

TEST_P(Books, ARepeatedUploadIsOneBook) {
  const std::string bytes = EpubSource{}.packed(), target = "/api/books?site_id=" + site + "&file_name=small.epub";
  const testing::Headers key{{"Content-Type", "application/octet-stream"}, {"Idempotency-Key", "once"}};
  const std::string book = at(district.as("shuyuan").post(target, bytes, key), "id");
  EXPECT_EQ(at(district.as("shuyuan").post(target, bytes, key), "id"), book);
  district.tick();
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM books"), 1);
  EXPECT_EQ(at(district.as("shuyuan").get("/api/books/" + book), "state"), "draft");
}

TEST_P(Books, AnImportBrokenOffIsReadAnewAndOneThatNeverEndsIsGivenUp) {
  const std::string book = upload(EpubSource{}.packed());
  static_cast<void>(district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec("UPDATE books SET attempts = 2, progress_done = 3, progress_total = 9");
    return Done{};
  }));
  district.tick();
  EXPECT_EQ(at(district.as("shuyuan").get("/api/books/" + book), "state"), "draft") << "the third time";
  const std::string poison = upload(EpubSource{}.packed());
  static_cast<void>(district.database().write_now([&](db::Tx& tx) -> Outcome {
    tx.exec("UPDATE books SET attempts = 3 WHERE id = $1", poison);
    return Done{};
  }));
  district.tick();
  EXPECT_EQ(at(district.as("shuyuan").get("/api/books/" + poison), "trouble"), "book.broken");
}

INSTANTIATE_TEST_SUITE_P(Engines, Books, ::testing::ValuesIn(testing::engines), testing::engine_name);

}  // namespace
}  // namespace ws::books
