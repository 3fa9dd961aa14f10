#include "content/article_store.h"

#include <charconv>
#include <stdexcept>

#include "content/file_store.h"
#include "people/public.h"
#include "search/public.h"

namespace ws::content::store {
namespace {

// ---- columns

const std::string column_fields =
    "c.id, c.site_id, c.slug, c.name, c.name_en, c.summary, c.reviews, c.proofreads, c.position, c.active, "
    "c.version, "
    "c.lectures";
const std::string select_columns =
    "SELECT " + column_fields +
    ", s.name, (SELECT COUNT(*) FROM articles a WHERE a.column_id = c.id AND a.state = 'published') "
    "FROM news_columns c JOIN sites s ON s.id = c.site_id WHERE c.active = 1 OR $1 = 1 "
    "ORDER BY c.active DESC, c.position, c.slug LIMIT 100";
const std::string select_column = "SELECT " + column_fields + " FROM news_columns c WHERE c.id = $1";
constexpr std::string_view insert_column =
    "INSERT INTO news_columns (id, site_id, slug, name, name_en, summary, reviews, proofreads, position, active, "
    "lectures) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING";
constexpr std::string_view update_column =
    "UPDATE news_columns SET slug = $2, name = $3, name_en = $4, summary = $5, reviews = $6, proofreads = $7, "
    "position = $8, active = $9, lectures = $11, version = version + 1 WHERE id = $1 AND version = $10 "
    "AND NOT EXISTS (SELECT 1 FROM news_columns x WHERE x.slug = $2 AND x.id <> $1)";
constexpr std::string_view select_slug = "SELECT 1 FROM news_columns WHERE slug = $1 AND id <> $2";

Column column_of(const db::Row& row) {
  return {row.id<ColumnId>(0),
          row.id<SiteId>(1),
          row.text(2),
          row.text(3),
          row.text(4),
          row.text(5),
          static_cast<int>(row.i64(6)),
          static_cast<int>(row.i64(7)),
          static_cast<int>(row.i64(8)),
          row.i64(9) == 1,
          row.i64(11) == 1,
          row.i64(10)};
}

// ---- articles

const std::string article_fields =
    "a.id, a.column_id, a.site_id, a.author_id, a.title, a.state, a.stage, a.round, a.version, a.publish_due_ms, "
    "a.withdraw_due_ms, a.published_ms, a.reason, a.created_ms, a.changed_ms, a.form, a.slug";
constexpr std::size_t after_article = 17;
const std::string select_article = "SELECT " + article_fields + " FROM articles a WHERE a.id = $1";
constexpr std::string_view insert_article =
    "INSERT INTO articles (id, column_id, site_id, author_id, title, state, version, created_ms, changed_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)";
constexpr std::string_view update_article =
    "UPDATE articles SET column_id = $2, title = $3, state = $4, stage = $5, round = $6, version = $7, "
    "publish_due_ms = $8, withdraw_due_ms = $9, published_ms = $10, reason = $11, changed_ms = $12 "
    "WHERE id = $1 AND version = $13 AND state = $14 AND stage = $15 AND round = $16";

constexpr std::string_view update_form = "UPDATE articles SET form = $2, slug = $3 WHERE id = $1";
constexpr std::string_view select_of_slug = "SELECT id FROM articles WHERE slug = $1";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.i64(column)};
}

Article article_of(const db::Row& row) {
  const auto state = parse_state(row.text(5));
  if (!state) throw std::logic_error("articles.state holds " + row.text(5));
  Article found;
  found.id = row.id<ArticleId>(0);
  found.column = row.id<ColumnId>(1);
  found.site = row.id<SiteId>(2);
  found.author = row.id<PersonId>(3);
  found.title = row.text(4);
  found.state = *state;
  found.stage = static_cast<int>(row.i64(6));
  found.round = static_cast<int>(row.i64(7));
  found.version = row.i64(8);
  found.publish_due = opt_instant(row, 9);
  found.withdraw_due = opt_instant(row, 10);
  found.published = opt_instant(row, 11);
  found.reason = row.text(12);
  found.created = {row.i64(13)};
  found.changed = {row.i64(14)};
  found.form = row.text(15) == "page" ? Form::page : Form::article;
  found.slug = row.text(16);
  return found;
}

// ---- versions

const std::string version_fields =
    "v.number, a.column_id, v.title, v.summary, v.source, v.editor, v.cover_id, v.saved_by, p.name, v.saved_ms, "
    "v.lead_film_id, v.lecturer";
