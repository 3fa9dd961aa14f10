#include "hours/anomaly_model.h"

#include <gmock/gmock.h>

namespace ws::hours {
namespace {

const PersonId chen("C"), zhao("Z");

std::vector<Act> acts(const PersonId& actor, const std::vector<std::int64_t>& at) {
  std::vector<Act> all;
  for (const std::int64_t ms : at) all.push_back({actor, {ms}, HoursEntryId(actor.str() + std::to_string(ms))});
  return all;
}

TEST(HoursAnomaly, ABurstIsManyActsOfOnePersonInAShortTime) {
  EXPECT_TRUE(bursts("r", acts(chen, {0, 10, 20}), 4, 100).empty());
  EXPECT_TRUE(bursts("r", acts(chen, {0, 10, 20, 101}), 4, 100).empty());
  const auto found = bursts("r", acts(chen, {0, 10, 20, 100, 110, 900}), 4, 100);
  ASSERT_EQ(found.size(), 1U) << "stretches that touch are one";
  EXPECT_EQ(found[0].actor, chen);
  EXPECT_EQ(found[0].entries.size(), 5U);
  EXPECT_EQ(found[0].until.ms, 110);
  auto two = acts(chen, {0, 10});
  for (const Act& act : acts(zhao, {11, 12})) two.push_back(act);
  EXPECT_TRUE(bursts("r", two, 4, 100).empty()) << "two people are no burst of one";
}

TEST(HoursAnomaly, HasteIsActsSecondsAfterEachOther) {
  EXPECT_TRUE(hasty(acts(chen, {0, 6, 12, 18}), 3, 5).empty());
  const auto found = hasty(acts(chen, {0, 5, 9, 100, 104}), 3, 5);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].entries.size(), 3U);
  EXPECT_EQ(found[0].rule, "anomaly.confirm_hasty");
}

TEST(HoursAnomaly, OddActsAreOneFindingAPerson) {
  auto all = acts(chen, {0, 50});
  for (const Act& act : acts(zhao, {11})) all.push_back(act);
  const auto found = each_odd("r", all);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].entries.size(), 2U);
  EXPECT_EQ(found[1].actor, zhao);
}

}  // namespace
}  // namespace ws::hours
