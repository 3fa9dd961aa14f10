#include "seed/activity_history.h"

#include <gtest/gtest.h>

#include <map>

#include "seed/proof_history.h"
#include "seed/public.h"
#include "testing/database.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

constexpr Instant now{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu

/// A district of 400 volunteers with its activities.
struct Seeded {
  explicit Seeded(db::Engine engine) : place(engine), database(place.open()) {
    database->migrate();
    SeedOptions options;
    options.data = ws::testing::source_dir() + "/data";
    options.start = now.plus_ms(-42 * day_ms);
    options.volunteers = 400;
    options.password = "demo-password-5s";
    EXPECT_TRUE(seed_pidu(*database, Vault(std::string(32, 'k')), options).ok());
    const HistoryOptions history{options.data, options.seed, options.start, now};
    EXPECT_TRUE(replay_training(*database, history).ok());
    const auto replayed = replay_activities(*database, Vault(std::string(32, 'k')), Rules{}, history);
    EXPECT_TRUE(replayed.ok());
    if (replayed) result = *replayed;
  }
  std::int64_t number(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.find(sql).value().i64(0); });
  }
  std::vector<std::string> texts(const std::string& sql) {
    return database->read([&](db::Reader& reader) {
      std::vector<std::string> found;
      for (const db::Row& row : reader.query(sql)) found.push_back(row.text(0));
      return found;
    });
  }
  testing::TestDatabase place;
  std::unique_ptr<db::Database> database;
  ActivityResult result;
};

class ActivityHistory : public ::testing::TestWithParam<db::Engine> {};
INSTANTIATE_TEST_SUITE_P(Engines, ActivityHistory, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(ActivityHistory, HasActivitiesInEveryStateWithExactPlaces) {
  Seeded seeded(GetParam());
  EXPECT_EQ(seeded.result.projects, 12u);
  EXPECT_GE(seeded.result.activities, 50u);
  EXPECT_GE(seeded.result.signups, 250u);
  const std::vector<std::string> states = seeded.texts("SELECT DISTINCT state FROM activities ORDER BY state");
  EXPECT_EQ(states, (std::vector<std::string>{"archived", "awaiting_confirmation", "cancelled", "draft",
                                              "in_progress", "publicised", "recruiting", "review"}));
  EXPECT_EQ(seeded.number("SELECT COUNT(*) FROM shift_roles r WHERE r.taken <> (SELECT COALESCE(SUM(1 + "
                          "g.companions), 0) FROM signups g "
                          "WHERE g.role_id = r.id AND g.state IN ('offered', 'confirmed', 'checked_in', "
                          "'checked_out', 'counted', 'absent'))"),
            0);
  EXPECT_GT(seeded.number("SELECT COUNT(*) FROM signups WHERE state = 'waitlisted'"), 0);
  EXPECT_GT(seeded.number("SELECT COUNT(*) FROM signups WHERE state = 'pending'"), 0);
  EXPECT_GT(seeded.number("SELECT COUNT(*) FROM signups g JOIN shift_roles r ON r.id = g.role_id WHERE r.training = "
                          "'home-visit' AND g.state = 'confirmed'"),
            0);
  EXPECT_EQ(seeded.number("SELECT COUNT(*) FROM activity_templates"), 3);
  EXPECT_EQ(seeded.number("SELECT COUNT(*) FROM activity_events WHERE at_ms > " + std::to_string(now.ms)), 0);
  EXPECT_EQ(seeded.number("SELECT COUNT(*) FROM activities WHERE reviewer_id = author_id"), 0);
}

TEST_P(ActivityHistory, HasAShiftUnderWayWithPeopleInItAndPastOnesInTheLedger) {
  Seeded seeded(GetParam());
  const std::string at = std::to_string(now.ms);
  EXPECT_GT(seeded.number("SELECT COUNT(*) FROM signups WHERE state = 'checked_in' AND starts_ms < " + at +
                          " AND ends_ms > " + at),
            5);
  EXPECT_GT(seeded.number("SELECT COUNT(*) FROM signups WHERE state = 'counted'"), 50);
  EXPECT_EQ(seeded.number("SELECT COUNT(*) FROM signups g WHERE state = 'counted' AND 1 <> (SELECT COUNT(*) FROM "
                          "hours_entries h WHERE h.signup_id = g.id)"),
            0);
  EXPECT_GT(seeded.number("SELECT COUNT(*) FROM signups WHERE state = 'absent'"), 0);
  EXPECT_EQ(seeded.number("SELECT COUNT(*) FROM signup_marks WHERE received_ms > " + at), 0);
  EXPECT_GT(seeded.number("SELECT COUNT(DISTINCT source) FROM signup_marks"), 4);
}

TEST(ActivityHistoryPlan, TheSameNumberGivesTheSameSignups) {
  const std::string sql = "SELECT id || person_id || state FROM signups ORDER BY id";
  Seeded one(db::Engine::sqlite), other(db::Engine::sqlite);
  const auto signups = one.texts(sql);
  EXPECT_GT(signups.size(), 200u);
  EXPECT_EQ(signups, other.texts(sql));
}

}  // namespace
}  // namespace ws::seed
