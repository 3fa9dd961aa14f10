#pragma once
// What localities set differently, as versioned data (data/policy/default.json).

#include <string_view>
#include <vector>

#include "base/local_time.h"
#include "base/signature.h"

namespace ws {

struct Policy {
  int version = 1;
  LocalDate effective_from{2020, 1, 1};
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
  int pass_minutes = 5;         ///< a volunteer's pass is good for one such period …
  int pass_grace_periods = 1;   ///< … and so many before and after: phones' clocks differ
  int shift_closes_hours = 24;  ///< a shift that nobody closed is closed so long after its end
  int max_minutes_per_day = 480;
  int max_continuous_minutes = 240;
  int min_break_minutes = 15;         ///< an absence at least this long ends continuous service
  int publicity_days = 3;             ///< confirmed hours are shown to the neighbours this long before they count
  int late_entry_monthly_quota = 20;  ///< for each administrator
  int late_entry_days = 90;           ///< how long after the service it can still be entered
  int seal_minute = 10;               ///< of the local day: when the ledger of the day before is sealed
  int burst_late_entries = 10;        ///< so many late entries by one administrator …
  int burst_confirmations = 60;       ///< … or confirmations …
  int burst_minutes = 30;             ///< … within this time are shown to the auditor
  int hasty_seconds = 5;              ///< a confirmation so soon after the one before …
  int hasty_run = 5;                  ///< … is shown to the auditor when so many follow each other
  int rating_reason_below = 4;
  bool certificates_automatic = false;  ///< a request is issued at once, by the system
  Signing certificate_signing = Signing::ed25519;
  int certificate_entries = 1000;                          ///< the most entries on one paper
  int certificate_batch = 200;                             ///< the most people in one batch
  std::vector<int> star_hours{100, 300, 600, 1000, 1500};  ///< of the levels, from one star on
  int star_publicity_working_days = 5;
  std::vector<int> milestone_services{1, 10, 50, 100, 500};
  std::vector<int> milestone_hours{50, 100, 500, 1000};
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
  int activity_digest_weekday = 1;  ///< Monday 1 … Sunday 7: the weekly digest, for those who want it
  int activity_digest_minute = 8 * 60;
  int team_most_depth = 3;                   ///< a team, its sub-teams, theirs
  int team_open_requests = 10;               ///< to join, of one person at a time
  int team_unfinished_drafts = 3;            ///< of one founder at a time
  int import_most_rows = 10'000;             ///< of one list
  int import_days = 7;                       ///< after which a list that nobody started is forgotten
  int guardian_below_age = 18;               ///< a guardian consents once
  int guardian_per_activity_below_age = 14;  ///< and to each activity
  int family_mode_below_age = 10;            ///< never alone: an entry under the guardian's account
  int guardian_most_children = 10;
  int records_kept_years = 10;  ///< of the service of somebody who withdrew
  int draft_days = 90;          ///< a registration that was returned and left
  int recoveries_a_day = 3;     ///< that one account may ask for
  int export_days = 7;          ///< how long a file made of figures is kept
  int export_rows = 1'000'000;  ///< the most rows of one file …
  int export_pdf_rows = 5'000;  ///< … and of a PDF
  int open_exports = 3;         ///< of one person at a time
  int outbox_days = 30;         ///< how long what was pushed can be asked for again
  int read_notices_days = 365;  ///< in the inbox; unread ones stay

  std::int64_t check_in_early_ms() const { return check_in_minutes_early * minute_ms; }
  std::int64_t check_out_late_ms() const { return check_out_minutes_late * minute_ms; }

  /// Missing members keep the defaults; a member of a wrong type or outside sense throws std::runtime_error.
  static Policy parse(std::string_view json);
};

/// The district's rules at hand: policy and calendar, read once at start.
struct Rules {
  Policy policy;                 ///< in force at start
  std::vector<Policy> versions;  ///< all of them, by effective_from
  /// The version in force on the local day of `at`: what happened is judged by the rules of its day.
  const Policy& policy_at(Instant at) const;
  /// Throws std::runtime_error when there is none, or two begin on one day.
  void use(std::vector<Policy> all, Instant now);

  WorkCalendar calendar;
  std::string privacy_version = "2026-01";
};

}  // namespace ws
