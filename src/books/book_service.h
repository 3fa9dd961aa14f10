#pragma once
// Use cases of books: uploaded by a site's staff, read from their file, published by others of them, read by
// everybody. Who reads what is known to nobody but the reader's own phone.

#include <filesystem>
#include <functional>
#include <stop_token>

#include "base/actor.h"
#include "base/random.h"
#include "base/worker_pool.h"
#include "books/book_access.h"
#include "books/epub_service.h"
#include "idempotency/public.h"

namespace ws::books {

inline constexpr std::size_t most_epub_bytes = 20 << 20;

class BookService {
 public:
  /// All outlive the service.
  struct Parts {
    db::Database& database;
    const Clock& clock;
    Random& random;
    WorkerPool& keeping;  ///< writes what was uploaded to the disk
    const content::MediaService& media;
    std::filesystem::path data;  ///< files wait below books/
  };
  explicit BookService(Parts parts) : parts_(std::move(parts)) {}

  // ---- staff reads
  struct Scope {
    std::optional<State> state;
    std::string words, cursor;
    std::int64_t limit = 20;
  };
  store::Page list(const Actor& actor, const Scope& scope) const;
  struct Detail {
    store::RowView row;
    std::vector<store::Heading> contents;
    std::vector<Omission> omissions;
    std::vector<store::Event> events;
    bool may_write = false;
    Judge judge;
  };
  /// Refuses "book.not_found".
  Result<Detail> find(const Actor& actor, const BookId& book) const;
  struct Page {
    store::Heading heading;
    std::string html;
  };
  /// A chapter before anybody else may read it. Refuses "book.not_found", "book.no_chapter".
  Result<Page> look(const Actor& actor, const BookId& book, std::int64_t number) const;

  // ---- steps of staff; all answer an identifier and refuse "book.not_found", "book.not_yours"
  /// Keeps the file; it is read by work(). Refuses "site.not_found", "site.not_yours", "book.not_epub",
  /// "server.busy". Throws when the disk refuses.
  Task<Result<std::string>> upload(Actor actor, idempotency::Key key, SiteId site, std::string file_name,
                                   std::string bytes);
  /// Refuses "book.changed_meanwhile" and what check_words and may_edit refuse.
  Task<Result<std::string>> change(Actor actor, idempotency::Key key, BookId book, BookWords words,
                                   std::int64_t version);
  /// Refuses what may_submit refuses, "book.personal_data".
  Task<Result<std::string>> submit(Actor actor, idempotency::Key key, BookId book);
  /// Refuse what may_judge refuses.
  Task<Result<std::string>> publish(Actor actor, idempotency::Key key, BookId book);
  Task<Result<std::string>> give_back(Actor actor, idempotency::Key key, BookId book, std::string reason);
  /// By writers and reviewers alike: what is wrong goes at once. "book.not_published".
  Task<Result<std::string>> withdraw(Actor actor, idempotency::Key key, BookId book, std::string reason);
  /// Refuses what may_discard refuses.
  Task<Result<std::string>> discard(Actor actor, idempotency::Key key, BookId book);

  /// Reads what waits, on a thread of its own. A book is written whole or not at all: after a crash it is read anew
  /// from its file. Answers how many were settled.
  int work(std::stop_token stopping = {});

  // ---- everybody
  store::Page published(const std::string& words, const std::string& cursor, std::int64_t limit) const;
  struct Reading {
    store::RowView row;
    std::vector<store::Heading> contents;
  };
  /// Refuses "book.not_found".
  Result<Reading> read(const BookId& book) const;
  struct ChapterReading {
    Reading book;
    Page page;
  };
  /// Refuses "book.not_found", "book.no_chapter".
  Result<ChapterReading> read(const BookId& book, std::int64_t number) const;

 private:
  using Step = std::function<Result<std::string>(db::Tx&, Instant)>;
  Task<Result<std::string>> run(idempotency::Key key, Step step);
  Outcome moved(db::Tx& tx, const Book& after, const PersonId& actor, std::string_view kind,
                const std::string& reason, Instant now);
  void tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Book& book, const Actor& actor,
            Instant now);
  void tell_reviewers(db::Tx& tx, const Book& book, const Actor& actor, Instant now);

  std::filesystem::path file_of(const BookId& book) const;
  void forget_files();
  bool settle(const Book& book);
  Outcome fail(const Book& book, const Error& error);
  Outcome keep(const Book& book, const Epub& epub, const std::vector<content::Media>& pictures);
  std::vector<content::Media> draw(const Book& book, Epub& epub, const PersonId& by);
  void note_personal(Epub& epub) const;

  Parts parts_;
};

}  // namespace ws::books
