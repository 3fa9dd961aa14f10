#include "base/local_time.h"

#include <array>
#include <charconv>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "base/json.h"

namespace ws {
namespace {

constexpr std::int64_t zone_offset_ms = 8 * hour_ms;

std::chrono::year_month_day civil(LocalDate date) {
  using namespace std::chrono;
  return year(date.year) / static_cast<unsigned>(date.month) / static_cast<unsigned>(date.day);
}

LocalDate calendar_day(const std::string& text) {
  const auto date = parse_day(text);
  if (!date) throw std::runtime_error("no date in the calendar: " + text);
  return *date;
}

std::string two(int number) {
  return (number < 10 ? "0" : "") + std::to_string(number);
}

std::string clock_text(Instant at) {
  const int minute = minute_of_day(at);
  return two(minute / 60) + ":" + two(minute % 60);
}

std::int64_t day_number(LocalDate date) {
  return (start_of_day(date).ms + zone_offset_ms) / day_ms;
}

}  // namespace

bool is_real_date(LocalDate date) {
  return date.month >= 1 && date.day >= 1 && date.month <= 12 && date.day <= 31 && civil(date).ok();
}

LocalDate local_date(Instant at) {
  using namespace std::chrono;
  const year_month_day date(floor<days>(sys_time<milliseconds>(milliseconds(at.ms + zone_offset_ms))));
  return {int(date.year()), static_cast<int>(unsigned(date.month())), static_cast<int>(unsigned(date.day()))};
}

Instant start_of_day(LocalDate date) {
  using namespace std::chrono;
  return {sys_days(civil(date)).time_since_epoch().count() * day_ms - zone_offset_ms};
}

LocalDate next_day(LocalDate date) {
  return local_date(start_of_day(date).plus_ms(day_ms));
}

int weekday(LocalDate date) {
  using namespace std::chrono;
  return static_cast<int>(std::chrono::weekday(sys_days(civil(date))).iso_encoding());
}

int minute_of_day(Instant at) {
  return static_cast<int>((at.ms - start_of_day(local_date(at)).ms) / minute_ms);
}

std::string to_text(LocalDate date) {
  return std::to_string(date.year) + "-" + two(date.month) + "-" + two(date.day);
}

std::optional<LocalDate> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  LocalDate day{0, 0, 0};
  for (const auto& [part, at] : {std::pair{&day.year, 0}, {&day.month, 5}, {&day.day, 8}}) {
    const char* first = text.data() + at;
    const char* last = first + (at == 0 ? 4 : 2);
    if (*first == '-' || std::from_chars(first, last, *part).ptr != last) return std::nullopt;
  }
  return is_real_date(day) ? std::optional(day) : std::nullopt;
}

std::string to_iso(Instant at) {
  const std::int64_t in_day_ms = at.ms - start_of_day(local_date(at)).ms;
  return to_text(local_date(at)) + "T" + clock_text(at) + ":" + two(static_cast<int>(in_day_ms / second_ms % 60)) +
         "+08:00";
}

std::string say_time(Instant at, Instant now, std::string_view language) {
  static constexpr std::array<std::string_view, 8> days_zh{"",     "周一", "周二", "周三",
                                                           "周四", "周五", "周六", "周日"};
  static constexpr std::array<std::string_view, 8> days_en{"", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr std::array<std::string_view, 13> months_en{"",    "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const LocalDate date = local_date(at);
  const LocalDate today = local_date(now);
  const std::int64_t ahead = day_number(date) - day_number(today);
  const bool english = language == "en";
  std::string day;
  if (ahead == 0) {
    day = english ? "Today" : "今天";
  } else if (ahead == 1) {
    day = english ? "Tomorrow" : "明天";
  } else if (ahead == -1) {
    day = english ? "Yesterday" : "昨天";
  } else if (ahead > 1 && ahead < 7) {
    day =
        english ? days_en[static_cast<std::size_t>(weekday(date))] : days_zh[static_cast<std::size_t>(weekday(date))];
  } else if (english) {
    day = std::string(months_en[static_cast<std::size_t>(date.month)]) + " " + std::to_string(date.day);
    if (date.year != today.year) day += ", " + std::to_string(date.year);
  } else {
    day = std::to_string(date.month) + "月" + std::to_string(date.day) + "日";
    if (date.year != today.year) day.insert(0, std::to_string(date.year) + "年");
  }
  return day + " " + clock_text(at);
}

WorkCalendar WorkCalendar::parse(std::string_view text) {
  const json::Document document(text);
  WorkCalendar calendar;
  const auto years = document.names("years");
  if (years.empty()) throw std::runtime_error("the calendar has no years");
  for (const std::string& year : years) {
    for (const std::string& day : document.texts("years." + year + ".off")) calendar.off_.insert(calendar_day(day));
    for (const std::string& day : document.texts("years." + year + ".work")) calendar.work_.insert(calendar_day(day));
  }
  return calendar;
}

bool WorkCalendar::is_working_day(LocalDate date) const {
  if (work_.contains(date)) return true;
  return !off_.contains(date) && weekday(date) <= 5;
}

Instant WorkCalendar::add_working_days(Instant from, int days, int open_minute, int close_minute) const {
  LocalDate date = local_date(from);
  int minute = minute_of_day(from);
  if (is_working_day(date) && minute < open_minute) minute = open_minute;
  if (!is_working_day(date) || minute >= close_minute) {
    do date = next_day(date);
    while (!is_working_day(date));
    minute = open_minute;
  }
  for (int left = days; left > 0; --left) {
    do date = next_day(date);
    while (!is_working_day(date));
  }
  return start_of_day(date).plus_ms(minute * minute_ms);
}

}  // namespace ws
