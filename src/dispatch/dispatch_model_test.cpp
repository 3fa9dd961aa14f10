#include "dispatch/dispatch_model.h"

#include <gmock/gmock.h>

namespace ws::dispatch {
namespace {

using ::testing::ElementsAre;

constexpr LocalDate wednesday{2026, 11, 25};

Instant at(int hour, int minute = 0, LocalDate day = wednesday) {
  return start_of_day(day).plus_ms(hour * hour_ms + minute * minute_ms);
}

Need need_at(Instant starts, Instant ends) {
  Need need;
  need.order = OrderId("THIS");
  need.skill = "nursing";
  need.starts = starts;
  need.ends = ends;
  return need;
}
const Need afternoon = need_at(at(14), at(16));
const Words nursing{"助浴陪护", "Bathing help"};

Facts fitting() {
  Facts facts;
  facts.registered = facts.skilled = true;
  return facts;
}

struct Judged {
  int score;
  std::vector<Words> reasons;
};
Judged judge(const VolunteerFit& fit, const Need& need, Instant now) {
  return {score(fit, need), explain(fit, need, now)};
}
Judged judge(const TeamFit& fit, const Need& need, Instant) {
  return {score(fit, need), explain(fit, need)};
}

std::vector<std::string> zh(const Judged& judged) {
  std::vector<std::string> texts;
  for (const Words& words : judged.reasons) texts.push_back(words.zh);
  return texts;
}
std::vector<std::string> en(const Judged& judged) {
  std::vector<std::string> texts;
  for (const Words& words : judged.reasons) texts.push_back(words.en);
  return texts;
}

TEST(DispatchModel, NoObstacleForOneWhoFits) {
  EXPECT_EQ(refusal(fitting(), afternoon, {}), "");
}

TEST(DispatchModel, RegistrationAndSkillComeFirst) {
  Facts facts = fitting();
  facts.commitments = {{OrderId("OTHER"), at(14), at(16)}};
  facts.skilled = false;
  EXPECT_EQ(refusal(facts, afternoon, {}), "order.skill_missing");
  facts.registered = false;
  EXPECT_EQ(refusal(facts, afternoon, {}), "order.volunteer_not_registered");
}

TEST(DispatchModel, HardRule_UnderFourteenNoOrdersAndUnderEighteenOnlyWithAGuardian) {
  const LocalDate day = local_date(afternoon.starts);
  const auto of = [&](int age, bool has_guardian) {
    Facts facts = fitting();
    facts.born = LocalDate{day.year - age, day.month, day.day};
    facts.has_guardian = has_guardian;
    return refusal(facts, afternoon, {});
  };
  EXPECT_EQ(of(13, true), "order.volunteer_under_age");
  EXPECT_EQ(of(14, false), "order.volunteer_under_age");
  EXPECT_EQ(of(14, true), "");
  EXPECT_EQ(of(18, false), "");
}

TEST(DispatchModel, OverlapIsByTheMinuteAndNeighboursDoNot) {
  Facts facts = fitting();
  facts.commitments = {{OrderId("OTHER"), at(12), at(14)}, {OrderId("LATER"), at(16), at(17)}};
  EXPECT_EQ(refusal(facts, afternoon, {}), "");
  facts.commitments.push_back({OrderId("THIRD"), at(15, 59), at(16)});
  EXPECT_EQ(refusal(facts, afternoon, {}), "order.overlap");
}

TEST(DispatchModel, TheOrderItselfIsNoObstacleWhenItMoves) {
  Facts facts = fitting();
  facts.commitments = {{OrderId("THIS"), at(13), at(15)}};
  EXPECT_EQ(refusal(facts, afternoon, {}), "");
}

TEST(DispatchModel, TheDayHoldsPlannedCountedAndThis) {
  Facts facts = fitting();
  facts.commitments = {{OrderId("PLANNED"), at(17), at(20)}};
  facts.counted = {{wednesday, OrderId("DONE"), 180}};
  EXPECT_EQ(refusal(facts, afternoon, {}), "") << "180 + 180 + 120 is exactly the day";
  facts.counted.front().minutes = 181;
  EXPECT_EQ(refusal(facts, afternoon, {}), "order.daily_limit");
}

TEST(DispatchModel, WhatIsCountedIsNotPlannedAgain) {
  Facts facts = fitting();
  facts.commitments = {{OrderId("RUNNING"), at(8), at(13)}};
  EXPECT_EQ(refusal(facts, need_at(at(14), at(18)), {}), "order.daily_limit");
  facts.counted = {{wednesday, OrderId("RUNNING"), 30}};
  EXPECT_EQ(refusal(facts, need_at(at(14), at(18)), {}), "");
}

TEST(DispatchModel, ASlotOverMidnightIsJudgedDayByDay) {
  Facts facts = fitting();
  facts.counted = {{next_day(wednesday), OrderId("NEXT"), 421}};
  EXPECT_EQ(refusal(facts, need_at(at(23), at(25)), {}), "order.daily_limit");
  facts.counted.front().minutes = 420;
  EXPECT_EQ(refusal(facts, need_at(at(23), at(25)), {}), "");
}

TEST(DispatchModel, WeeklyTimesMustCoverTheWholeSlot) {
  EXPECT_TRUE(covers({{3, 14 * 60, 16 * 60}}, at(14), at(16)));
  EXPECT_FALSE(covers({{3, 14 * 60, 16 * 60 - 1}}, at(14), at(16)));
  EXPECT_FALSE(covers({{3, 14 * 60 + 1, 16 * 60}}, at(14), at(16)));
  EXPECT_FALSE(covers({{4, 14 * 60, 16 * 60}}, at(14), at(16)));
  EXPECT_TRUE(covers({{3, 15 * 60, 18 * 60}, {3, 9 * 60, 15 * 60}}, at(14), at(16))) << "two adjoining times";
  EXPECT_FALSE(covers({{3, 9 * 60, 15 * 60}, {3, 15 * 60 + 5, 18 * 60}}, at(14), at(16))) << "a gap";
  EXPECT_TRUE(covers({{3, 22 * 60, 24 * 60}, {4, 0, 2 * 60}}, at(23), at(25)));
  EXPECT_FALSE(covers({{3, 22 * 60, 24 * 60}}, at(23), at(25)));
  EXPECT_FALSE(covers({}, at(14), at(16)));
}

TEST(DispatchModel, AVolunteersReasonsAreWords) {
  VolunteerFit fit;
  fit.common = {true, nursing, 1'180, false, 1};
  fit.served_site_before = true;
  const Judged judged = judge(fit, afternoon, at(9));
  EXPECT_EQ(judged.score, 40 + 25 + 15 + 10);
  EXPECT_THAT(zh(judged), ElementsAre("有“助浴陪护”技能", "周三下午有空", "距服务地点 1.2 公里", "本周仅 1 单",
                                      "近期在该阵地服务过"));
  EXPECT_THAT(en(judged), ElementsAre("Has the skill “Bathing help”", "Free on Wednesday afternoon", "1.2 km away",
                                      "Only 1 order this week", "Has lately served at this site"));
}

TEST(DispatchModel, WhatIsUnknownIsNotTold) {
  const Judged judged = judge(VolunteerFit{}, afternoon, at(9, 0, {2026, 11, 18}));
  EXPECT_THAT(zh(judged), ElementsAre("周三下午有空", "当周暂无服务安排"));
}

TEST(DispatchModel, TheBestFitIsAHundred) {
  VolunteerFit volunteer;
  volunteer.common = {true, nursing, 0, false, 0};
  volunteer.served_site_before = true;
  EXPECT_EQ(judge(volunteer, afternoon, at(9)).score, 100);
  TeamFit team;
  team.common = {true, nursing, 0, true, 0};
  team.offers_item = true;
  team.free_members = 9;
  EXPECT_EQ(judge(team, afternoon, at(9)).score, 100);
}

TEST(DispatchModel, NearerAndLessBusyNeverFitsWorse) {
  int last = 1000;
  for (const std::int64_t metres : {0, 999, 1'001, 2'500, 4'000, 9'000, 50'000}) {
    VolunteerFit fit;
    fit.common.distance_m = metres;
    const int score = judge(fit, afternoon, at(9)).score;
    EXPECT_LE(score, last);
    last = score;
  }
  for (std::int64_t load = 0; load < 8; ++load) {
    VolunteerFit fit;
    fit.common.load = load;
    VolunteerFit busier = fit;
    ++busier.common.load;
    EXPECT_GE(judge(fit, afternoon, at(9)).score, judge(busier, afternoon, at(9)).score);
  }
}

TEST(DispatchModel, ATeamsReasonsAreWords) {
  TeamFit fit;
  fit.common = {true, nursing, 600, true, 2};
  fit.offers_item = true;
  fit.free_members = 1;
  Need need = afternoon;
  need.volunteers_needed = 2;
  const Judged judged = judge(fit, need, at(9));
  EXPECT_EQ(judged.score, 30 + 15 + 20 + 15);
  EXPECT_THAT(zh(judged), ElementsAre("服务菜单中有此项目", "1 名有“助浴陪护”技能的成员周三下午有空",
                                      "队伍驻地距服务地点 600 米", "在办点单 2 单"));
  fit.free_members = 0;
  EXPECT_EQ(zh(judge(fit, need, at(9)))[1], "周三下午暂无有“助浴陪护”技能的成员登记有空");
}

TEST(DispatchModel, EqualFitsAreDrawnAnewForEachOrder) {
  std::vector<std::string> first_places;
  for (int order = 0; order < 40; ++order) {
    Need need = afternoon;
    need.order = OrderId("ORDER" + std::to_string(order));
    std::vector<Suggestion> suggestions(4);
    for (std::size_t i = 0; i < 4; ++i) suggestions[i].id = "P" + std::to_string(i);
    std::vector<Suggestion> reversed(suggestions.rbegin(), suggestions.rend());
    rank(suggestions, need);
    rank(reversed, need);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(suggestions[i].id, reversed[i].id);
    first_places.push_back(suggestions[0].id);
  }
  for (const char* id : {"P0", "P1", "P2", "P3"}) EXPECT_THAT(first_places, ::testing::Contains(id));
}

TEST(DispatchModel, RankIsByFitThenDistance) {
  std::vector<Suggestion> suggestions(3);
  suggestions[0] = {
      .id = "UNKNOWN", .name = {}, .score = 50, .distance_m = {}, .lat_e6 = {}, .lon_e6 = {}, .reasons = {}};
  suggestions[1] = {
      .id = "FAR", .name = {}, .score = 50, .distance_m = 900, .lat_e6 = {}, .lon_e6 = {}, .reasons = {}};
  suggestions[2] = {
      .id = "BEST", .name = {}, .score = 51, .distance_m = 5'000, .lat_e6 = {}, .lon_e6 = {}, .reasons = {}};
  rank(suggestions, afternoon);
  EXPECT_EQ(suggestions[0].id, "BEST");
  EXPECT_EQ(suggestions[1].id, "FAR");
  EXPECT_EQ(suggestions[2].id, "UNKNOWN");
}

TEST(DispatchModel, DistancesAsPeopleSayThem) {
  EXPECT_EQ(say_distance(3).zh, "50 米");
  EXPECT_EQ(say_distance(810).zh, "800 米");
  EXPECT_EQ(say_distance(974).zh, "950 米");
  EXPECT_EQ(say_distance(990).zh, "1 公里");
  EXPECT_EQ(say_distance(1'249).en, "1.2 km");
  EXPECT_EQ(say_distance(12'000).en, "12 km");
}

TEST(DispatchModel, SlotsAsPeopleSayThem) {
  EXPECT_EQ(say_slot(at(9), at(12)).zh, "周三上午");
  EXPECT_EQ(say_slot(at(19), at(21)).en, "Wednesday evening");
  EXPECT_EQ(say_slot(at(11), at(13)).zh, "周三 11:00–13:00 ");
  EXPECT_EQ(say_slot(at(23), at(25)).en, "Wednesday 23:00–01:00");
}

TEST(DispatchModel, AWeekBeginsOnLocalMonday) {
  const LocalDate monday{2026, 11, 23};
  EXPECT_EQ(start_of_week(at(0)), start_of_day(monday));
  EXPECT_EQ(start_of_week(start_of_day(monday)), start_of_day(monday));
  EXPECT_EQ(start_of_week(start_of_day(monday).plus_ms(-1)), start_of_day({2026, 11, 16}));
}

}  // namespace
}  // namespace ws::dispatch
