// E-books: the shelf, one book with its contents, and a chapter to read. What somebody reads, and how far, is
// remembered by their own phone alone.
#include <algorithm>
#include <charconv>

#include "portal/portal_page_api.h"

namespace ws::portal {
namespace {

using http::Access;
using http::Request;
using http::Response;
using http::View;

constexpr std::int64_t books_per_page = 12;
/// Stands in the template where the chapter goes. Values are escaped, so it cannot come from one of them.
constexpr std::string_view chapter_place = "<!-- chapter -->";

/// "第 3 章 / 共 12 章"
std::string place_words(std::int64_t number, std::int64_t of, Language language) {
  const std::string here = std::to_string(number), all = std::to_string(of);
  return language == "en" ? "Chapter " + here + " of " + all : "第 " + here + " 章 / 共 " + all + " 章";
}

/// What a file says of its language may be anything; the page's own where it is no tag.
std::string language_tag(const std::string& told) {
  const bool is_tag = told.size() >= 2 && std::all_of(told.begin(), told.end(), [](char c) {
                        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
                      });
  return is_tag ? told : "zh-CN";
}

std::string rights_words(books::Rights rights, Language language) {
  switch (rights) {
    case books::Rights::own:
      return say(language, "本单位编写", "Written by ourselves");
    case books::Rights::licensed:
      return say(language, "经权利人授权", "By permission of its owner");
    case books::Rights::open:
      return say(language, "开放许可", "Under an open licence");
    case books::Rights::public_domain:
      return say(language, "公有领域作品", "In the public domain");
    case books::Rights::unsaid:
      break;
  }
  return "";
}

Response shelf_page(Pages& pages, const Request& request) {
  const std::string cursor(request.q("cursor")), words(request.q("q"));
  if (!cursor.empty() && !is_ulid(cursor)) return pages.refusal(request, Error::invalid("list.bad_cursor", "cursor"));
  const auto page = pages.parts.services.books.published(words, cursor, books_per_page);
  View view = pages.view(request, Nav::news);
  view.set("Q", words);
  show_either(view, !page.rows.empty(), "BOOKS");
  if (page.rows.empty() && !words.empty()) view.show("SEARCHED");
  for (const auto& row : page.rows) pages.add_book(view, row);
  add_pager(view, {"/books", {{"q", words}}, "cursor", cursor, page.next});
  return pages.render(request, "books.html", view, Keep::shortly);
}

void add_contents(View& view, const books::BookService::Reading& reading, std::int64_t current) {
  for (const auto& heading : reading.contents) {
    View& line = view.add("CONTENTS");
    line.set("CHAPTER_URL", books::chapter_path(reading.row.book.id, static_cast<std::size_t>(heading.number)));
    line.set("CHAPTER_NAME", heading.title).set("DEPTH", heading.depth);
    if (heading.number == current) line.show("CHAPTER_CURRENT");
  }
}

Response book_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto id = BookId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("book.not_found"));
  const auto reading = pages.parts.services.books.read(*id);
  if (!reading) return pages.refusal(request, reading.error());
  const books::Book& book = reading->row.book;
  View view = pages.view(request, Nav::news);
  view.set("ID", book.id.str()).set("NAME", book.words.title).set("CREATOR", book.words.creator);
  view.set("SUMMARY", book.words.summary).set("SITE_ID", book.site.str()).set("SITE_NAME", book.site_name);
  view.set("SOURCE", book.words.source).set("RIGHTS", rights_words(book.words.rights, language));
  view.set("RIGHTS_HOLDER", book.words.rights_holder).set("BOOK_LANG", language_tag(book.words.language));
  view.set("CHAPTERS", book.chapters).set("OG_URL", pages.parts.public_address + "/books/" + book.id.str());
  view.set("LENGTH_TEXT", grouped(book.points) + say(language, " 字", " characters"));
  if (!book.words.publisher.empty()) view.add("PUBLISHED_BY").set("PUBLISHER", book.words.publisher);
  pages.set_cover(view, reading->row);
  add_contents(view, *reading, 0);
  return pages.render(request, "book.html", view, Keep::shortly);
}

Response chapter_page(Pages& pages, const Request& request) {
  const Language language = request.language();
  const auto id = BookId::parse(request.params.at(0));
  if (!id) return pages.refusal(request, Error::not_found("book.not_found"));
  const std::string& text = request.params.at(1);
  std::int64_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size())
    return pages.refusal(request, Error::not_found("book.no_chapter"));
  const auto reading = pages.parts.services.books.read(*id, number);
  if (!reading) return pages.refusal(request, reading.error());
  const books::Book& book = reading->book.row.book;
  View view = pages.view(request, Nav::news);
  view.set("ID", book.id.str()).set("NAME", book.words.title).set("CHAPTER_TITLE", reading->page.heading.title);
  view.set("NUMBER", number).set("CHAPTERS", book.chapters).set("BOOK_LANG", language_tag(book.words.language));
  view.set("PLACE_TEXT", place_words(number, book.chapters, language));
  const auto lead = [&](const char* section, std::int64_t to) {
    view.add(section).set("CHAPTER_URL", books::chapter_path(book.id, static_cast<std::size_t>(to)));
  };
  if (number > 1) lead("BEFORE", number - 1);
  if (number < book.chapters)
    lead("AFTER", number + 1);
  else
    view.show("LAST");
  add_contents(view, reading->book, number);
  Response page = pages.render(request, "book_chapter.html", view, Keep::shortly);
  const std::size_t at = page.body.find(chapter_place);
  if (at == std::string::npos) throw std::logic_error("book_chapter.html has no place for the chapter");
  page.body.replace(at, chapter_place.size(), reading->page.html);
  return page;
}

}  // namespace

void add_book_routes(http::Routes& routes, Pages& pages) {
  const auto page = [&](const char* pattern, Response (*make)(Pages&, const Request&)) {
    routes.get(pattern, Access::everyone,
               http::handler([&pages, make](Request& request) { return make(pages, request); }));
  };
  page("/books", shelf_page);
  page("/books/{id}", book_page);
  page("/books/{id}/{number}", chapter_page);
}

}  // namespace ws::portal
