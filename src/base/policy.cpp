#include "base/policy.h"

#include <stdexcept>
#include <string>

#include "base/json.h"

namespace ws {
namespace {

void take(const json::Document& document, std::string_view path, int& target, int least, int most) {
  const auto value = document.integer(path);
  if (!value) return;
  if (*value < least || *value > most) throw std::runtime_error("policy out of sense: " + std::string(path));
  target = static_cast<int>(*value);
}

void take_minute(const json::Document& document, std::string_view path, int& target) {
  const auto text = document.text(path);
  if (!text) return;
  int hour = 0;
  int minute = 0;
  if (std::sscanf(text->c_str(), "%2d:%2d", &hour, &minute) != 2 || hour < 0 || hour > 24 || minute < 0 ||
      minute > 59)
    throw std::runtime_error("policy needs a time of day at " + std::string(path));
  target = hour * 60 + minute;
}

}  // namespace

Policy Policy::parse(std::string_view json) {
  const json::Document document(json);
  Policy policy;
  take(document, "orders.triage_working_days", policy.triage_working_days, 0, 60);
  take(document, "orders.acceptance_working_days", policy.acceptance_working_days, 0, 60);
  take(document, "orders.overall_working_days", policy.overall_working_days, 1, 180);
  take_minute(document, "orders.working_hours.start", policy.opens_minute);
  take_minute(document, "orders.working_hours.end", policy.closes_minute);
  take(document, "orders.offer_expires_hours", policy.offer_expires_hours, 1, 240);
  take(document, "orders.offer_expires_minutes_same_day", policy.offer_expires_minutes_same_day, 1, 1440);
  take(document, "orders.days_ahead", policy.days_ahead, 1, 366);
  take(document, "orders.open_orders_per_person", policy.open_orders_per_person, 1, 1000);
  take(document, "orders.archived_after_days", policy.archived_after_days, 1, 366);
  take(document, "presence.check_in_minutes_early", policy.check_in_minutes_early, 0, 1440);
  take(document, "presence.check_out_minutes_late", policy.check_out_minutes_late, 0, 1440);
  take(document, "retention.outbox_days", policy.outbox_days, 1, 3660);
  take(document, "retention.read_notices_days", policy.read_notices_days, 1, 3660);
  take(document, "presence.code_period_s", policy.code_period_s, 10, 600);
  take(document, "presence.code_digits", policy.code_digits, 4, 9);
  take(document, "presence.code_grace_periods", policy.code_grace_periods, 0, 10);
  take(document, "hours.max_minutes_per_day", policy.max_minutes_per_day, 30, 1440);
  take(document, "hours.max_continuous_minutes", policy.max_continuous_minutes, 30, 1440);
  take(document, "hours.min_break_minutes", policy.min_break_minutes, 1, 240);
  take(document, "rating.reason_required_below", policy.rating_reason_below, 1, 6);
  take(document, "activities.offer_expires_hours", policy.signup_offer_expires_hours, 1, 240);
  take(document, "activities.offer_expires_minutes_same_day", policy.signup_offer_expires_minutes_same_day, 1, 1440);
  take(document, "activities.most_companions", policy.signup_most_companions, 0, 99);
  take(document, "activities.hazardous_minimum_age", policy.hazardous_minimum_age, 0, 120);
  take(document, "activities.publicity_working_days", policy.activity_publicity_working_days, 1, 60);
  take(document, "activities.staffing_alert_hours", policy.activity_staffing_alert_hours, 1, 720);
  take(document, "activities.first_reminder_hours", policy.activity_first_reminder_hours, 1, 720);
  take(document, "activities.last_reminder_hours", policy.activity_last_reminder_hours, 1, 720);
  take(document, "activities.most_occurrences", policy.activity_most_occurrences, 1, 400);
  take(document, "activities.most_days_ahead", policy.activity_most_days_ahead, 1, 2000);
  return policy;
}

}  // namespace ws
