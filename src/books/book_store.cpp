#include "books/book_store.h"

#include <stdexcept>

#include "people/public.h"
#include "search/public.h"

namespace ws::books::store {
namespace {

const std::string columns =
    "SELECT b.id, b.site_id, s.name, b.title, b.creator, b.publisher, b.language, b.summary, b.source, b.rights, "
    "b.rights_holder, b.rights_note, b.identifier, b.stated_rights, b.cover_id, b.state, b.reason, b.trouble, "
    "b.trouble_place, b.file, b.file_name, b.progress_done, b.progress_total, b.chapters, b.points, b.published_ms, "
    "b.created_ms, b.version";
const std::string tables = " FROM books b JOIN sites s ON s.id = b.site_id ";
const std::string select_one = columns + tables + "WHERE b.id = $1 AND b.state <> 'discarded'";
/// With the cover that a list shows.
const std::string select_rows =
    columns + ", m.hash, m.width, m.height, m.credit" + tables + "LEFT JOIN media m ON m.id = b.cover_id ";
const std::string select_row = select_rows + "WHERE b.id = $1 AND b.state <> 'discarded'";
const std::string words_match =
    "lower(b.title || ' ' || b.creator) LIKE $3 ESCAPE '!' AND lower(b.title || ' ' || b.creator) LIKE $4 ESCAPE '!' "
    "AND lower(b.title || ' ' || b.creator) LIKE $5 ESCAPE '!' ";
const std::string select_published = select_rows + "WHERE b.state = 'published' AND ($1 = '' OR b.id < $1) AND " +
                                     words_match + "ORDER BY b.id DESC LIMIT $2";
constexpr std::string_view insert_book =
    "INSERT INTO books (id, site_id, title, creator, publisher, language, identifier, summary, stated_rights, state, "
    "file, file_name, created_by, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
constexpr std::string_view update_book =
    "UPDATE books SET title = $2, creator = $3, publisher = $4, language = $5, summary = $6, source = $7, rights = "
    "$8, rights_holder = $9, rights_note = $10, identifier = $11, stated_rights = $12, cover_id = $13, state = $14, "
    "reason = $15, trouble = $16, trouble_place = $17, chapters = $18, points = $19, published_ms = $20, "
    "version = version + 1 WHERE id = $1 AND version = $21";
constexpr std::string_view insert_event =
    "INSERT INTO book_events (id, book_id, at_ms, actor_id, kind, reason) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view select_events =
    "SELECT e.kind, e.reason, p.name, e.at_ms FROM book_events e LEFT JOIN persons p ON p.id = e.actor_id "
    "WHERE e.book_id = $1 ORDER BY e.id DESC LIMIT 100";
const std::string select_wrote =
    "SELECT 1 FROM book_events WHERE book_id = $1 AND kind IN ('uploaded', 'changed', 'submitted') AND actor_id " +
    people::own_accounts("$2") + "LIMIT 1";
constexpr std::string_view select_uploader = "SELECT created_by FROM books WHERE id = $1";

constexpr std::string_view select_contents =
    "SELECT number, title, depth, points FROM book_chapters WHERE book_id = $1 ORDER BY number";
constexpr std::string_view select_chapter =
    "SELECT number, title, depth, points, body FROM book_chapters WHERE book_id = $1 AND number = $2";
constexpr std::string_view insert_chapter =
    "INSERT INTO book_chapters (book_id, number, title, depth, points, body) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view insert_omission =
    "INSERT INTO book_omissions (book_id, position, chapter, kind, detail, times) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view select_omissions =
    "SELECT chapter, kind, detail, times FROM book_omissions WHERE book_id = $1 ORDER BY position";
constexpr std::string_view select_omission = "SELECT 1 FROM book_omissions WHERE book_id = $1 AND kind = $2 LIMIT 1";
constexpr std::string_view delete_chapters = "DELETE FROM book_chapters WHERE book_id = $1";
constexpr std::string_view delete_omissions = "DELETE FROM book_omissions WHERE book_id = $1";

const std::string select_importing =
    columns + tables + "WHERE b.file <> '' AND b.state = 'importing' ORDER BY b.id LIMIT $1";
constexpr std::string_view update_attempts =
    "UPDATE books SET attempts = attempts + 1, progress_done = 0 WHERE id = $1 RETURNING attempts";
// Progress is no change of the book: its version stays.
constexpr std::string_view update_progress =
    "UPDATE books SET progress_done = $2, progress_total = $3 WHERE id = $1 AND state = 'importing'";
constexpr std::string_view select_needless =
    "SELECT id FROM books WHERE file <> '' AND state <> 'importing' ORDER BY id LIMIT $1";
constexpr std::string_view update_file = "UPDATE books SET file = '' WHERE id = $1";

Book book_of(const db::Row& row) {
  const auto rights = parse_rights(row.text(9));
  const auto state = parse_state(row.text(15));
  if (!rights || !state) throw std::logic_error("books holds " + row.text(9) + ", " + row.text(15));
  Book found;
  found.id = row.id<BookId>(0);
  found.site = row.id<SiteId>(1);
  found.site_name = row.text(2);
  found.words = {row.text(3), row.text(4), row.text(5),  row.text(6), row.text(7),
                 row.text(8), *rights,     row.text(10), row.text(11)};
  found.identifier = row.text(12);
  found.stated_rights = row.text(13);
  found.cover = row.id<MediaId>(14);
  found.state = *state;
  found.reason = row.text(16);
  found.trouble = row.text(17);
  found.trouble_place = row.text(18);
  found.file = row.text(19);
  found.file_name = row.text(20);
  found.progress_done = row.i64(21);
  found.progress_total = row.i64(22);
  found.chapters = row.i64(23);
  found.points = row.i64(24);
  if (!row.is_null(25)) found.published = Instant{row.i64(25)};
  found.created = {row.i64(26)};
  found.version = row.i64(27);
  return found;
}

RowView row_of(const db::Row& row) {
  return {book_of(row), {row.text(28), static_cast<int>(row.i64(29)), static_cast<int>(row.i64(30)), row.text(31)}};
}

/// One more than the limit was asked for: it says that there is a next page.
Page page_of(const db::Rows& rows, std::int64_t limit) {
  Page page;
  for (const db::Row& row : rows) page.rows.push_back(row_of(row));
  if (static_cast<std::int64_t>(page.rows.size()) > limit) {
    page.rows.pop_back();
    page.next = page.rows.back().book.id.str();
  }
  return page;
}

Heading heading_of(const db::Row& row) {
  return {row.i64(0), row.text(1), row.i64(2), row.i64(3)};
}

}  // namespace

std::optional<Book> find(db::Reader& reader, const BookId& book) {
  const auto row = reader.find(select_one, book);
  if (!row) return std::nullopt;
  return book_of(*row);
}

void insert(db::Tx& tx, const Book& book, const PersonId& by) {
  const BookWords& words = book.words;
  tx.exec(insert_book, book.id, book.site, words.title, words.creator, words.publisher, words.language,
          book.identifier, words.summary, book.stated_rights, to_text(book.state), book.file, book.file_name, by,
          book.created);
}

bool update(db::Tx& tx, const Book& book) {
  const BookWords& words = book.words;
  return tx.exec(update_book, book.id, words.title, words.creator, words.publisher, words.language, words.summary,
                 words.source, to_text(words.rights), words.rights_holder, words.rights_note, book.identifier,
                 book.stated_rights, book.cover, to_text(book.state), book.reason, book.trouble, book.trouble_place,
                 book.chapters, book.points, book.published, book.version) == 1;
}

Page list(db::Reader& reader, const Filter& filter) {
  const auto like = search::like_patterns(filter.words);
  db::Params params = db::params_of(filter.cursor, filter.limit + 1, like[0], like[1], like[2]);
  std::string within;
  for (const SiteId& site : filter.within) {
    params.push_back(db::to_value(site));
    within += (within.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  std::string sql = select_rows + "WHERE b.state <> 'discarded' AND ($1 = '' OR b.id < $1) AND " + words_match +
                    "AND b.site_id IN (SELECT r.site_id FROM site_tree r WHERE r.ancestor_id IN (" + within + ")) ";
  if (filter.state) {
    params.push_back(db::to_value(to_text(*filter.state)));
    sql += "AND b.state = $" + std::to_string(params.size()) + " ";
  }
  return page_of(reader.run(sql + "ORDER BY b.id DESC LIMIT $2", params), filter.limit);
}

Page published(db::Reader& reader, const std::string& words, const std::string& cursor, std::int64_t limit) {
  const auto like = search::like_patterns(words);
  return page_of(reader.query(select_published, cursor, limit + 1, like[0], like[1], like[2]), limit);
}

std::optional<RowView> find_row(db::Reader& reader, const BookId& book) {
  const auto row = reader.find(select_row, book);
  if (!row) return std::nullopt;
  return row_of(*row);
}

void append_event(db::Tx& tx, Random& random, const BookId& book, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), book, now, actor, kind, reason);
}

std::vector<Event> events(db::Reader& reader, const BookId& book) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, book))
    found.push_back({row.text(0), row.text(1), row.text(2), {row.i64(3)}});
  return found;
}

