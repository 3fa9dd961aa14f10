// One statement, one read: the same on both engines.

#include <gmock/gmock.h>

#include <limits>
#include <thread>

#include "testing/batch.h"
#include "testing/database.h"

namespace ws::db {
namespace {

class DatabaseTest : public ::testing::TestWithParam<Engine> {
 protected:
  void SetUp() override {
    const Outcome made = database_->write_now([](Tx& tx) -> Outcome {
      tx.exec("CREATE TABLE notes (id BIGINT PRIMARY KEY, body TEXT)");
      return Done{};
    });
    ASSERT_TRUE(made.ok());
  }
  void add(std::int64_t id, std::optional<std::string> body) {
    const Outcome added = database_->write_now([&](Tx& tx) -> Outcome {
      tx.exec("INSERT INTO notes (id, body) VALUES ($1, $2)", id, body);
      return Done{};
    });
    ASSERT_TRUE(added.ok());
  }
  std::int64_t count() {
    return database_->read([](Reader& reader) { return reader.find("SELECT COUNT(*) FROM notes")->i64(0); });
  }
  template <class F>
  std::optional<Failure::Kind> failure_of(F statement) {
    try {
      database_->read([&](Reader& reader) { return statement(reader); });
    } catch (const Failure& failure) {
      return failure.kind;
    }
    return std::nullopt;
  }

  testing::TestDatabase place_{GetParam()};
  std::unique_ptr<Database> database_ = place_.open();
};
INSTANTIATE_TEST_SUITE_P(, DatabaseTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(DatabaseTest, KeepsTextAsItIs) {
  const std::vector<std::string> texts{"", "plain", "o'clock \"quoted\" \\ $1 %s ; --", "浙江省 志愿者 🙂",
                                       std::string(100'000, 'x')};
  for (std::size_t index = 0; index < texts.size(); ++index) add(static_cast<std::int64_t>(index), texts[index]);
  const Rows rows =
      database_->read([](Reader& reader) { return reader.query("SELECT body FROM notes ORDER BY id"); });
  ASSERT_EQ(rows.size(), texts.size());
  for (std::size_t index = 0; index < texts.size(); ++index) {
    EXPECT_FALSE(rows[index].is_null(0));
    EXPECT_EQ(rows[index].text(0), texts[index]);
  }
}

TEST_P(DatabaseTest, KeepsIntegersToTheirLimits) {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  add(least, "least");
  add(0, "zero");
  add(most, "most");
  const Rows rows = database_->read([](Reader& reader) { return reader.query("SELECT id FROM notes ORDER BY id"); });
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[0].i64(0), least);
  EXPECT_EQ(rows[1].i64(0), 0);
  EXPECT_EQ(rows[2].i64(0), most);
}

TEST_P(DatabaseTest, NullIsNeitherEmptyTextNorZero) {
  add(1, std::nullopt);
  add(2, "");
  const Rows rows =
      database_->read([](Reader& reader) { return reader.query("SELECT body FROM notes ORDER BY id"); });
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_TRUE(rows[0].is_null(0));
  EXPECT_EQ(rows[0].text(0), "");
  EXPECT_EQ(rows[0].opt_i64(0), std::nullopt);
  EXPECT_FALSE(rows[1].is_null(0));
}

TEST_P(DatabaseTest, AColumnReadAsWhatItIsNotThrows) {
  add(1, "no number");
  const Row row = *database_->read([](Reader& reader) { return reader.find("SELECT id, body FROM notes"); });
  EXPECT_THROW(row.i64(1), Failure);
  EXPECT_THROW(row.text(0), Failure);
  EXPECT_THROW(row.text(2), std::out_of_range);
}

TEST_P(DatabaseTest, SumsOfIntegersAreIntegersAndBooleansAreNumbers) {
  add(20, "a");
  add(22, "b");
  const Row row = *database_->read(
      [](Reader& reader) { return reader.find("SELECT SUM(id), COUNT(*) > 1, SUM(id) > 100 FROM notes"); });
  EXPECT_EQ(row.i64(0), 42);
  EXPECT_EQ(row.i64(1), 1);
  EXPECT_EQ(row.i64(2), 0);
  EXPECT_FALSE(row.is_null(2));
}

TEST_P(DatabaseTest, ParametersAreBoundByTheirNumber) {
  const auto changed = database_->write_now([](Tx& tx) -> Result<std::int64_t> {
    return tx.exec("INSERT INTO notes (body, id) VALUES ($2, $1)", 7, "seven");
  });
  ASSERT_TRUE(changed.ok());
  EXPECT_EQ(*changed, 1);
  const auto row = database_->read([](Reader& reader) {
    return reader.find("SELECT id FROM notes WHERE body = $1 OR body = $2 OR body = $1", "none", "seven");
  });
  ASSERT_TRUE(row);
  EXPECT_EQ(row->i64(0), 7);
}

TEST_P(DatabaseTest, OneTextServesNullsNumbersAndTextsInTurn) {
  constexpr auto insert = "INSERT INTO notes (id, body) VALUES ($1, $2)";
  const Outcome written = database_->write_now([&](Tx& tx) -> Outcome {
    tx.exec(insert, 1, nullptr);
    tx.exec(insert, 2, "two");
    tx.exec(insert, 3, nullptr);
    return Done{};
  });
  ASSERT_TRUE(written.ok());
  EXPECT_EQ(count(), 3);
}

TEST_P(DatabaseTest, RefusesParametersThatDoNotFitTheText) {
  const auto broken = std::optional(Failure::Kind::broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELECT id FROM notes WHERE id = $1"); }), broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELECT id FROM notes WHERE id = $1", 1, 2); }),
            broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELECT id FROM notes WHERE id = $2", 1, 2); }),
            broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELECT '$1' FROM notes /* $2 */ -- $3", 1); }),
            broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELECT '$1', \"id\" FROM notes /* $2 */ -- $3"); }),
            std::nullopt);
}

