#include "sites/site_model.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace ws::sites {
namespace {

TEST(SiteModel, moves_only_along_the_states_of_the_domain) {
  using enum SiteState;
  const std::pair<SiteState, SiteState> allowed[] = {
      {preparing, operating}, {operating, rectifying}, {rectifying, operating}, {operating, closed}};
  for (const SiteState from : {preparing, operating, rectifying, closed})
    for (const SiteState to : {preparing, operating, rectifying, closed}) {
      const bool expected =
          std::find(std::begin(allowed), std::end(allowed), std::pair(from, to)) != std::end(allowed);
      EXPECT_EQ(check_move(from, to).ok(), expected) << to_text(from) << " to " << to_text(to);
    }
}

TEST(SiteModel, reads_times_of_day_strictly) {
  EXPECT_EQ(parse_minute("00:00"), 0);
  EXPECT_EQ(parse_minute("09:30"), 570);
  EXPECT_EQ(parse_minute("24:00"), 1440);
  for (const char* text : {"", "9:30", "09:60", "24:01", "25:00", "0a:00", "09-30", "09:30 "})
    EXPECT_FALSE(parse_minute(text)) << text;
}

TEST(SiteModel, opening_hours_have_days_an_order_and_no_overlap) {
  EXPECT_TRUE(check_hours({}).ok());
  EXPECT_TRUE(check_hours({{{1, 2, 3}, 540, 720}, {{1, 2, 3}, 720, 1020}, {{6}, 600, 700}}).ok());
  EXPECT_EQ(check_hours({{{}, 540, 720}}).error().reason, "site.hours_wrong") << "no day";
  EXPECT_FALSE(check_hours({{{1}, 720, 540}}).ok()) << "closes before it opens";
  EXPECT_FALSE(check_hours({{{1, 1}, 540, 720}}).ok()) << "a day twice";
  const auto overlapping = check_hours({{{1, 2}, 540, 720}, {{2}, 700, 800}});
  ASSERT_FALSE(overlapping.ok());
  EXPECT_EQ(overlapping.error().field, "hours[1]");
}

TEST(SiteModel, hours_are_stored_as_the_contract_shows_them) {
  EXPECT_EQ(hours_json({{{1, 2}, 540, 1020}}), R"([{"days":[1,2],"open":"09:00","close":"17:00"}])");
}

TEST(SiteModel, a_closed_site_and_an_old_version_refuse_an_edit) {
  Site site{};
  site.state = SiteState::operating;
  site.version = 3;
  Edit edit{};
  edit.version = 3;
  EXPECT_TRUE(check_edit(site, edit).ok());
  edit.version = 2;
  EXPECT_EQ(check_edit(site, edit).error().reason, "site.changed_meanwhile");
  site.state = SiteState::closed;
  EXPECT_EQ(check_edit(site, edit).error().reason, "site.closed");
}

}  // namespace
}  // namespace ws::sites
