#include "base/text.h"
#include "search/public.h"
#include "search/search_model.h"

namespace ws::search {
namespace {

// The full-text index is the one place where the engines differ in SQL; what is found and in which order does not.
namespace sqlite {
constexpr std::string_view upsert_document =
    "INSERT INTO search_documents (kind, ref, title, summary, title_points) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (kind, ref) DO UPDATE SET title = excluded.title, summary = excluded.summary, "
    "title_points = excluded.title_points RETURNING id";
constexpr std::string_view delete_words = "DELETE FROM search_words WHERE rowid = $1";
constexpr std::string_view insert_words = "INSERT INTO search_words (rowid, title, body) VALUES ($1, $2, $3)";
constexpr std::string_view delete_document = "DELETE FROM search_documents WHERE kind = $1 AND ref = $2 RETURNING id";
constexpr std::string_view select_hits =
    "SELECT d.kind, d.ref, d.title, d.summary FROM search_words JOIN search_documents d ON d.id = search_words.rowid "
    "WHERE search_words MATCH $1 AND ($3 = '' OR d.kind = $3) "
    "ORDER BY CASE WHEN d.id IN (SELECT t.rowid FROM search_words t WHERE t.search_words MATCH $2) THEN 0 ELSE 1 "
    "END, "
    "d.title_points, d.ref LIMIT $4";
}  // namespace sqlite
namespace postgres {
constexpr std::string_view upsert_document =
    "INSERT INTO search_documents (kind, ref, title, summary, title_points, words) "
    "VALUES ($1, $2, $3, $4, $5, CAST($6 AS tsvector)) "
    "ON CONFLICT (kind, ref) DO UPDATE SET title = excluded.title, summary = excluded.summary, "
    "title_points = excluded.title_points, words = excluded.words";
constexpr std::string_view delete_document = "DELETE FROM search_documents WHERE kind = $1 AND ref = $2";
constexpr std::string_view select_hits =
    "SELECT kind, ref, title, summary FROM search_documents "
    "WHERE words @@ CAST($1 AS tsquery) AND ($3 = '' OR kind = $3) "
    "ORDER BY CASE WHEN words @@ CAST($2 AS tsquery) THEN 0 ELSE 1 END, title_points, ref LIMIT $4";
}  // namespace postgres

}  // namespace

void index(db::Tx& tx, const Document& document) {
  const std::string body = document.summary + "\n" + document.more;
  const std::size_t points = code_points(document.title);
  if (tx.engine() == db::Engine::postgres) {
    tx.push(postgres::upsert_document, document.kind, document.ref, document.title, document.summary, points,
            to_tsvector(document.title, body));
    return;
  }
  const auto row =
      tx.find(sqlite::upsert_document, document.kind, document.ref, document.title, document.summary, points);
  const std::int64_t id = row.value().i64(0);
  tx.push(sqlite::delete_words, id);
  tx.push(sqlite::insert_words, id, search_grams(document.title), search_grams(body));
}

void remove(db::Tx& tx, std::string_view kind, const std::string& ref) {
  if (tx.engine() == db::Engine::postgres) {
    tx.push(postgres::delete_document, kind, ref);
    return;
  }
  if (const auto row = tx.find(sqlite::delete_document, kind, ref)) tx.push(sqlite::delete_words, row->i64(0));
}

std::vector<Hit> find(db::Reader& reader, std::string_view words, std::string_view kind, std::int64_t limit) {
  const bool postgres = reader.engine() == db::Engine::postgres;
  const std::string expression = postgres ? to_tsquery(words) : to_fts5(words);
  if (expression.empty()) return {};
  const std::string in_title = postgres ? to_title_tsquery(words) : to_title_fts5(words);
  std::vector<Hit> hits;
  for (const db::Row& row :
       reader.query(postgres ? postgres::select_hits : sqlite::select_hits, expression, in_title, kind, limit))
    hits.push_back({row.text(0), row.text(1), row.text(2), row.text(3)});
  return hits;
}

}  // namespace ws::search
