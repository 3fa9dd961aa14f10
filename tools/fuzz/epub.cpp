// Documents of e-books, made up: what an EPUB's chapter holds becomes a tree that articles could have, written
// without an element of the writer's own; and packages of any bytes are read or refused.
// Sources: src/books/package_model.cpp src/books/chapter_service.cpp src/books/epub_service.cpp src/content/body_model.cpp src/content/block_model.cpp src/content/content_model.cpp src/base/json.cpp src/base/text.cpp src/base/id.cpp src/base/random.cpp
// Libraries: expat zip sodium
#include <cstdlib>
#include <string>

#include "books/chapter_service.h"
#include "books/epub_service.h"
#include "pieces.h"

// The tree is written as JSON and read again.
#include <boost/json/src.hpp>

namespace {

using namespace ws::books;

const ws::MediaId picture("01ARZ3NDEKTSV4RRFFQ69G5FAV");

void read_as_chapter(const std::string& text) {
  EpubLimits limits;
  limits.nodes = 2'000;
  Node html;
  try {
    html = parse_xml(text, "c.xhtml", limits);
  } catch (const Trouble&) {
    return;
  }
  const Surroundings around{"c.xhtml", [](const std::string&) { return picture; },
                            [](std::string_view, std::string_view) {}, "插图"};
  const auto body = read_chapter(html, around);
  const std::string shown = ws::content::to_html(body, {});
  for (const char* bad : {"<script", "<iframe", " on", "javascript:"})
    if (const auto at = shown.find(bad); at != std::string::npos && shown.rfind('<', at) != std::string::npos &&
                                         shown.find('>', shown.rfind('<', at)) > at)
      std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(ws::fuzz::text_of(data, size));
  if (!text.starts_with("PK")) {
    read_as_chapter(text);
    return 0;
  }
  const auto epub = read_epub(text, ws::BookId("01ARZ3NDEKTSV4RRFFQ69G5FAV"), [] { return picture; });
  if (epub && epub->chapters.empty()) std::abort();
  return 0;
}
