#include "pacts/pact_store.h"

#include <stdexcept>

#include "people/public.h"

namespace ws::pacts::store {
namespace {

constexpr std::int64_t most_rows = 200;  ///< events, versions, papers of one pact

const std::string pact_columns =
    "SELECT p.id, p.site_id, s.name, p.state, p.current, p.because, p.published_ms, p.version";
const std::string from_pacts = " FROM pacts p JOIN sites s ON s.id = p.site_id ";
const std::string select_one = pact_columns + from_pacts + "WHERE p.id = $1";
const std::string row_columns =
    pact_columns +
    ", (SELECT v.title FROM pact_versions v WHERE v.pact_id = p.id AND v.number = CASE p.current WHEN 0 THEN 1 ELSE "
    "p.current END), (SELECT o.state FROM pact_versions o WHERE o.pact_id = p.id AND o.state <> 'published')" +
    from_pacts;
const std::string select_shelf =
    row_columns +
    "WHERE p.state <> 'draft' ORDER BY CASE p.state WHEN 'published' THEN 0 ELSE 1 END, p.id DESC LIMIT $1";
constexpr std::string_view insert_row =
    "INSERT INTO pacts (id, site_id, state, created_by, created_ms) VALUES ($1, $2, 'draft', $3, $4)";
constexpr std::string_view update_row =
    "UPDATE pacts SET state = $3, current = $4, because = $5, published_ms = $6, version = version + 1 WHERE id = $1 "
    "AND version = $2";

const std::string version_columns =
    "SELECT number, state, title, preamble, because, published_ms FROM pact_versions WHERE pact_id = $1 ";
const std::string select_version = version_columns + "AND number = $2";
const std::string select_open = version_columns + "AND state <> 'published'";
const std::string select_published = version_columns + "AND state = 'published' ORDER BY number DESC LIMIT $2";
constexpr std::string_view select_clauses =
    "SELECT text FROM pact_clauses WHERE pact_id = $1 AND number = $2 ORDER BY position";
constexpr std::string_view upsert_version =
    "INSERT INTO pact_versions (pact_id, number, state, title, preamble, because, published_ms) VALUES ($1, $2, $3, "
    "$4, $5, $6, $7) ON CONFLICT (pact_id, number) DO UPDATE SET state = excluded.state, title = excluded.title, "
    "preamble = excluded.preamble, because = excluded.because, published_ms = excluded.published_ms";
constexpr std::string_view delete_clauses = "DELETE FROM pact_clauses WHERE pact_id = $1 AND number = $2";
constexpr std::string_view insert_clause =
    "INSERT INTO pact_clauses (pact_id, number, position, text) VALUES ($1, $2, $3, $4)";

constexpr std::string_view insert_event =
    "INSERT INTO pact_events (id, pact_id, number, at_ms, actor_id, kind, reason) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7)";
constexpr std::string_view select_events =
    "SELECT e.number, e.kind, e.reason, p.name, e.at_ms FROM pact_events e JOIN persons p ON p.id = e.actor_id WHERE "
    "e.pact_id = $1 ORDER BY e.id DESC LIMIT $2";
const std::string select_wrote =
    "SELECT 1 FROM pact_events WHERE pact_id = $1 AND number = $2 AND kind IN ('written', 'submitted') AND "
    "actor_id " +
    people::own_accounts("$3") + "LIMIT 1";

const std::string select_joining = "SELECT number, joined_ms FROM pact_joinings WHERE pact_id = $1 AND person_id " +
                                   people::own_accounts("$2") + "ORDER BY number DESC LIMIT 1";
constexpr std::string_view insert_joining =
    "INSERT INTO pact_joinings (pact_id, person_id, number, joined_ms) VALUES ($1, $2, $3, $4) ON CONFLICT DO "
    "NOTHING";
const std::string delete_joinings =
    "DELETE FROM pact_joinings WHERE pact_id = $1 AND person_id " + people::own_accounts("$2") + "RETURNING number";
constexpr std::string_view select_joined_by =
    "SELECT pact_id FROM pact_joinings WHERE person_id = $1 ORDER BY pact_id";
constexpr std::string_view insert_count = "INSERT INTO pact_counts (pact_id, number, joined) VALUES ($1, $2, 0)";
constexpr std::string_view update_count =
    "UPDATE pact_counts SET joined = joined + $3 WHERE pact_id = $1 AND number = $2";
constexpr std::string_view select_counts =
    "SELECT number, joined FROM pact_counts WHERE pact_id = $1 ORDER BY number DESC";
// Joinings of those who have several accounts: few, however many are joined.
const std::string select_doubles =
    "SELECT " + people::person_of("j.person_id") +
    ", j.number FROM (SELECT id FROM persons WHERE merged_into IS NOT NULL UNION SELECT merged_into FROM persons "
    "WHERE merged_into IS NOT NULL) several JOIN pact_joinings j ON j.person_id = several.id AND j.pact_id = $1";

constexpr std::string_view insert_paper =
    "INSERT INTO pact_papers (id, pact_id, number, signatures, day, place, note, entered_by, entered_ms) VALUES ($1, "
    "$2, $3, $4, $5, $6, $7, $8, $9)";
constexpr std::string_view select_papers =
    "SELECT a.id, a.number, a.signatures, a.day, a.place, a.note, p.name, a.entered_ms, a.struck_ms, a.because FROM "
    "pact_papers a JOIN persons p ON p.id = a.entered_by WHERE a.pact_id = $1 ORDER BY a.id DESC LIMIT $2";
constexpr std::string_view select_paper =
    "SELECT pact_id, number FROM pact_papers WHERE id = $1 AND struck_ms IS NULL";
constexpr std::string_view update_struck =
    "UPDATE pact_papers SET struck_by = $2, struck_ms = $3, because = $4 WHERE id = $1 AND struck_ms IS NULL";
constexpr std::string_view select_on_paper =
    "SELECT CAST(COALESCE(SUM(signatures), 0) AS BIGINT) FROM pact_papers WHERE pact_id = $1 AND struck_ms IS NULL";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.i64(column)};
}

