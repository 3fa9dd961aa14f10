#pragma once
// What localities set differently, as versioned data (data/policy/default.json).

#include <string_view>
#include <vector>

#include "base/local_time.h"

namespace ws {

struct Policy {
  int triage_working_days = 1;
  int acceptance_working_days = 2;
  int overall_working_days = 7;
  int opens_minute = 9 * 60;
  int closes_minute = 17 * 60;
  int offer_expires_hours = 12;
  int offer_expires_minutes_same_day = 30;
  int days_ahead = 60;              ///< an order may begin within these
  int open_orders_per_person = 20;  ///< of one requester at a time
  int archived_after_days = 7;      ///< completed or rated, and quiet since
  int check_in_minutes_early = 60;  ///< before the planned start
  int check_out_minutes_late = 60;  ///< after the planned end; then a check-out was forgotten
  int code_period_s = 30;
  int code_digits = 6;
  int code_grace_periods = 1;
  int max_minutes_per_day = 480;
  int max_continuous_minutes = 240;
  int min_break_minutes = 15;  ///< an absence at least this long ends continuous service
  int rating_reason_below = 4;
  int signup_offer_expires_hours = 12;
  int signup_offer_expires_minutes_same_day = 30;
  int signup_most_companions = 9;
  int hazardous_minimum_age = 18;
  int activity_publicity_working_days = 5;
  int activity_staffing_alert_hours = 48;  ///< before a shift: its people are told when too few have signed up
  int activity_first_reminder_hours = 24;  ///< before a shift
  int activity_last_reminder_hours = 2;
  int activity_most_occurrences = 60;  ///< of one series
  int activity_most_days_ahead = 400;
  int outbox_days = 30;         ///< how long what was pushed can be asked for again
  int read_notices_days = 365;  ///< in the inbox; unread ones stay

  std::int64_t check_in_early_ms() const { return check_in_minutes_early * minute_ms; }
  std::int64_t check_out_late_ms() const { return check_out_minutes_late * minute_ms; }

  /// Missing members keep the defaults; a member of a wrong type or outside sense throws std::runtime_error.
  static Policy parse(std::string_view json);
};

/// The district's rules at hand: policy and calendar, read once at start.
struct Rules {
  Policy policy;
  WorkCalendar calendar;
  std::string privacy_version = "2026-01";
};

}  // namespace ws
