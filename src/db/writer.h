#pragma once
// Group commit, the same for both engines: one thread takes whatever waits in a bounded queue (nobody waits for
// company), runs it as one transaction with a savepoint per use case, and answers after the COMMIT.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <thread>
#include <vector>

#include "db/db.h"
#include "db/session.h"

namespace ws::db {

class Writer {
 public:
  Writer(std::unique_ptr<WriteSession> session, const Options& options);
  /// Answers everything still queued, then ends.
  ~Writer();

  /// False if the queue is full or closed: `job.refused` is set, `done` is not called.
  bool enqueue(Database::WriteJob& job);
  void on_commit(std::function<void()> wake);
  Database::Figures figures() const;

 private:
  using Job = Database::WriteJob;
  using Batch = std::vector<Job*>;

  void loop();
  /// Waits for work; false when closed and empty.
  bool take(Batch& batch);
  void run(const Batch& batch);
  void run_alone(Job& job);
  /// One transaction over `jobs`: `none` when it was committed. Answers stay unset unless the remedy is `none` or
  /// `refuse`.
  Remedy attempt(std::span<Job* const> jobs, Pace pace);
  void run_use_case(Job& job);
  void committed(std::span<Job* const> jobs, bool wrote);
  /// Gives the batch its answers. Their lives end here: nothing of a job may be touched afterwards.
  static void answer(const Batch& batch);
  void wake();

  const std::unique_ptr<WriteSession> session_;
  const std::size_t batch_limit_;
  const std::size_t queue_limit_;

  mutable std::mutex mutex_;
  std::condition_variable work_;
  std::vector<Job*> queue_;
  bool closed_ = false;

  std::mutex wake_mutex_;
  std::function<void()> wake_;

  std::atomic<std::int64_t> batches_ = 0;
  std::atomic<std::int64_t> use_cases_ = 0;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace ws::db
