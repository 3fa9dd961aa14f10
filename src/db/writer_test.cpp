// Use cases and batches: the same on both engines.

#include "db/writer.h"

#include <gmock/gmock.h>

#include <condition_variable>
#include <deque>
#include <thread>

#include "testing/batch.h"
#include "testing/database.h"

namespace ws::db {
namespace {

using testing::HeldWriter;
using testing::Settled;
using testing::UseCase;
using testing::write_as_batch;

class WriterTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const Outcome made = database_->write_now([](Tx& tx) -> Outcome {
      tx.exec("CREATE TABLE notes (id BIGINT PRIMARY KEY)");
      // Checked at COMMIT: the only constraint that lets a use case pass and its batch fail.
      tx.exec(
          "CREATE TABLE replies (id BIGINT PRIMARY KEY, note BIGINT REFERENCES notes (id) "
          "DEFERRABLE INITIALLY DEFERRED)");
      return Done{};
    });
    ASSERT_TRUE(made.ok());
  }
  std::vector<std::int64_t> notes() {
    return database_->read([](Reader& reader) {
      std::vector<std::int64_t> ids;
      for (const Row& row : reader.query("SELECT id FROM notes ORDER BY id")) ids.push_back(row.i64(0));
      return ids;
    });
  }

  testing::TestDatabase place_{GetParam()};
  std::unique_ptr<Database> database_ = place_.open({.url = {}, .batch_limit = 256, .queue_limit = 100});
};
INSTANTIATE_TEST_SUITE_P(, WriterTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

UseCase add(std::int64_t id) {
  return [id](Tx& tx) -> Outcome {
    tx.exec("INSERT INTO notes (id) VALUES ($1)", id);
    return Done{};
  };
}
UseCase push(std::int64_t id) {
  return [id](Tx& tx) -> Outcome {
    tx.push("INSERT INTO notes (id) VALUES ($1)", id);
    return Done{};
  };
}
UseCase refuse_after_adding(std::int64_t id) {
  return [id](Tx& tx) -> Outcome {
    tx.exec("INSERT INTO notes (id) VALUES ($1)", id);
    return Error::conflict("note.refused");
  };
}

TEST_P(WriterTest, ARefusedUseCaseLeavesNothingAndItsNeighboursStay) {
  const auto answers = write_as_batch(*database_, {add(1), refuse_after_adding(2), add(3)});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].reason(), "note.refused");
  EXPECT_TRUE(answers[2].ok());
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 3));
}

TEST_P(WriterTest, AThrowingUseCaseLeavesNothingAndItsNeighboursStay) {
  const UseCase throwing = [](Tx& tx) -> Outcome {
    tx.exec("INSERT INTO notes (id) VALUES (2)");
    throw std::runtime_error("on purpose");
  };
  const auto answers = write_as_batch(*database_, {add(1), throwing, add(3)});
  EXPECT_TRUE(answers[0].ok());
  ASSERT_TRUE(answers[1].thrown);
  EXPECT_THROW(std::rethrow_exception(answers[1].thrown), std::runtime_error);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 3));
}

TEST_P(WriterTest, TheFirstOfABatchLeavesNothingEither) {
  const UseCase broken = [](Tx& tx) -> Outcome {
    tx.exec("INSERT INTO notes (id) VALUES (2)");
    tx.exec("INSERT INTO notes (id) VALUES (2)");
    return Done{};
  };
  const auto answers = write_as_batch(
      *database_, {refuse_after_adding(1), broken, refuse_after_adding(1), add(1), refuse_after_adding(4), add(2)});
  EXPECT_EQ(answers[0].reason(), "note.refused");
  EXPECT_EQ(answers[1].failure(), Failure::Kind::constraint);
  EXPECT_EQ(answers[2].reason(), "note.refused");
  EXPECT_TRUE(answers[3].ok());
  EXPECT_EQ(answers[4].reason(), "note.refused");
  EXPECT_TRUE(answers[5].ok());
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 2));
}

TEST_P(WriterTest, ABrokenConstraintFailsItsUseCaseOnly) {
  const auto answers = write_as_batch(*database_, {add(1), add(1), add(3)});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].failure(), Failure::Kind::constraint);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 3));
}

TEST_P(WriterTest, APushedStatementThatFailsFailsItsUseCaseOnly) {
  const auto answers = write_as_batch(*database_, {add(1), push(1), add(3), push(4), push(3)});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].failure(), Failure::Kind::constraint);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_TRUE(answers[3].ok());
  EXPECT_EQ(answers[4].failure(), Failure::Kind::constraint);
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 3, 4));
}

