#include "testing/batch.h"

#include <condition_variable>
#include <mutex>

namespace ws::testing {

struct HeldWriter::Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool entered = false;
  bool open = false;

  void pass() {
    std::unique_lock lock(mutex);
    entered = true;
    changed.notify_all();
    changed.wait(lock, [this] { return open; });
  }
  void await_entered() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [this] { return entered; });
  }
  void unlock() {
    const std::lock_guard lock(mutex);
    open = true;
    changed.notify_all();
  }
};

HeldWriter::HeldWriter(db::Database& database) : database_(database), gate_(std::make_shared<Gate>()) {
  thread_ = std::thread([this] {
    // Its outcome matters to nobody: it writes nothing.
    static_cast<void>(database_.write_now([gate = gate_](db::Tx&) -> Outcome {
      gate->pass();
      return Done{};
    }));
  });
  gate_->await_entered();
}

void HeldWriter::release() {
  gate_->unlock();
  if (thread_.joinable()) thread_.join();
}

void HeldWriter::await_queue(std::int64_t count) const {
  while (database_.figures().queue_length < count) std::this_thread::yield();
}

std::optional<db::Failure::Kind> Settled::failure() const {
  if (!thrown) return std::nullopt;
  try {
    std::rethrow_exception(thrown);
  } catch (const db::Failure& failure) {
    return failure.kind;
  } catch (...) {
    return std::nullopt;
  }
}

std::vector<Settled> write_as_batch(db::Database& database, const std::vector<UseCase>& use_cases) {
  std::vector<Settled> answers(use_cases.size());
  std::vector<std::thread> threads;
  HeldWriter held(database);
  for (std::size_t index = 0; index < use_cases.size(); ++index) {
    threads.emplace_back([&, index] {
      try {
        answers[index].outcome.emplace(database.write_now(use_cases[index]));
      } catch (...) {
        answers[index].thrown = std::current_exception();
      }
    });
    held.await_queue(static_cast<std::int64_t>(index) + 1);
  }
  held.release();
  for (std::thread& thread : threads) thread.join();
  return answers;
}

}  // namespace ws::testing
