#include "base/worker_pool.h"

#include <gtest/gtest.h>

#include <future>
#include <stdexcept>

#include "testing/run_task.h"

namespace ws {
namespace {

TEST(WorkerPool, RunsOffTheCallingThreadAndGoesOnThere) {
  WorkerPool pool(1, 4);
  const auto caller = std::this_thread::get_id();
  std::thread::id worked;
  std::thread::id resumed;
  const auto ask = [&]() -> Task<int> {
    const Result<int> answer = co_await pool.run([&] {
      worked = std::this_thread::get_id();
      return 7;
    });
    resumed = std::this_thread::get_id();
    co_return answer.value();
  };
  EXPECT_EQ(testing::run_task(ask()), 7);
  EXPECT_NE(worked, caller);
  EXPECT_EQ(resumed, caller);
}

TEST(WorkerPool, WhatTheBodyThrowsIsThrownToItsAwaiter) {
  WorkerPool pool(1, 4);
  EXPECT_THROW(static_cast<void>(testing::run_task(pool.run([]() -> int { throw std::runtime_error("no memory"); }))),
               std::runtime_error);
}

TEST(WorkerPool, AFullQueueIsRefusedAtOnce) {
  std::promise<void> gate;
  std::promise<void> inside;
  WorkerPool pool(1, 1);
  ASSERT_TRUE(pool.post([&] {
    inside.set_value();
    gate.get_future().wait();
  }));
  inside.get_future().wait();
  EXPECT_TRUE(pool.post([] {}));
  EXPECT_FALSE(pool.post([] {}));
  const Result<int> refused = testing::run_task(pool.run([] { return 1; }));
  EXPECT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "server.busy");
  gate.set_value();
}

TEST(WorkerPool, FinishesWhatIsQueuedBeforeItGoes) {
  int done = 0;
  {
    WorkerPool pool(1, 100);
    for (int i = 0; i < 50; ++i) ASSERT_TRUE(pool.post([&done] { ++done; }));
  }
  EXPECT_EQ(done, 50);
}

TEST(WorkerPool, AwaitingNeedsAnExecutor) {
  WorkerPool pool(1, 1);
  std::exception_ptr thrown;
  spawn(pool.run([] { return 1; }),
        [&](std::exception_ptr failure, std::optional<Result<int>>) { thrown = failure; });
  EXPECT_THROW(std::rethrow_exception(thrown), std::logic_error);
}

}  // namespace
}  // namespace ws