Pact pact_of(const db::Row& row) {
  const auto state = parse_state(row.text(3));
  if (!state) throw std::logic_error("pacts.state holds " + row.text(3));
  return {row.id<PactId>(0), row.id<SiteId>(1), row.text(2),         *state,
          row.i64(4),        row.text(5),       opt_instant(row, 6), row.i64(7)};
}

std::vector<Row> rows_of(const db::Rows& rows) {
  std::vector<Row> found;
  for (const db::Row& row : rows) found.push_back({pact_of(row), row.text(8), row.text(9)});
  return found;
}

Version version_of(db::Reader& reader, const PactId& pact, const db::Row& row) {
  const auto state = parse_version_state(row.text(1));
  if (!state) throw std::logic_error("pact_versions.state holds " + row.text(1));
  Version found{row.i64(0), *state, {row.text(2), row.text(3), {}}, row.text(4), opt_instant(row, 5)};
  for (const db::Row& clause : reader.query(select_clauses, pact, found.number))
    found.words.clauses.push_back(clause.text(0));
  return found;
}

}  // namespace

std::optional<Pact> find(db::Reader& reader, const PactId& pact) {
  const auto row = reader.find(select_one, pact);
  if (!row) return std::nullopt;
  return pact_of(*row);
}

std::optional<Version> find_version(db::Reader& reader, const PactId& pact, std::int64_t number) {
  const auto row = reader.find(select_version, pact, number);
  if (!row) return std::nullopt;
  return version_of(reader, pact, *row);
}

std::optional<Version> find_open(db::Reader& reader, const PactId& pact) {
  const auto row = reader.find(select_open, pact);
  if (!row) return std::nullopt;
  return version_of(reader, pact, *row);
}

std::vector<Version> published_versions(db::Reader& reader, const PactId& pact) {
  std::vector<Version> found;
  for (const db::Row& row : reader.query(select_published, pact, most_rows))
    found.push_back(version_of(reader, pact, row));
  return found;
}

