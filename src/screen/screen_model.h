#pragma once
// The command screen's figures, added up from what each site has. Pure.

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"

namespace ws::screen {

/// The states in which an order still stands for somebody: open ones, and done ones until they are archived.
inline constexpr std::array<std::string_view, 9> standing_states{
    "submitted", "triaged", "dispatched", "accepted", "scheduled", "in_service", "returned", "completed", "rated"};
/// The first this many of them are open.
inline constexpr std::size_t open_states = 7;
std::optional<std::size_t> standing_index(std::string_view state);

/// An order is at risk when its clock runs out within this time, or has run out.
inline constexpr std::int64_t risk_ms = std::int64_t{24} * 60 * 60 * 1000;

struct Place {
  SiteId id;
  std::string name;
  std::string kind;
  std::string town_code;
  std::string town_name;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
};

/// What one site has now and had today (the local day).
struct SiteCounts {
  std::array<std::int64_t, standing_states.size()> standing{};
  std::int64_t escalated = 0;  ///< open orders of which a clock has run out
  std::int64_t at_risk = 0;
  std::int64_t placed = 0;
  std::int64_t accepted = 0;
  std::int64_t completed = 0;
  std::int64_t rated = 0;
  std::int64_t rating_sum = 0;
  std::int64_t minutes = 0;
  std::vector<PersonId> served;  ///< one for each person-time (人次)
  std::int64_t open() const;
};
using District = std::map<SiteId, SiteCounts>;

struct Town {
  std::string code;
  std::string name;
  std::int64_t open = 0;
  std::int64_t placed = 0;
  std::int64_t completed = 0;
  std::int64_t escalated = 0;
};

struct Figures {
  SiteCounts sum;
  std::int64_t people = 0;                                  ///< 人数: everybody once
  std::vector<Town> towns;                                  ///< by code; sites of no town are in no town
  std::vector<std::pair<SiteId, std::int64_t>> open_sites;  ///< sites that have open orders
};
Figures add_up(const std::vector<Place>& places, const District& district);

/// One shift of today, of an activity that is public.
struct ShiftToday {
  ActivityId activity;
  std::string title;
  SiteId site;
  std::optional<std::int64_t> lat_e6;  ///< the activity's own place, else its site's
  std::optional<std::int64_t> lon_e6;
  Instant starts;
  Instant ends;
};

/// Checked in and not out.
struct Inside {
  ActivityId activity;
  PersonId person;
  std::int64_t companions = 0;
};

struct DistrictToday {
  std::vector<ShiftToday> shifts;  ///< by start
  std::vector<Inside> inside;
};

/// The shift is the one that is on, else the next, else the last of today.
struct ActivityToday {
  ShiftToday shift;
  std::int64_t people = 0;  ///< inside, everybody once
};

/// Activities a screen names; figures count them all.
inline constexpr std::size_t most_activities = 40;

struct Activities {
  std::int64_t today = 0;
  std::int64_t on = 0;             ///< with a shift going on now
  std::int64_t people_inside = 0;  ///< distinct people, even of those in two activities
  std::int64_t companions_inside = 0;
  std::vector<ActivityToday> items;  ///< what is on first, then what is to come, then what is over
};

Activities add_up_today(const std::vector<Place>& places, const DistrictToday& district, Instant now);

}  // namespace ws::screen
