#pragma once
// What may refuse a volunteer an order, and how well one fits: pure, on facts read beforehand.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/local_time.h"
#include "base/policy.h"

namespace ws::dispatch {

/// What an order asks for.
struct Need {
  OrderId order;
  MenuItemId menu_item;  ///< empty: a need in words
  std::string skill;     ///< code; empty: none in particular
  SiteId site;
  std::optional<std::int64_t> lat_e6;  ///< where it happens; nothing: at the site
  std::optional<std::int64_t> lon_e6;
  Instant starts;
  Instant ends;  ///< after `starts`
  std::size_t volunteers_needed = 1;
};

struct Words {
  std::string zh;
  std::string en;
};

enum class Kind { team, volunteer };

struct Suggestion {
  Kind kind = Kind::volunteer;
  std::string id;  ///< of the team or the person
  std::string name;
  int score = 0;                           ///< 0–100, of the fit
  std::optional<std::int64_t> distance_m;  ///< nothing: unknown
  std::optional<std::int64_t> lat_e6;      ///< of a team's site; a volunteer's place is never given
  std::optional<std::int64_t> lon_e6;
  std::int64_t load = 0;  ///< orders in the week of the need (volunteer), open orders (team)
  std::vector<Words> reasons;
};

/// A place in the crew of an order that is ahead or under way.
struct Commitment {
  OrderId order;
  Instant starts;
  Instant ends;
};

/// Minutes counted already on a local day for an order.
struct DayMinutes {
  LocalDate day;
  OrderId order;
  std::int64_t minutes = 0;
};

/// What decides whether a volunteer may take the need.
struct Facts {
  bool registered = false;
  bool skilled = false;  ///< true when the need asks for no skill
  std::optional<LocalDate> born;
  bool has_guardian = false;  ///< somebody has confirmed that they answer for this volunteer
  std::vector<Commitment> commitments;
  std::vector<DayMinutes> counted;
};

/// The local days that [starts, ends) touches.
std::vector<LocalDate> days_of(Instant starts, Instant ends);
/// The obstacle's reason code, or "" for none. A commitment to the need's own order is not looked at; one whose
/// minutes are counted already weighs by those on its day, not by its plan.
std::string_view refusal(const Facts& facts, const Need& need, const Policy& policy);

/// A weekly free time: weekday 1 (Monday) to 7, minutes from local midnight, half-open.
struct WeeklyTime {
  int weekday = 1;
  int from_minute = 0;
  int until_minute = 0;
};
/// True if the times together cover the whole of [starts, ends).
bool covers(const std::vector<WeeklyTime>& times, Instant starts, Instant ends);

/// Monday 00:00 of the local week.
Instant start_of_week(Instant at);

/// What both kinds are judged by.
struct Fit {
  bool skill_asked = false;
  Words skill_name;
  std::optional<std::int64_t> distance_m;
  bool distance_is_of_site = false;  ///< of the volunteer's own site, their place is unknown
  std::int64_t load = 0;
};
struct VolunteerFit {
  Fit common;
  bool served_site_before = false;
};
struct TeamFit {
  Fit common;
  bool offers_item = false;
  std::size_t free_members = 0;
};
/// Skill 40, distance up to 30, a free week up to 20, knows the site 10.
int score(const VolunteerFit& fit, const Need& need);
/// Offers the item 30, enough free members up to 30, distance up to 20, few open orders up to 20.
int score(const TeamFit& fit, const Need& need);
/// Each part of the fit in words.
std::vector<Words> explain(const VolunteerFit& fit, const Need& need, Instant now);
std::vector<Words> explain(const TeamFit& fit, const Need& need);

/// Best first; equal scores by distance, then load, then a draw that depends on the need and the candidate only.
void rank(std::vector<Suggestion>& suggestions, const Need& need);

/// "1.2 公里", "1.2 km"; below a kilometre in steps of 50 metres.
Words say_distance(std::int64_t distance_m);
/// "周三下午", "Wednesday afternoon"; a slot across parts of the day is told by its times.
Words say_slot(Instant starts, Instant ends);

}  // namespace ws::dispatch