const std::string version_tables =
    " FROM article_versions v JOIN articles a ON a.id = v.article_id JOIN persons p ON p.id = v.saved_by ";
const std::string select_version =
    "SELECT " + version_fields + ", v.body" + version_tables + "WHERE v.article_id = $1 AND v.number = $2";
const std::string select_versions = "SELECT " + version_fields + ", ''" + version_tables +
                                    "WHERE v.article_id = $1 AND v.number < $2 ORDER BY v.number DESC LIMIT $3";
constexpr std::string_view insert_version =
    "INSERT INTO article_versions (article_id, number, title, summary, source, editor, cover_id, body, saved_by, "
    "saved_ms, lead_film_id, lecturer) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view insert_film =
    "INSERT INTO article_films (article_id, number, film_id) VALUES ($1, $2, $3)";
// Asked of the person, whichever of their accounts it was (docs/decisions/0022).
const std::string select_wrote =
    "SELECT 1 FROM article_versions WHERE article_id = $1 AND saved_by " + people::own_accounts("$2") + "LIMIT 1";

Version version_of(const db::Row& row) {
  Version found;
  found.number = row.i64(0);
  found.draft = {row.id<ColumnId>(1), row.text(2),        row.text(3),  row.text(4), row.text(5), row.id<MediaId>(6),
                 row.text(12),        row.id<FilmId>(10), row.text(11), {},          ""};
  found.by = row.id<PersonId>(7);
  found.by_name = row.text(8);
  found.at = {row.i64(9)};
  return found;
}

// ---- reviews, events, confirmations

constexpr std::string_view insert_review =
    "INSERT INTO article_reviews (id, article_id, round, kind, stage, version, person_id, verdict, comment, at_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view select_reviews =
    "SELECT r.round, r.kind, r.stage, r.version, r.person_id, p.name, r.verdict, r.comment, r.at_ms "
    "FROM article_reviews r JOIN persons p ON p.id = r.person_id WHERE r.article_id = $1 ORDER BY r.id DESC LIMIT "
    "100";
const std::string select_passed =
    "SELECT 1 FROM article_reviews WHERE article_id = $1 AND round = $2 AND person_id " + people::own_accounts("$3") +
    "AND verdict = 'passed' LIMIT 1";
constexpr std::string_view select_judged = "SELECT MAX(version) FROM article_reviews WHERE article_id = $1";
constexpr std::string_view insert_event =
    "INSERT INTO article_events (id, article_id, at_ms, actor_id, kind, version, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view insert_confirmation =
    "INSERT INTO article_confirmations (article_id, passage, reason, confirmed_by, confirmed_ms) "
    "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (article_id, passage) DO UPDATE SET reason = excluded.reason, "
    "confirmed_by = excluded.confirmed_by, confirmed_ms = excluded.confirmed_ms";
constexpr std::string_view select_confirmed = "SELECT passage FROM article_confirmations WHERE article_id = $1";

// ---- lists

const std::string row_select =
    "SELECT " + article_fields +
    ", c.name, c.name_en, c.slug, s.name, p.name, v.summary, v.source, v.editor, m.hash, m.width, m.height, m.alt, "
    "m.credit, v.lead_film_id, v.lecturer, lf.duration_ms, lf.poster_hash, lf.poster_width, lf.poster_height, "
    "lf.alt, "
    "c.lectures, "
    "(SELECT COALESCE(SUM(w.views), 0) FROM article_views w WHERE w.article_id = a.id) "
    "FROM articles a JOIN news_columns c ON c.id = a.column_id JOIN sites s ON s.id = a.site_id "
    "JOIN persons p ON p.id = a.author_id JOIN article_versions v ON v.article_id = a.id AND v.number = a.version "
    "LEFT JOIN media m ON m.id = v.cover_id LEFT JOIN films lf ON lf.id = v.lead_film_id ";
const std::string select_row = row_select + "WHERE a.id = $1";
const std::string select_published =
    row_select +
    "WHERE a.state = 'published' AND ($1 = '' OR c.slug = $1) AND ($5 = 0 OR c.lectures = 1) "
    "AND (a.published_ms < $2 OR (a.published_ms = $2 AND a.id < $3)) ORDER BY a.published_ms DESC, a.id DESC LIMIT "
    "$4";