std::vector<Row> list(db::Reader& reader, const Filter& filter) {
  db::Params params = db::params_of(filter.state ? to_text(*filter.state) : "", filter.cursor, filter.limit + 1);
  std::string within;
  for (const SiteId& site : filter.within) {
    params.push_back(db::to_value(site));
    within += (within.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  return rows_of(reader.run(row_columns +
                                "WHERE (CAST($1 AS TEXT) = '' OR p.state = $1) AND (CAST($2 AS TEXT) = '' OR p.id < "
                                "$2) AND p.site_id IN (SELECT x.site_id FROM site_tree x WHERE x.ancestor_id IN (" +
                                within + ")) ORDER BY p.id DESC LIMIT $3",
                            params));
}

std::vector<Row> shelf(db::Reader& reader, std::int64_t limit) {
  return rows_of(reader.query(select_shelf, limit));
}

void insert(db::Tx& tx, const Pact& pact, const PersonId& by, Instant now) {
  tx.exec(insert_row, pact.id, pact.site, by, now);
}

bool update(db::Tx& tx, const Pact& pact) {
  return tx.exec(update_row, pact.id, pact.version, to_text(pact.state), pact.current, pact.because,
                 pact.published) == 1;
}

void keep_version(db::Tx& tx, const PactId& pact, const Version& version) {
  tx.exec(upsert_version, pact, version.number, to_text(version.state), version.words.title, version.words.preamble,
          version.because, version.published);
  tx.exec(delete_clauses, pact, version.number);
  std::int64_t position = 0;
  for (const std::string& clause : version.words.clauses)
    tx.push(insert_clause, pact, version.number, ++position, clause);
}

void begin_count(db::Tx& tx, const PactId& pact, std::int64_t number) {
  tx.exec(insert_count, pact, number);
}

void append_event(db::Tx& tx, Random& random, const PactId& pact, std::int64_t number, const PersonId& actor,
                  std::string_view kind, const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), pact, number, now, actor, kind, reason);
}

std::vector<Event> events(db::Reader& reader, const PactId& pact) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, pact, most_rows))
    found.push_back({row.i64(0), row.text(1), row.text(2), row.text(3), {row.i64(4)}});
  return found;
}

bool wrote(db::Reader& reader, const PactId& pact, std::int64_t number, const PersonId& person) {
  return reader.find(select_wrote, pact, number, person).has_value();
}

std::optional<Joining> find_joining(db::Reader& reader, const PactId& pact, const PersonId& person) {
  const auto row = reader.find(select_joining, pact, person);
  if (!row) return std::nullopt;
  return Joining{row->i64(0), {row->i64(1)}};
}

bool join(db::Tx& tx, const PactId& pact, const PersonId& person, std::int64_t number, Instant now) {
  if (tx.exec(insert_joining, pact, person, number, now) == 0) return false;
  tx.exec(update_count, pact, number, 1);
  return true;
}

bool leave(db::Tx& tx, const PactId& pact, const PersonId& person) {
  // What was really deleted is what is taken off: two who leave at once take it off once.
  const db::Rows gone = tx.query(delete_joinings, pact, person);
  for (const db::Row& row : gone) tx.exec(update_count, pact, row.i64(0), -1);
  return !gone.empty();
}

std::vector<PactId> joined_by(db::Reader& reader, const PersonId& account) {
  std::vector<PactId> found;
  for (const db::Row& row : reader.query(select_joined_by, account)) found.push_back(row.id<PactId>(0));
  return found;
}

std::vector<Count> counts(db::Reader& reader, const PactId& pact) {
  std::vector<Count> counted;
  for (const db::Row& row : reader.query(select_counts, pact)) counted.push_back({row.i64(0), row.i64(1)});
  std::vector<Double> doubles;
  for (const db::Row& row : reader.query(select_doubles, pact)) doubles.push_back({row.id<PersonId>(0), row.i64(1)});
  return count_people(std::move(counted), std::move(doubles));
}

std::vector<PaperRow> papers(db::Reader& reader, const PactId& pact) {
  std::vector<PaperRow> found;
  for (const db::Row& row : reader.query(select_papers, pact, most_rows))
    found.push_back(
        {{row.id<PactPaperId>(0), row.i64(1), row.i64(2), parse_day(row.text(3)).value(), row.text(4), row.text(5)},
         row.text(6),
         {row.i64(7)},
         !row.is_null(8),
         row.text(9)});
  return found;
}

std::optional<PaperKnown> find_paper(db::Reader& reader, const PactPaperId& paper) {
  const auto row = reader.find(select_paper, paper);
  if (!row) return std::nullopt;
  return PaperKnown{row->id<PactId>(0), row->i64(1)};
}

void insert(db::Tx& tx, const PactId& pact, const Paper& paper, const PersonId& by, Instant now) {
  tx.exec(insert_paper, paper.id, pact, paper.number, paper.signatures, ws::to_text(paper.day), paper.place,
          paper.note, by, now);
}

bool strike(db::Tx& tx, const PactPaperId& paper, const PersonId& by, const std::string& reason, Instant now) {
  return tx.exec(update_struck, paper, by, now, reason) == 1;
}

std::int64_t on_paper(db::Reader& reader, const PactId& pact) {
  return reader.find(select_on_paper, pact)->i64(0);
}

}  // namespace ws::pacts::store
