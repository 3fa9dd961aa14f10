#include "portal/portal_activity_model.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

#include "base/id.h"
#include "base/text.h"

namespace ws::portal {
namespace {

struct Words {
  std::string_view key, zh, en, hue;
};

constexpr std::array<Words, 9> activity_states{{
    {"draft", "草稿", "Draft", "calm"},
    {"review", "待审核", "In review", "calm"},
    {"recruiting", "招募中", "Recruiting", "good"},
    {"in_progress", "进行中", "Under way", "brand"},
    {"awaiting_confirmation", "已结束", "Over", "calm"},
    {"publicised", "已结束，公示中", "Over, record shown", "calm"},
    {"archived", "已结束", "Over", "calm"},
    {"cancelled", "已取消", "Cancelled", "warn"},
    {"retracted", "已撤回", "Retracted", "warn"},
}};
constexpr std::array<Words, 10> signup_states{{
    {"pending", "等待确认", "Waiting for a yes", "calm"},
    {"waitlisted", "候补中", "On the waitlist", "calm"},
    {"offered", "有名额了，等您确认", "A place is held for you", "warn"},
    {"confirmed", "已报上", "You have a place", "good"},
    {"checked_in", "已签到", "Checked in", "brand"},
    {"checked_out", "已签退", "Checked out", "good"},
    {"counted", "时长已记录", "Hours recorded", "good"},
    {"cancelled", "已取消", "Cancelled", "calm"},
    {"absent", "未到场", "Absent", "warn"},
    {"excused", "已请假", "Excused", "calm"},
}};

template <std::size_t n>
Badge badge_of(const std::array<Words, n>& table, std::string_view key, Language language) {
  for (const Words& words : table)
    if (words.key == key) return {say(language, words.zh, words.en), std::string(words.hue)};
  return {std::string(key), "calm"};
}

std::string count_words(std::string_view zh_before, std::int64_t count, std::string_view zh_after,
                        std::string_view en_after, Language language) {
  const std::string number = grouped(count);
  return language == "en" ? number + std::string(en_after) : std::string(zh_before) + number + std::string(zh_after);
}

bool is_on(std::string_view state) {
  return state == "recruiting" || state == "in_progress";
}

}  // namespace

bool takes_signups(const Places& places, Instant now) {
  const bool window = places.opens <= now && now < places.closes;
  return is_on(places.state) && (window || places.drawn) && places.starts > now;
}

Badge places_words(const Places& places, Instant now, Language language) {
  if (!is_on(places.state)) return activity_state_words(places.state, language);
  if (now < places.opens) {
    const std::string at = say_time(places.opens, now, language);
    return {language == "en" ? "Opens " + at : at + "开始报名", "calm"};
  }
  if (!takes_signups(places, now)) return {say(language, "报名已截止", "Sign-up closed"), "calm"};
  if (places.mode == "lot" && !places.drawn)
    return {count_words("抽签 · ", places.capacity, " 个名额", " places by lot", language), "calm"};
  if (places.open > 3) return {count_words("还剩 ", places.open, " 位", " places left", language), "good"};
  if (places.open > 0) return {count_words("只剩 ", places.open, " 位", " left", language), "warn"};
  if (places.waiting > 0)
    return {language == "en" ? "Full, " + grouped(places.waiting) + " waiting"
                             : "已满，候补 " + grouped(places.waiting) + " 人",
            "calm"};
  return {say(language, "已满，可候补", "Full, you can wait"), "calm"};
}

Badge activity_state_words(std::string_view state, Language language) {
  return badge_of(activity_states, state, language);
}

namespace {

std::string next_of(const OwnSignup& signup, Instant now, Language language) {
  const bool en = language == "en";
  const std::string starts = say_time(signup.starts, now, language);
  if (signup.state == "offered" && signup.offered_until) {
    const std::string until = say_time(*signup.offered_until, now, language);
    return en ? "Please answer by " + until + "; then it goes to the next."
              : "请在" + until + "前确认，过时就让给下一位。";
  }
  if (signup.state == "waitlisted")
    return say(language, "有名额空出来会按次序为您保留，并马上通知您。",
               "When a place comes free it is held for you in turn, and you are told at once.");
  if (signup.state == "pending" && signup.mode == "lot") {
    const std::string at = signup.draw_due ? say_time(*signup.draw_due, now, language) : "";
    return en ? "Lots are drawn " + at + "; you will be told." : at + "抽签，结果会通知您。";
  }
  if (signup.state == "pending")
    return say(language, "活动负责人看过以后会通知您。", "The people in charge will tell you.");
  if (signup.state == "confirmed" && signup.starts > now)
    return en ? starts + ", " + signup.place : starts + "，" + signup.place;
  if (signup.state == "confirmed" && signup.ends <= now)
    return say(language, "已经结束，到场和时长由工作人员核对。", "Over; staff check who came and for how long.");
  if (signup.state == "confirmed" || signup.state == "checked_in")
    return say(language, "正在进行，离开时请记得签退。", "Under way; please check out when you leave.");
  if (signup.state == "checked_out")
    return say(language, "时长由工作人员确认后计入。", "Your hours count once staff confirm them.");
  return {};
}

}  // namespace

SignupWords signup_words(const OwnSignup& signup, Instant now, Language language) {
  Badge badge = badge_of(signup_states, signup.state, language);
  if (signup.state == "waitlisted" && signup.place_in_line)
    badge.text = language == "en" ? "Number " + grouped(*signup.place_in_line) + " on the waitlist"
                                  : "候补第 " + grouped(*signup.place_in_line) + " 位";
  if (signup.state == "pending" && signup.mode == "lot") badge.text = say(language, "等抽签", "Waiting for the draw");
  if (signup.companions > 0)
    badge.text += language == "en" ? " (+" + grouped(signup.companions) + ")"
                                   : "（同行 " + grouped(signup.companions) + " 人）";
  return {badge.text, badge.hue, next_of(signup, now, language)};
}

std::string cancel_effect(const OwnSignup& signup, Instant now, Language language) {
  if (signup.state == "confirmed" && signup.starts > now)
    return say(language, "取消后名额马上让给候补的人，再想参加要重新报名。",
               "Your place goes to whoever waits at once. To come after all you would sign up again.");
  if (signup.state == "waitlisted")
    return say(language, "取消后就失去现在的候补次序。", "You lose your place in the line.");
  if (signup.state == "pending")
    return say(language, "取消后这次报名作废，截止前可以重新报名。",
               "This sign-up is withdrawn. You can sign up again while it is open.");
  return {};
}

SignupGroup group_of_signup(std::string_view state, Instant ends, Instant now) {
  if (ends <= now || state == "cancelled" || state == "excused" || state == "absent" || state == "counted")
    return SignupGroup::past;
  if (state == "offered") return SignupGroup::offer;
  return state == "waitlisted" || state == "pending" ? SignupGroup::waiting : SignupGroup::coming;
}

std::string month_words(LocalDate day, Language language) {
  static constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  return language == "en" ? std::string(names.at(static_cast<std::size_t>(day.month - 1)))
                          : std::to_string(day.month) + "月";
}

std::string weekday_words(LocalDate day, Language language) {
  static constexpr std::array<std::string_view, 7> zh{"周一", "周二", "周三", "周四", "周五", "周六", "周日"};
  static constexpr std::array<std::string_view, 7> en{"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto at = static_cast<std::size_t>(weekday(day) - 1);
  return say(language, zh.at(at), en.at(at));
}

std::string date_words(LocalDate day, Language language) {
  const std::string number = std::to_string(day.day);
  return language == "en" ? number + " " + month_words(day, language) : month_words(day, language) + number + "日";
}

std::string day_words(LocalDate day, Language language) {
  const std::string date = date_words(day, language);
  const std::string name = weekday_words(day, language);
  return language == "en" ? name + " " + date : date + " " + name;
}

std::string span_words(Instant starts, Instant ends) {
  return to_iso(starts).substr(11, 5) + "–" + to_iso(ends).substr(11, 5);
}

std::string distance_words(std::int64_t metres, Language language) {
  if (metres < 1000) return std::to_string(metres / 10 * 10) + say(language, " 米", " m");
  return std::to_string(metres / 1000) + "." + std::to_string(metres % 1000 / 100) + say(language, " 公里", " km");
}

const std::vector<QueryField>& activity_query_fields() {
  static const std::vector<QueryField> fields{
      {"view", &ActivityQuery::view},     {"when", &ActivityQuery::when}, {"date", &ActivityQuery::date},
      {"month", &ActivityQuery::month},   {"q", &ActivityQuery::q},       {"category", &ActivityQuery::category},
      {"town", &ActivityQuery::town},     {"site", &ActivityQuery::site}, {"team", &ActivityQuery::team},
      {"places", &ActivityQuery::places}, {"for", &ActivityQuery::who},   {"near", &ActivityQuery::near},
      {"cursor", &ActivityQuery::cursor},
  };
  return fields;
}

Span span_of(const ActivityQuery& query, Instant now) {
  const LocalDate today = local_date(now);
  const Instant midnight = start_of_day(today);
  const auto days = [midnight](std::int64_t count) { return midnight.plus_ms(count * day_ms); };
  const std::int64_t to_monday = 8 - weekday(today);
  if (query.when == "today") return {now, days(1)};
  if (query.when == "weekend") return {std::max(now, days(to_monday - 2)), days(to_monday)};
  if (query.when == "week") return {now, days(7)};
  if (const auto date = parse_date(query.date)) {
    const Instant from = start_of_day(*date);
    return {from, from.plus_ms(day_ms)};
  }
  return {now, days(400)};
}

CalendarSpan calendar_span(const ActivityQuery& query, Instant now) {
  const auto moved = [](LocalDate day, std::int64_t by) {
    return local_date(start_of_day(day).plus_ms(by * day_ms));
  };
  const auto monday_of = [&](LocalDate day) { return moved(day, 1 - weekday(day)); };
  LocalDate shown = local_date(now);
  if (const auto chosen = parse_date(query.month.size() == 7 ? query.month + "-01" : query.month)) shown = *chosen;
  if (query.view == "week") {
    const LocalDate monday = monday_of(shown);
    return {monday, moved(monday, 6), monday, moved(monday, -7), moved(monday, 7)};
  }
  shown.day = 1;
  const LocalDate after =
      shown.month == 12 ? LocalDate{shown.year + 1, 1, 1} : LocalDate{shown.year, shown.month + 1, 1};
  const LocalDate last = moved(after, -1);
  LocalDate before = moved(shown, -1);
  before.day = 1;
  return {monday_of(shown), moved(monday_of(last), 6), shown, before, after};
}

std::optional<Point> parse_point(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || text.size() > 24) return std::nullopt;
  const auto number = [](std::string_view part, std::int64_t most) -> std::optional<std::int64_t> {
    std::int64_t value = 0;
    const auto [end, failed] = std::from_chars(part.data(), part.data() + part.size(), value);
    if (failed != std::errc() || end != part.data() + part.size() || std::abs(value) > most) return std::nullopt;
    return value;
  };
  const auto lat = number(text.substr(0, comma), 90'000'000);
  const auto lon = number(text.substr(comma + 1), 180'000'000);
  if (!lat || !lon) return std::nullopt;
  return Point{*lat, *lon};
}

std::vector<FieldError> check(const SignupForm& form, std::int64_t most_companions) {
  std::vector<FieldError> errors;
  if (!is_ulid(form.role)) errors.push_back({"role", "signup.role"});
  std::int64_t companions = 0;
  const char* end = form.companions.data() + form.companions.size();
  const auto [at, failed] = std::from_chars(form.companions.data(), end, companions);
  if (!form.companions.empty() && (failed != std::errc() || at != end || companions < 0))
    errors.push_back({"companions", "field.range"});
  else if (companions > most_companions)
    errors.push_back({"companions", "signup.too_many_companions"});
  if (code_points(form.note) > 100 || has_control_characters(form.note)) errors.push_back({"note", "field.length"});
  return errors;
}

}  // namespace ws::portal