const std::string select_next = row_select +
                                "WHERE a.state = 'published' AND a.column_id = $1 AND (a.published_ms > $2 OR "
                                "(a.published_ms = $2 AND a.id > $3)) "
                                "ORDER BY a.published_ms, a.id LIMIT 1";
constexpr std::string_view select_due =
    "SELECT id FROM articles WHERE (state = 'scheduled' AND publish_due_ms <= $1) "
    "OR (state = 'published' AND withdraw_due_ms <= $1) ORDER BY id LIMIT $2";
constexpr std::string_view upsert_views =
    "INSERT INTO article_views (article_id, day, way, views) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (article_id, day, way) DO UPDATE SET views = article_views.views + excluded.views";
constexpr std::string_view select_views =
    "SELECT day, CAST(SUM(views) AS BIGINT) FROM article_views WHERE article_id = $1 GROUP BY day ORDER BY day DESC "
    "LIMIT $2";
constexpr std::string_view select_ways =
    "SELECT way, CAST(SUM(views) AS BIGINT) FROM article_views WHERE article_id = $1 GROUP BY way ORDER BY 2 DESC, "
    "way";

RowView row_of(const db::Row& row) {
  RowView found;
  found.article = article_of(row);
  std::size_t at = after_article;
  const auto text = [&] { return row.text(at++); };
  found.column_name = text();
  found.column_name_en = text();
  found.column_slug = text();
  found.site_name = text();
  found.author_name = text();
  found.summary = text();
  found.source = text();
  found.editor = text();
  found.cover.hash = text();
  found.cover.width = static_cast<int>(row.i64(at++));
  found.cover.height = static_cast<int>(row.i64(at++));
  found.cover_alt = text();
  found.cover.credit = text();
  found.lead = row.id<FilmId>(at++);
  found.lecturer = text();
  found.duration_ms = row.i64(at++);
  const Picture poster{row.text(at), static_cast<int>(row.i64(at + 1)), static_cast<int>(row.i64(at + 2)), {}};
  at += 3;
  const std::string poster_alt = text();
  if (found.cover.hash.empty()) {
    found.cover = poster;
    found.cover_alt = poster_alt;
  }
  found.lecture = row.i64(at++) == 1;
  found.views = row.i64(at++);
  return found;
}

struct Cursor {
  std::int64_t ms = INT64_MAX;
  std::string id;
};
std::optional<Cursor> parse_cursor(std::string_view text) {
  Cursor cursor;
  if (text.empty()) return cursor;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), cursor.ms);
  if (failed != std::errc() || end == text.data() + text.size() || *end != '-') return std::nullopt;
  cursor.id = std::string(end + 1, text.data() + text.size());
  if (!is_ulid(cursor.id)) return std::nullopt;
  return cursor;
}

/// One more than the limit was read: is there a next page?
Page paged(const db::Rows& rows, std::int64_t limit, bool by_published) {
  Page page;
  for (const db::Row& row : rows) page.rows.push_back(row_of(row));
  if (static_cast<std::int64_t>(page.rows.size()) <= limit) return page;
  page.rows.pop_back();
  const Article& last = page.rows.back().article;
  page.next = std::to_string((by_published ? *last.published : last.changed).ms) + "-" + last.id.str();
  return page;
}

/// A statement put together from the conditions that are asked for.
class Query {
 public:
  std::string param(db::Value value) {
    params_.push_back(std::move(value));
    return "$" + std::to_string(params_.size());
  }
  std::string within(std::string_view field, const std::vector<SiteId>& roots) {
    std::string list;
    for (const SiteId& root : roots) list += (list.empty() ? "" : ", ") + param(db::to_value(root));
    if (list.empty()) return "1 = 0";
    return std::string(field) + " IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + list + "))";
  }
  void and_where(const std::string& condition) { text_ += " AND " + condition; }
  db::Rows run(db::Reader& reader, const std::string& order) { return reader.run(text_ + order, params_); }

 private:
  std::string text_ = row_select + "WHERE 1 = 1";
  db::Params params_;
};

