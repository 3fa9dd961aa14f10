#include "db/migrate.h"

#include <libpq-fe.h>

#include <algorithm>
#include <memory>
#include <set>

#include "db/postgres_connection.h"
#include "db/sqlite_connection.h"

namespace ws::db {
namespace {

using Names = std::set<std::string, std::less<>>;

constexpr const char* create_table =
    "CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, applied_ms BIGINT NOT NULL)";
constexpr const char* select_names = "SELECT name FROM schema_migrations";
constexpr const char* insert_name = "INSERT INTO schema_migrations (name, applied_ms) VALUES ($1, $2)";

Failure broken(const std::string& what) {
  return Failure(Failure::Kind::broken, what);
}

bool is_for(Engine engine, std::string_view name) {
  if (name.ends_with(".sqlite.sql")) return engine == Engine::sqlite;
  if (name.ends_with(".postgres.sql")) return engine == Engine::postgres;
  return true;
}

std::vector<EmbeddedText> listed_for(Engine engine, const std::vector<EmbeddedText>& migrations) {
  std::vector<EmbeddedText> listed;
  std::ranges::copy_if(migrations, std::back_inserter(listed),
                       [&](const EmbeddedText& each) { return is_for(engine, each.name); });
  std::ranges::sort(listed, {}, &EmbeddedText::name);
  return listed;
}

std::vector<EmbeddedText> missing(const std::vector<EmbeddedText>& listed, const Names& applied) {
  for (const std::string& name : applied)
    if (std::ranges::find(listed, name, &EmbeddedText::name) == listed.end())
      throw broken("the database is newer than this program: it has migration " + name);
  std::vector<EmbeddedText> left;
  std::ranges::copy_if(listed, std::back_inserter(left),
                       [&](const EmbeddedText& each) { return !applied.contains(each.name); });
  return left;
}

Names names_of(const Rows& rows) {
  Names names;
  for (const Row& row : rows) names.insert(row.text(0));
  return names;
}

class SqliteMigrations {
 public:
  explicit SqliteMigrations(const std::string& path) : connection_(path, SqliteConnection::Use::migration) {
    connection_.change(create_table);
  }

  /// Applies the first missing one. The list is looked at again inside the transaction that applies it, so that
  /// two processes never apply the same one.
  bool apply_next(const std::vector<EmbeddedText>& listed, const Clock& clock) {
    connection_.change("BEGIN IMMEDIATE");
    try {
      const auto left = missing(listed, names_of(connection_.rows(select_names, {})));
      if (!left.empty()) apply(left.front(), clock);
      connection_.change("COMMIT");
      return !left.empty();
    } catch (...) {
      if (connection_.in_transaction()) connection_.change("ROLLBACK");
      throw;
    }
  }

 private:
  void apply(const EmbeddedText& migration, const Clock& clock) {
    const std::string name(migration.name);
    try {
      connection_.script(std::string(migration.text));
      if (!connection_.in_transaction()) throw broken("it ends the transaction");
      if (!connection_.rows("PRAGMA foreign_key_check", {}).empty()) throw broken("it breaks a foreign key");
    } catch (const Failure& failure) {
      throw Failure(failure.kind, "migration " + name + ": " + failure.what());
    }
    connection_.change(insert_name, params_of(name, clock.now()));
  }

  SqliteConnection connection_;
};

class PostgresMigrations {
 public:
  explicit PostgresMigrations(const std::string& url) : handle_(connect_postgres(url)) {
    // Held until the connection ends. The number is arbitrary but must never change: older programs use it too.
    run("SELECT pg_advisory_lock(7822064150)");
    run(create_table);
  }

  bool apply_next(const std::vector<EmbeddedText>& listed, const Clock& clock) {
    const auto left = missing(listed, names_of(run(select_names).rows()));
    if (left.empty()) return false;
    run("BEGIN");
    try {
      apply(left.front(), clock);
      run("COMMIT");
    } catch (const Failure& failure) {
      PQclear(PQexec(handle_.get(), "ROLLBACK"));
      throw Failure(failure.kind, "migration " + std::string(left.front().name) + ": " + failure.what());
    }
    return true;
  }

 private:
  struct Finish {
    void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
  };

  PostgresResult run(const std::string& text) { return checked(PQexec(handle_.get(), text.c_str())); }

  PostgresResult checked(PGresult* raw) {
    PostgresResult result(raw);
    const ExecStatusType status = result.status();
    // An empty query is what a migration of comments only comes to.
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return result;
    const char* state = PQresultErrorField(raw, PG_DIAG_SQLSTATE);
    throw Failure(postgres_kind(state == nullptr ? "" : state), PQerrorMessage(handle_.get()));
  }

  void apply(const EmbeddedText& migration, const Clock& clock) {
    run(std::string(migration.text));
    if (PQtransactionStatus(handle_.get()) != PQTRANS_INTRANS) throw broken("it ends the transaction");
    const std::string name(migration.name);
    const std::string applied_ms = std::to_string(clock.now().ms);
    const char* values[] = {name.c_str(), applied_ms.c_str()};
    checked(PQexecParams(handle_.get(), insert_name, 2, nullptr, values, nullptr, nullptr, 0));
  }

  std::unique_ptr<PGconn, Finish> handle_;
};

template <class Target>
int apply_all(Target target, const std::vector<EmbeddedText>& listed, const Clock& clock) {
  int applied = 0;
  while (target.apply_next(listed, clock)) ++applied;
  return applied;
}

}  // namespace

Engine engine_of(const std::string& url) {
  return url.starts_with("postgresql://") || url.starts_with("postgres://") ? Engine::postgres : Engine::sqlite;
}

int migrate(const std::string& url, const std::vector<EmbeddedText>& migrations, const Clock& clock) {
  const Engine engine = engine_of(url);
  const auto listed = listed_for(engine, migrations);
  return engine == Engine::sqlite ? apply_all(SqliteMigrations(url), listed, clock)
                                  : apply_all(PostgresMigrations(url), listed, clock);
}

}  // namespace ws::db
