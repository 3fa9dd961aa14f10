#pragma once
// A book of chapters, its states, and the pure rules about it: nobody reads it before somebody else than its makers
// has looked, and not before it says where it comes from and by what right it is shown.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using BookId = Id<struct BookTag>;
using MediaId = Id<struct MediaTag>;
}  // namespace ws

namespace ws::books {

enum class State { importing, failed, draft, in_review, published, withdrawn, discarded };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// By what right a book may be shown.
enum class Rights { unsaid, own, licensed, open, public_domain };
std::string_view to_text(Rights rights);
std::optional<Rights> parse_rights(std::string_view text);

/// What is said of a book: read from its file, put right by staff.
struct BookWords {
  std::string title, creator, publisher, language, summary;
  std::string source;  ///< where it comes from
  Rights rights = Rights::unsaid;
  std::string rights_holder;
  std::string rights_note;  ///< the contract, the licence, and where they are kept
};

struct Book {
  BookId id;
  SiteId site;
  std::string site_name;
  BookWords words;
  std::string identifier;     ///< as the file says: an ISBN, a UUID
  std::string stated_rights;  ///< as the file says
  MediaId cover;              ///< empty: one is drawn
  State state = State::importing;
  std::string reason;                  ///< why it was given back or withdrawn
  std::string trouble, trouble_place;  ///< of a failed one: the reason, and the file it is about
  std::string file;                    ///< name of what was uploaded, while it is kept
  std::string file_name;
  std::int64_t progress_done = 0, progress_total = 0;
  std::int64_t chapters = 0, points = 0;
  std::optional<Instant> published;
  Instant created;
  std::int64_t version = 1;
};

/// What was in the file and is not in the book, or is to be looked at: a line of the report.
struct Omission {
  std::int64_t chapter = 0;  ///< 0: the file as a whole
  std::string kind;          ///< "script", "remote", "font", "mobile" …
  std::string detail;        ///< an example
  std::int64_t times = 1;
};

/// Refuses "field.required", "field.characters".
Outcome check_words(const BookWords& words);
/// Of its words: "book.importing", "book.failed", "book.in_review", "book.published", "book.not_found" once it is
/// discarded.
Outcome may_edit(const Book& book);
/// Refuses what may_edit does, "book.incomplete" with the field that is still to be said.
Outcome may_submit(const Book& book);
/// Refuses "book.not_discardable": only what nobody could ever read.
Outcome may_discard(const Book& book);

/// Who judges a book, and what they have to do with it.
struct Judge {
  bool wrote = false;       ///< uploaded it or changed something of it
  bool may_review = false;  ///< dispatcher or leader above its site
};
/// Publishing it or giving it back: "book.not_waiting", "book.not_a_reviewer", "book.own".
Outcome may_judge(const Book& book, const Judge& judge);
/// "book.not_published".
Outcome may_withdraw(const Book& book);

}  // namespace ws::books
