#pragma once
// Awaits a task on the calling thread, with an executor as an I/O thread has one: for tests and for what runs before
// a server.

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <utility>

#include "base/task.h"

namespace ws {

class WaitLoop final : public Executor {
 public:
  WaitLoop() : before_(Executor::current()) { Executor::set_current(this); }
  ~WaitLoop() override { Executor::set_current(before_); }
  void post(std::function<void()> job) override {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    wake_.notify_one();
  }
  /// Runs what is posted, waiting for it, until `done` is true.
  void run_until(const bool& done) {
    while (!done) {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return !jobs_.empty(); });
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
  }

 private:
  Executor* before_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
};

/// The task's value; throws what it threw.
template <class T>
T run_task(Task<T> task) {
  WaitLoop loop;
  bool done = false;
  std::exception_ptr failure;
  std::optional<T> value;
  spawn(std::move(task), [&](std::exception_ptr thrown, std::optional<T> result) {
    failure = std::move(thrown);
    value = std::move(result);
    done = true;
  });
  loop.run_until(done);
  if (failure) std::rethrow_exception(failure);
  return std::move(*value);
}

}  // namespace ws
