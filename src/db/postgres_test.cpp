// What only a server brings: deadlocks, lost connections, a schema that changes under open connections.

#include "db/postgres.h"

#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "testing/batch.h"
#include "testing/database.h"

namespace ws::db {
namespace {

using testing::UseCase;

class PostgresTest : public ::testing::Test {
 protected:
  void SetUp() override {
    run([](Tx& tx) {
      tx.exec("CREATE TABLE accounts (id BIGINT PRIMARY KEY, balance BIGINT NOT NULL)");
      tx.exec("INSERT INTO accounts (id, balance) VALUES (1, 0), (2, 0)");
    });
  }
  void run(std::function<void(Tx&)> statements) {
    const Outcome written = database_->write_now([&](Tx& tx) -> Outcome {
      statements(tx);
      return Done{};
    });
    ASSERT_TRUE(written.ok()) << written.error().detail;
  }
  std::int64_t writer_pid() {
    return *database_->write_now(
        [](Tx& tx) -> Result<std::int64_t> { return tx.find("SELECT pg_backend_pid()")->i64(0); });
  }
  /// Ends a server process and returns when it is gone.
  static void terminate(Database& other, std::int64_t pid) {
    const auto gone = other.write_now([pid](Tx& tx) -> Result<std::int64_t> {
      return tx.find("SELECT pg_terminate_backend(CAST($1 AS INTEGER), 10000)", pid)->i64(0);
    });
    ASSERT_TRUE(gone.ok());
    ASSERT_EQ(*gone, 1);
  }
  std::int64_t balance(std::int64_t id) {
    return database_->read(
        [id](Reader& reader) { return reader.find("SELECT balance FROM accounts WHERE id = $1", id)->i64(0); });
  }

  testing::TestDatabase place_{Engine::postgres};
  std::unique_ptr<Database> database_ = place_.open();
  std::unique_ptr<Database> other_ = place_.open();
};

const UseCase deposit = [](Tx& tx) -> Outcome {
  tx.exec("UPDATE accounts SET balance = balance + 1 WHERE id = 1");
  return Done{};
};

TEST_F(PostgresTest, ADeadlockBetweenTwoNodesIsRetriedAndNobodyNoticesIt) {
  std::atomic<int> runs = 0;
  std::latch both_hold_one(2);
  const auto transfer = [&](std::int64_t first, std::int64_t second, std::atomic<bool>& again) -> UseCase {
    return [&, first, second](Tx& tx) -> Outcome {
      ++runs;
      tx.exec("UPDATE accounts SET balance = balance + 1 WHERE id = $1", first);
      if (!again.exchange(true)) both_hold_one.arrive_and_wait();
      tx.exec("UPDATE accounts SET balance = balance + 1 WHERE id = $1", second);
      return Done{};
    };
  };
  std::atomic<bool> here_again = false;
  std::atomic<bool> there_again = false;
  std::vector<testing::Settled> there;
  std::thread node([&] { there = testing::write_as_batch(*other_, {transfer(2, 1, there_again)}); });
  const auto here = testing::write_as_batch(*database_, {transfer(1, 2, here_again), deposit});
  node.join();
  EXPECT_TRUE(here[0].ok());
  EXPECT_TRUE(here[1].ok());
  EXPECT_TRUE(there[0].ok());
  EXPECT_GE(runs, 3) << "there was a deadlock";
  EXPECT_EQ(balance(1), 3);
  EXPECT_EQ(balance(2), 2);
}

TEST_F(PostgresTest, APlanMadeWhileATableIsEmptyStillLooksAKeyUp) {
  run([](Tx& tx) {
    // What VACUUM says of a table when it finds nothing in it.
    tx.exec("CREATE TABLE keys (key TEXT PRIMARY KEY, answer TEXT)");
    tx.exec("UPDATE pg_class SET reltuples = 0, relpages = 0 WHERE relname IN ('keys', 'keys_pkey')");
  });
  const std::string plan = *database_->write_now([](Tx& tx) -> Result<std::string> {
    return tx.find("EXPLAIN SELECT answer FROM keys WHERE key = 'one'")->text(0);
  });
  EXPECT_NE(plan.find("Index Scan using keys_pkey"), std::string::npos) << plan;
}

TEST_F(PostgresTest, EndlessDeadlocksAreRefusedAfterAFewTries) {
  std::atomic<int> runs = 0;
  const UseCase unlucky = [&](Tx& tx) -> Outcome {
    ++runs;
    tx.exec("DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40P01'; END $$");
    return Done{};
  };
  const auto answers = testing::write_as_batch(*database_, {deposit, unlucky, deposit});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].reason(), "storage.busy");
  EXPECT_TRUE(answers[2].ok());
  EXPECT_EQ(runs, 4) << "once in the batch, three times alone";
  EXPECT_EQ(balance(1), 2);
}

