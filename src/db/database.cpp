#include <charconv>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "db/db.h"
#include "db/migrate.h"
#include "db/postgres.h"
#include "db/readers.h"
#include "db/sqlite.h"
#include "db/writer.h"

namespace ws::db {
namespace {

constexpr std::chrono::seconds ready_limit(2);

ReaderPool::Open reader_opener(Engine engine, const std::string& url) {
  if (engine == Engine::sqlite) return [url] { return open_sqlite_reader(url); };
  return [url, backoff = std::make_shared<Backoff>()] { return open_postgres_reader(url, backoff); };
}

/// A job whose end a thread waits for; notified under the lock, because the waiter destroys it at once.
class Waiting {
 public:
  void finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    changed_.notify_one();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return finished_; });
  }
  bool wait_for(std::chrono::seconds limit) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, limit, [this] { return finished_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool finished_ = false;
};

class ServedDatabase final : public Database {
 public:
  explicit ServedDatabase(Options options)
      : options_(std::move(options)),
        engine_(engine_of(options_.url)),
        readers_(reader_opener(engine_, options_.url)),
        writer_(engine_ == Engine::sqlite ? open_sqlite_writer(options_.url) : open_postgres_writer(options_.url),
                options_) {}

  Engine engine() const override { return engine_; }
  int migrate() override { return db::migrate(options_.url, embedded_migrations(), SystemClock()); }
  void on_commit(std::function<void()> wake) override { writer_.on_commit(std::move(wake)); }
  Figures figures() const override { return writer_.figures(); }
  Outcome backup_to(const std::string& path) override {
    if (engine_ != Engine::sqlite)
      return Error{ErrorCode::invalid, "backup.use_pg_dump", {}, "PostgreSQL has its own: pg_dump --format=custom"};
    return backup_sqlite(options_.url, path);
  }
  bool ready() override;

 protected:
  bool enqueue(WriteJob& job) override { return writer_.enqueue(job); }
  Reader& acquire_reader() override { return readers_.acquire(); }
  void release_reader(Reader& reader) override { readers_.release(reader); }

 private:
  bool writer_answers();
  bool has_room() const;

  const Options options_;
  const Engine engine_;
  ReaderPool readers_;
  Writer writer_;
};

bool ServedDatabase::writer_answers() {
  // Shared with the writer, which may still hold it when this thread has given up waiting.
  struct Probe {
    WriteJob job;
    Waiting waiting;
  };
  const auto probe = std::make_shared<Probe>();
  probe->job.run = [](Tx& tx) { return !tx.query("SELECT 1").empty(); };
  probe->job.done = [probe] { probe->waiting.finish(); };
  if (!enqueue(probe->job)) {
    probe->job.done = nullptr;  // it holds its own job
    return false;
  }
  return probe->waiting.wait_for(ready_limit) && !probe->job.refused && !probe->job.failure;
}

bool ServedDatabase::has_room() const {
  if (engine_ != Engine::sqlite) return true;
  std::error_code failed;
  const auto space = std::filesystem::space(std::filesystem::absolute(options_.url).parent_path(), failed);
  return !failed && space.available >= options_.least_free_bytes;
}

bool ServedDatabase::ready() {
  try {
    return has_room() && !read([](Reader& reader) { return reader.query("SELECT 1"); }).empty() && writer_answers();
  } catch (const Failure&) {
    return false;
  }
}

}  // namespace

std::int64_t Row::i64(std::size_t column) const {
  const Value& value = cells_.at(column);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return 0;
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (error != std::errc() || end != text->data() + text->size())
    throw Failure(Failure::Kind::broken, "column " + std::to_string(column) + " is no integer");
  return number;
}

const std::string& Row::text(std::size_t column) const {
  static const std::string none;
  const Value& value = cells_.at(column);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (value.index() == 0) return none;
  throw Failure(Failure::Kind::broken, "column " + std::to_string(column) + " is no text");
}

std::unique_ptr<Database> Database::open(Options options) {
  return std::make_unique<ServedDatabase>(std::move(options));
}

Outcome restore(const std::string& backup, const std::string& url) {
  if (engine_of(url) != Engine::sqlite)
    return Error{ErrorCode::invalid, "restore.use_pg_restore", {}, "PostgreSQL has its own: pg_restore"};
  return restore_sqlite(backup, url);
}

std::optional<Error> Database::enqueue_and_wait(WriteJob& job) {
  Waiting waiting;
  job.done = [&waiting] { waiting.finish(); };
  if (enqueue(job)) waiting.wait();
  if (job.failure) std::rethrow_exception(job.failure);
  return std::move(job.refused);
}

}  // namespace ws::db
