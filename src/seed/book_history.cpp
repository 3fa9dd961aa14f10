#include "seed/book_history.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "base/run_task.h"
#include "books/public.h"
#include "content/public.h"
#include "seed/epub_packing.h"
#include "seed/history_store.h"
#include "seed/story_clock.h"

namespace ws::seed {
namespace {

/// Who brings a book, who judges it ("" while it waits), how many days ago.
struct Told {
  const char* folder;
  const char* by;
  const char* publisher;
  std::int64_t days_ago;
  const char* holder;
};
constexpr std::array<Told, 3> told_books{{
    {"handbook", "zhongxin", "zhongxin-ld", 30, "郫都区新时代文明实践中心"},
    {"farming", "shuyuan", "pitong", 12, "书院社区新时代文明实践站"},
    {"two-kings", "pitong", "", 1, "郫筒街道新时代文明实践所"},
}};
constexpr std::array<const char*, 3> drawn{"village", "teahouse", "academy"};

class Story {
 public:
  Story(db::Database& database, const HistoryOptions& options, const BookOptions& books)
      : sources_(options.data / "pidu" / "books"),
        drawings_(books.drawings),
        now_(options.now),
        random_(options.seed ^ 0xB00C),
        clock_(options.start),
        known_(database.read([](db::Reader& reader) { return store::read_district(reader); })),
        media_({database, clock_, random_, working_, (books.data / "media").string()}),
        books_({database, clock_, random_, working_, media_, books.data}) {}

  BookResult run() {
    for (const Told& told : told_books) tell(told);
    return result_;
  }

 private:
  template <class T>
  T done(Result<T> result, const std::string& what) {
    if (!result)
      throw std::runtime_error("data/pidu/books: " + what + ": " + result.error().reason + " " +
                               result.error().field);
    return std::move(*result);
  }
  idempotency::Key key() { return {{}, "", "seed.books", ""}; }

  Actor login(const std::string& name) const {
    const auto found = std::find_if(known_.logins.begin(), known_.logins.end(),
                                    [&](const store::LoginKnown& one) { return one.login == name; });
    if (found == known_.logins.end()) throw std::runtime_error("the demo's books name the unknown " + name);
    Actor actor;
    actor.person = found->person;
    for (const store::GrantKnown& known : known_.grants)
      if (known.person == actor.person) actor.grants.push_back(known.grant);
    return actor;
  }

  std::string packed(const std::string& folder) const {
    EpubParts parts = read_parts(sources_ / folder);
    for (const char* name : drawn) {
      std::ifstream file(drawings_ / (std::string(name) + ".svg"), std::ios::binary);
      if (!file) continue;
      std::ostringstream svg;
      svg << file.rdbuf();
      parts.emplace_back("pictures/" + std::string(name) + ".jpg", content::drawing_as_jpeg(svg.str()));
    }
    return pack_epub(parts);
  }

  void tell(const Told& told) {
    const std::string name = told.folder;
    const Actor by = login(told.by);
    clock_.at = now_.plus_ms(-told.days_ago * day_ms - 5 * hour_ms);
    const BookId id(
        done(run_task(books_.upload(by, key(), by.grants.at(0).site, name + ".epub", packed(name))), name));
    books_.work();
    auto found = done(books_.find(by, id), name);
    if (found.row.book.state != books::State::draft)
      throw std::runtime_error("data/pidu/books: " + name + ": " + found.row.book.trouble);
    ++result_.books;
    result_.chapters += found.contents.size();
    clock_.at = clock_.at.plus_ms(hour_ms);
    books::BookWords words = found.row.book.words;
    words.rights = books::Rights::own;
    words.rights_holder = told.holder;
    done(run_task(books_.change(by, key(), id, words, found.row.book.version)), name);
    done(run_task(books_.submit(by, key(), id)), name);
    if (*told.publisher == '\0') return;
    clock_.at = clock_.at.plus_ms(3 * hour_ms);
    done(run_task(books_.publish(login(told.publisher), key(), id)), name);
    ++result_.published;
  }

  const std::filesystem::path sources_, drawings_;
  Instant now_;
  Random random_;
  StoryClock clock_;
  store::District known_;
  WorkerPool working_{1, 4};
  content::MediaService media_;
  books::BookService books_;
  BookResult result_;
};

}  // namespace

BookResult replay_books(db::Database& database, const HistoryOptions& options, const BookOptions& books) {
  return Story(database, options, books).run();
}

}  // namespace ws::seed