TEST_F(PostgresTest, AConnectionLostWhileIdleIsReplacedUnnoticed) {
  const std::int64_t pid = writer_pid();
  terminate(*other_, pid);
  run([](Tx& tx) { tx.exec("UPDATE accounts SET balance = 7 WHERE id = 1"); });
  EXPECT_EQ(balance(1), 7);
  EXPECT_NE(writer_pid(), pid);
}

TEST_F(PostgresTest, AConnectionLostBeforeTheCommitIsAcknowledgedRefusesTheBatch) {
  int runs = 0;
  const UseCase cut_off = [&](Tx& tx) -> Outcome {
    const std::int64_t pid = tx.find("SELECT pg_backend_pid()")->i64(0);
    if (++runs == 1) terminate(*other_, pid);
    return Done{};
  };
  const auto answers = testing::write_as_batch(*database_, {deposit, cut_off});
  EXPECT_EQ(answers[0].reason(), "storage.unavailable");
  EXPECT_EQ(answers[1].reason(), "storage.unavailable");
  EXPECT_EQ(runs, 1) << "a commit in doubt is never tried again behind the caller's back";
  EXPECT_EQ(balance(1), 0);
  EXPECT_TRUE(database_->write_now(deposit).ok());
  EXPECT_EQ(balance(1), 1);
}

TEST_F(PostgresTest, AReaderReconnectsButNeverMixesTwoSnapshots) {
  const auto pid_of = [](Reader& reader) { return reader.find("SELECT pg_backend_pid()")->i64(0); };
  const std::int64_t pid = database_->read(pid_of);
  terminate(*other_, pid);
  EXPECT_NE(database_->read(pid_of), pid) << "lost between two reads: nobody notices";
  try {
    database_->read([&](Reader& reader) {
      terminate(*other_, pid_of(reader));
      return reader.query("SELECT balance FROM accounts");
    });
    ADD_FAILURE() << "the second statement saw another snapshot";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.kind, Failure::Kind::away);
  }
  EXPECT_EQ(balance(1), 0);
}

TEST_F(PostgresTest, StatementsSurviveASchemaThatChangesUnderThem) {
  const auto columns = [](Reader& reader) { return reader.find("SELECT * FROM accounts WHERE id = 1")->i64(1); };
  const UseCase look = [&](Tx& tx) -> Outcome {
    columns(tx);
    return Done{};
  };
  ASSERT_TRUE(database_->write_now(look).ok());
  EXPECT_EQ(database_->read(columns), 0);
  ASSERT_TRUE(other_
                  ->write_now([](Tx& tx) -> Outcome {
                    tx.exec("ALTER TABLE accounts ADD COLUMN note TEXT");
                    return Done{};
                  })
                  .ok());
  EXPECT_TRUE(database_->write_now(look).ok());
  EXPECT_EQ(database_->read(columns), 0);
}

TEST_F(PostgresTest, AStatementTheServerDoesNotSupportIsTheUseCasesOwnFailure) {
  const UseCase unsupported = [](Tx& tx) -> Outcome {
    tx.exec("DO $$ BEGIN RAISE EXCEPTION 'no' USING ERRCODE = '0A000'; END $$");
    return Done{};
  };
  const auto answers = testing::write_as_batch(*database_, {deposit, unsupported});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].failure(), Failure::Kind::broken);
  EXPECT_EQ(balance(1), 1);
}

TEST_F(PostgresTest, AFullServerDiskRefusesTheUseCase) {
  const UseCase full = [](Tx& tx) -> Outcome {
    tx.exec("DO $$ BEGIN RAISE EXCEPTION 'no space' USING ERRCODE = '53100'; END $$");
    return Done{};
  };
  const auto answers = testing::write_as_batch(*database_, {deposit, full});
  EXPECT_TRUE(answers[0].ok());
  EXPECT_EQ(answers[1].reason(), "storage.unavailable");
}

TEST_F(PostgresTest, BackupsAreTheServersOwn) {
  const Outcome refused = database_->backup_to("/tmp/never-written");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::invalid);
  EXPECT_EQ(refused.error().reason, "backup.use_pg_dump");
}

TEST(Backoff, RefusesFurtherTriesUntilOneSucceeds) {
  Backoff backoff;
  EXPECT_NO_THROW(backoff.check());
  for (int tried = 0; tried < 10; ++tried) backoff.failed();
  EXPECT_THROW(backoff.check(), Failure);
  backoff.succeeded();
  EXPECT_NO_THROW(backoff.check());
}

}  // namespace
}  // namespace ws::db
