#include "dispatch/dispatch_model.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "base/identity.h"

namespace ws::dispatch {
namespace {

constexpr int minutes_of_a_day = 24 * 60;

std::int64_t shared_minutes(Instant a_starts, Instant a_ends, Instant b_starts, Instant b_ends) {
  return std::max<std::int64_t>(0, std::min(a_ends, b_ends).ms - std::max(a_starts, b_starts).ms) / minute_ms;
}

std::int64_t minutes_on(LocalDate day, const Facts& facts, const Need& need) {
  const Instant from = start_of_day(day);
  const Instant until = start_of_day(next_day(day));
  std::int64_t minutes = 0;
  for (const DayMinutes& counted : facts.counted)
    if (counted.day == day) minutes += counted.minutes;
  for (const Commitment& commitment : facts.commitments) {
    const bool is_counted = std::any_of(facts.counted.begin(), facts.counted.end(), [&](const DayMinutes& counted) {
      return counted.day == day && counted.order == commitment.order;
    });
    if (commitment.order != need.order && !is_counted)
      minutes += shared_minutes(commitment.starts, commitment.ends, from, until);
  }
  return minutes + shared_minutes(need.starts, need.ends, from, until);
}

/// Steps of a scale: the points of the first limit that is not exceeded, else 0.
struct Step {
  std::int64_t at_most;
  int points;
};
template <std::size_t N>
int points(const std::array<Step, N>& scale, std::int64_t value) {
  for (const Step& step : scale)
    if (value <= step.at_most) return step.points;
  return 0;
}
constexpr std::array<Step, 5> volunteer_distance{{{1'000, 30}, {2'000, 25}, {3'000, 20}, {5'000, 12}, {10'000, 6}}};
constexpr std::array<Step, 5> team_distance{{{1'000, 20}, {2'000, 17}, {3'000, 14}, {5'000, 8}, {10'000, 4}}};
constexpr std::array<Step, 4> volunteer_load{{{0, 20}, {1, 15}, {2, 10}, {3, 5}}};
constexpr std::array<Step, 4> team_load{{{0, 20}, {2, 15}, {5, 8}, {10, 3}}};

std::string clock_text(Instant at) {
  const int minute = minute_of_day(at);
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minute / 60) + ":" + two(minute % 60);
}

struct PartOfDay {
  int until_minute;
  std::string_view zh;
  std::string_view en;
};
constexpr std::array<PartOfDay, 4> parts_of_day{{{6 * 60, "凌晨", "early morning"},
                                                 {12 * 60, "上午", "morning"},
                                                 {18 * 60, "下午", "afternoon"},
                                                 {minutes_of_a_day, "晚上", "evening"}}};

const PartOfDay& part_of(Instant at) {
  return *std::find_if(parts_of_day.begin(), parts_of_day.end() - 1,
                       [minute = minute_of_day(at)](const PartOfDay& part) { return minute < part.until_minute; });
}

void tell_distance(std::vector<Words>& reasons, const Fit& fit, bool of_team) {
  if (!fit.distance_m) return;
  const auto [zh, en] = say_distance(*fit.distance_m);
  if (of_team)
    reasons.push_back({"队伍驻地距服务地点 " + zh, "The team's base is " + en + " away"});
  else if (fit.distance_is_of_site)
    reasons.push_back({"所属阵地距服务地点 " + zh, "Their own site is " + en + " away"});
  else
    reasons.push_back({"距服务地点 " + zh, en + " away"});
}

void tell_week(std::vector<Words>& reasons, std::int64_t load, Instant starts, Instant now) {
  const bool this_week = start_of_week(starts) == start_of_week(now);
  const std::string zh = this_week ? "本周" : "当周";
  const std::string en = this_week ? " this week" : " that week";
  const std::string count = std::to_string(load);
  if (load == 0)
    reasons.push_back({zh + "暂无服务安排", "No orders" + en});
  else if (load == 1)
    reasons.push_back({zh + "仅 1 单", "Only 1 order" + en});
  else
    reasons.push_back({zh + "已有 " + count + " 单", count + " orders" + en});
}

constexpr std::int64_t unknown_distance_m = std::numeric_limits<std::int64_t>::max();

/// FNV-1a of need and candidate.
std::uint64_t draw(const Need& need, const Suggestion& candidate) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const std::string* text : {&need.order.str(), &candidate.id})
    for (const char letter : *text) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  return hash;
}

}  // namespace

std::vector<LocalDate> days_of(Instant starts, Instant ends) {
  std::vector<LocalDate> days;
  for (LocalDate day = local_date(starts); start_of_day(day) < ends; day = next_day(day)) days.push_back(day);
  return days;
}

namespace {

/// Who needs a guardian's yes to each activity takes no orders, for which nobody asks one; who needs it once has it.
bool under_age(const Facts& facts, const Need& need, const Policy& policy) {
  if (!facts.born) return false;
  const int age = age_on(*facts.born, local_date(need.starts));
  return age < policy.guardian_per_activity_below_age || (age < policy.guardian_below_age && !facts.has_guardian);
}

}  // namespace

std::string_view refusal(const Facts& facts, const Need& need, const Policy& policy) {
  if (!facts.registered) return "order.volunteer_not_registered";
  if (!facts.skilled) return "order.skill_missing";
  if (under_age(facts, need, policy)) return "order.volunteer_under_age";
  for (const Commitment& commitment : facts.commitments)
    if (commitment.order != need.order && commitment.starts < need.ends && need.starts < commitment.ends)
      return "order.overlap";
  for (const LocalDate day : days_of(need.starts, need.ends))
    if (minutes_on(day, facts, need) > policy.max_minutes_per_day) return "order.daily_limit";
  return {};
}

bool covers(const std::vector<WeeklyTime>& given, Instant starts, Instant ends) {
  std::vector<WeeklyTime> times = given;
  std::sort(times.begin(), times.end(),
            [](const WeeklyTime& a, const WeeklyTime& b) { return a.from_minute < b.from_minute; });
  for (const LocalDate day : days_of(starts, ends)) {
    const Instant midnight = start_of_day(day);
    std::int64_t reached_ms = std::max<std::int64_t>(0, starts.ms - midnight.ms);
    const std::int64_t wanted_ms = std::min(day_ms, ends.ms - midnight.ms);
    for (const WeeklyTime& time : times)
      if (time.weekday == weekday(day) && time.from_minute * minute_ms <= reached_ms)
        reached_ms = std::max(reached_ms, time.until_minute * minute_ms);
    if (reached_ms < wanted_ms) return false;
  }
  return true;
}

Instant start_of_week(Instant at) {
  const LocalDate day = local_date(at);
  return start_of_day(day).plus_ms(-(weekday(day) - 1) * day_ms);
}

int score(const VolunteerFit& fit, const Need&) {
  const int near = fit.common.distance_m ? points(volunteer_distance, *fit.common.distance_m) : 0;
  return 40 + near + points(volunteer_load, fit.common.load) + (fit.served_site_before ? 10 : 0);
}

int score(const TeamFit& fit, const Need& need) {
  const int near = fit.common.distance_m ? points(team_distance, *fit.common.distance_m) : 0;
  const std::size_t needed = std::max<std::size_t>(1, need.volunteers_needed);
  const int members = static_cast<int>(30 * std::min(fit.free_members, needed) / needed);
  return (fit.offers_item ? 30 : 0) + members + near + points(team_load, fit.common.load);
}

std::vector<Words> explain(const VolunteerFit& fit, const Need& need, Instant now) {
  std::vector<Words> reasons;
  if (fit.common.skill_asked)
    reasons.push_back(
        {"有“" + fit.common.skill_name.zh + "”技能", "Has the skill “" + fit.common.skill_name.en + "”"});
  const Words slot = say_slot(need.starts, need.ends);
  reasons.push_back({slot.zh + "有空", "Free on " + slot.en});
  tell_distance(reasons, fit.common, false);
  tell_week(reasons, fit.common.load, need.starts, now);
  if (fit.served_site_before) reasons.push_back({"近期在该阵地服务过", "Has lately served at this site"});
  return reasons;
}

std::vector<Words> explain(const TeamFit& fit, const Need& need) {
  std::vector<Words> reasons;
  if (fit.offers_item) reasons.push_back({"服务菜单中有此项目", "Offers this item on its menu"});
  const Words slot = say_slot(need.starts, need.ends);
  const std::string members = std::to_string(fit.free_members);
  const std::string skill_zh = fit.common.skill_asked ? "有“" + fit.common.skill_name.zh + "”技能的" : "";
  const std::string skill_en = fit.common.skill_asked ? " with the skill “" + fit.common.skill_name.en + "”" : "";
  if (fit.free_members == 0)
    reasons.push_back({slot.zh + "暂无" + skill_zh + "成员登记有空",
                       "No member" + skill_en + " has stated to be free on " + slot.en});
  else
    reasons.push_back(
        {members + " 名" + skill_zh + "成员" + slot.zh + "有空",
         members + (fit.free_members == 1 ? " member" : " members") + skill_en + " free on " + slot.en});
  tell_distance(reasons, fit.common, true);
  const std::string load = std::to_string(fit.common.load);
  if (fit.common.load == 0)
    reasons.push_back({"暂无在办点单", "No open orders"});
  else
    reasons.push_back({"在办点单 " + load + " 单", load + (fit.common.load == 1 ? " open order" : " open orders")});
  return reasons;
}

void rank(std::vector<Suggestion>& suggestions, const Need& need) {
  std::vector<std::pair<std::uint64_t, Suggestion>> drawn;
  drawn.reserve(suggestions.size());
  for (Suggestion& suggestion : suggestions) {
    const std::uint64_t lot = draw(need, suggestion);
    drawn.emplace_back(lot, std::move(suggestion));
  }
  std::sort(drawn.begin(), drawn.end(), [](const auto& left, const auto& right) {
    const Suggestion& a = left.second;
    const Suggestion& b = right.second;
    if (a.score != b.score) return a.score > b.score;
    if (a.distance_m != b.distance_m)
      return a.distance_m.value_or(unknown_distance_m) < b.distance_m.value_or(unknown_distance_m);
    if (a.load != b.load) return a.load < b.load;
    return std::tie(left.first, a.id) < std::tie(right.first, b.id);
  });
  for (std::size_t i = 0; i < drawn.size(); ++i) suggestions[i] = std::move(drawn[i].second);
}

Words say_distance(std::int64_t distance_m) {
  if (distance_m < 975) {
    const std::string metres = std::to_string(std::max<std::int64_t>(50, (distance_m + 25) / 50 * 50));
    return {metres + " 米", metres + " m"};
  }
  const std::int64_t tenths = (distance_m + 50) / 100;
  std::string kilometres = std::to_string(tenths / 10);
  if (tenths % 10 != 0) kilometres += "." + std::to_string(tenths % 10);
  return {kilometres + " 公里", kilometres + " km"};
}

Words say_slot(Instant starts, Instant ends) {
  static constexpr std::array<std::string_view, 8> days_zh{"",     "周一", "周二", "周三",
                                                           "周四", "周五", "周六", "周日"};
  static constexpr std::array<std::string_view, 8> days_en{"",         "Monday", "Tuesday",  "Wednesday",
                                                           "Thursday", "Friday", "Saturday", "Sunday"};
  const auto day = static_cast<std::size_t>(weekday(local_date(starts)));
  const std::string zh(days_zh[day]);
  const std::string en(days_en[day]);
  const Instant last = ends.plus_ms(-1);
  const PartOfDay& part = part_of(starts);
  if (local_date(last) == local_date(starts) && part_of(last).until_minute == part.until_minute)
    return {zh + std::string(part.zh), en + " " + std::string(part.en)};
  const std::string times = " " + clock_text(starts) + "–" + clock_text(ends);
  return {zh + times + " ", en + times};
}

}  // namespace ws::dispatch
