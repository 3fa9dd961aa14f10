#include "db/migrate.h"

#include <gmock/gmock.h>

#include <latch>
#include <thread>

#include "testing/database.h"

namespace ws::db {
namespace {

class StoppedClock final : public Clock {
 public:
  Instant now() const override { return {1'700'000'000'000}; }
  std::int64_t ticks_us() const override { return 0; }
};

class MigrateTest : public ::testing::TestWithParam<Engine> {
 protected:
  int migrate(const std::vector<EmbeddedText>& migrations) {
    return db::migrate(place_.url(), migrations, StoppedClock());
  }
  std::string failure_of(const std::vector<EmbeddedText>& migrations) {
    try {
      migrate(migrations);
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "";
  }
  std::vector<std::string> texts(const std::string& sql) {
    std::vector<std::string> found;
    for (const Row& row : place_.open()->read([&](Reader& reader) { return reader.query(sql); }))
      found.push_back(row.text(0));
    return found;
  }

  testing::TestDatabase place_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(, MigrateTest, ::testing::ValuesIn(testing::engines), testing::engine_name);

const EmbeddedText table{"0001_notes.sql",
                         "-- A comment; with a semicolon\n"
                         "CREATE TABLE notes (id BIGINT PRIMARY KEY, body TEXT);\n"
                         "INSERT INTO notes VALUES (1, 'a;b -- no comment'), (2, 'it''s;');\n"};
const EmbeddedText sqlite_trigger{"0002_trigger.sqlite.sql",
                                  "CREATE TRIGGER shout AFTER INSERT ON notes BEGIN\n"
                                  "  UPDATE notes SET body = upper(body) WHERE id = new.id;\n"
                                  "  UPDATE notes SET body = body || ';' WHERE id = new.id;\n"
                                  "END;\n"};
const EmbeddedText postgres_trigger{"0002_trigger.postgres.sql",
                                    "CREATE FUNCTION shout() RETURNS trigger LANGUAGE plpgsql AS $$\n"
                                    "BEGIN\n  new.body := upper(new.body) || ';';\n  RETURN new;\nEND $$;\n"
                                    "CREATE TRIGGER shout BEFORE INSERT ON notes FOR EACH ROW "
                                    "EXECUTE FUNCTION shout();\n"};
const EmbeddedText insert{"0003_insert.sql", "INSERT INTO notes VALUES (3, 'loud');"};
const EmbeddedText comment{"0004_comment.sql", "-- nothing to do\n"};
const EmbeddedText broken{"0005_broken.sql", "INSERT INTO notes VALUES (5, 'lost'); SELEKT;"};

TEST_P(MigrateTest, AppliesInOrderWhatIsMeantForTheEngine) {
  EXPECT_EQ(migrate({comment, insert, sqlite_trigger, postgres_trigger, table}), 4);
  EXPECT_THAT(texts("SELECT body FROM notes ORDER BY id"),
              ::testing::ElementsAre("a;b -- no comment", "it's;", "LOUD;"));
  const std::string trigger(GetParam() == Engine::sqlite ? sqlite_trigger.name : postgres_trigger.name);
  EXPECT_THAT(texts("SELECT name FROM schema_migrations WHERE applied_ms = 1700000000000 ORDER BY name"),
              ::testing::ElementsAre("0001_notes.sql", trigger, "0003_insert.sql", "0004_comment.sql"));
}

TEST_P(MigrateTest, AppliesEachOnce) {
  EXPECT_EQ(migrate({table}), 1);
  EXPECT_EQ(migrate({table}), 0);
  EXPECT_EQ(migrate({table, insert}), 1);
  EXPECT_EQ(migrate({table, insert}), 0);
  EXPECT_THAT(texts("SELECT body FROM notes WHERE id = 3"), ::testing::ElementsAre("loud"));
}

TEST_P(MigrateTest, RefusesADatabaseNewerThanTheProgram) {
  migrate({table, insert});
  EXPECT_THAT(failure_of({table}), ::testing::HasSubstr("newer than this program"));
  EXPECT_EQ(migrate({table, insert}), 0);
}

TEST_P(MigrateTest, AFailingOneLeavesNothingAndTheEarlierOnesStay) {
  const EmbeddedText later{"0006_later.sql", "CREATE TABLE later (id BIGINT);"};
  EXPECT_THAT(failure_of({table, broken, later}), ::testing::HasSubstr("0005_broken.sql"));
  EXPECT_THAT(texts("SELECT name FROM schema_migrations"), ::testing::ElementsAre("0001_notes.sql"));
  EXPECT_THAT(texts("SELECT body FROM notes WHERE id = 5"), ::testing::IsEmpty());
  EXPECT_EQ(migrate({table, later}), 1) << "a repaired list goes on";
}

TEST_P(MigrateTest, RefusesOneThatEndsItsTransaction) {
  EXPECT_THAT(failure_of({table, {"0002_commit.sql", "INSERT INTO notes VALUES (9, 'x'); COMMIT;"}}),
              ::testing::HasSubstr("ends the transaction"));
  EXPECT_THAT(texts("SELECT name FROM schema_migrations"), ::testing::ElementsAre("0001_notes.sql"));
}

TEST_P(MigrateTest, NodesThatStartTogetherApplyEachOnce) {
  std::vector<std::string> names;
  std::vector<std::string> bodies;
  for (int index = 0; index < 20; ++index) {
    names.push_back("00" + std::to_string(10 + index) + "_table.sql");
    bodies.push_back("CREATE TABLE t" + std::to_string(index) + " (id BIGINT);");
  }
  std::vector<EmbeddedText> migrations;
  for (std::size_t index = 0; index < names.size(); ++index) migrations.push_back({names[index], bodies[index]});
  std::atomic<int> applied = 0;
  std::latch start(4);
  std::vector<std::thread> nodes;
  for (int node = 0; node < 4; ++node)
    nodes.emplace_back([&] {
      start.arrive_and_wait();
      try {
        applied += migrate(migrations);
      } catch (const Failure& failure) {
        ADD_FAILURE() << failure.what();
      }
    });
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(applied, 20);
  EXPECT_EQ(migrate(migrations), 0);
}

TEST_P(MigrateTest, TheProgramsOwnMigrationsApplyOnce) {
  const auto database = place_.open();
  const int applied = database->migrate();
  EXPECT_GE(static_cast<int>(embedded_migrations().size()), applied);
  EXPECT_EQ(database->migrate(), 0);
}

TEST(SqliteMigrate, MayRebuildATableOthersReferToButNotBreakAReference) {
  const testing::TestDatabase place(Engine::sqlite);
  const EmbeddedText two{"0001_two.sql",
                         "CREATE TABLE a (id BIGINT PRIMARY KEY); CREATE TABLE b (a BIGINT REFERENCES a (id));"
                         "INSERT INTO a VALUES (1); INSERT INTO b VALUES (1);"};
  const EmbeddedText rebuild{
      "0002_rebuild.sqlite.sql",
      "CREATE TABLE a2 (id BIGINT PRIMARY KEY, more TEXT); INSERT INTO a2 (id) SELECT id FROM a;"
      "DROP TABLE a; ALTER TABLE a2 RENAME TO a;"};
  const EmbeddedText breaking{"0003_breaking.sqlite.sql", "DELETE FROM a;"};
  EXPECT_EQ(migrate(place.url(), {two, rebuild}, StoppedClock()), 2);
  EXPECT_THROW(migrate(place.url(), {two, rebuild, breaking}, StoppedClock()), Failure);
  const auto left = place.open()->read([](Reader& reader) { return reader.query("SELECT id FROM a"); });
  EXPECT_EQ(left.size(), 1u);
}

}  // namespace
}  // namespace ws::db
