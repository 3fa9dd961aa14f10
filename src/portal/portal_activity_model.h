#pragma once
// What the pages say of activities and signups, and how a list of them is asked for. Pure.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/local_time.h"
#include "portal/portal_model.h"

namespace ws::portal {

// ---- how many places

/// Where the places of an activity, or of one role, stand.
struct Places {
  std::string state;  ///< of the activity, as stored
  std::string mode;   ///< as stored
  bool drawn = false;
  Instant opens, closes;
  Instant starts;  ///< of the (last) shift that may still be taken
  std::int64_t capacity = 0;
  std::int64_t open = 0;
  std::int64_t waiting = 0;
};
struct Badge {
  std::string text;
  std::string hue;  ///< good, warn, calm, brand
};
/// 还剩 3 位; 已满，候补 5 人; 12月1日 09:00 开始报名 …
Badge places_words(const Places& places, Instant now, Language language);
/// Whether somebody may ask for a place now, were it for the time alone.
bool takes_signups(const Places& places, Instant now);

/// 招募中, 进行中, 已取消 …
Badge activity_state_words(std::string_view state, Language language);

// ---- one's own signup

struct OwnSignup {
  std::string state;  ///< as stored
  std::string mode;   ///< of its activity
  bool drawn = false;
  std::optional<Instant> draw_due;
  Instant starts;
  Instant ends;
  std::string place;
  std::int64_t companions = 0;
  std::optional<Instant> offered_until;
  std::optional<std::int64_t> place_in_line;
};
struct SignupWords {
  std::string name;
  std::string hue;
  std::string next;  ///< what comes next, and who is on it
};
SignupWords signup_words(const OwnSignup& signup, Instant now, Language language);
/// What giving it back does; "" when it cannot be given back.
std::string cancel_effect(const OwnSignup& signup, Instant now, Language language);
/// Which list of "my activities" it stands in.
enum class SignupGroup { offer, coming, waiting, past };
SignupGroup group_of_signup(std::string_view state, Instant ends, Instant now);

// ---- when and where

/// 12月 / Dec.
std::string month_words(LocalDate day, Language language);
std::string weekday_words(LocalDate day, Language language);
/// 12月5日 / 5 Dec
std::string date_words(LocalDate day, Language language);
/// 12月5日 周六 / Sat 5 Dec
std::string day_words(LocalDate day, Language language);
/// 09:30–11:30
std::string span_words(Instant starts, Instant ends);
/// 320 米, 1.4 公里
std::string distance_words(std::int64_t metres, Language language);

// ---- the list as it is asked for

/// Everything of the address of /activities; values that make no sense are empty.
struct ActivityQuery {
  std::string view;   ///< "", month, week, map
  std::string when;   ///< "", today, weekend, week
  std::string date;   ///< one day
  std::string month;  ///< "2026-12" of the month, or a day of the week that is shown
  std::string q, category, town, site, team, places, who, near, cursor;
};
struct QueryField {
  std::string_view name;
  std::string ActivityQuery::*value;
};
const std::vector<QueryField>& activity_query_fields();

struct Span {
  Instant from, until;
};
/// The time that `when` or `date` means; from now on without either.
Span span_of(const ActivityQuery& query, Instant now);
/// Whole weeks, Monday to Sunday, around the month, or the one week.
struct CalendarSpan {
  LocalDate first;
  LocalDate last;
  LocalDate shown;     ///< a day of the month that is shown
  LocalDate previous;  ///< a day of the one before
  LocalDate next;
};
CalendarSpan calendar_span(const ActivityQuery& query, Instant now);

/// "30810000,103880000" in micro-degrees.
struct Point {
  std::int64_t lat_e6, lon_e6;
};
std::optional<Point> parse_point(std::string_view text);

// ---- the sign-up form

struct SignupForm {
  std::string activity, role, companions, note;
  std::string key;
};
std::vector<FieldError> check(const SignupForm& form, std::int64_t most_companions);

}  // namespace ws::portal
