#include "books/book_service.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>
#include <utility>

#include "audit/public.h"
#include "base/json.h"
#include "base/text.h"
#include "db/durable_file.h"
#include "notices/public.h"
#include "people/public.h"
#include "search/public.h"

namespace ws::books {
namespace {

constexpr std::int64_t most_at_once = 4;
constexpr std::int64_t most_attempts = 3;
constexpr std::size_t most_told = 10;
constexpr std::size_t most_indexed_bytes = 24'000;  ///< the index keeps no more of a document anyway
constexpr std::int64_t steps_told = 5;              ///< of the progress at once

Error changed_meanwhile() {
  return Error::conflict("book.changed_meanwhile");
}

std::optional<std::string> read_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A body from our own table.
content::Body stored_body(const std::string& json) {
  auto body = content::parse_body(json);
  if (!body) throw std::logic_error("book_chapters.body: " + body.error().reason);
  return std::move(*body);
}

Result<BookService::Page> page_of(db::Reader& reader, const BookId& book, std::int64_t number) {
  const auto chapter = store::find_chapter(reader, book, number);
  if (!chapter) return Error::not_found("book.no_chapter");
  const content::Body body = stored_body(chapter->body);
  return BookService::Page{chapter->heading,
                           content::to_html(body, content::find_pictures(reader, content::media_of(body)))};
}

std::int64_t points_of(const content::Body& body) {
  std::int64_t points = static_cast<std::int64_t>(code_points(body.text));
  for (const content::Body& child : body.content) points += points_of(child);
  return points;
}

/// Titles of the chapters first: they are what people look for.
std::string indexed_text(db::Reader& reader, const Book& book) {
  std::string text = book.words.creator + "\n" + book.words.publisher + "\n";
  const auto contents = store::contents(reader, book.id);
  for (const store::Heading& heading : contents) text += heading.title + "\n";
  for (const store::Heading& heading : contents) {
    if (text.size() >= most_indexed_bytes) break;
    for (const std::string& passage :
         content::passages(stored_body(store::find_chapter(reader, book.id, heading.number).value().body)))
      text += passage + "\n";
  }
  return text;
}

}  // namespace

// ---- staff reads

store::Page BookService::list(const Actor& actor, const Scope& scope) const {
  const store::Filter filter{scope.state, access::seen(actor), scope.words, scope.cursor, scope.limit};
  return parts_.database.read([&](db::Reader& reader) { return store::list(reader, filter); });
}

Result<BookService::Detail> BookService::find(const Actor& actor, const BookId& book) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Detail> {
    const auto found = access::get(reader, actor, book);
    if (!found) return found.error();
    return Detail{store::find_row(reader, book).value(),    store::contents(reader, book),
                  store::omissions(reader, book),           store::events(reader, book),
                  access::may_write(reader, actor, *found), access::judge_of(reader, actor, *found)};
  });
}

Result<BookService::Page> BookService::look(const Actor& actor, const BookId& book, std::int64_t number) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Page> {
    if (const auto found = access::get(reader, actor, book); !found) return found.error();
    return page_of(reader, book, number);
  });
}

// ---- steps of staff

Task<Result<std::string>> BookService::run(idempotency::Key key, Step step) {
  const Instant now = parts_.clock.now();
  auto use_case = [key, step, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() { return step(tx, now); });
  };
  co_return co_await parts_.database.write(use_case);
}

Outcome BookService::moved(db::Tx& tx, const Book& after, const PersonId& actor, std::string_view kind,
                           const std::string& reason, Instant now) {
  if (!store::update(tx, after)) return changed_meanwhile();
  store::append_event(tx, parts_.random, after.id, actor, kind, reason, now);
  return Done{};
}

void BookService::tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Book& book,
                       const Actor& actor, Instant now) {
  if (person == actor.person) return;
  json::Writer params;
  params.begin().field("title", book.words.title).field("reason", book.reason).end();
  notices::send(tx, {person, kind, {}, params.take()}, now, parts_.random);
}

void BookService::tell_reviewers(db::Tx& tx, const Book& book, const Actor& actor, Instant now) {
  std::vector<PersonId> people;
  for (const Role role : {Role::dispatcher, Role::leader})
    for (const PersonId& person : people::holders(tx, role, book.site))
      if (people.size() < most_told && std::find(people.begin(), people.end(), person) == people.end() &&
          !store::wrote(tx, book.id, person))
        people.push_back(person);
  for (const PersonId& person : people) tell(tx, person, "book.waiting", book, actor, now);
}

