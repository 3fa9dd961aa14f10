#include "db/postgres.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <utility>

#include "db/postgres_connection.h"

namespace ws::db {
namespace {

constexpr std::int64_t first_delay_us = 50'000;
constexpr std::int64_t longest_delay_us = 2'000'000;

std::unique_ptr<PostgresConnection> connect(const std::string& url, Backoff& backoff) {
  backoff.check();
  try {
    auto connection = std::make_unique<PostgresConnection>(url);
    backoff.succeeded();
    return connection;
  } catch (const Failure&) {
    backoff.failed();
    throw;
  }
}

/// A writer's plans are made once and kept, whatever the parameters: it looks keys up. Made over a table that was
/// empty, as the night's cleaning may leave one, a plan would read the whole table for every key in the rush that
/// follows (measured: 420 of a sign-up's 1,500 µs).
std::unique_ptr<PostgresConnection> connect_writer(const std::string& url, Backoff& backoff) {
  auto connection = connect(url, backoff);
  connection->send("SET enable_seqscan = off");
  connection->send("SET plan_cache_mode = force_generic_plan");
  connection->wait(PostgresConnection::Until::sync);
  return connection;
}

bool is_select(std::string_view sql) {
  constexpr std::string_view word = "select";
  const std::size_t start = std::min(sql.find_first_not_of(" \t\r\n("), sql.size());
  return std::ranges::equal(sql.substr(start, word.size()), word,
                            [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; });
}

class PostgresWriter final : public WriteSession {
 public:
  explicit PostgresWriter(std::string url) : url_(std::move(url)), connection_(connect_writer(url_, backoff_)) {}

  Engine engine() const override { return Engine::postgres; }
  Rows run(std::string_view sql, const Params& params) override;
  std::int64_t change(std::string_view sql, const Params& params) override {
    expected_.clear();
    return now(sql, params).affected();
  }
  void push_change(std::string_view sql, const Params& params) override {
    expected_.clear();
    guarded([&] { connection_->send(sql, params, use_case_); });
    use_case_wrote_ = true;
  }
  void expect(std::string_view sql, const Params& params) override;

  void begin(Pace pace) override;
  void begin_use_case() override;
  void keep() override;
  void undo() override;
  bool commit() override;
  void rollback() noexcept override;
  Remedy remedy() const override { return remedy_; }

 private:
  /// A query that was sent before it was asked.
  struct Expected {
    std::string sql;
    Params params;
    std::shared_ptr<PostgresResult> result;
  };

  PostgresResult now(std::string_view sql, const Params& params);
  template <class F>
  auto guarded(F statement) -> std::invoke_result_t<F>;
  void note(const PostgresFailure& failure);

  const std::string url_;
  Backoff backoff_;
  std::unique_ptr<PostgresConnection> connection_;
  Pace pace_ = Pace::eager;
  Remedy remedy_ = Remedy::none;
  std::uint64_t use_case_ = 0;      ///< counts through the batch; the mark of its statements
  std::vector<Expected> expected_;  ///< of the current use case; whatever it writes makes them old
  bool failed_ = false;             ///< a statement of the current use case threw
  bool committing_ = false;
  bool reconnect_ = false;
  bool use_case_wrote_ = false;
  bool wrote_ = false;
};

void PostgresWriter::note(const PostgresFailure& failure) {
  reconnect_ = reconnect_ || connection_->is_lost() || failure.is_stale_statement() || failure.is_read_only();
  const bool again = pace_ == Pace::eager;
  if (connection_->is_lost() || failure.is_read_only()) {
    // Before COMMIT was sent nothing is in doubt, and a connection that died while idle deserves a second try.
    remedy_ = again && !committing_ ? Remedy::careful : Remedy::refuse;
  } else if (failure.is_deadlock()) {
    remedy_ = Remedy::alone;
  } else if (again && failure.is_stale_statement()) {
    remedy_ = Remedy::careful;
  } else if (failure.mark != use_case_ || committing_) {
    // A statement of a use case that has ended. Marks start at 1: 0 is the batch's own BEGIN or COMMIT.
    remedy_ = again && failure.mark != 0 ? Remedy::careful : Remedy::refuse;
  }
}

template <class F>
auto PostgresWriter::guarded(F statement) -> std::invoke_result_t<F> {
  if (failed_) throw Failure(Failure::Kind::broken, "the use case went on after a failed statement");
  try {
    return statement();
  } catch (const PostgresFailure& failure) {
    failed_ = true;
    note(failure);
    throw;
  } catch (...) {
    failed_ = true;
    throw;
  }
}

PostgresResult PostgresWriter::now(std::string_view sql, const Params& params) {
  PostgresResult result = guarded([&] {
    connection_->send(sql, params, use_case_);
    return connection_->wait();
  });
  use_case_wrote_ = use_case_wrote_ || (!is_select(sql) && result.affected() > 0);
  return result;
}

void PostgresWriter::expect(std::string_view sql, const Params& params) {
  auto result = std::make_shared<PostgresResult>(nullptr);
  guarded([&] { connection_->send(sql, params, use_case_, result); });
  expected_.push_back({std::string(sql), params, std::move(result)});
}

Rows PostgresWriter::run(std::string_view sql, const Params& params) {
  const auto known =
      std::ranges::find_if(expected_, [&](const Expected& one) { return one.sql == sql && one.params == params; });
  // What is no plain question may change something for those that were asked before it.
  if (known == expected_.end()) {
    if (!is_select(sql)) expected_.clear();
    return now(sql, params).rows();
  }
  const std::shared_ptr<PostgresResult> result = std::move(known->result);
  expected_.erase(known);
  return guarded([&] {
    if (!result->there()) connection_->wait();
    return result->rows();
  });
}

void PostgresWriter::begin(Pace pace) {
  pace_ = pace;
  remedy_ = Remedy::none;
  use_case_ = 0;
  failed_ = committing_ = wrote_ = false;
  if (!connection_ || reconnect_ || connection_->is_lost()) {
    connection_.reset();
    connection_ = connect_writer(url_, backoff_);
    reconnect_ = false;
  }
  connection_->send("BEGIN");
}

void PostgresWriter::begin_use_case() {
  ++use_case_;
  failed_ = use_case_wrote_ = false;
  expected_.clear();
  guarded([&] { connection_->send("SAVEPOINT use_case", {}, use_case_); });
}

void PostgresWriter::keep() {
  guarded([&] {
    connection_->send("RELEASE use_case", {}, use_case_);
    if (pace_ == Pace::careful) connection_->wait();
  });
  wrote_ = wrote_ || use_case_wrote_;
}

void PostgresWriter::undo() {
  if (pace_ == Pace::careful && connection_->pending() > 0) {
    try {
      connection_->wait();
    } catch (const PostgresFailure& failure) {
      note(failure);  // of a pushed statement that is being undone anyway, unless it is the whole batch's trouble
      if (remedy_ != Remedy::none) throw;
    }
  }
  failed_ = false;
  guarded([&] {
    connection_->send("ROLLBACK TO use_case", {}, use_case_);
    connection_->send("RELEASE use_case", {}, use_case_);
  });
}

bool PostgresWriter::commit() {
  failed_ = false;
  committing_ = true;
  guarded([&] {
    connection_->send("COMMIT");
    return connection_->wait(PostgresConnection::Until::sync);
  });
  return wrote_;
}

void PostgresWriter::rollback() noexcept {
  if (!connection_ || connection_->is_lost()) return;
  try {
    // What was sent before goes first: its failure would make the server skip the ROLLBACK.
    if (connection_->pending() > 0) connection_->wait(PostgresConnection::Until::sync);
  } catch (const std::exception&) {
  }
  try {
    connection_->send("ROLLBACK");
    connection_->wait(PostgresConnection::Until::sync);
  } catch (const std::exception&) {
    reconnect_ = true;
  }
}

class PostgresReader final : public ReadSession {
 public:
  PostgresReader(std::string url, std::shared_ptr<Backoff> backoff)
      : url_(std::move(url)), backoff_(std::move(backoff)), connection_(connect(url_, *backoff_)) {}

