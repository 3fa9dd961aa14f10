// What only the embedded engine has: a disk of its own that may be full, and backups.

#include "db/sqlite.h"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "testing/batch.h"
#include "testing/database.h"

namespace ws::db {
namespace {

class SqliteTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Outcome made = database_->write_now([](Tx& tx) -> Outcome {
      tx.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
      return Done{};
    });
    ASSERT_TRUE(made.ok());
  }
  std::int64_t count(Database& database) {
    return database.read([](Reader& reader) { return reader.find("SELECT COUNT(*) FROM notes")->i64(0); });
  }
  void limit_pages(const std::string& limit) {
    const auto set = database_->write_now(
        [&](Tx& tx) -> Result<std::int64_t> { return tx.find("PRAGMA max_page_count = " + limit)->i64(0); });
    ASSERT_TRUE(set.ok());
  }
  std::int64_t pages() {
    return database_->read([](Reader& reader) { return reader.find("PRAGMA page_count")->i64(0); });
  }

  testing::TestDatabase place_{Engine::sqlite};
  std::unique_ptr<Database> database_ = place_.open();
};

testing::UseCase add(std::size_t length) {
  return [length](Tx& tx) -> Outcome {
    tx.exec("INSERT INTO notes (body) VALUES ($1)", std::string(length, 'x'));
    return Done{};
  };
}

TEST_F(SqliteTest, AFullDiskRefusesAndSpaceHealsIt) {
  limit_pages(std::to_string(pages() + 4));
  const Outcome refused = database_->write_now(add(100'000));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, ErrorCode::unavailable);
  EXPECT_EQ(refused.error().reason, "storage.unavailable");
  EXPECT_THAT(refused.error().detail, ::testing::HasSubstr("is full"));
  EXPECT_EQ(count(*database_), 0) << "reads go on";
  EXPECT_TRUE(database_->write_now(add(10)).ok()) << "there is room for a little";
  limit_pages("1000000");
  EXPECT_TRUE(database_->write_now(add(100'000)).ok());
  EXPECT_EQ(count(*database_), 2);
}

TEST_F(SqliteTest, ItIsNotReadyOnceItsDiskIsNearlyFull) {
  EXPECT_TRUE(database_->ready());
  Options options{place_.url()};
  options.least_free_bytes = std::filesystem::space(std::filesystem::temp_directory_path()).capacity + 1;
  EXPECT_FALSE(Database::open(options)->ready());
}

TEST_F(SqliteTest, AFullDiskAnswersEveryUseCaseOfTheBatchTruly) {
  limit_pages(std::to_string(pages() + 4));
  const auto answers = testing::write_as_batch(*database_, {add(10), add(100'000), add(10)});
  EXPECT_EQ(answers[1].reason(), "storage.unavailable");
  const std::int64_t kept = std::ranges::count_if(answers, &testing::Settled::ok);
  EXPECT_EQ(count(*database_), kept) << "what was answered as kept is there, the rest is not";
  for (const testing::Settled& answer : answers) EXPECT_TRUE(answer.ok() || answer.reason() == "storage.unavailable");
}

TEST_F(SqliteTest, CommitsAreDurableAndForeignKeysAreChecked) {
  const auto settings = database_->write_now([](Tx& tx) -> Result<std::vector<std::string>> {
    return std::vector<std::string>{tx.find("PRAGMA journal_mode")->text(0),
                                    std::to_string(tx.find("PRAGMA synchronous")->i64(0)),
                                    std::to_string(tx.find("PRAGMA foreign_keys")->i64(0))};
  });
  ASSERT_TRUE(settings.ok());
  EXPECT_THAT(*settings, ::testing::ElementsAre("wal", "2", "1"));
}

TEST_F(SqliteTest, ABackupTakenWhileWritingIsWholeAndOfOneMoment) {
  ASSERT_TRUE(database_->write_now(add(1'000'000)).ok());
  ASSERT_TRUE(database_->write_now(add(1)).ok());
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> written = 2;
  std::thread busy([&] {
    const testing::UseCase pair = [](Tx& tx) -> Outcome {
      tx.exec("INSERT INTO notes (body) VALUES ('left')");
      tx.exec("INSERT INTO notes (body) VALUES ('right')");
      return Done{};
    };
    while (!stop)
      if (database_->write_now(pair).ok()) written += 2;
  });
  while (written < 100) std::this_thread::yield();
  const std::int64_t before = written;
  const std::string copy_path = place_.url() + ".copy";
  const Outcome backed_up = database_->backup_to(copy_path);
  const std::int64_t after = written + 2;  // one more may be durable and not yet counted
  stop = true;
  busy.join();
  ASSERT_TRUE(backed_up.ok()) << backed_up.error().detail;

  const auto copy = Database::open({.url = copy_path});
  const Row check = *copy->read([](Reader& reader) { return reader.find("PRAGMA integrity_check"); });
  EXPECT_EQ(check.text(0), "ok");
  EXPECT_EQ(count(*copy) % 2, 0);
  EXPECT_GE(count(*copy), before);
  EXPECT_LE(count(*copy), after);
}

TEST_F(SqliteTest, ABackupReplacesTheOldOneAndIsPrivate) {
  const std::string copy_path = place_.url() + ".copy";
  ASSERT_TRUE(database_->backup_to(copy_path).ok());
  ASSERT_TRUE(database_->write_now(add(1)).ok());
  ASSERT_TRUE(database_->backup_to(copy_path).ok());
  EXPECT_EQ(count(*Database::open({.url = copy_path})), 1);
  struct stat status {};
  ASSERT_EQ(::stat(copy_path.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
}

TEST_F(SqliteTest, ARestoredBackupIsTheSameAndABrokenOneIsRefused) {
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(database_->write_now(add(i)).ok());
  const std::string folder = place_.url() + ".r", backup = folder + "/backup", target = folder + "/new.db";
  std::filesystem::create_directories(folder);
  ASSERT_TRUE(database_->backup_to(backup).ok());
  ASSERT_TRUE(restore(backup, target).ok());
  EXPECT_EQ(count(*Database::open({.url = target})), 200);
  EXPECT_EQ(restore(backup, target).error().reason, "restore.not_empty");

  const auto size = std::filesystem::file_size(backup);
  std::filesystem::resize_file(backup, size / 2);
  EXPECT_EQ(restore(backup, folder + "/other.db").error().reason, "restore.failed");
  std::ofstream(folder + "/text") << "this is no database";
  EXPECT_EQ(restore(folder + "/text", folder + "/other.db").error().reason, "restore.failed");
  EXPECT_FALSE(std::filesystem::exists(folder + "/other.db"));
}

TEST_F(SqliteTest, AFailedBackupIsRefusedAndLeavesNothing) {
  const std::string folder = place_.url() + ".d";
  std::filesystem::create_directories(folder + "/taken/in");
  const Outcome refused = database_->backup_to(folder + "/taken");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().reason, "backup.failed");
  const Outcome nowhere = database_->backup_to("/nowhere/at/all");
  ASSERT_FALSE(nowhere.ok());
  const auto left = std::distance(std::filesystem::directory_iterator(folder), {});
  EXPECT_EQ(left, 1);
}

}  // namespace
}  // namespace ws::db
