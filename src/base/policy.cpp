#include "base/policy.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <utility>

#include "base/json.h"

namespace ws {
namespace {

void take(const json::Document& document, std::string_view path, int& target, int least, int most) {
  const auto value = document.integer(path);
  if (!value) return;
  if (*value < least || *value > most) throw std::runtime_error("policy out of sense: " + std::string(path));
  target = static_cast<int>(*value);
}

/// Ascending, at least one.
void take_steps(const json::Document& document, std::string_view path, std::vector<int>& target, std::size_t most) {
  const auto values = document.integers(path);
  if (values.empty()) return;
  std::vector<int> steps;
  for (const std::int64_t value : values) {
    if (value < 1 || value > 100'000 || (!steps.empty() && value <= steps.back()) || steps.size() == most)
      throw std::runtime_error("policy out of sense: " + std::string(path));
    steps.push_back(static_cast<int>(value));
  }
  target = std::move(steps);
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

void take_date(const json::Document& document, std::string_view path, LocalDate& target) {
  const auto text = document.text(path);
  if (!text) return;
  LocalDate date;
  if (std::sscanf(text->c_str(), "%4d-%2d-%2d", &date.year, &date.month, &date.day) != 3 || !is_real_date(date))
    throw std::runtime_error("policy needs a date at " + std::string(path));
  target = date;
}

}  // namespace

Policy Policy::parse(std::string_view json) {
  const json::Document document(json);
  Policy policy;
  take(document, "version", policy.version, 1, 1'000'000);
  take_date(document, "effective_from", policy.effective_from);
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
  take(document, "figures.export_days", policy.export_days, 1, 366);
  take(document, "figures.export_rows", policy.export_rows, 100, 1'000'000);
  take(document, "figures.export_pdf_rows", policy.export_pdf_rows, 100, 20'000);
  take(document, "figures.open_exports", policy.open_exports, 1, 100);
  take(document, "retention.outbox_days", policy.outbox_days, 1, 3660);
  take(document, "retention.read_notices_days", policy.read_notices_days, 1, 3660);
  take(document, "presence.code_period_s", policy.code_period_s, 10, 600);
  take(document, "presence.code_digits", policy.code_digits, 4, 9);
  take(document, "presence.code_grace_periods", policy.code_grace_periods, 0, 10);
  take(document, "presence.pass_minutes", policy.pass_minutes, 1, 60);
  take(document, "presence.pass_grace_periods", policy.pass_grace_periods, 0, 10);
  take(document, "presence.shift_closes_hours", policy.shift_closes_hours, 2, 720);
  take(document, "hours.max_minutes_per_day", policy.max_minutes_per_day, 30, 1440);
  take(document, "hours.max_continuous_minutes", policy.max_continuous_minutes, 30, 1440);
  take(document, "hours.min_break_minutes", policy.min_break_minutes, 1, 240);
  take(document, "hours.publicity_days", policy.publicity_days, 0, 60);
  take(document, "hours.late_entry_monthly_quota", policy.late_entry_monthly_quota, 0, 10'000);
  take(document, "hours.late_entry_days", policy.late_entry_days, 1, 3660);
  take(document, "hours.seal_minute", policy.seal_minute, 0, 1439);
  take(document, "hours.anomalies.burst_late_entries", policy.burst_late_entries, 2, 1'000);
  take(document, "hours.anomalies.burst_confirmations", policy.burst_confirmations, 2, 10'000);
  take(document, "hours.anomalies.burst_minutes", policy.burst_minutes, 1, 1'440);
  take(document, "hours.anomalies.hasty_seconds", policy.hasty_seconds, 1, 3'600);
  take(document, "hours.anomalies.hasty_run", policy.hasty_run, 2, 1'000);
  take(document, "rating.reason_required_below", policy.rating_reason_below, 1, 6);
  policy.certificates_automatic = document.boolean("certificates.automatic").value_or(policy.certificates_automatic);
  if (const auto signing = document.text("certificates.signing")) {
    const auto parsed = parse_signing(*signing);
    if (!parsed) throw std::runtime_error("policy out of sense: certificates.signing");
    policy.certificate_signing = *parsed;
  }
  take(document, "certificates.most_entries", policy.certificate_entries, 10, 5000);
  take(document, "certificates.most_in_batch", policy.certificate_batch, 1, 1000);
  take_steps(document, "stars.hours", policy.star_hours, 9);
  take(document, "stars.publicity_working_days", policy.star_publicity_working_days, 5, 60);
  take_steps(document, "milestones.services", policy.milestone_services, 20);
  take_steps(document, "milestones.hours", policy.milestone_hours, 20);
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
  take(document, "activities.digest_weekday", policy.activity_digest_weekday, 1, 7);
  take_minute(document, "activities.digest_at", policy.activity_digest_minute);
  take(document, "teams.most_depth", policy.team_most_depth, 1, 8);
  take(document, "teams.open_requests_per_person", policy.team_open_requests, 1, 1000);
  take(document, "teams.unfinished_drafts_per_person", policy.team_unfinished_drafts, 1, 1000);
  take(document, "imports.most_rows", policy.import_most_rows, 1, 100'000);
  take(document, "imports.days", policy.import_days, 1, 365);
  take(document, "people.guardian_consent_below_age", policy.guardian_below_age, 0, 120);
  take(document, "people.guardian_consents_per_activity_below_age", policy.guardian_per_activity_below_age, 0, 120);
  take(document, "people.family_mode_below_age", policy.family_mode_below_age, 0, 120);
  take(document, "people.guardian_most_children", policy.guardian_most_children, 1, 100);
  take(document, "people.records_kept_years", policy.records_kept_years, 10, 1000);
  take(document, "people.draft_days", policy.draft_days, 1, 3660);
  take(document, "people.recoveries_a_day", policy.recoveries_a_day, 1, 100);
  if (policy.family_mode_below_age > policy.guardian_per_activity_below_age ||
      policy.guardian_per_activity_below_age > policy.guardian_below_age)
    throw std::runtime_error("policy out of sense: people, the ages of under-age volunteers");
  return policy;
}

const Policy& Rules::policy_at(Instant at) const {
  const LocalDate day = local_date(at);
  const Policy* found = &policy;
  for (const Policy& each : versions)
    if (each.effective_from <= day || &each == &versions.front()) found = &each;
  return *found;
}

void Rules::use(std::vector<Policy> all, Instant now) {
  std::sort(all.begin(), all.end(),
            [](const Policy& a, const Policy& b) { return a.effective_from < b.effective_from; });
  if (all.empty()) throw std::runtime_error("there is no policy");
  for (std::size_t i = 1; i < all.size(); ++i)
    if (all[i - 1].effective_from == all[i].effective_from || all[i - 1].version >= all[i].version)
      throw std::runtime_error("two versions of the policy are out of order");
  versions = std::move(all);
  policy = policy_at(now);
}

}  // namespace ws
