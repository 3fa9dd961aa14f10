#pragma once
// Threads for work that would hold up an I/O thread: password hashing, calls to a gateway. Bounded: what does not fit
// into the queue is refused at once instead of making everybody wait.

#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/task.h"

namespace ws {

class WorkerPool {
 public:
  /// `queue_limit`: jobs waiting for a thread, those running not counted.
  WorkerPool(unsigned threads, std::size_t queue_limit);
  /// Finishes what is queued. Destroy it before what its jobs use, and after the executors that wait for it have
  /// stopped.
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Runs `job` some time; false if the queue is full. `job` must not throw.
  bool post(std::function<void()> job);

  /// Runs `body` on a worker and goes on, with its value, on the awaiting executor. What `body` throws is thrown
  /// there. Refuses with unavailable "server.busy" when the queue is full. Awaiting needs an executor.
  template <class F>
  auto run(F body) -> Task<Result<std::invoke_result_t<F&>>> {
    std::optional<std::invoke_result_t<F&>> value;
    std::exception_ptr failure;
    Hop hop{*this, [&] {
              try {
                value.emplace(body());
              } catch (...) {
                failure = std::current_exception();
              }
            }};
    const bool accepted = co_await hop;
    if (!accepted) co_return Error{ErrorCode::unavailable, "server.busy", {}, "worker queue full"};
    if (failure) std::rethrow_exception(failure);
    co_return std::move(*value);
  }

 private:
  struct Hop {
    WorkerPool& pool;
    std::function<void()> work;
    bool accepted = true;

    bool await_ready() const noexcept { return false; }
    bool await_suspend(std::coroutine_handle<> awaiter) {
      Executor* home = Executor::current();
      if (home == nullptr) throw std::logic_error("WorkerPool::run awaited on a thread without an executor");
      // Once posted, the coroutine may go on (and this object be gone) before post() returns.
      if (pool.post([this, awaiter, home] {
            work();
            home->post([awaiter] { awaiter.resume(); });
          }))
        return true;
      accepted = false;
      return false;
    }
    bool await_resume() const noexcept { return accepted; }
  };

  void serve();

  const std::size_t queue_limit_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  bool closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace ws