TEST_P(WriterTest, APushedStatementThatFailsInARefusedUseCaseIsUndoneWithIt) {
  const UseCase refused = [](Tx& tx) -> Outcome {
    tx.push("INSERT INTO notes (id) VALUES (1)");
    return Error::conflict("note.refused");
  };
  // Engines differ in when they look at the pushed statement, so either answer is right; the neighbours' is not.
  const auto answers = write_as_batch(*database_, {add(1), refused, add(3)});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_TRUE(answers[1].reason() == "note.refused" || answers[1].failure() == Failure::Kind::constraint);
  EXPECT_TRUE(answers[2].ok());
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 3));
}

TEST_P(WriterTest, AUseCaseCannotGoOnAfterAFailedStatement) {
  const UseCase stubborn = [](Tx& tx) -> Outcome {
    try {
      tx.exec("INSERT INTO notes (id) VALUES (1)");
    } catch (const Failure&) {
    }
    return Done{};
  };
  const UseCase polite = [](Tx& tx) -> Outcome {
    try {
      tx.exec("INSERT INTO notes (id) VALUES (1)");
    } catch (const Failure&) {
      return Error::conflict("note.exists");
    }
    return Done{};
  };
  const auto answers = write_as_batch(*database_, {add(1), stubborn, polite, add(2)});
  EXPECT_EQ(answers[1].failure(), Failure::Kind::broken);
  EXPECT_EQ(answers[2].reason(), "note.exists");
  EXPECT_THAT(notes(), ::testing::ElementsAre(1, 2));
}

TEST_P(WriterTest, AUseCaseSeesItsOwnPushedStatements) {
  const auto seen = database_->write_now([](Tx& tx) -> Result<std::int64_t> {
    tx.push("INSERT INTO notes (id) VALUES (1)");
    tx.push("INSERT INTO notes (id) VALUES (2)");
    return tx.find("SELECT COUNT(*) FROM notes")->i64(0);
  });
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(*seen, 2);
}

TEST_P(WriterTest, ManyPushedStatementsInOneUseCase) {
  const Outcome written = database_->write_now([](Tx& tx) -> Outcome {
    for (int id = 0; id < 5000; ++id) tx.push("INSERT INTO notes (id) VALUES ($1)", id);
    return Done{};
  });
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(notes().size(), 5000u);
}

TEST_P(WriterTest, SixtyFourRacersForFivePlacesGetExactlyFive) {
  ASSERT_TRUE(database_
                  ->write_now([](Tx& tx) -> Outcome {
                    tx.exec("CREATE TABLE events (id BIGINT PRIMARY KEY, places BIGINT NOT NULL)");
                    tx.exec("INSERT INTO events (id, places) VALUES (1, 5)");
                    return Done{};
                  })
                  .ok());
  std::atomic<int> won = 0;
  std::atomic<int> lost = 0;
  std::vector<std::thread> racers;
  for (int racer = 0; racer < 64; ++racer)
    racers.emplace_back([&, racer] {
      const Outcome outcome = database_->write_now([racer](Tx& tx) -> Outcome {
        if (tx.exec("UPDATE events SET places = places - 1 WHERE id = 1 AND places > 0") == 0)
          return Error::conflict("event.full");
        tx.push("INSERT INTO notes (id) VALUES ($1)", racer);
        return Done{};
      });
      outcome.ok() ? ++won : ++lost;
    });
  for (std::thread& racer : racers) racer.join();
  EXPECT_EQ(won, 5);
  EXPECT_EQ(lost, 59);
  EXPECT_EQ(notes().size(), 5u);
}

TEST_P(WriterTest, WhatWaitsTogetherIsCommittedTogether) {
  const Database::Figures before = database_->figures();
  std::vector<UseCase> use_cases;
  for (int id = 0; id < 50; ++id) use_cases.push_back(add(id));
  for (const Settled& answer : write_as_batch(*database_, use_cases)) EXPECT_TRUE(answer.ok());
  const Database::Figures after = database_->figures();
  EXPECT_EQ(after.batches - before.batches, 2) << "the held use case, then all that waited";
  EXPECT_EQ(after.use_cases - before.use_cases, 51);
  EXPECT_EQ(after.queue_length, 0);
}

TEST_P(WriterTest, ABatchIsNoLargerThanItsLimit) {
  database_ = place_.open({.url = {}, .batch_limit = 10, .queue_limit = 100});
  const std::int64_t before = database_->figures().batches;
  std::vector<UseCase> use_cases;
  for (int id = 0; id < 25; ++id) use_cases.push_back(add(id));
  write_as_batch(*database_, use_cases);
  EXPECT_EQ(database_->figures().batches - before, 4);
  EXPECT_EQ(notes().size(), 25u);
}

TEST_P(WriterTest, AFailingCommitRefusesTheWholeBatch) {
  const UseCase orphan = [](Tx& tx) -> Outcome {
    tx.exec("INSERT INTO replies (id, note) VALUES (1, 99)");
    return Done{};
  };
  const auto answers = write_as_batch(*database_, {add(1), orphan, add(3)});
  for (const Settled& answer : answers) {
    EXPECT_EQ(answer.reason(), "storage.unavailable");
    ASSERT_TRUE(answer.outcome);
    EXPECT_EQ(answer.outcome->error().code, ErrorCode::unavailable);
  }
  EXPECT_THAT(notes(), ::testing::IsEmpty());
  EXPECT_TRUE(database_->write_now(add(4)).ok()) << "the writer goes on";
  EXPECT_THAT(notes(), ::testing::ElementsAre(4));
}