bool wrote(db::Reader& reader, const BookId& book, const PersonId& person) {
  return reader.find(select_wrote, book, person).has_value();
}

PersonId uploader(db::Reader& reader, const BookId& book) {
  return reader.find(select_uploader, book).value().id<PersonId>(0);
}

std::vector<Heading> contents(db::Reader& reader, const BookId& book) {
  std::vector<Heading> found;
  for (const db::Row& row : reader.query(select_contents, book)) found.push_back(heading_of(row));
  return found;
}

std::optional<Chapter> find_chapter(db::Reader& reader, const BookId& book, std::int64_t number) {
  const auto row = reader.find(select_chapter, book, number);
  if (!row) return std::nullopt;
  return Chapter{heading_of(*row), row->text(4)};
}

void insert(db::Tx& tx, const BookId& book, const Chapter& chapter) {
  const Heading& heading = chapter.heading;
  tx.push(insert_chapter, book, heading.number, heading.title, heading.depth, heading.points, chapter.body);
}

void insert(db::Tx& tx, const BookId& book, std::int64_t position, const Omission& omission) {
  tx.push(insert_omission, book, position, omission.chapter, omission.kind, omission.detail, omission.times);
}

std::vector<Omission> omissions(db::Reader& reader, const BookId& book) {
  std::vector<Omission> found;
  for (const db::Row& row : reader.query(select_omissions, book))
    found.push_back({row.i64(0), row.text(1), row.text(2), row.i64(3)});
  return found;
}

bool has_omission(db::Reader& reader, const BookId& book, std::string_view kind) {
  return reader.find(select_omission, book, kind).has_value();
}

void remove_contents(db::Tx& tx, const BookId& book) {
  tx.exec(delete_chapters, book);
  tx.exec(delete_omissions, book);
}

std::vector<Book> importing(db::Reader& reader, std::int64_t limit) {
  std::vector<Book> found;
  for (const db::Row& row : reader.query(select_importing, limit)) found.push_back(book_of(row));
  return found;
}

std::int64_t begin_attempt(db::Tx& tx, const BookId& book) {
  return tx.find(update_attempts, book).value().i64(0);
}

void set_progress(db::Tx& tx, const BookId& book, std::int64_t done, std::int64_t total) {
  tx.exec(update_progress, book, done, total);
}

std::vector<BookId> with_needless_file(db::Reader& reader, std::int64_t limit) {
  std::vector<BookId> found;
  for (const db::Row& row : reader.query(select_needless, limit)) found.push_back(row.id<BookId>(0));
  return found;
}

void forget_file(db::Tx& tx, const BookId& book) {
  tx.exec(update_file, book);
}

}  // namespace ws::books::store
