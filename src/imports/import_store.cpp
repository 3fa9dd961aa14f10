#include "imports/import_store.h"

#include <stdexcept>

namespace ws::imports::store {
namespace {

const std::string select_import =
    "SELECT i.id, i.kind, i.site_id, i.team_id, i.file_name, i.statement, i.asked_by, i.asked_ms, i.state, i.mode, "
    "i.total, i.good, i.known, i.bad, i.settled, i.written, i.finished_ms, s.name, t.name FROM imports i "
    "JOIN sites s ON s.id = i.site_id LEFT JOIN teams t ON t.id = i.team_id ";
const std::string select_one = select_import + "WHERE i.id = $1";
const std::string select_own =
    select_import + "WHERE i.asked_by = $1 AND (CAST($2 AS TEXT) = '' OR i.id < $2) ORDER BY i.id DESC LIMIT $3";
const std::string select_running = select_import + "WHERE i.state = 'running' ORDER BY i.id LIMIT $1";
const std::string select_forgotten =
    select_import + "WHERE i.state = 'judged' AND i.asked_ms < $1 ORDER BY i.asked_ms LIMIT $2";
constexpr std::string_view insert_import =
    "INSERT INTO imports (id, kind, site_id, team_id, file_name, statement, asked_by, asked_ms, total, good, known, "
    "bad) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
constexpr std::string_view insert_import_row =
    "INSERT INTO import_rows (import_id, position, line, name, verdict, problems, fields_sealed) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
const std::string select_row =
    "SELECT position, line, name, verdict, problems, outcome, person_id, fields_sealed FROM import_rows ";
const std::string select_rows =
    select_row + "WHERE import_id = $1 AND ($2 = '' OR verdict = $2) AND position > $3 ORDER BY position LIMIT $4";
const std::string select_waiting =
    select_row +
    "WHERE import_id = $1 AND outcome = '' AND (verdict = 'good' OR (verdict = 'known' AND $2 = 1)) "
    "ORDER BY position LIMIT $3";
constexpr std::string_view update_row =
    "UPDATE import_rows SET outcome = $3, problems = $4, person_id = $5, fields_sealed = '' "
    "WHERE import_id = $1 AND position = $2";
constexpr std::string_view update_counts =
    "UPDATE imports SET settled = settled + $2, written = written + $3 WHERE id = $1";
constexpr std::string_view update_started =
    "UPDATE imports SET state = 'running', mode = $2 WHERE id = $1 AND state = 'judged'";
constexpr std::string_view update_finished =
    "UPDATE imports SET state = $3, finished_ms = $4, settled = total WHERE id = $1 AND state = $2";
constexpr std::string_view update_left_out =
    "UPDATE import_rows SET outcome = 'left_out', fields_sealed = '' WHERE import_id = $1 AND outcome = ''";
constexpr std::string_view select_namesake = "SELECT 1 FROM persons WHERE name = $1 AND birth_date = $2 LIMIT 1";
constexpr std::string_view select_by_number =
    "SELECT v.person_id, p.name, v.state FROM volunteers v JOIN persons p ON p.id = v.person_id WHERE v.number = $1";
constexpr std::string_view select_by_mobile =
    "SELECT v.person_id, p.name, v.state FROM persons p JOIN volunteers v ON v.person_id = p.id "
    "WHERE p.mobile_key = $1";

template <class T>
T must(std::optional<T> value, const std::string& text) {
  if (!value) throw std::logic_error("imports hold the word " + text);
  return *value;
}

Import import_of(const db::Row& row) {
  Import import;
  import.id = row.id<ImportId>(0);
  import.kind = must(parse_kind(row.text(1)), row.text(1));
  import.site = row.id<SiteId>(2);
  import.team = row.id<TeamId>(3);
  import.file_name = row.text(4);
  import.statement = row.text(5);
  import.asked_by = row.id<PersonId>(6);
  import.asked = {row.i64(7)};
  import.state = must(parse_state(row.text(8)), row.text(8));
  import.mode = parse_mode(row.text(9));
  import.total = row.i64(10);
  import.good = row.i64(11);
  import.known = row.i64(12);
  import.bad = row.i64(13);
  import.settled = row.i64(14);
  import.written = row.i64(15);
  if (!row.is_null(16)) import.finished = Instant{row.i64(16)};
  import.site_name = row.text(17);
  import.team_name = row.text(18);
  return import;
}

std::vector<Import> imports_of(const db::Rows& rows) {
  std::vector<Import> found;
  for (const db::Row& row : rows) found.push_back(import_of(row));
  return found;
}

std::vector<Row> rows_of(const db::Rows& rows) {
  std::vector<Row> found;
  for (const db::Row& row : rows)
    found.push_back({row.i64(0), row.i64(1), row.text(2), must(parse_verdict(row.text(3)), row.text(3)),
                     problems_of(row.text(4)), must(parse_row_outcome(row.text(5)), row.text(5)), row.id<PersonId>(6),
                     row.text(7)});
  return found;
}

}  // namespace

void insert(db::Tx& tx, const Import& import) {
  tx.exec(insert_import, import.id, to_text(import.kind), import.site, import.team, import.file_name,
          import.statement, import.asked_by, import.asked, import.total, import.good, import.known, import.bad);
}

void insert_row(db::Tx& tx, const ImportId& import, std::int64_t position, const Judged& row,
                const std::string& fields_sealed) {
  tx.push(insert_import_row, import, position, row.line, row.name, to_text(row.verdict), problems_json(row.problems),
          fields_sealed);
}

std::optional<Import> find(db::Reader& reader, const ImportId& import) {
  const auto row = reader.find(select_one, import);
  if (!row) return std::nullopt;
  return import_of(*row);
}

std::vector<Import> list(db::Reader& reader, const PersonId& asked_by, const std::string& before,
                         std::int64_t limit) {
  return imports_of(reader.query(select_own, asked_by, before, limit));
}

std::vector<Import> running(db::Reader& reader, std::int64_t limit) {
  return imports_of(reader.query(select_running, limit));
}

std::vector<Import> forgotten(db::Reader& reader, Instant before, std::int64_t limit) {
  return imports_of(reader.query(select_forgotten, before, limit));
}

std::vector<Row> rows(db::Reader& reader, const ImportId& import, std::optional<Verdict> verdict, std::int64_t after,
                      std::int64_t limit) {
  const std::string wanted(verdict ? to_text(*verdict) : "");
  return rows_of(reader.query(select_rows, import, wanted, after, limit));
}

std::vector<Row> waiting(db::Reader& reader, const Import& import, std::int64_t limit) {
  return rows_of(reader.query(select_waiting, import.id, import.takes_known() ? 1 : 0, limit));
}

void settle(db::Tx& tx, const ImportId& import, const Row& row, RowOutcome outcome, const PersonId& person) {
  tx.push(update_row, import, row.position, to_text(outcome), problems_json(row.problems), person);
}

void count_settled(db::Tx& tx, const ImportId& import, std::int64_t settled, std::int64_t written) {
  tx.push(update_counts, import, settled, written);
}

bool start(db::Tx& tx, const ImportId& import, Mode mode) {
  return tx.exec(update_started, import, to_text(mode)) == 1;
}

bool finish(db::Tx& tx, const ImportId& import, State from, State to, Instant now) {
  if (tx.exec(update_finished, import, to_text(from), to_text(to), now) != 1) return false;
  tx.push(update_left_out, import);
  return true;
}

bool has_namesake(db::Reader& reader, const std::string& name, LocalDate born) {
  return reader.find(select_namesake, name, ws::to_text(born)).has_value();
}

std::optional<Known> find_volunteer(db::Reader& reader, const std::string& number, const std::string& mobile_key) {
  const auto row = number.empty() ? reader.find(select_by_mobile, mobile_key) : reader.find(select_by_number, number);
  if (!row) return std::nullopt;
  return Known{row->id<PersonId>(0), row->text(1), row->text(2) == "registered"};
}

}  // namespace ws::imports::store
