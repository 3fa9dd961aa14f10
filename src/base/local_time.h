#pragma once
// The district's calendar: local dates, working days and working-day clocks. The zone is Asia/Shanghai, which has
// kept UTC+8 without daylight saving since 1991; earlier instants are not computed with.

#include <compare>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.h"

namespace ws {

struct LocalDate {
  int year = 1970;
  int month = 1;
  int day = 1;
  auto operator<=>(const LocalDate&) const = default;
};

bool is_real_date(LocalDate date);
LocalDate local_date(Instant at);
/// Midnight of the local day.
Instant start_of_day(LocalDate date);
LocalDate next_day(LocalDate date);
/// Monday 1 … Sunday 7.
int weekday(LocalDate date);
/// Minutes from local midnight.
int minute_of_day(Instant at);
/// "2026-11-23"
std::string to_text(LocalDate date);
/// A real date written so; nothing else.
std::optional<LocalDate> parse_day(std::string_view text);
/// "2026-11-23T14:00:00+08:00"
std::string to_iso(Instant at);
/// As people say it, seen from `now`: 今天 14:00, 明天 09:30, 周六 10:00, 12月3日 14:00, 2025年1月2日 08:00 (zh);
/// Today 14:00 … (en).
std::string say_time(Instant at, Instant now, std::string_view language);

/// Chinese public holidays as data (data/calendar/cn.json): days off and moved working days; other days follow the
/// week.
class WorkCalendar {
 public:
  WorkCalendar() = default;
  /// From {"years": {"2026": {"off": ["2026-01-01", …], "work": […]}}}; throws on what is no such document.
  static WorkCalendar parse(std::string_view json);

  bool is_working_day(LocalDate date) const;
  /// The end of a clock of `days` working days started at `from`: a start outside the working hours counts from the
  /// next opening; the clock ends at the same time of day, `days` working days later.
  Instant add_working_days(Instant from, int days, int open_minute = 9 * 60, int close_minute = 17 * 60) const;

 private:
  std::set<LocalDate> off_;
  std::set<LocalDate> work_;
};

}  // namespace ws
