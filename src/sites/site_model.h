#pragma once
// A site, its states, its opening hours, and the pure rules about them.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"

namespace ws {
using MediaId = Id<struct MediaTag>;
using VenueId = Id<struct VenueTag>;
}  // namespace ws

namespace ws::sites {

enum class SiteState { preparing, operating, rectifying, closed };
std::string_view to_text(SiteState state);
std::optional<SiteState> parse_state(std::string_view text);

/// preparing → operating ⇄ rectifying, operating → closed (domain.md); a site under rectification is put in order
/// before it closes. Refuses "site.state_not_allowed".
Outcome check_move(SiteState from, SiteState to);

struct OpenHours {
  std::vector<std::int64_t> days;  ///< Monday 1 … Sunday 7, ascending
  std::int64_t open_minute;        ///< from local midnight
  std::int64_t close_minute;
};
/// "09:30" → 570; nothing if it is no time of day.
std::optional<std::int64_t> parse_minute(std::string_view text);
std::string minute_text(std::int64_t minute);
/// Refuses "site.hours_wrong" with the field: no day, a day twice, a close not after its open, or two spans of one
/// day that overlap.
Outcome check_hours(const std::vector<OpenHours>& hours);
/// As stored and shown: [{"days":[1,2],"open":"09:00","close":"17:00"}]
std::string hours_json(const std::vector<OpenHours>& hours);

struct Room {
  std::string name, purpose, floor;
  std::int64_t seats;
  /// Where it stands on the picture of its floor, in thousandths; nothing: not placed.
  std::optional<std::int64_t> plan_x = {}, plan_y = {};
  VenueId venue = {};  ///< where it can be booked; empty: it cannot
};

/// The picture of a floor, from the library.
struct FloorPlan {
  std::string floor;
  MediaId media;
  std::string hash = {};  ///< of the picture, with its size
  std::int64_t width = 0, height = 0;
};

struct Ref {
  std::string id, name;
};

struct Site {
  SiteId id;
  std::string code, kind;
  SiteId parent;
  std::string name, short_name;
  SiteState state;
  std::string summary, address, phone, hours;
  std::optional<std::int64_t> lat_e6, lon_e6;
  std::string datum;
  bool surveyed, demonstration;
  std::string town_code, town_name;
  std::int64_t version;
};

struct Detail {
  Site site;
  std::vector<Room> rooms;
  std::vector<Ref> menu, areas;
  std::vector<FloorPlan> plans;
};

/// What the site's staff may change; all of it is replaced together or not at all.
struct Edit {
  std::int64_t version;
  std::string summary, address, phone;
  std::vector<OpenHours> hours;
  std::vector<Room> rooms;
  std::vector<MenuItemId> menu_items;
  std::optional<std::vector<FloorPlan>> plans = {};  ///< nothing: they stay
};
/// Refuses "site.closed" (a closed site is a record), "site.changed_meanwhile", "site.hours_wrong",
/// "site.room_unnamed", "site.room_half_placed", "site.floor_twice", "site.no_control_characters".
Outcome check_edit(const Site& site, const Edit& edit);

struct Filter {
  std::string kind;       ///< "" any
  std::string town_code;  ///< "" any
  std::string words;      ///< in name, short name, address, town
  SiteId within;          ///< empty: the whole district
  std::string area = {};  ///< "" any
};

struct Area {
  std::string id, name, summary;
  std::vector<Ref> sites;
};

struct Boundary {
  std::string datum;
  std::string approval_number;  ///< 审图号; "" until the district has one
  std::string geometry;         ///< GeoJSON geometry
};

}  // namespace ws::sites
