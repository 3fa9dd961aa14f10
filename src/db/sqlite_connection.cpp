#include "db/sqlite_connection.h"

#include <charconv>

#include "db/session.h"

namespace ws::db {
namespace {

constexpr std::size_t statement_limit = 512;
constexpr int busy_timeout_ms = 5000;

Failure::Kind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
      return Failure::Kind::full;
    case SQLITE_CONSTRAINT:
      return Failure::Kind::constraint;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_CANTOPEN:
      return Failure::Kind::away;
    default:
      return Failure::Kind::broken;
  }
}

Failure broken(const std::string& what, std::string_view sql) {
  return Failure(Failure::Kind::broken, what + " in: " + std::string(sql));
}

/// n of the name "$n"; 0 for any other name.
std::size_t parameter_number(const char* name) {
  if (name == nullptr || name[0] != '$') return 0;
  const std::string_view digits(name + 1);
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : 0;
}

/// The bind index of each $n. Names may come in any order and repeat, but must leave no gap.
std::vector<int> parameter_places(sqlite3_stmt* handle, std::string_view sql) {
  const int count = sqlite3_bind_parameter_count(handle);
  std::vector<int> places(static_cast<std::size_t>(count), 0);
  for (int index = 1; index <= count; ++index) {
    const std::size_t number = parameter_number(sqlite3_bind_parameter_name(handle, index));
    if (number == 0 || number > places.size()) throw broken("parameters other than $1..$n", sql);
    places[number - 1] = index;
  }
  return places;
}

int bind_value(sqlite3_stmt* handle, int place, const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(handle, place, *number);
  if (const auto* text = std::get_if<std::string>(&value))
    return sqlite3_bind_text64(handle, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  return sqlite3_bind_null(handle, place);
}

Value cell(sqlite3_stmt* handle, int column) {
  switch (sqlite3_column_type(handle, column)) {
    case SQLITE_NULL:
      return nullptr;
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(handle, column)};
    default: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(handle, column));
      return std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(handle, column)));
    }
  }
}

Row row(sqlite3_stmt* handle) {
  const int columns = sqlite3_column_count(handle);
  std::vector<Value> cells;
  cells.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) cells.push_back(cell(handle, column));
  return Row(std::move(cells));
}

/// SQLite's counting of its memory takes one lock of the whole process at each allocation: the writer and the readers
/// would wait for each other all the time, for a figure that nobody asks for. Before the first connection only.
void prepare_library() {
  static const int once = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(once);
}

/// Small allocations of a connection come from memory of its own. The default is used up by the parameters and
/// registers that the cached statements keep.
constexpr int lookaside_bytes = 512;
constexpr int lookaside_slots = 2048;

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n;") == std::string_view::npos;
}

}  // namespace

Failure sqlite_failure(sqlite3* handle, std::string_view doing) {
  const int code = sqlite3_extended_errcode(handle);
  return Failure(kind_of(code),
                 "sqlite " + std::to_string(code) + ": " + sqlite3_errmsg(handle) + " in: " + std::string(doing));
}

/// Steps a bound statement and leaves it reset, so that no finished statement holds a lock.
class SqliteConnection::Run {
 public:
  Run(sqlite3* connection, sqlite3_stmt* handle, std::string_view sql)
      : connection_(connection), handle_(handle), sql_(sql) {}
  ~Run() { sqlite3_reset(handle_); }
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  bool step() {
    const int code = sqlite3_step(handle_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    throw sqlite_failure(connection_, sql_);
  }

 private:
  sqlite3* connection_;
  sqlite3_stmt* handle_;
  std::string_view sql_;
};

SqliteConnection::SqliteConnection(const std::string& path, Use use) : statements_(statement_limit) {
  prepare_library();
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle,
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK)
    throw Failure(Failure::Kind::away,
                  "cannot open " + path + ": " + (handle ? sqlite3_errmsg(handle) : "no memory"));
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_timeout(handle, busy_timeout_ms);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_LOOKASIDE, nullptr, lookaside_bytes, lookaside_slots);
  switch_to_wal();
  script("PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;");
  script(use == Use::migration ? "PRAGMA foreign_keys=OFF" : "PRAGMA foreign_keys=ON");
  if (use == Use::writer) script("PRAGMA journal_size_limit=67108864");
  if (use == Use::reader) script("PRAGMA query_only=ON");
}

/// Two that open a new file at once can keep each other from switching; SQLite then answers "busy" without waiting
/// for its busy timeout.
void SqliteConnection::switch_to_wal() {
  constexpr int pause_ms = 10;
  for (int waited_ms = 0;; waited_ms += sqlite3_sleep(pause_ms)) {
    try {
      return script("PRAGMA journal_mode=WAL");
    } catch (const Failure&) {
      if (sqlite3_errcode(handle()) != SQLITE_BUSY || waited_ms >= busy_timeout_ms) throw;
    }
  }
}

SqliteConnection::Statement SqliteConnection::prepare(std::string_view sql) const {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  if (sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw,
                         &rest) != SQLITE_OK)
    throw sqlite_failure(handle(), sql);
  Statement statement{std::unique_ptr<sqlite3_stmt, Finalize>(raw), {}};
  if (raw == nullptr) throw broken("no statement", sql);
  if (!blank(sql.substr(static_cast<std::size_t>(rest - sql.data())))) throw broken("more than one statement", sql);
  statement.places = parameter_places(raw, sql);
  return statement;
}

SqliteConnection::Statement& SqliteConnection::statement(std::string_view sql) {
  if (Statement* known = statements_.find(sql)) return *known;
  statements_.add(sql, prepare(sql));
  return *statements_.find(sql);
}

void SqliteConnection::bind(const Statement& statement, std::string_view sql, const Params& params) const {
  if (params.size() != statement.places.size())
    throw broken(
        std::to_string(params.size()) + " parameters given, " + std::to_string(statement.places.size()) + " named",
        sql);
  for (std::size_t index = 0; index < params.size(); ++index) {
    if (const auto* text = std::get_if<std::string>(&params[index])) refuse_nul(*text);
    if (bind_value(statement.handle.get(), statement.places[index], params[index]) != SQLITE_OK)
      throw sqlite_failure(handle(), sql);
  }
}

Rows SqliteConnection::rows(std::string_view sql, const Params& params) {
  Statement& known = statement(sql);
  bind(known, sql, params);
  Run run(handle(), known.handle.get(), sql);
  Rows rows;
  while (run.step()) rows.push_back(row(known.handle.get()));
  return rows;
}

std::int64_t SqliteConnection::change(std::string_view sql, const Params& params) {
  Statement& known = statement(sql);
  bind(known, sql, params);
  Run run(handle(), known.handle.get(), sql);
  const std::int64_t before = total_changes();
  while (run.step()) {
  }
  // sqlite3_changes keeps the figure of an earlier statement when this one changes nothing by its nature.
  return total_changes() == before ? 0 : std::int64_t{sqlite3_changes64(handle())};
}

void SqliteConnection::script(const std::string& text) {
  if (sqlite3_exec(handle(), text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw sqlite_failure(handle(), text);
}

}  // namespace ws::db