  Engine engine() const override { return Engine::postgres; }
  Rows run(std::string_view sql, const Params& params) override;
  void begin_read() override { began_ = false; }
  void end_read() noexcept override;

 private:
  Rows query(std::string_view sql, const Params& params);
  void reconnect();

  const std::string url_;
  const std::shared_ptr<Backoff> backoff_;
  std::unique_ptr<PostgresConnection> connection_;
  bool began_ = false;  ///< BEGIN travels with the first query
  bool stale_ = false;
};

Rows PostgresReader::query(std::string_view sql, const Params& params) {
  if (!began_) connection_->send("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  began_ = true;
  connection_->send(sql, params);
  return connection_->wait().rows();
}

void PostgresReader::reconnect() {
  connection_.reset();
  connection_ = connect(url_, *backoff_);
  began_ = stale_ = false;
}

Rows PostgresReader::run(std::string_view sql, const Params& params) {
  const bool first = !began_;
  if (first && (!connection_ || stale_)) reconnect();
  if (!connection_) throw Failure(Failure::Kind::away, "the snapshot was lost with its connection");
  try {
    return query(sql, params);
  } catch (const PostgresFailure& failure) {
    // Nothing of this snapshot has been seen yet: another connection can give a whole one.
    if (!first || !(connection_->is_lost() || failure.is_stale_statement())) {
      stale_ = stale_ || failure.is_stale_statement();
      throw;
    }
  }
  reconnect();
  return query(sql, params);
}

void PostgresReader::end_read() noexcept {
  if (!began_ || !connection_) return;
  try {
    connection_->send("COMMIT");
  } catch (const Failure&) {
    connection_.reset();
    return;
  }
  connection_->send_sync();
}

}  // namespace

void Backoff::check() {
  const std::lock_guard lock(mutex_);
  if (clock_.ticks_us() < not_before_us_)
    throw Failure(Failure::Kind::away, "PostgreSQL is away: waiting before the next try");
}

void Backoff::failed() {
  const std::lock_guard lock(mutex_);
  delay_us_ = std::clamp(delay_us_ * 2, first_delay_us, longest_delay_us);
  not_before_us_ = clock_.ticks_us() + delay_us_;
}

void Backoff::succeeded() {
  const std::lock_guard lock(mutex_);
  delay_us_ = not_before_us_ = 0;
}

std::unique_ptr<WriteSession> open_postgres_writer(const std::string& url) {
  return std::make_unique<PostgresWriter>(url);
}
std::unique_ptr<ReadSession> open_postgres_reader(const std::string& url, std::shared_ptr<Backoff> backoff) {
  return std::make_unique<PostgresReader>(url, std::move(backoff));
}

}  // namespace ws::db
