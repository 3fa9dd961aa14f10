#pragma once
// Columns and articles, and the pure rules of their way to the public page: three reviews and three proofreadings at
// most, each by somebody else, none by an author.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/result.h"

namespace ws {
using ColumnId = Id<struct ColumnTag>;
using ArticleId = Id<struct ArticleTag>;
using MediaId = Id<struct MediaTag>;
using FilmId = Id<struct FilmTag>;
using LibraryFileId = Id<struct LibraryFileTag>;
}  // namespace ws

namespace ws::content {

enum class State { draft, in_review, in_proofread, approved, scheduled, published, withdrawn };
std::string_view to_text(State state);
std::optional<State> parse_state(std::string_view text);

/// How a reader came to an article's page; links that we give away say so (?via=feed).
enum class Way { page, feed, widget, wechat };
std::string_view to_text(Way way);
/// Whatever is not known is our own page.
Way parse_way(std::string_view text);

struct Column {
  ColumnId id;
  SiteId site;       ///< the owner: its people decide what is published
  std::string slug;  ///< in addresses: "pinglun", "cloud-visit"
  std::string name, name_en, summary;
  int reviews = 1;     ///< 0 to 3
  int proofreads = 0;  ///< 0 to 3
  int position = 0;    ///< among the others
  bool active = true;
  bool lectures = false;  ///< its articles are micro-lectures: each is led by a film
  std::int64_t version = 0;
};
/// Refuses "column.slug", "field.characters".
Outcome check_column(const Column& column);

/// A document that an article gives along.
struct Attachment {
  LibraryFileId file;
  std::string title;
  bool operator==(const Attachment&) const = default;
};
inline constexpr std::size_t most_attachments = 20;

/// What a writer writes.
struct Draft {
  ColumnId column;
  std::string title, summary;
  std::string source;  ///< where it comes from, as printed
  std::string editor;  ///< the responsible editor, as printed
  MediaId cover;       ///< empty: none
  std::string body;    ///< ProseMirror JSON, as body_model writes it
  FilmId lead;         ///< the film of a micro-lecture; empty: none
  std::string lecturer;
  std::vector<Attachment> attachments;
  std::string slug;  ///< of a page; the article's, not the version's
};

/// A page (专题页) is an article whose body is made of blocks.
enum class Form { article, page };
std::string_view to_text(Form form);

struct Article {
  ArticleId id;
  ColumnId column;
  SiteId site;  ///< whose people write it
  PersonId author;
  std::string title;
  State state = State::draft;
  int stage = 0;             ///< of the reviews or proofreadings, from 1
  int round = 0;             ///< how often it was handed in
  std::int64_t version = 0;  ///< of its text
  std::optional<Instant> publish_due, withdraw_due, published;
  std::string reason;  ///< why it was returned or withdrawn
  Instant created, changed;
  Form form = Form::article;
  std::string slug;  ///< of a page's address; "" is its identifier
  /// "/news/ID", "/p/spring", "/p/ID"
  std::string path() const;
};
/// Of a page alone. Refuses "article.slug".
Outcome check_slug(const Article& article);

/// Where an article stands on its way.
struct Station {
  State state = State::draft;
  int stage = 0;
  bool operator==(const Station&) const = default;
};
Station first_station(const Column& column);
Station next_station(const Column& column, const Station& station);

/// Who judges, and what they have to do with the article.
struct Judge {
  bool wrote = false;         ///< saved a version of it
  bool passed = false;        ///< passed a stage of this round already
  bool may_review = false;    ///< dispatcher or leader above the article's site
  bool of_the_owner = false;  ///< … and above the column's
};
/// Refuses "article.not_waiting", "article.own", "article.passed_before", "article.not_a_reviewer",
/// "article.owner_decides" (the last review is the owner's).
Outcome may_judge(const Article& article, const Column& column, const Judge& judge);

/// Refuses "article.not_approved", "article.due" (not ahead, too far, or withdrawn before published).
Outcome check_release(const Article& article, std::optional<Instant> publish_due, std::optional<Instant> withdraw_due,
                      Instant now);

/// Text of the article may be changed in all states but these: "article.published", "article.scheduled".
Outcome may_write(const Article& article);

}  // namespace ws::content
