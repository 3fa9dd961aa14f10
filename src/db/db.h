#pragma once
// The narrow door to storage. Two engines behind it: an embedded SQLite file and PostgreSQL.
//
// Writes: one writer thread per process runs use cases one after another inside one transaction per *batch*
// (group commit); each use case sits in a savepoint of its own, and its caller gets an answer only after the
// batch's COMMIT is durable. A refused use case (Result with an error) rolls back to its savepoint and leaves the
// batch alone; a failing COMMIT fails every use case of the batch with unavailable "storage.unavailable".
//
// Reads: every I/O thread has a reader connection of its own; reading never waits for the writer.
//
// SQL is a portable subset: TEXT and BIGINT only, parameters $1..$n, RETURNING, ON CONFLICT. Each text is
// prepared once per connection.

#include <coroutine>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "base/task.h"

namespace ws::db {

enum class Engine { sqlite, postgres };

/// A parameter or a cell: NULL, integer or text.
using Value = std::variant<std::nullptr_t, std::int64_t, std::string>;
using Params = std::vector<Value>;

inline Value to_value(std::nullptr_t) {
  return nullptr;
}
inline Value to_value(std::string text) {
  return text;
}
inline Value to_value(std::string_view text) {
  return std::string(text);
}
inline Value to_value(const char* text) {
  return std::string(text);
}
inline Value to_value(Instant at) {
  return at.ms;
}
template <class I>
requires std::is_integral_v<I> Value to_value(I number) {
  return static_cast<std::int64_t>(number);
}
/// An empty identifier is stored as NULL.
template <class Tag>
Value to_value(const Id<Tag>& id) {
  return id.empty() ? Value(nullptr) : Value(id.str());
}
template <class T>
Value to_value(const std::optional<T>& value) {
  return value ? to_value(*value) : Value(nullptr);
}

/// The parameters of a statement; an initializer list would copy every text once more.
template <class... Args>
Params params_of(const Args&... args) {
  Params params;
  params.reserve(sizeof...(args));
  (params.push_back(to_value(args)), ...);
  return params;
}

class Row {
 public:
  explicit Row(std::vector<Value> cells) : cells_(std::move(cells)) {}
  bool is_null(std::size_t column) const { return cells_.at(column).index() == 0; }
  /// The integer in `column`; NULL reads as 0, text that is no number throws.
  std::int64_t i64(std::size_t column) const;
  /// The text in `column`; NULL reads as "".
  const std::string& text(std::size_t column) const;
  std::optional<std::int64_t> opt_i64(std::size_t column) const {
    return is_null(column) ? std::nullopt : std::optional(i64(column));
  }
  template <class IdType>
  IdType id(std::size_t column) const {
    return IdType(text(column));
  }

 private:
  std::vector<Value> cells_;
};
using Rows = std::vector<Row>;

/// Reads of one connection. Not thread-safe; lives as long as the callback it was handed to.
class Reader {
 public:
  virtual ~Reader() = default;
  virtual Engine engine() const = 0;

  template <class... Args>
  Rows query(std::string_view sql, const Args&... args) {
    return run(sql, params_of(args...));
  }
  /// The first row, if there is one.
  template <class... Args>
  std::optional<Row> find(std::string_view sql, const Args&... args) {
    Rows rows = query(sql, args...);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
  }
  /// For lists of parameters known only at run time.
  virtual Rows run(std::string_view sql, const Params& params) = 0;

  /// Says that this very query comes next or soon. PostgreSQL sends it along at once, so that several questions wait
  /// for one round trip; SQLite has none to save. It changes no answer: what is written in between makes the query be
  /// asked anew.
  template <class... Args>
  void ahead(std::string_view sql, const Args&... args) {
    expect(sql, params_of(args...));
  }
  virtual void expect(std::string_view, const Params&) {}
};

/// One use case's transaction (a savepoint of the batch). After a statement has thrown, the use case can only be
/// refused or throw: keeping it is a Failure on both engines.
class Tx : public Reader {
 public:
  /// Runs a statement now; returns the number of rows it changed.
  template <class... Args>
  std::int64_t exec(std::string_view sql, const Args&... args) {
    return change(sql, params_of(args...));
  }
  /// A write whose outcome the use case does not look at (an event, an outbox row). PostgreSQL sends it along with
  /// the next statement instead of waiting for it; a failure still fails the use case, as an exception.
  template <class... Args>
  void push(std::string_view sql, const Args&... args) {
    push_change(sql, params_of(args...));
  }
  virtual std::int64_t change(std::string_view sql, const Params& params) = 0;
  virtual void push_change(std::string_view sql, const Params& params) = 0;
};

/// A broken statement, constraint or connection. Never the user's fault: refusals are Results.
class Failure : public std::runtime_error {
 public:
  enum class Kind { broken, constraint, full, away };
  Failure(Kind failed_as, const std::string& what) : std::runtime_error(what), kind(failed_as) {}
  Kind kind;
};

struct Options {
  /// A path of a SQLite file, or postgresql://… (libpq connection string).
  std::string url;
  /// The most use cases in one batch.
  std::size_t batch_limit = 256;
  /// The most use cases waiting; more are refused with unavailable "storage.busy".
  std::size_t queue_limit = 20'000;
  /// The embedded database is not ready() with less than this left on its disk: better to be taken out of service
  /// while what is under way can still be written.
  std::uintmax_t least_free_bytes = 64 << 20;
};

class Database {
 public:
  /// Opens (and creates, on SQLite) the database. Throws Failure when it cannot.
  static std::unique_ptr<Database> open(Options options);
  virtual ~Database() = default;

