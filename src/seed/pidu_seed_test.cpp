#include "seed/public.h"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "base/identity.h"
#include "people/public.h"
#include "seed/made_up_people.h"
#include "testing/database.h"
#include "testing/source_dir.h"

namespace ws::seed {
namespace {

constexpr Instant start{1'795'392'000'000};  // 2026-11-23T00:00:00Z

SeedOptions options_with(std::size_t volunteers, std::uint64_t seed = 510117) {
  SeedOptions options;
  options.data = ws::testing::source_dir() + "/data";
  options.seed = seed;
  options.start = start;
  options.volunteers = volunteers;
  options.password = "demo-password-5s";
  return options;
}

class Seed : public ::testing::TestWithParam<db::Engine> {
 protected:
  void SetUp() override { database->migrate(); }
  std::int64_t number(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.find(sql).value().i64(0); });
  }
  testing::TestDatabase place{GetParam()};
  std::unique_ptr<db::Database> database = place.open();
  Vault vault{std::string(32, 'k')};
};

TEST_P(Seed, writes_the_whole_district_in_time) {
  const std::int64_t began_us = SystemClock().ticks_us();
  const auto result = seed_pidu(*database, vault, options_with(3000));
  const std::int64_t took_ms = (SystemClock().ticks_us() - began_us) / 1000;
  ASSERT_TRUE(result.ok()) << result.error().reason;
  RecordProperty("ms", static_cast<int>(took_ms));
  EXPECT_EQ(result->offices, 12U);
  EXPECT_EQ(result->stations, 157U);
  EXPECT_EQ(result->bases, 35U);
  EXPECT_EQ(result->volunteers, 3000U);
  EXPECT_EQ(result->logins.size(), 16U);
  EXPECT_EQ(number("SELECT COUNT(*) FROM sites"), 205);
  EXPECT_EQ(number("SELECT COUNT(*) FROM volunteers"), 3000);
  EXPECT_EQ(number("SELECT COUNT(*) FROM sites WHERE demonstration = 1 AND kind = 'office'"), 2);
  EXPECT_EQ(number("SELECT COUNT(*) FROM sites WHERE demonstration = 1 AND kind = 'station'"), 20);
  EXPECT_EQ(number("SELECT COUNT(*) FROM sites WHERE demonstration = 1 AND kind = 'base'"), 35);
  EXPECT_EQ(number("SELECT COUNT(*) FROM site_tree WHERE depth = 0"), 205);
  EXPECT_EQ(number("SELECT COUNT(*) FROM site_tree t JOIN sites s ON s.id = t.ancestor_id WHERE s.kind = 'center'"),
            205);
  EXPECT_EQ(number("SELECT COUNT(*) FROM teams t WHERE NOT EXISTS "
                   "(SELECT 1 FROM team_members m WHERE m.team_id = t.id AND m.leader = 1)"),
            0)
      << "every team is led";
  EXPECT_EQ(number("SELECT COUNT(*) FROM volunteers v WHERE NOT EXISTS "
                   "(SELECT 1 FROM volunteer_times t WHERE t.person_id = v.person_id)"),
            0);
  EXPECT_EQ(number("SELECT COUNT(*) FROM sites s WHERE s.kind = 'office' AND NOT EXISTS "
                   "(SELECT 1 FROM grants g WHERE g.site_id = s.id AND g.role = 'dispatcher')"),
            0)
      << "every office can dispatch";
  const auto veterans = number(
      "SELECT COUNT(DISTINCT m.person_id) FROM team_members m JOIN teams t ON t.id = m.team_id WHERE t.host = "
      "'veterans'");
  EXPECT_GE(veterans, 380);
  EXPECT_LE(veterans, 440);
}

TEST_P(Seed, refuses_a_database_that_is_not_empty_and_leaves_it_alone) {
  ASSERT_TRUE(seed_pidu(*database, vault, options_with(20)).ok());
  const auto people = number("SELECT COUNT(*) FROM persons");
  const auto second = seed_pidu(*database, vault, options_with(20));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().reason, "seed.not_empty");
  EXPECT_EQ(number("SELECT COUNT(*) FROM persons"), people);
}

TEST_P(Seed, numbers_are_sealed_and_demo_people_sign_in_with_the_given_password) {
  ASSERT_TRUE(seed_pidu(*database, vault, options_with(20)).ok());
  database->read([&](db::Reader& reader) {
    const auto row = reader.find(
        "SELECT mobile_sealed, id_number_sealed, password_hash, mobile_key FROM persons WHERE login = 'zyz2'");
    EXPECT_EQ(vault.open(row->text(0), people::mobile_context), "19900000012");
    EXPECT_EQ(vault.open(row->text(1), people::id_number_context), "510124195907239255");
    EXPECT_EQ(row->text(3), vault.lookup_key("19900000012", people::mobile_context));
    EXPECT_TRUE(password_matches(row->text(2), "demo-password-5s"));
    EXPECT_EQ(reader.find("SELECT COUNT(*) FROM persons WHERE login IS NULL AND password_hash <> ''")->i64(0), 0);
    return 0;
  });
}

INSTANTIATE_TEST_SUITE_P(Engines, Seed, ::testing::ValuesIn(testing::engines), testing::engine_name);

std::vector<std::string> identifiers(std::uint64_t seed) {
  testing::TestDatabase place(db::Engine::sqlite);
  const auto database = place.open();
  database->migrate();
  const auto done = seed_pidu(*database, Vault(std::string(32, 'k')), options_with(30, seed));
  EXPECT_TRUE(done.ok());
  return database->read([](db::Reader& reader) {
    std::vector<std::string> ids;
    for (const char* sql : {"SELECT id, name FROM persons ORDER BY id", "SELECT id, code FROM sites ORDER BY id",
                            "SELECT team_id, person_id FROM team_members ORDER BY team_id, person_id"})
      for (const db::Row& row : reader.query(sql)) ids.push_back(row.text(0) + row.text(1));
    return ids;
  });
}

TEST(SeedPlan, the_same_number_gives_the_same_district_and_another_gives_another) {
  const auto first = identifiers(1);
  EXPECT_EQ(first, identifiers(1));
  EXPECT_NE(first, identifiers(2));
}

TEST(SeedPlan, made_up_people_have_valid_numbers_nobody_has_twice) {
  const DistrictData data = read_district(ws::testing::source_dir() + "/data");
  Random random(3);
  PeopleMaker maker(data, random, start);
  std::set<std::string> numbers;
  for (int i = 0; i < 3000; ++i) {
    const MadeUpPerson person = maker.make_volunteer();
    EXPECT_TRUE(is_resident_id(person.id_number, start)) << person.id_number;
    EXPECT_TRUE(numbers.insert(person.id_number).second);
    EXPECT_EQ((person.id_number[16] - '0') % 2 == 0, person.female);
    EXPECT_GE(person.age, 16);
    EXPECT_LE(person.age, 82);
    EXPECT_EQ(normal_mobile(person.mobile), person.mobile);
    EXPECT_FALSE(person.name.empty());
  }
}

}  // namespace
}  // namespace ws::seed