TEST_P(WriterTest, AFullQueueRefusesAtOnce) {
  std::vector<std::thread> threads;
  HeldWriter held(*database_);
  std::atomic<int> kept = 0;
  for (int id = 0; id < 100; ++id)
    threads.emplace_back([&, id] { kept += database_->write_now(add(id)).ok() ? 1 : 0; });
  held.await_queue(100);
  const Outcome refused = database_->write_now(add(1000));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "storage.busy");
  held.release();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(kept, 100);
  EXPECT_TRUE(database_->write_now(add(1000)).ok());
}

TEST_P(WriterTest, WakesOncePerCommitThatWroteSomething) {
  std::atomic<int> wakes = 0;
  database_->on_commit([&] { ++wakes; });
  write_as_batch(*database_, {add(1), push(2), add(3)});
  EXPECT_EQ(wakes, 1);
  const UseCase looking = [](Tx& tx) -> Outcome {
    tx.query("SELECT id FROM notes");
    tx.exec("UPDATE notes SET id = 5 WHERE id = 77");
    return Done{};
  };
  write_as_batch(*database_, {looking, refuse_after_adding(9)});
  EXPECT_EQ(wakes, 1);
  EXPECT_TRUE(database_
                  ->write_now([](Tx& tx) -> Outcome {
                    tx.query("INSERT INTO notes (id) VALUES (10) RETURNING id");
                    return Done{};
                  })
                  .ok());
  EXPECT_EQ(wakes, 2);
}

/// An I/O loop as small as it gets.
class Loop final : public Executor {
 public:
  Loop() {
    thread_ = std::thread([this] { serve(); });
  }
  ~Loop() override {
    post([this] { open_ = false; });
    thread_.join();
  }
  void post(std::function<void()> job) override {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
    changed_.notify_one();
  }
  std::thread::id thread() const { return thread_.get_id(); }

 private:
  void serve() {
    set_current(this);
    while (open_) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return !jobs_.empty(); });
      const std::function<void()> job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
    }
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  bool open_ = true;
  std::thread thread_;
};

struct Seen {
  std::thread::id before, inside, after;
  std::string reason;
  bool thrown = false;
};

Task<Seen> add_and_look(Database& database, UseCase use_case) {
  Seen seen;
  seen.before = std::this_thread::get_id();
  UseCase watched = [&seen, use_case = std::move(use_case)](Tx& tx) {
    seen.inside = std::this_thread::get_id();
    return use_case(tx);
  };
  try {
    auto writing = database.write(std::move(watched));
    const Outcome outcome = co_await writing;
    if (!outcome.ok()) seen.reason = outcome.error().reason;
  } catch (const Failure&) {
    seen.thrown = true;
  }
  seen.after = std::this_thread::get_id();
  co_return seen;
}

TEST_P(WriterTest, ACoroutineGoesOnWhereItAwaited) {
  std::mutex mutex;
  std::condition_variable changed;
  std::vector<Seen> all;
  Loop loop;
  const auto start = [&](UseCase use_case) {
    loop.post([&, use_case = std::move(use_case)] {
      spawn(add_and_look(*database_, use_case), [&](std::exception_ptr, std::optional<Seen> seen) {
        const std::lock_guard lock(mutex);
        all.push_back(seen.value());
        changed.notify_one();
      });
    });
  };
  HeldWriter held(*database_);
  start(add(1));
  start(refuse_after_adding(2));
  start(add(1));
  held.await_queue(3);
  held.release();
  std::unique_lock lock(mutex);
  changed.wait(lock, [&] { return all.size() == 3; });
  for (const Seen& seen : all) {
    EXPECT_EQ(seen.before, loop.thread());
    EXPECT_NE(seen.inside, loop.thread());
    EXPECT_EQ(seen.after, loop.thread());
  }
  EXPECT_EQ(all[0].reason, "");
  EXPECT_FALSE(all[0].thrown);
  EXPECT_EQ(all[1].reason, "note.refused");
  EXPECT_TRUE(all[2].thrown);
  EXPECT_THAT(notes(), ::testing::ElementsAre(1));
}

TEST_P(WriterTest, AwaitingOnAThreadThatIsNoExecutorThrows) {
  std::exception_ptr thrown;
  auto writing = database_->write(add(1));
  spawn(std::move(writing), [&](std::exception_ptr failure, std::optional<Outcome>) { thrown = failure; });
  ASSERT_TRUE(thrown);
  EXPECT_THROW(std::rethrow_exception(thrown), std::logic_error);
}

}  // namespace
}  // namespace ws::db
