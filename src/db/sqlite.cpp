#include "db/sqlite.h"

#include <optional>

#include "db/sqlite_connection.h"

namespace ws::db {
namespace {

class SqliteWriter final : public WriteSession {
 public:
  explicit SqliteWriter(std::string path) : path_(std::move(path)) { connect(); }

  Engine engine() const override { return Engine::sqlite; }
  Rows run(std::string_view sql, const Params& params) override {
    return guarded([&] { return connection_->rows(sql, params); });
  }
  std::int64_t change(std::string_view sql, const Params& params) override {
    return guarded([&] { return connection_->change(sql, params); });
  }
  void push_change(std::string_view sql, const Params& params) override { change(sql, params); }

  void begin(Pace) override;
  void begin_use_case() override;
  void keep() override;
  void undo() override;
  bool commit() override;
  void rollback() noexcept override;
  Remedy remedy() const override { return lost_ ? Remedy::refuse : Remedy::none; }

 private:
  void connect() { connection_.emplace(path_, SqliteConnection::Use::writer); }
  template <class F>
  auto guarded(F statement) -> std::invoke_result_t<F> {
    if (failed_) throw Failure(Failure::Kind::broken, "the use case went on after a failed statement");
    try {
      return statement();
    } catch (...) {
      failed_ = true;
      // A full disk makes SQLite roll back more than the statement: then the neighbours' work is gone as well.
      lost_ = !connection_->in_transaction();
      throw;
    }
  }

  std::string path_;
  std::optional<SqliteConnection> connection_;
  bool failed_ = false;  ///< a statement of the current use case threw
  bool lost_ = false;    ///< the transaction is gone
  bool wrote_ = false;
  /// Nothing stands before the current use case in the transaction: to undo it is to begin anew. A savepoint keeps
  /// the pages that change under it in a list which SQLite walks at the end of each statement; 100,000 statements, as
  /// of a long import, would do little else.
  bool first_ = true;
  std::int64_t changes_before_ = 0;  ///< at the start of the current use case
};

void SqliteWriter::begin(Pace) {
  if (!connection_) connect();
  failed_ = lost_ = wrote_ = false;
  first_ = true;
  connection_->change("BEGIN IMMEDIATE");
}

void SqliteWriter::begin_use_case() {
  failed_ = false;
  changes_before_ = connection_->total_changes();
  if (!first_) connection_->change("SAVEPOINT use_case");
}

void SqliteWriter::keep() {
  if (failed_) throw Failure(Failure::Kind::broken, "a use case was to be kept after a failed statement");
  if (!first_) guarded([&] { return connection_->change("RELEASE use_case"); });
  first_ = false;
  wrote_ = wrote_ || connection_->total_changes() != changes_before_;
}

void SqliteWriter::undo() {
  failed_ = false;
  guarded([&] {
    connection_->change(first_ ? "ROLLBACK" : "ROLLBACK TO use_case");
    return connection_->change(first_ ? "BEGIN IMMEDIATE" : "RELEASE use_case");
  });
}

bool SqliteWriter::commit() {
  connection_->change("COMMIT");
  return wrote_;
}

void SqliteWriter::rollback() noexcept {
  lost_ = false;
  if (!connection_ || !connection_->in_transaction()) return;
  try {
    connection_->change("ROLLBACK");
  } catch (const Failure&) {
    connection_.reset();  // opened anew by the next begin()
  }
}

class SqliteReader final : public ReadSession {
 public:
  explicit SqliteReader(const std::string& path) : connection_(path, SqliteConnection::Use::reader) {}

  Engine engine() const override { return Engine::sqlite; }
  Rows run(std::string_view sql, const Params& params) override { return connection_.rows(sql, params); }
  void begin_read() override { connection_.change("BEGIN"); }
  void end_read() noexcept override {
    // A transaction that only read cannot fail to end; were one left open, the next begin_read would say so.
    try {
      if (connection_.in_transaction()) connection_.change("COMMIT");
    } catch (const Failure&) {
    }
  }

 private:
  SqliteConnection connection_;
};

}  // namespace

std::unique_ptr<WriteSession> open_sqlite_writer(const std::string& path) {
  return std::make_unique<SqliteWriter>(path);
}
std::unique_ptr<ReadSession> open_sqlite_reader(const std::string& path) {
  return std::make_unique<SqliteReader>(path);
}

}  // namespace ws::db