TEST_P(DatabaseTest, RefusesTextWithANulByteAndMoreThanOneStatement) {
  const auto broken = std::optional(Failure::Kind::broken);
  EXPECT_EQ(failure_of([](Reader& reader) {
              return reader.query("SELECT id FROM notes WHERE body = $1", std::string("a\0b", 3));
            }),
            broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELECT 1; SELECT 2"); }), broken);
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("SELEKT 1"); }), broken);
}

TEST_P(DatabaseTest, AReaderCannotWriteAndIsFineAfterwards) {
  EXPECT_EQ(failure_of([](Reader& reader) { return reader.query("INSERT INTO notes (id) VALUES (1) RETURNING id"); }),
            Failure::Kind::broken);
  EXPECT_EQ(count(), 0);
}

TEST_P(DatabaseTest, ExecTellsHowManyRowsChanged) {
  add(1, "a");
  add(2, "b");
  const auto changed = database_->write_now([](Tx& tx) -> Result<std::vector<std::int64_t>> {
    return std::vector<std::int64_t>{tx.exec("UPDATE notes SET body = 'c'"),
                                     tx.exec("UPDATE notes SET body = 'd' WHERE id = 5"),
                                     tx.exec("CREATE TABLE others (id BIGINT)"), tx.exec("DELETE FROM notes")};
  });
  ASSERT_TRUE(changed.ok());
  EXPECT_THAT(*changed, ::testing::ElementsAre(2, 0, 0, 2));
}

TEST_P(DatabaseTest, AQueryAskedAheadAnswersAsIfItWereAskedNow) {
  constexpr std::string_view bodies = "SELECT body FROM notes WHERE id >= $1 ORDER BY id";
  add(1, "one");
  const auto seen = database_->write_now([&](Tx& tx) -> Result<std::string> {
    const auto all = [&](std::int64_t from) {
      std::string text;
      for (const Row& row : tx.query(bodies, from)) text += row.text(0) + " ";
      return text + "| ";
    };
    tx.ahead(bodies, 1);
    tx.ahead(bodies, 2);
    std::string text = all(2) + all(1) + all(1);  // in any order, and once more than was said
    tx.ahead(bodies, 1);
    tx.exec("INSERT INTO notes (id, body) VALUES (2, 'two')");
    text += all(1);  // what was written in between is seen
    tx.ahead(bodies, 1);
    tx.push("INSERT INTO notes (id, body) VALUES (3, 'three')");
    text += all(1);
    tx.ahead(bodies, 1);
    tx.query("INSERT INTO notes (id, body) VALUES (4, 'four') RETURNING id");
    text += all(3);
    tx.ahead(bodies, 1);  // and never asked
    return text;
  });
  ASSERT_TRUE(seen.ok());
  EXPECT_EQ(*seen, "| one | one | one two | one two three | three four | ");
  EXPECT_EQ(count(), 4);
}