  virtual Engine engine() const = 0;

  /// Applies the migrations that are missing, in order; returns how many. Refuses a database newer than the
  /// program by throwing Failure.
  virtual int migrate() = 0;

  /// Runs `body` on the calling thread's reader connection, in one consistent snapshot.
  template <class F>
  auto read(F&& body) -> std::invoke_result_t<F, Reader&> {
    ReadLease lease(*this);
    return body(lease.reader());
  }

  /// One use case, one transaction: `body(Tx&)` returns a Result<T>; awaiting gives it back after COMMIT on the
  /// awaiting executor. `body` must be repeatable (it runs again when the engine reports a deadlock, or when a
  /// pushed statement of a neighbour in the batch turns out to have failed) and must own what it uses.
  /// Awaiting needs an executor: threads that are none use write_now.
  template <class F>
  auto write(F body) -> Task<std::invoke_result_t<F&, Tx&>> {
    using R = std::invoke_result_t<F&, Tx&>;
    std::optional<R> result;
    WriteJob job;
    job.run = [&body, &result](Tx& tx) {
      result.emplace(body(tx));
      return result->ok();
    };
    std::optional<Error> refused = co_await Enqueue{*this, job};
    if (refused) co_return R(std::move(*refused));
    co_return std::move(*result);
  }

  /// The same for threads that may wait (command line, jobs, tests).
  template <class F>
  auto write_now(F body) -> std::invoke_result_t<F&, Tx&> {
    using R = std::invoke_result_t<F&, Tx&>;
    std::optional<R> result;
    WriteJob job;
    job.run = [&body, &result](Tx& tx) {
      result.emplace(body(tx));
      return result->ok();
    };
    if (std::optional<Error> refused = enqueue_and_wait(job)) return R(std::move(*refused));
    return std::move(*result);
  }

  /// Called on the writer thread after each durable COMMIT that wrote something (a wake-up, never data), before
  /// the use cases of that batch get their answers. Must be quick and must not throw.
  virtual void on_commit(std::function<void()> wake) = 0;

  /// A consistent copy of the database into `path` while serving (SQLite only).
  virtual Outcome backup_to(const std::string& path) = 0;

  /// True if a trivial read and the writer answer, and there is room to write.
  virtual bool ready() = 0;

  struct Figures {
    std::int64_t batches = 0;
    std::int64_t use_cases = 0;
    std::int64_t queue_length = 0;
  };
  virtual Figures figures() const = 0;

  /// A queued use case. `run` returns false to roll back to its savepoint; `failure` holds what it threw.
  struct WriteJob {
    std::function<bool(Tx&)> run;
    std::function<void()> done;    ///< called after COMMIT (or failure)
    Executor* home = nullptr;      ///< where `done` is called; null: on the writer's thread
    std::optional<Error> refused;  ///< set when the batch could not be committed or the queue is full
    std::exception_ptr failure;    ///< what `run` threw
  };

 protected:
  /// False if the queue is full or closed: `job.refused` is set and `done` is not called.
  virtual bool enqueue(WriteJob& job) = 0;
  virtual Reader& acquire_reader() = 0;
  virtual void release_reader(Reader& reader) = 0;

 private:
  class ReadLease {
   public:
    explicit ReadLease(Database& database) : database_(database), reader_(database.acquire_reader()) {}
    ~ReadLease() { database_.release_reader(reader_); }
    Reader& reader() { return reader_; }

   private:
    Database& database_;
    Reader& reader_;
  };

  struct Enqueue {
    Database& database;
    WriteJob& job;
    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiter) {
      job.home = Executor::current();
      if (job.home == nullptr) throw std::logic_error("Database::write awaited on a thread without an executor");
      job.done = [awaiter] { awaiter.resume(); };
      return database.enqueue(job);
    }
    std::optional<Error> await_resume() {
      if (job.failure) std::rethrow_exception(job.failure);
      return std::move(job.refused);
    }
  };

  std::optional<Error> enqueue_and_wait(WriteJob& job);
};

/// Puts a backup into the place of a database that does not exist yet (SQLite only). The backup is read whole and
/// checked first; when it is refused nothing was written. Errors: "restore.not_empty", "restore.failed",
/// "restore.use_pg_restore".
Outcome restore(const std::string& backup, const std::string& url);

}  // namespace ws::db
