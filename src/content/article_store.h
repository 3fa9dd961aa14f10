#pragma once

#include <string>
#include <vector>

#include "base/random.h"
#include "content/body_model.h"
#include "content/content_model.h"
#include "db/db.h"

namespace ws::content::store {

// ---- columns

struct ColumnView {
  Column column;
  std::string site_name;
  std::int64_t published = 0;  ///< articles
};
/// Those in use in their order; all of them when asked for.
std::vector<ColumnView> columns(db::Reader& reader, bool closed_too);
std::optional<Column> find_column(db::Reader& reader, const ColumnId& column);
/// False if another has its slug.
bool insert(db::Tx& tx, const Column& column);
/// False if another has its slug, or it was changed since.
bool update(db::Tx& tx, const Column& column);
bool is_slug_taken(db::Reader& reader, const Column& column);

// ---- articles

std::optional<Article> find(db::Reader& reader, const ArticleId& article);
void insert(db::Tx& tx, const Article& article);
/// Its form, and the name in a page's address, which is nobody else's.
void set_form(db::Tx& tx, const Article& article);
std::optional<ArticleId> find_by_slug(db::Reader& reader, const std::string& slug);
/// Everything but its form, who wrote it and where. False if its text or state was changed since `seen`.
bool update(db::Tx& tx, const Article& article, const Article& seen);

struct Version {
  std::int64_t number = 0;
  Draft draft;  ///< the column is the article's
  PersonId by;
  std::string by_name;
  Instant at;
};
void insert(db::Tx& tx, const ArticleId& article, const Version& version);
/// Which films it shows.
void insert_films(db::Tx& tx, const ArticleId& article, std::int64_t number, const std::vector<FilmId>& films);
std::optional<Version> version(db::Reader& reader, const ArticleId& article, std::int64_t number);
/// Without bodies, newest first, those below `before`.
std::vector<Version> versions(db::Reader& reader, const ArticleId& article, std::int64_t before, std::int64_t limit);
bool wrote(db::Reader& reader, const ArticleId& article, const PersonId& person);

struct Review {
  int round = 0;
  std::string kind;  ///< "review" or "proofread"
  int stage = 0;
  std::int64_t version = 0;
  PersonId person;
  std::string person_name;
  bool passed = false;
  std::string comment;
  Instant at;
};
void append(db::Tx& tx, Random& random, const ArticleId& article, const Review& review);
/// Newest first, at most 100.
std::vector<Review> reviews(db::Reader& reader, const ArticleId& article);
bool passed(db::Reader& reader, const Article& article, const PersonId& person);
/// The newest version that anybody judged; 0 if nobody did.
std::int64_t judged_version(db::Reader& reader, const ArticleId& article);

void append_event(db::Tx& tx, Random& random, const Article& article, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now);
void confirm(db::Tx& tx, const ArticleId& article, const std::string& passage, const std::string& reason,
             const PersonId& by, Instant now);
std::vector<std::string> confirmed(db::Reader& reader, const ArticleId& article);

// ---- lists

struct RowView {
  Article article;
  std::string column_name, column_name_en, column_slug, site_name, author_name;
  std::string summary, source, editor;
  Picture cover;  ///< empty hash: none; of a micro-lecture without one its film's poster
  std::string cover_alt;
  FilmId lead;
  std::string lecturer;
  std::int64_t duration_ms = 0;  ///< of the lead film
  bool lecture = false;          ///< stands in a column of micro-lectures
  std::int64_t views = 0;
};
struct Filter {
  std::optional<State> state;
  ColumnId column;
  std::string words;           ///< of the title
  std::vector<SiteId> within;  ///< subtrees; at least one
  /// Only what waits for this person: to be judged or to be released.
  PersonId waits_for;
  std::vector<SiteId> reviews;  ///< subtrees in which they review
  std::string cursor;
  std::int64_t limit = 20;
};
struct Page {
  std::vector<RowView> rows;
  std::optional<std::string> next;
};
/// By their last change, newest first. The cursor was checked.
Page list(db::Reader& reader, const Filter& filter);
/// "MILLISECONDS-ULID"
bool is_cursor(std::string_view text);

/// What everybody may read, newest first; an empty slug is all columns, or all those of micro-lectures.
enum class Shelf { all, lectures };
Page published(db::Reader& reader, Shelf shelf, const std::string& slug, const std::string& cursor,
               std::int64_t limit);
/// Published in the same column right after it; nothing when it is the newest.
std::optional<RowView> next_in_column(db::Reader& reader, const Article& article);
std::optional<RowView> find_row(db::Reader& reader, const ArticleId& article);

/// Scheduled ones whose time has come, published ones whose time is over.
std::vector<ArticleId> due(db::Reader& reader, Instant now, std::int64_t limit);

void add_views(db::Tx& tx, const ArticleId& article, const std::string& day, Way way, std::int64_t views);
struct DayViews {
  std::string day;
  std::int64_t views = 0;
};
/// The last `days` that had any, newest first.
std::vector<DayViews> views(db::Reader& reader, const ArticleId& article, std::int64_t days);
struct WayViews {
  std::string way;
  std::int64_t views = 0;
};
/// Since it was published, the most used way first.
std::vector<WayViews> views_by_way(db::Reader& reader, const ArticleId& article);

}  // namespace ws::content::store
