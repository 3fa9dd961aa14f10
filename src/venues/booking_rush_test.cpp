// Ten thousand people for four headsets, through two writers, on both engines.
#include <atomic>
#include <thread>

#include "testing/batch.h"
#include "venues/rig_test.h"

namespace ws::venues {
namespace {

class BookingRush : public Bookings {
 protected:
  BookingSteps steps() { return BookingSteps({district.vault(), random, rules, {}}); }
  testing::UseCase booking(const PersonId& person, const VenueId& venue, std::int64_t starts, std::int64_t units) {
    Actor actor;
    actor.person = person;
    return [this, actor, venue, starts, units, now = district.clock.now()](db::Tx& tx) -> Outcome {
      const Wish wish{{{starts}, Instant{starts}.plus_ms(hour_ms)}, units, 1, "看看"};
      const auto done = steps().book(tx, actor, venue, {}, wish, now);
      return done ? Outcome(Done{}) : Outcome(done.error());
    };
  }
  /// All at once, through two writers, as two server processes would. Returns how many were kept.
  int race(const std::vector<testing::UseCase>& use_cases) {
    const auto second = db::Database::open({district.url()});
    std::atomic<std::size_t> next{0};
    std::atomic<int> kept{0};
    std::vector<std::thread> crowd;
    for (int t = 0; t < 32; ++t)
      crowd.emplace_back([&, t] {
        db::Database& through = t % 2 ? *second : district.database();
        for (std::size_t i = next++; i < use_cases.size(); i = next++)
          if (through.write_now(use_cases[i]).ok()) ++kept;
      });
    for (std::thread& one : crowd) one.join();
    return kept;
  }
  /// People with an account, as many as one likes.
  std::vector<PersonId> crowd(int count) {
    std::vector<PersonId> all;
    EXPECT_TRUE(district.database()
                    .write_now([&](db::Tx& tx) -> Outcome {
                      all.clear();
                      for (int i = 0; i < count; ++i) {
                        all.push_back(PersonId::fresh(district.clock.now(), random));
                        tx.push(
                            "INSERT INTO persons (id, name, mobile_sealed, mobile_key, created_ms) VALUES ($1, "
                            "'某人', '', $1, 0)",
                            all.back());
                      }
                      return Done{};
                    })
                    .ok());
    return all;
  }

  Random random{30};
  Rules rules;
};
INSTANTIATE_TEST_SUITE_P(Engines, BookingRush, ::testing::ValuesIn(testing::engines), testing::engine_name);

TEST_P(BookingRush, HardRule_TenThousandAtOnceForFourHeadsetsAreExact) {
  const VenueId venue(opened({.units = 4}).substr(12));
  const std::int64_t starts = slot();
  std::vector<testing::UseCase> all;
  for (const PersonId& person : crowd(10'000)) all.push_back(booking(person, venue, starts, 1));
  EXPECT_EQ(race(all), 4);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings WHERE state = 'confirmed'"), 4);
  EXPECT_EQ(district.number("SELECT COUNT(DISTINCT unit) FROM venue_claims"), 4);
  EXPECT_EQ(claims(), 16);
}

TEST_P(BookingRush, HardRule_OverlappingWishesOfDifferentLengthNeverShareAUnit) {
  const VenueId venue(opened({.units = 3}).substr(12));
  Random chance(2026);
  std::vector<testing::UseCase> all;
  for (const PersonId& person : crowd(300))
    all.push_back(booking(person, venue, slot(static_cast<int>(chance.below(6))),
                          static_cast<std::int64_t>(chance.below(3) + 1)));
  EXPECT_GE(race(all), 6) << "each of the six hours has somebody";
  EXPECT_EQ(claims(), district.number("SELECT SUM(units) FROM bookings WHERE state = 'confirmed'") * 4);
  EXPECT_LE(claims(), 6 * 4 * 3);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings b WHERE b.state = 'confirmed' AND b.units <> (SELECT "
                            "COUNT(DISTINCT c.unit) FROM venue_claims c WHERE c.booking_id = b.id)"),
            0);
}

TEST_P(BookingRush, HardRule_OnePersonWithManyPhonesGetsNoMoreThanTheyMay) {
  const VenueId venue(opened({.units = 4, .open = 2}).substr(12));
  std::vector<testing::UseCase> all;
  for (int i = 0; i < 64; ++i) all.push_back(booking(gu, venue, slot(i % 8), 1));
  EXPECT_EQ(race(all), 2);
  EXPECT_EQ(district.number("SELECT COUNT(*) FROM bookings"), 2);
}

}  // namespace
}  // namespace ws::venues
