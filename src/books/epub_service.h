#pragma once
// An EPUB 3 (or 2) as chapters of the house's own tree, with the pictures they show and a report of what was left
// out. Everything in the file is hostile; it is read on a thread of its own, never on an I/O thread.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "books/book_model.h"
#include "books/package_model.h"
#include "content/public.h"

namespace ws::books {

struct EpubChapter {
  std::string title;
  int depth = 1;  ///< in the contents: 1 to 3
  content::Body body;
  std::vector<MediaId> pictures;
};

struct EpubPicture {
  MediaId id;
  std::string path, bytes;
};

struct Epub {
  BookWords words;  ///< without what only staff can say
  std::string identifier, stated_rights;
  MediaId cover;
  std::vector<EpubChapter> chapters;
  std::vector<EpubPicture> pictures;  ///< of chapters and cover, each once
  std::vector<Omission> omissions;
};

/// Links between chapters lead to the pages of `book`; `fresh` names pictures. Refuses, with the part as the field:
/// "book.not_epub", "book.broken", "book.missing", "book.packed", "book.bad_name", "book.encrypted", "book.drm",
/// "book.entities", "book.too_deep", "book.broken_xml", "book.no_text", "book.too_long", "book.chapter_too_large".
Result<Epub> read_epub(std::string_view bytes, const BookId& book, const std::function<MediaId()>& fresh,
                       const EpubLimits& limits = {});
/// One that could not be drawn: it goes from the pages and is told.
void take_out(Epub& epub, MediaId picture);

/// "/books/ID/3"
std::string chapter_path(const BookId& book, std::size_t number);

}  // namespace ws::books