void add_waiting(Query& query, const Filter& filter) {
  const std::string me = query.param(db::to_value(filter.waits_for));
  const std::string owned = query.within("c.site_id", filter.reviews);
  query.and_where(
      "((a.state IN ('in_review', 'in_proofread') AND NOT EXISTS (SELECT 1 FROM article_versions o WHERE "
      "o.article_id = a.id AND o.saved_by = " +
      me +
      ") AND NOT EXISTS (SELECT 1 FROM article_reviews r WHERE r.article_id = a.id AND r.round = a.round "
      "AND r.verdict = 'passed' AND r.person_id = " +
      me + ") AND (a.state = 'in_proofread' OR (" + query.within("a.site_id", filter.reviews) +
      " AND (a.stage < c.reviews OR " + owned + ")))) OR (a.state = 'approved' AND " + owned +
      ") OR (a.state = 'draft' AND a.round > 0 AND a.author_id = " + me + "))");
}

}  // namespace

std::vector<ColumnView> columns(db::Reader& reader, bool closed_too) {
  std::vector<ColumnView> found;
  for (const db::Row& row : reader.query(select_columns, closed_too ? 1 : 0))
    found.push_back({column_of(row), row.text(12), row.i64(13)});
  return found;
}

std::optional<Column> find_column(db::Reader& reader, const ColumnId& column) {
  const auto row = reader.find(select_column, column);
  if (!row) return std::nullopt;
  return column_of(*row);
}

bool insert(db::Tx& tx, const Column& column) {
  return tx.exec(insert_column, column.id, column.site, column.slug, column.name, column.name_en, column.summary,
                 column.reviews, column.proofreads, column.position, column.active ? 1 : 0,
                 column.lectures ? 1 : 0) == 1;
}

bool update(db::Tx& tx, const Column& column) {
  return tx.exec(update_column, column.id, column.slug, column.name, column.name_en, column.summary, column.reviews,
                 column.proofreads, column.position, column.active ? 1 : 0, column.version,
                 column.lectures ? 1 : 0) == 1;
}

bool is_slug_taken(db::Reader& reader, const Column& column) {
  return reader.find(select_slug, column.slug, column.id).has_value();
}

std::optional<Article> find(db::Reader& reader, const ArticleId& article) {
  const auto row = reader.find(select_article, article);
  if (!row) return std::nullopt;
  return article_of(*row);
}

void insert(db::Tx& tx, const Article& article) {
  tx.exec(insert_article, article.id, article.column, article.site, article.author, article.title,
          to_text(article.state), article.version, article.created);
}

void set_form(db::Tx& tx, const Article& article) {
  tx.exec(update_form, article.id, to_text(article.form), article.slug);
}

std::optional<ArticleId> find_by_slug(db::Reader& reader, const std::string& slug) {
  const auto row = reader.find(select_of_slug, slug);
  if (!row) return std::nullopt;
  return row->id<ArticleId>(0);
}

bool update(db::Tx& tx, const Article& article, const Article& seen) {
  return tx.exec(update_article, article.id, article.column, article.title, to_text(article.state), article.stage,
                 article.round, article.version, article.publish_due, article.withdraw_due, article.published,
                 article.reason, article.changed, seen.version, to_text(seen.state), seen.stage, seen.round) == 1;
}

void insert(db::Tx& tx, const ArticleId& article, const Version& version) {
  const Draft& draft = version.draft;
  tx.exec(insert_version, article, version.number, draft.title, draft.summary, draft.source, draft.editor,
          draft.cover, draft.body, version.by, version.at, draft.lead, draft.lecturer);
  insert_attachments(tx, article, version.number, draft.attachments);
}

void insert_films(db::Tx& tx, const ArticleId& article, std::int64_t number, const std::vector<FilmId>& films) {
  for (const FilmId& film : films) tx.exec(insert_film, article, number, film);
}

std::optional<Version> version(db::Reader& reader, const ArticleId& article, std::int64_t number) {
  const auto row = reader.find(select_version, article, number);
  if (!row) return std::nullopt;
  Version found = version_of(*row);
  found.draft.attachments = attachments(reader, article, number);
  return found;
}

std::vector<Version> versions(db::Reader& reader, const ArticleId& article, std::int64_t before, std::int64_t limit) {
  std::vector<Version> found;
  for (const db::Row& row : reader.query(select_versions, article, before, limit)) found.push_back(version_of(row));
  return found;
}

bool wrote(db::Reader& reader, const ArticleId& article, const PersonId& person) {
  return reader.find(select_wrote, article, person).has_value();
}

void append(db::Tx& tx, Random& random, const ArticleId& article, const Review& review) {
  tx.exec(insert_review, new_ulid(review.at, random), article, review.round, review.kind, review.stage,
          review.version, review.person, review.passed ? "passed" : "returned", review.comment, review.at);
}

