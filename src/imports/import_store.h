#pragma once
// Rows of imports and of their lines.

#include "base/random.h"
#include "db/db.h"
#include "imports/import_model.h"

namespace ws::imports::store {

struct Import {
  ImportId id;
  Kind kind = Kind::people;
  SiteId site;
  TeamId team;
  std::string file_name, statement;
  PersonId asked_by;
  Instant asked;
  State state = State::judged;
  std::optional<Mode> mode;
  std::int64_t total = 0, good = 0, known = 0, bad = 0;
  std::int64_t settled = 0;  ///< rows that need nothing more
  std::int64_t written = 0;
  std::optional<Instant> finished;
  std::string site_name, team_name;

  /// People who are volunteers already only matter where they join a team.
  bool takes_known() const { return !team.empty(); }
};
struct Row {
  std::int64_t position = 0, line = 0;
  std::string name;
  Verdict verdict = Verdict::good;
  std::vector<Problem> problems;
  RowOutcome outcome = RowOutcome::waiting;
  PersonId person;
  std::string fields_sealed;
};

void insert(db::Tx& tx, const Import& import);
void insert_row(db::Tx& tx, const ImportId& import, std::int64_t position, const Judged& row,
                const std::string& fields_sealed);
std::optional<Import> find(db::Reader& reader, const ImportId& import);
/// Newest first, those before the identifier `before` ("" all).
std::vector<Import> list(db::Reader& reader, const PersonId& asked_by, const std::string& before, std::int64_t limit);
/// Running ones, oldest first.
std::vector<Import> running(db::Reader& reader, std::int64_t limit);
/// Judged ones that nobody started since `before`.
std::vector<Import> forgotten(db::Reader& reader, Instant before, std::int64_t limit);

/// In order, after `after`; of one verdict or outcome, where one is given.
std::vector<Row> rows(db::Reader& reader, const ImportId& import, std::optional<Verdict> verdict, std::int64_t after,
                      std::int64_t limit);
/// What is still to be written, in order.
std::vector<Row> waiting(db::Reader& reader, const Import& import, std::int64_t limit);
void settle(db::Tx& tx, const ImportId& import, const Row& row, RowOutcome outcome, const PersonId& person);
void count_settled(db::Tx& tx, const ImportId& import, std::int64_t settled, std::int64_t written);

/// False if it stands elsewhere.
bool start(db::Tx& tx, const ImportId& import, Mode mode);
/// The end of it, however it came: what waits is left out, and the sealed fields are gone.
bool finish(db::Tx& tx, const ImportId& import, State from, State to, Instant now);

/// Somebody of this name born on this day.
bool has_namesake(db::Reader& reader, const std::string& name, LocalDate born);
struct Known {
  PersonId person;
  std::string name;
  bool registered = false;
};
/// The volunteer of a number or of a mobile's key.
std::optional<Known> find_volunteer(db::Reader& reader, const std::string& number, const std::string& mobile_key);

}  // namespace ws::imports::store
