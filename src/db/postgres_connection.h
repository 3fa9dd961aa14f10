#pragma once
// One PostgreSQL connection in libpq's pipeline mode: statements are sent without waiting; one wait collects what
// has been sent since the last one. A failed statement makes the server skip the rest of the pipeline; wait() then
// brings the pipeline back into order before it throws, so that the caller can roll back.

#include <libpq-fe.h>

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "db/statement_cache.h"

namespace ws::db {

class PostgresFailure : public Failure {
 public:
  PostgresFailure(Kind failed_as, const std::string& what, std::string sqlstate, std::uint64_t failed_mark)
      : Failure(failed_as, what), state(std::move(sqlstate)), mark(failed_mark) {}
  std::string state;   ///< SQLSTATE, empty if the connection was lost
  std::uint64_t mark;  ///< of the statement that failed

  bool is_deadlock() const { return state == "40P01" || state == "40001"; }
  /// The server has become a standby: the primary is to be found anew.
  bool is_read_only() const { return state == "25006"; }
  /// A prepared statement that no longer fits: the schema changed under it, or somebody deallocated it.
  bool is_stale_statement() const { return state == "0A000" || state == "26000"; }
};

class PostgresResult {
 public:
  explicit PostgresResult(PGresult* result) : result_(result) {}
  /// False until a result has come.
  bool there() const { return result_ != nullptr; }
  Rows rows() const;
  /// Rows changed (or selected).
  std::int64_t affected() const;
  ExecStatusType status() const { return PQresultStatus(result_.get()); }
  const PGresult* get() const { return result_.get(); }

 private:
  struct Clear {
    void operator()(PGresult* result) const noexcept { PQclear(result); }
  };
  std::unique_ptr<PGresult, Clear> result_;
};

class PostgresConnection {
 public:
  enum class Until {
    flush,  ///< answers so far; the transaction goes on
    sync,   ///< the end of a transaction
  };
  /// Throws Failure away when the server cannot be reached.
  explicit PostgresConnection(const std::string& url);

  /// Queues a statement; `mark` comes back in its failure. Throws for parameters that do not fit the text. A result
  /// that is wanted later is put into `keep` by the wait that collects it.
  void send(std::string_view sql, const Params& params = {}, std::uint64_t mark = 0,
            std::shared_ptr<PostgresResult> keep = nullptr);
  /// Waits for everything sent; the result is the last statement's. Throws the first failure.
  PostgresResult wait(Until until = Until::flush);
  /// Ends a transaction without waiting; the answers are collected by the next wait.
  void send_sync() noexcept;

  bool is_lost() const { return lost_ || PQstatus(handle_.get()) == CONNECTION_BAD; }
  /// Statements sent and not waited for.
  std::size_t pending() const { return pending_.size(); }

 private:
  struct Finish {
    void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
  };
  /// One statement prepared for one choice of parameter types.
  struct Variant {
    std::vector<Oid> types;
    std::string name;
    bool prepared = false;
  };
  struct Statement {
    std::size_t parameters = 0;
    std::vector<std::shared_ptr<Variant>> variants;
  };
  struct Pending {
    enum class Kind { prepare, statement, sync } kind;
    std::uint64_t mark = 0;
    std::shared_ptr<Variant> variant;      ///< of a prepare
    std::shared_ptr<PostgresResult> keep;  ///< of a statement whose result is wanted later
  };

  Statement& statement(std::string_view sql, std::size_t given);
  std::shared_ptr<Variant> variant_for(Statement& statement, const Params& params);
  void prepare(std::string_view sql, const std::shared_ptr<Variant>& variant, std::uint64_t mark);
  void deallocate(const Statement& statement);
  void send_prepared(const Variant& variant, const Params& params);
  PGresult* next_result(const Pending& pending);
  void check_sent(int sent);
  [[noreturn]] void throw_lost();

  std::unique_ptr<PGconn, Finish> handle_;
  StatementCache<Statement> statements_;
  std::deque<Pending> pending_;
  std::uint64_t names_ = 0;
  bool lost_ = false;
  std::vector<const char*> values_;                 ///< scratch of send_prepared
  std::vector<std::array<char, 24>> number_texts_;  ///< scratch of send_prepared
};

/// The number of parameters $1..$n named in `sql`, outside of literals and comments. Throws Failure if one of
/// them is missing.
std::size_t count_parameters(std::string_view sql);

/// Opens a plain libpq connection with the house's settings; throws Failure away.
PGconn* connect_postgres(const std::string& url);

/// What a failed result means to the rest of the program.
Failure::Kind postgres_kind(std::string_view sqlstate);

}  // namespace ws::db