std::vector<Review> reviews(db::Reader& reader, const ArticleId& article) {
  std::vector<Review> found;
  for (const db::Row& row : reader.query(select_reviews, article))
    found.push_back({static_cast<int>(row.i64(0)),
                     row.text(1),
                     static_cast<int>(row.i64(2)),
                     row.i64(3),
                     row.id<PersonId>(4),
                     row.text(5),
                     row.text(6) == "passed",
                     row.text(7),
                     {row.i64(8)}});
  return found;
}

bool passed(db::Reader& reader, const Article& article, const PersonId& person) {
  return reader.find(select_passed, article.id, article.round, person).has_value();
}

std::int64_t judged_version(db::Reader& reader, const ArticleId& article) {
  const auto row = reader.find(select_judged, article);
  return row ? row->i64(0) : 0;
}

void append_event(db::Tx& tx, Random& random, const Article& article, const PersonId& actor, std::string_view kind,
                  const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), article.id, now, actor, kind, article.version, reason);
}

void confirm(db::Tx& tx, const ArticleId& article, const std::string& passage, const std::string& reason,
             const PersonId& by, Instant now) {
  tx.exec(insert_confirmation, article, passage, reason, by, now);
}

std::vector<std::string> confirmed(db::Reader& reader, const ArticleId& article) {
  std::vector<std::string> found;
  for (const db::Row& row : reader.query(select_confirmed, article)) found.push_back(row.text(0));
  return found;
}

bool is_cursor(std::string_view text) {
  return parse_cursor(text).has_value();
}

Page list(db::Reader& reader, const Filter& filter) {
  const Cursor cursor = parse_cursor(filter.cursor).value_or(Cursor{});
  Query query;
  query.and_where(query.within("a.site_id", filter.within));
  if (!filter.cursor.empty()) {
    const std::string ms = query.param(cursor.ms);
    query.and_where("(a.changed_ms < " + ms + " OR (a.changed_ms = " + ms + " AND a.id < " + query.param(cursor.id) +
                    "))");
  }
  if (filter.state) query.and_where("a.state = " + query.param(std::string(to_text(*filter.state))));
  if (!filter.column.empty()) query.and_where("a.column_id = " + query.param(filter.column.str()));
  for (const std::string& like : search::like_patterns(filter.words))
    if (like != "%") query.and_where("lower(a.title) LIKE " + query.param(like) + " ESCAPE '!'");
  if (!filter.waits_for.empty()) add_waiting(query, filter);
  const std::string limit = query.param(filter.limit + 1);
  return paged(query.run(reader, " ORDER BY a.changed_ms DESC, a.id DESC LIMIT " + limit), filter.limit, false);
}

Page published(db::Reader& reader, Shelf shelf, const std::string& slug, const std::string& cursor,
               std::int64_t limit) {
  const Cursor from = parse_cursor(cursor).value_or(Cursor{});
  const int only_lectures = shelf == Shelf::lectures ? 1 : 0;
  return paged(reader.query(select_published, slug, from.ms, from.id, limit + 1, only_lectures), limit, true);
}

std::optional<RowView> next_in_column(db::Reader& reader, const Article& article) {
  const auto row = reader.find(select_next, article.column, article.published, article.id);
  if (!row) return std::nullopt;
  return row_of(*row);
}

std::optional<RowView> find_row(db::Reader& reader, const ArticleId& article) {
  const auto row = reader.find(select_row, article);
  if (!row) return std::nullopt;
  return row_of(*row);
}

std::vector<ArticleId> due(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<ArticleId> found;
  for (const db::Row& row : reader.query(select_due, now, limit)) found.push_back(row.id<ArticleId>(0));
  return found;
}

void add_views(db::Tx& tx, const ArticleId& article, const std::string& day, Way way, std::int64_t views) {
  tx.exec(upsert_views, article, day, to_text(way), views);
}

std::vector<DayViews> views(db::Reader& reader, const ArticleId& article, std::int64_t days) {
  std::vector<DayViews> found;
  for (const db::Row& row : reader.query(select_views, article, days)) found.push_back({row.text(0), row.i64(1)});
  return found;
}

std::vector<WayViews> views_by_way(db::Reader& reader, const ArticleId& article) {
  std::vector<WayViews> found;
  for (const db::Row& row : reader.query(select_ways, article)) found.push_back({row.text(0), row.i64(1)});
  return found;
}

}  // namespace ws::content::store
