#include "portal/portal_model.h"

#include <gtest/gtest.h>

namespace ws::portal {
namespace {

constexpr Instant monday_11{1'795'402'800'000};  // 2026-11-23 11:00 in Chengdu

OrderForm good_form() {
  OrderForm form;
  form.need = "厨房的灯不亮了";
  form.whom = "self";
  form.date = "2026-11-24";
  form.slot = "morning";
  form.place = "home";
  form.town = "510117002";
  form.address = "阳光花园 3 栋";
  form.contact_name = "周桂兰";
  form.contact_mobile = "19900000001";
  form.consent = "1";
  return form;
}

std::string fields(const std::vector<FieldError>& errors) {
  std::string text;
  for (const FieldError& error : errors) text += error.field + " ";
  return text;
}

TEST(PortalModel, AFilledFormIsAccepted) {
  EXPECT_EQ(fields(check(good_form())), "");
}

TEST(PortalModel, EveryMissingFieldIsNamedAtOnce) {
  OrderForm form;
  form.whom = "other";
  EXPECT_EQ(fields(check(form)), "need person relation date slot town address contact_name contact_mobile consent ");
  form.place = "site";
  EXPECT_EQ(fields(check(form)), "need person relation date slot site_id contact_name contact_mobile consent ");
}

TEST(PortalModel, TextsHaveTheLimitsOfTheContract) {
  OrderForm form = good_form();
  form.need.clear();
  for (int i = 0; i < 501; ++i) form.need += "灯";
  EXPECT_EQ(fields(check(form)), "need ");
  form.need.resize(500 * 3);
  EXPECT_EQ(fields(check(form)), "");
}

TEST(PortalModel, ASlotIsAnInstantOfTheDistrict) {
  EXPECT_EQ(to_iso(*wished_start("2026-11-24", "morning", monday_11)), "2026-11-24T09:00:00+08:00");
  EXPECT_EQ(to_iso(*wished_start("2026-11-24", "evening", monday_11)), "2026-11-24T18:30:00+08:00");
  EXPECT_EQ(to_iso(*wished_start("2026-11-24", "any", monday_11)), "2026-11-24T09:00:00+08:00");
  EXPECT_EQ(to_iso(*wished_start("2026-11-23", "any", monday_11)), "2026-11-23T14:00:00+08:00") << "9:00 is over";
  EXPECT_FALSE(wished_start("2026-02-30", "morning", monday_11));
  EXPECT_FALSE(wished_start("24.11.2026", "morning", monday_11));
  EXPECT_FALSE(wished_start("2026-11-24", "midnight", monday_11));
}

TEST(PortalModel, TheNeedSaysForWhomItIsAndKeepsTheNote) {
  OrderForm form = good_form();
  EXPECT_EQ(told_need(form), "厨房的灯不亮了");
  form.whom = "other";
  form.person = "王奶奶";
  form.relation = "neighbour";
  form.note = "请敲门大声点";
  EXPECT_EQ(told_need(form), "厨房的灯不亮了\n替别人点：王奶奶（点单人的邻居）\n给志愿者的话：请敲门大声点");
}

TEST(PortalModel, OnlyPathsOfThisServerAreGoneTo) {
  for (const char* path : {"/", "/my", "/orders/new?item=01ABC&site=2", "/menu?q=%E7%81%AF"})
    EXPECT_TRUE(is_own_path(path)) << path;
  for (const char* path : {"", "my", "//evil.example", "/\\evil.example", "https://evil.example", "/a b",
                           "/a\r\nSet-Cookie: x", "/api/me"})
    EXPECT_FALSE(is_own_path(path)) << path;
}

TEST(PortalModel, HoursAreSaidAsPeopleSayThem) {
  const std::vector<OpenSpan> hours{{{1, 2, 3, 4, 5}, "09:00", "17:00"}, {{6, 7}, "09:30", "16:30"}};
  EXPECT_EQ(hours_words(hours, "zh"), "周一至周五 09:00–17:00，周六、周日 09:30–16:30");
  EXPECT_EQ(hours_words(hours, "en"), "Mon–Fri 09:00–17:00; Sat, Sun 09:30–16:30");
  EXPECT_EQ(today_words(hours, monday_11, "zh"), "今天 09:00–17:00");
  EXPECT_TRUE(is_open(hours, monday_11));
  EXPECT_FALSE(is_open(hours, monday_11.plus_ms(6 * hour_ms))) << "17:00 is closed";
  EXPECT_EQ(today_words({}, monday_11, "en"), "Not open today");
}

TEST(PortalModel, EveryStateHasWordsInBothLanguagesAndATrack) {
  for (const char* state : {"submitted", "rejected", "triaged", "dispatched", "accepted", "scheduled", "in_service",
                            "completed", "rated", "archived", "withdrawn", "returned"}) {
    for (const char* language : {"zh", "en"}) {
      const StateWords words = state_words({state, "赵师傅", monday_11, monday_11, monday_11}, language);
      EXPECT_NE(words.name, state);
      EXPECT_FALSE(words.next.empty()) << state;
    }
    EXPECT_NE(tracks(state).order, Track::next) << state;
  }
  EXPECT_EQ(tracks("dispatched").accept, Track::now);
  EXPECT_EQ(tracks("completed").rate, Track::now);
  EXPECT_EQ(tracks("rejected").dispatch, Track::next);
}

TEST(PortalModel, NumbersAreGrouped) {
  EXPECT_EQ(grouped(0), "0");
  EXPECT_EQ(grouped(999), "999");
  EXPECT_EQ(grouped(38915), "38,915");
  EXPECT_EQ(grouped(1234567), "1,234,567");
}

}  // namespace
}  // namespace ws::portal
