// A database of before the ledger's new sources keeps every row, its numbers and its triggers.

#include <gmock/gmock.h>

#include "db/migrate.h"
#include "db/migrations.h"
#include "hours/hours_store.h"
#include "testing/database.h"
#include "testing/fake_clock.h"

namespace ws::hours {
namespace {

class HoursMigration : public ::testing::TestWithParam<db::Engine> {
 protected:
  /// Three entries of an older version: pending, confirmed, and one with its reversal.
  void SetUp() override {
    std::vector<db::EmbeddedText> older;
    for (const db::EmbeddedText& each : db::embedded_migrations())
      if (each.name < "0011") older.push_back(each);
    ASSERT_GT(db::migrate(home_.url(), older, clock_), 5);
    const auto saved = home_.open()->write_now([this](db::Tx& tx) -> Outcome {
      fill(tx);
      return Done{};
    });
    ASSERT_TRUE(saved.ok());
  }
  void fill(db::Tx& tx) {
    tx.exec(
        "INSERT INTO sites (id, code, kind, name, short_name, state) VALUES ('S', 'S', 'center', 'S', '', "
        "'operating')");
    for (const char* person : {"V", "C"})
      tx.exec("INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, $1, '', $1, 0)",
              person);
    tx.exec("INSERT INTO volunteers (person_id, number, state, site_id) VALUES ('V', 'V', 'registered', 'S')");
    tx.exec("INSERT INTO categories (code, position, name, name_en, icon, summary) VALUES ('c', 1, 'c', '', '', '')");
    tx.exec(
        "INSERT INTO orders (id, number, requester_id, lane, placed_by, category, title, need, site_id, place, "
        "contact_name, contact_mobile_sealed, address_sealed, volunteers_needed, starts_ms, ends_ms, state, "
        "state_since_ms, triage_due_ms, overall_due_ms, created_ms) VALUES ('O', 'O', 'C', 'online', 'C', 'c', "
        "'助浴', '', 'S', 'home', '', '', '', 1, 10, 20, 'completed', 0, 0, 0, 0)");
    const auto entry = [&](const char* id, int seq, const char* source, const char* reverses, int minutes) {
      tx.exec(
          "INSERT INTO hours_entries (id, seq, volunteer_id, order_id, site_id, source, reverses, starts_ms, "
          "ends_ms, minutes, present_minutes, why, created_ms) VALUES ($1, $2, 'V', 'O', 'S', $3, $4, 11, 19, $5, "
          "$5, '[]', 30)",
          id, seq, source, reverses == nullptr ? std::optional<std::string>() : reverses, minutes);
    };
    const auto event = [&](const char* id, const char* of, int position, int at, const char* actor,
                           const char* state) {
      tx.exec(
          "INSERT INTO hours_events (id, entry_id, position, at_ms, actor_id, state, reason) VALUES ($1, $2, $3, "
          "$4, $5, $6, '')",
          id, of, position, at, actor == nullptr ? std::optional<std::string>() : actor, state);
    };
    entry("A", 1, "order", nullptr, 60);
    event("a1", "A", 1, 30, "C", "pending");
    entry("B", 2, "order", nullptr, 50);
    event("b1", "B", 1, 31, nullptr, "pending");
    entry("D", 3, "order", nullptr, 40);
    event("d1", "D", 1, 32, nullptr, "pending");
    event("b2", "B", 2, 33, "C", "confirmed");
    entry("E", 4, "reversal", "D", -40);
    event("d2", "D", 2, 34, "C", "reversed");
    event("e1", "E", 1, 34, "C", "reversed");
    tx.exec("UPDATE counters SET value = 4 WHERE name = 'ledger'");
  }
  std::vector<std::string> rows(const std::string& sql) {
    std::vector<std::string> found;
    for (const db::Row& row : home_.open()->read([&](db::Reader& reader) { return reader.query(sql); }))
      found.push_back(row.text(0));
    return found;
  }

  testing::FakeClock clock_;
  testing::TestDatabase home_{GetParam()};
};
INSTANTIATE_TEST_SUITE_P(Engines, HoursMigration, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(HoursMigration, HardRule_EveryRowOfTheLedgerIsKept) {
  EXPECT_GT(home_.open()->migrate(), 0);
  using ::testing::ElementsAre;
  EXPECT_THAT(rows("SELECT id || ' ' || CAST(seq AS TEXT) || ' ' || source || ' ' || CAST(minutes AS TEXT) || ' ' || "
                   "title || ' ' || COALESCE(author_id, '-') || ' ' || CAST(planned_ends_ms AS TEXT) FROM "
                   "hours_entries ORDER BY seq"),
              ElementsAre("A 1 order 60 助浴 C 20", "B 2 order 50 助浴 - 20", "D 3 order 40 助浴 - 20",
                          "E 4 reversal -40 助浴 C 20"));
  EXPECT_THAT(rows("SELECT id || ' ' || CAST(seq AS TEXT) FROM hours_events ORDER BY seq"),
              ElementsAre("a1 5", "b1 6", "d1 7", "b2 8", "e1 9", "d2 10"));
  EXPECT_THAT(rows("SELECT entry_id || ' ' || state || ' ' || CAST(position AS TEXT) || ' ' || CAST(COALESCE(due_ms, "
                   "0) AS TEXT) FROM hours_standing ORDER BY seq"),
              ElementsAre("A pending 1 0", "B confirmed 2 33", "D reversed 2 0", "E reversed 1 0"));
  EXPECT_THAT(rows("SELECT CAST(value AS TEXT) FROM counters WHERE name = 'ledger'"), ElementsAre("10"));
  EXPECT_THAT(rows("SELECT CAST(COUNT(DISTINCT salt) AS TEXT) FROM hours_entries WHERE length(salt) = 32"),
              ElementsAre("4"));
}

TEST_P(HoursMigration, HardRule_TheLedgerStillRefusesChange) {
  EXPECT_GT(home_.open()->migrate(), 0);
  const auto database = home_.open();
  for (const std::string_view change : {"UPDATE hours_entries SET minutes = 999", "DELETE FROM hours_entries",
                                        "UPDATE hours_events SET seq = 99", "DELETE FROM hours_events"})
    EXPECT_THROW((void)database->write_now([&](db::Tx& tx) -> Outcome {
      tx.exec(change);
      return Done{};
    }),
                 db::Failure)
        << change;
}

}  // namespace
}  // namespace ws::hours