std::filesystem::path BookService::file_of(const BookId& book) const {
  return parts_.data / "books" / (book.str() + ".epub");
}

Task<Result<std::string>> BookService::upload(Actor actor, idempotency::Key key, SiteId site, std::string file_name,
                                              std::string bytes) {
  const Outcome may =
      parts_.database.read([&](db::Reader& reader) { return access::check_may_write_at(reader, actor, site); });
  if (!may) co_return may.error();
  // Told at once; all else is found out by reading it.
  if (!bytes.starts_with("PK\x03\x04")) co_return Error::invalid("book.not_epub", "file");
  Book book;
  book.id = BookId::fresh(parts_.clock.now(), parts_.random);
  book.site = site;
  book.words.title = file_name;
  book.file = book.id.str() + ".epub";
  book.file_name = file_name;
  book.created = parts_.clock.now();
  auto keeping = parts_.keeping.run([&] {
    const std::filesystem::path path = file_of(book.id);
    std::error_code failed;
    std::filesystem::create_directories(path.parent_path(), failed);
    db::write_durably(path, bytes);
    return true;
  });
  const auto kept = co_await keeping;
  if (!kept) co_return kept.error();
  Step step = [this, actor, book](db::Tx& tx, Instant now) -> Result<std::string> {
    if (const Outcome still = access::check_may_write_at(tx, actor, book.site); !still) return still.error();
    store::insert(tx, book, actor.person);
    store::append_event(tx, parts_.random, book.id, actor.person, "uploaded", book.file_name, now);
    audit::record(tx, {actor.person, "book.uploaded", "book", book.id.str(), "", book.file_name}, now);
    return book.id.str();
  };
  auto writing = run(std::move(key), std::move(step));
  auto done = co_await writing;
  // The same intent once more has its book already.
  if (!done || *done != book.id.str()) {
    std::error_code failed;
    std::filesystem::remove(file_of(book.id), failed);
  }
  co_return done;
}

