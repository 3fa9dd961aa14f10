#include "db/writer.h"

#include <algorithm>
#include <utility>

namespace ws::db {
namespace {

constexpr int tries_alone = 3;

Error busy() {
  return {ErrorCode::unavailable, "storage.busy", {}, {}};
}
Error unavailable(std::string detail) {
  return {ErrorCode::unavailable, "storage.unavailable", {}, std::move(detail)};
}

void refuse(Database::WriteJob& job, Error error) {
  job.failure = nullptr;
  job.refused = std::move(error);
}

}  // namespace

Writer::Writer(std::unique_ptr<WriteSession> session, const Options& options)
    : session_(std::move(session)),
      batch_limit_(std::max<std::size_t>(options.batch_limit, 1)),
      queue_limit_(options.queue_limit),
      thread_([this] { loop(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  work_.notify_one();
  thread_.join();
}

bool Writer::enqueue(Job& job) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || queue_.size() >= queue_limit_) {
      job.refused = closed_ ? unavailable("the database is being closed") : busy();
      return false;
    }
    first = queue_.empty();
    queue_.push_back(&job);
  }
  // Later ones need no signal: the writer takes all that is there when it comes back.
  if (first) work_.notify_one();
  return true;
}

void Writer::on_commit(std::function<void()> wake) {
  const std::lock_guard lock(wake_mutex_);
  wake_ = std::move(wake);
}

Database::Figures Writer::figures() const {
  const std::lock_guard lock(mutex_);
  return {batches_.load(), use_cases_.load(), static_cast<std::int64_t>(queue_.size())};
}

void Writer::loop() {
  Batch batch;
  while (take(batch)) {
    run(batch);
    answer(batch);
  }
}

/// One wake-up for each executor, not for each use case: a thread that is woken for every single answer takes the
/// processor from the next batch.
void Writer::answer(const Batch& batch) {
  using Answers = std::vector<std::function<void()>>;
  std::vector<std::pair<Executor*, Answers>> homes;
  for (Job* job : batch) {
    Executor* const home = job->home;
    std::function<void()> done = std::move(job->done);
    if (home == nullptr) {
      done();
      continue;
    }
    auto known = std::ranges::find(homes, home, &std::pair<Executor*, Answers>::first);
    if (known == homes.end()) known = homes.insert(homes.end(), {home, {}});
    known->second.push_back(std::move(done));
  }
  for (auto& [home, answers] : homes)
    home->post([all = std::move(answers)] {
      for (const auto& done : all) done();
    });
}

bool Writer::take(Batch& batch) {
  batch.clear();
  std::unique_lock lock(mutex_);
  work_.wait(lock, [this] { return closed_ || !queue_.empty(); });
  if (queue_.size() <= batch_limit_) {
    std::swap(batch, queue_);
  } else {
    const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(batch_limit_);
    batch.assign(queue_.begin(), end);
    queue_.erase(queue_.begin(), end);
  }
  return !batch.empty();
}

void Writer::run(const Batch& batch) {
  Remedy remedy = attempt(batch, Pace::eager);
  if (remedy == Remedy::careful) remedy = attempt(batch, Pace::careful);
  if (remedy == Remedy::alone || remedy == Remedy::careful)
    for (Job* job : batch) run_alone(*job);
}

void Writer::run_alone(Job& job) {
  Job* const jobs[] = {&job};
  for (int tried = 0; tried < tries_alone; ++tried) {
    const Remedy remedy = attempt(jobs, Pace::careful);
    if (remedy == Remedy::none || remedy == Remedy::refuse) return;
  }
  refuse(job, busy());
}

Remedy Writer::attempt(std::span<Job* const> jobs, Pace pace) {
  try {
    session_->begin(pace);
    for (Job* job : jobs) {
      run_use_case(*job);
      if (session_->remedy() != Remedy::none) throw Failure(Failure::Kind::away, "the transaction was lost");
    }
    committed(jobs, session_->commit());
    return Remedy::none;
  } catch (const std::exception& failure) {
    const Remedy remedy = session_->remedy();
    session_->rollback();
    if (remedy == Remedy::careful || remedy == Remedy::alone) return remedy;
    for (Job* job : jobs) refuse(*job, unavailable(failure.what()));
    return Remedy::refuse;
  }
}

void Writer::run_use_case(Job& job) {
  job.failure = nullptr;
  job.refused.reset();
  session_->begin_use_case();
  try {
    if (job.run(*session_)) return session_->keep();
  } catch (const Failure& failure) {
    if (session_->remedy() != Remedy::none) throw;
    if (failure.kind == Failure::Kind::full)
      job.refused = unavailable(failure.what());
    else
      job.failure = std::current_exception();
  } catch (...) {
    job.failure = std::current_exception();
  }
  if (session_->remedy() == Remedy::none) session_->undo();
}

void Writer::committed(std::span<Job* const> jobs, bool wrote) {
  batches_.fetch_add(1);
  use_cases_.fetch_add(static_cast<std::int64_t>(jobs.size()));
  if (wrote) wake();
}

void Writer::wake() {
  const std::lock_guard lock(wake_mutex_);
  if (wake_) wake_();
}

}  // namespace ws::db
