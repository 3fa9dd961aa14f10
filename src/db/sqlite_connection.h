#pragma once
// One SQLite connection: prepared statements by text, values in and out, errors as Failure.

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "db/statement_cache.h"

namespace ws::db {

class SqliteConnection {
 public:
  enum class Use {
    writer,
    reader,     ///< refuses to write
    migration,  ///< foreign keys are off, so that a migration may rebuild a table
  };
  SqliteConnection(const std::string& path, Use use);

  Rows rows(std::string_view sql, const Params& params);
  /// Runs to the end, dropping rows; returns the rows changed.
  std::int64_t change(std::string_view sql, const Params& params = {});
  /// Runs several statements without parameters.
  void script(const std::string& text);

  bool in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }
  /// Rows changed since the connection was opened, rolled back ones included.
  std::int64_t total_changes() const { return sqlite3_total_changes64(handle()); }
  sqlite3* handle() const { return handle_.get(); }

 private:
  void switch_to_wal();

  struct Close {
    void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
  };
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  struct Statement {
    std::unique_ptr<sqlite3_stmt, Finalize> handle;
    std::vector<int> places;  ///< bind index of $1, $2, …
  };
  class Run;

  Statement& statement(std::string_view sql);
  Statement prepare(std::string_view sql) const;
  void bind(const Statement& statement, std::string_view sql, const Params& params) const;

  std::unique_ptr<sqlite3, Close> handle_;  ///< declared before the statements, which are closed first
  StatementCache<Statement> statements_;
};

/// The exception for what `handle` reported last.
Failure sqlite_failure(sqlite3* handle, std::string_view doing);

}  // namespace ws::db
