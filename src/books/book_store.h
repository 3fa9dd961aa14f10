#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/random.h"
#include "books/book_model.h"
#include "content/public.h"
#include "db/db.h"

namespace ws::books::store {

/// Nothing once it is discarded.
std::optional<Book> find(db::Reader& reader, const BookId& book);
void insert(db::Tx& tx, const Book& book, const PersonId& by);
/// Words, rights and state. False if it was changed since `book` was read.
bool update(db::Tx& tx, const Book& book);

struct Filter {
  std::optional<State> state;
  std::vector<SiteId> within;  ///< subtrees; at least one
  std::string words;           ///< of title and creator
  std::string cursor;
  std::int64_t limit = 20;
};
/// What a list says of a book.
struct RowView {
  Book book;
  content::Picture cover;  ///< empty hash: none
};
struct Page {
  std::vector<RowView> rows;
  std::optional<std::string> next;
};
/// The newest first.
Page list(db::Reader& reader, const Filter& filter);
/// What everybody may read, the newest first.
Page published(db::Reader& reader, const std::string& words, const std::string& cursor, std::int64_t limit);
std::optional<RowView> find_row(db::Reader& reader, const BookId& book);

void append_event(db::Tx& tx, Random& random, const BookId& book, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now);
struct Event {
  std::string kind, reason, actor_name;
  Instant at;
};
/// Newest first, at most 100.
std::vector<Event> events(db::Reader& reader, const BookId& book);
/// Has the person, by any account of theirs, uploaded it or changed something of it?
bool wrote(db::Reader& reader, const BookId& book, const PersonId& person);
PersonId uploader(db::Reader& reader, const BookId& book);

// ---- what is in it

struct Heading {
  std::int64_t number = 0;
  std::string title;
  std::int64_t depth = 1;
  std::int64_t points = 0;
};
std::vector<Heading> contents(db::Reader& reader, const BookId& book);
struct Chapter {
  Heading heading;
  std::string body;  ///< ProseMirror JSON, as content writes it
};
std::optional<Chapter> find_chapter(db::Reader& reader, const BookId& book, std::int64_t number);
void insert(db::Tx& tx, const BookId& book, const Chapter& chapter);
void insert(db::Tx& tx, const BookId& book, std::int64_t position, const Omission& omission);
/// In their order.
std::vector<Omission> omissions(db::Reader& reader, const BookId& book);
bool has_omission(db::Reader& reader, const BookId& book, std::string_view kind);
/// Chapters and report.
void remove_contents(db::Tx& tx, const BookId& book);

// ---- files that wait

/// Books to be read, the longest waiting first.
std::vector<Book> importing(db::Reader& reader, std::int64_t limit);
/// One more try; answers how many that makes.
std::int64_t begin_attempt(db::Tx& tx, const BookId& book);
void set_progress(db::Tx& tx, const BookId& book, std::int64_t done, std::int64_t total);
/// Books whose file is needed no more.
std::vector<BookId> with_needless_file(db::Reader& reader, std::int64_t limit);
void forget_file(db::Tx& tx, const BookId& book);

}  // namespace ws::books::store