TEST_P(DatabaseTest, WhatFailsWhenItIsAskedAheadFailsItsUseCaseAlone) {
  const auto failed = [&] {
    return database_->write_now([](Tx& tx) -> Outcome {
      tx.exec("INSERT INTO notes (id, body) VALUES (1, 'lost')");
      tx.ahead("SELECT 1 FROM nowhere WHERE 1 = $1", 1);
      tx.query("SELECT 1 FROM nowhere WHERE 1 = $1", 1);
      return Done{};
    });
  };
  EXPECT_THROW(failed(), Failure);
  EXPECT_EQ(count(), 0);
  add(2, "kept");
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseTest, AReadSeesOneSnapshotWhateverIsWrittenMeanwhile) {
  add(1, "before");
  database_->read([&](Reader& reader) {
    EXPECT_EQ(reader.query("SELECT id FROM notes").size(), 1u);
    add(2, "meanwhile");
    EXPECT_EQ(reader.query("SELECT id FROM notes").size(), 1u);
    EXPECT_EQ(count(), 1) << "a read inside a read shares its snapshot";
    std::int64_t elsewhere = 0;
    std::thread([&] { elsewhere = count(); }).join();
    EXPECT_EQ(elsewhere, 2) << "another thread has a snapshot of its own";
    EXPECT_EQ(reader.query("SELECT id FROM notes").size(), 1u);
    return 0;
  });
  EXPECT_EQ(count(), 2);
}

TEST_P(DatabaseTest, AnExceptionEndsTheReadAndItsSnapshot) {
  EXPECT_THROW(database_->read([](Reader& reader) -> int {
    reader.query("SELECT id FROM notes");
    throw std::runtime_error("no");
  }),
               std::runtime_error);
  add(1, "after");
  EXPECT_EQ(count(), 1);
}

TEST_P(DatabaseTest, ThreadsMayComeAndGo) {
  add(1, "a");
  std::int64_t seen = 0;
  for (int round = 0; round < 50; ++round) std::thread([&] { seen += count(); }).join();
  EXPECT_EQ(seen, 50);
}

TEST_P(DatabaseTest, MoreStatementsThanAConnectionKeepsPrepared) {
  add(1, "a");
  constexpr int many = 1200;
  const auto sum = database_->write_now([](Tx& tx) -> Result<std::int64_t> {
    std::int64_t total = 0;
    for (int index = 0; index < many; ++index)
      total += tx.find("SELECT id + " + std::to_string(index) + " FROM notes WHERE body = $1", "a")->i64(0);
    return total;
  });
  ASSERT_TRUE(sum.ok());
  EXPECT_EQ(*sum, many + many * (many - 1) / 2);
}

TEST_P(DatabaseTest, IsReady) {
  EXPECT_TRUE(database_->ready());
}

TEST_P(DatabaseTest, AnswersWhatIsQueuedWhenItIsClosed) {
  std::vector<std::thread> threads;
  std::atomic<int> kept = 0;
  {
    testing::HeldWriter held(*database_);
    for (int index = 0; index < 4; ++index)
      threads.emplace_back([&, index] {
        const Outcome outcome = database_->write_now([index](Tx& tx) -> Outcome {
          tx.exec("INSERT INTO notes (id) VALUES ($1)", index);
          return Done{};
        });
        if (outcome.ok()) ++kept;
      });
    held.await_queue(4);
  }
  for (std::thread& thread : threads) thread.join();
  database_.reset();
  database_ = place_.open();
  EXPECT_EQ(kept, 4);
  EXPECT_EQ(count(), 4);
}

TEST(DatabaseOpen, ThrowsWhenThereIsNothingToOpen) {
  for (const std::string url : {"/nowhere/at/all.db", "postgresql://nobody@127.0.0.1:1/none"}) {
    try {
      Database::open({.url = url});
      ADD_FAILURE() << url << " was opened";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.kind, Failure::Kind::away) << failure.what();
    }
  }
}

}  // namespace
}  // namespace ws::db
