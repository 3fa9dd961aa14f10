#pragma once
// Task<T>: a lazy coroutine with one awaiter. Handlers are tasks, so that an I/O thread goes on serving others
// while a use case waits for its group commit.
//
// Rule of the house (g++ 12): await a named variable or a plain call, never an expression with temporaries
// that the callee keeps by reference; parameters of coroutines are taken by value or outlive the task.

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>

namespace ws {

/// Where a suspended coroutine goes on. An I/O loop implements it; so does the inline executor of the tests.
class Executor {
 public:
  virtual ~Executor() = default;
  virtual void post(std::function<void()> job) = 0;
  /// The executor of the calling thread; null on threads that are none (writer, workers).
  static Executor* current();
  static void set_current(Executor* executor);
};

template <class T>
class [[nodiscard]] Task {
 public:
  struct promise_type {
    std::optional<T> value;
    std::exception_ptr exception;
    std::coroutine_handle<> awaiter = std::noop_coroutine();

    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    auto final_suspend() noexcept {
      struct Final {
        bool await_ready() noexcept { return false; }
        std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> done) noexcept {
          return done.promise().awaiter;
        }
        void await_resume() noexcept {}
      };
      return Final{};
    }
    template <class U>
    void return_value(U&& result) {
      value.emplace(std::forward<U>(result));
    }
    void unhandled_exception() { exception = std::current_exception(); }
  };

  explicit Task(std::coroutine_handle<promise_type> handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiter) noexcept {
    handle_.promise().awaiter = awaiter;
    return handle_;
  }
  T await_resume() {
    if (handle_.promise().exception) std::rethrow_exception(handle_.promise().exception);
    return std::move(*handle_.promise().value);
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

/// Starts `task`; `done(std::exception_ptr, std::optional<T>)` is called once, on the thread that finished it.
template <class T, class Callback>
void spawn(Task<T> task, Callback done) {
  struct Detached {
    struct promise_type {
      Detached get_return_object() { return {}; }
      std::suspend_never initial_suspend() noexcept { return {}; }
      std::suspend_never final_suspend() noexcept { return {}; }
      void return_void() {}
      void unhandled_exception() { std::terminate(); }
    };
  };
  [](Task<T> running, Callback callback) -> Detached {
    std::exception_ptr failure;
    std::optional<T> value;
    try {
      value.emplace(co_await running);
    } catch (...) {
      failure = std::current_exception();
    }
    callback(failure, std::move(value));
  }(std::move(task), std::move(done));
}

}  // namespace ws