Task<Result<std::string>> BookService::change(Actor actor, idempotency::Key key, BookId book, BookWords words,
                                              std::int64_t version) {
  Step step = [this, actor, book, words, version](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get_to_write(tx, actor, book);
    if (!found) return found.error();
    if (const Outcome may = may_edit(*found); !may) return may.error();
    if (found->version != version) return changed_meanwhile();
    if (const Outcome right = check_words(words); !right) return right.error();
    found->words = words;
    if (const Outcome kept = moved(tx, *found, actor.person, "changed", "", now); !kept) return kept.error();
    return book.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BookService::submit(Actor actor, idempotency::Key key, BookId book) {
  Step step = [this, actor, book](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get_to_write(tx, actor, book);
    if (!found) return found.error();
    if (const Outcome may = may_submit(*found); !may) return may.error();
    if (store::has_omission(tx, book, to_text(content::Personal::id_number)))
      return Error::conflict("book.personal_data");
    found->state = State::in_review;
    found->reason.clear();
    if (const Outcome kept = moved(tx, *found, actor.person, "submitted", "", now); !kept) return kept.error();
    tell_reviewers(tx, *found, actor, now);
    return book.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BookService::publish(Actor actor, idempotency::Key key, BookId book) {
  Step step = [this, actor, book](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, book);
    if (!found) return found.error();
    if (const Outcome may = may_judge(*found, access::judge_of(tx, actor, *found)); !may) return may.error();
    found->state = State::published;
    found->published = now;
    if (const Outcome kept = moved(tx, *found, actor.person, "published", "", now); !kept) return kept.error();
    search::index(tx, {"book", book.str(), found->words.title, found->words.summary, indexed_text(tx, *found)});
    tell(tx, store::uploader(tx, book), "book.published", *found, actor, now);
    audit::record(tx, {actor.person, "book.published", "book", book.str(), "", found->words.title}, now);
    return book.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BookService::give_back(Actor actor, idempotency::Key key, BookId book, std::string reason) {
  Step step = [this, actor, book, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, book);
    if (!found) return found.error();
    if (const Outcome may = may_judge(*found, access::judge_of(tx, actor, *found)); !may) return may.error();
    found->state = State::draft;
    found->reason = reason;
    if (const Outcome kept = moved(tx, *found, actor.person, "returned", reason, now); !kept) return kept.error();
    tell(tx, store::uploader(tx, book), "book.returned", *found, actor, now);
    return book.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BookService::withdraw(Actor actor, idempotency::Key key, BookId book, std::string reason) {
  Step step = [this, actor, book, reason](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get(tx, actor, book);
    if (!found) return found.error();
    if (!access::may_write(tx, actor, *found) && !access::judge_of(tx, actor, *found).may_review)
      return Error::forbidden("book.not_yours");
    if (const Outcome may = may_withdraw(*found); !may) return may.error();
    found->state = State::withdrawn;
    found->reason = reason;
    if (const Outcome kept = moved(tx, *found, actor.person, "withdrawn", reason, now); !kept) return kept.error();
    search::remove(tx, "book", book.str());
    tell(tx, store::uploader(tx, book), "book.withdrawn", *found, actor, now);
    audit::record(tx, {actor.person, "book.withdrawn", "book", book.str(), reason, found->words.title}, now);
    return book.str();
  };
  return run(std::move(key), std::move(step));
}

Task<Result<std::string>> BookService::discard(Actor actor, idempotency::Key key, BookId book) {
  Step step = [this, actor, book](db::Tx& tx, Instant now) -> Result<std::string> {
    auto found = access::get_to_write(tx, actor, book);
    if (!found) return found.error();
    if (const Outcome may = may_discard(*found); !may) return may.error();
    found->state = State::discarded;
    store::remove_contents(tx, book);
    if (const Outcome kept = moved(tx, *found, actor.person, "discarded", "", now); !kept) return kept.error();
    audit::record(tx, {actor.person, "book.discarded", "book", book.str(), "", found->words.title}, now);
    return book.str();
  };
  return run(std::move(key), std::move(step));
}

// ---- reading what was uploaded

void BookService::forget_files() {
  const auto done =
      parts_.database.read([](db::Reader& reader) { return store::with_needless_file(reader, most_at_once); });
  for (const BookId& book : done) {
    std::error_code failed;
    std::filesystem::remove(file_of(book), failed);
    if (failed) continue;
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::forget_file(tx, book);
      return Done{};
    }));
  }
}

int BookService::work(std::stop_token stopping) {
  const auto waiting =
      parts_.database.read([](db::Reader& reader) { return store::importing(reader, most_at_once); });
  int count = 0;
  for (const Book& book : waiting) {
    if (stopping.stop_requested()) break;
    if (!settle(book)) break;  // storage is away: it is still due
    ++count;
  }
  forget_files();
  return count;
}

/// False when storage would not take what became of it.
bool BookService::settle(const Book& book) {
  // A file that ends the whole process is not read for ever.
  const auto attempt = parts_.database.write_now(
      [&](db::Tx& tx) -> Result<std::int64_t> { return store::begin_attempt(tx, book.id); });
  if (!attempt) return false;
  if (*attempt > most_attempts) return fail(book, Error::invalid("book.broken")).ok();
  const auto bytes = read_file(file_of(book.id));
  if (!bytes) return fail(book, Error::invalid("book.lost")).ok();
  auto epub = read_epub(*bytes, book.id, [&] { return MediaId::fresh(parts_.clock.now(), parts_.random); });
  if (!epub) return fail(book, epub.error()).ok();
  note_personal(*epub);
  const PersonId by = parts_.database.read([&](db::Reader& reader) { return store::uploader(reader, book.id); });
  const auto pictures = draw(book, *epub, by);
  return keep(book, *epub, pictures).ok();
}

/// Pictures for the library, with the book as their credit; those that cannot be drawn go from the pages.
std::vector<content::Media> BookService::draw(const Book& book, Epub& epub, const PersonId& by) {
  const std::string title = epub.words.title.empty() ? book.file_name : epub.words.title;
  const auto total = static_cast<std::int64_t>(epub.pictures.size()) + 1;
  std::vector<content::Media> drawn;
  std::vector<MediaId> bad;
  std::int64_t done = 0;
  for (const EpubPicture& picture : epub.pictures) {
    const auto rendered = parts_.media.keep_files(picture.bytes, content::Origin::upload);
    if (!rendered) {
      bad.push_back(picture.id);
    } else {
      content::Media media;
      media.id = picture.id;
      media.site = book.site;
      media.picture = *rendered;
      media.words = {title, "《" + title + "》插图", epub.words.creator, "none", ""};
      media.by = by;
      media.at = parts_.clock.now();
      drawn.push_back(std::move(media));
    }
    if (++done % steps_told != 0) continue;
    static_cast<void>(parts_.database.write_now([&](db::Tx& tx) -> Outcome {
      store::set_progress(tx, book.id, done, total);
      return Done{};
    }));
  }
  for (const MediaId& picture : bad) take_out(epub, picture);
  return drawn;
}

/// Of each chapter and kind one line with the first of them, masked.
void BookService::note_personal(Epub& epub) const {
  for (std::size_t i = 0; i < epub.chapters.size(); ++i) {
    const auto found = content::find_personal(content::passages(epub.chapters[i].body), parts_.clock.now());
    for (const content::Personal kind :
         {content::Personal::id_number, content::Personal::mobile, content::Personal::child_at_school}) {
      const auto is_kind = [&](const content::Finding& finding) { return finding.kind == kind; };
      const auto first = std::find_if(found.begin(), found.end(), is_kind);
      if (first == found.end()) continue;
      std::string shown = first->text;
      if (kind == content::Personal::id_number) shown = mask_id_number(shown);
      if (kind == content::Personal::mobile) shown = mask_mobile(shown);
      epub.omissions.push_back({static_cast<std::int64_t>(i) + 1, std::string(to_text(kind)), std::move(shown),
                                std::count_if(found.begin(), found.end(), is_kind)});
    }
  }
}

Outcome BookService::fail(const Book& book, const Error& error) {
  const Instant now = parts_.clock.now();
  return parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    auto found = store::find(tx, book.id);
    if (!found || found->state != State::importing) return Done{};
    found->state = State::failed;
    found->trouble = error.reason;
    found->trouble_place = error.field;
    if (const Outcome kept = moved(tx, *found, {}, "failed", error.reason, now); !kept) return kept;
    tell(tx, store::uploader(tx, book.id), "book.failed", *found, {}, now);
    return Done{};
  });
}

/// All of it in one transaction.
Outcome BookService::keep(const Book& book, const Epub& epub, const std::vector<content::Media>& pictures) {
  const Instant now = parts_.clock.now();
  return parts_.database.write_now([&](db::Tx& tx) -> Outcome {
    auto found = store::find(tx, book.id);
    if (!found || found->state != State::importing) return Done{};  // another node was faster
    for (const content::Media& picture : pictures) content::enter_picture(tx, picture);
    found->points = 0;
    for (std::size_t i = 0; i < epub.chapters.size(); ++i) {
      const EpubChapter& chapter = epub.chapters[i];
      const std::int64_t points = points_of(chapter.body);
      store::insert(tx, book.id,
                    store::Chapter{{static_cast<std::int64_t>(i) + 1, chapter.title, chapter.depth, points},
                                   content::to_json(chapter.body)});
      found->points += points;
    }
    std::int64_t position = 0;
    for (const Omission& omission : epub.omissions) store::insert(tx, book.id, ++position, omission);
    const std::string known_title = found->words.title;
    found->words = epub.words;
    if (found->words.title.empty()) found->words.title = known_title;
    found->identifier = epub.identifier;
    found->stated_rights = epub.stated_rights;
    found->cover = epub.cover;
    found->chapters = static_cast<std::int64_t>(epub.chapters.size());
    found->state = State::draft;
    if (const Outcome kept = moved(tx, *found, {}, "imported", "", now); !kept) return kept;
    tell(tx, store::uploader(tx, book.id), "book.imported", *found, {}, now);
    return Done{};
  });
}

// ---- everybody

store::Page BookService::published(const std::string& words, const std::string& cursor, std::int64_t limit) const {
  return parts_.database.read([&](db::Reader& reader) { return store::published(reader, words, cursor, limit); });
}

Result<BookService::Reading> BookService::read(const BookId& book) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<Reading> {
    auto row = access::get_public(reader, book);
    if (!row) return row.error();
    return Reading{std::move(*row), store::contents(reader, book)};
  });
}

Result<BookService::ChapterReading> BookService::read(const BookId& book, std::int64_t number) const {
  return parts_.database.read([&](db::Reader& reader) -> Result<ChapterReading> {
    auto row = access::get_public(reader, book);
    if (!row) return row.error();
    auto page = page_of(reader, book, number);
    if (!page) return page.error();
    return ChapterReading{{std::move(*row), store::contents(reader, book)}, std::move(*page)};
  });
}

}  // namespace ws::books
