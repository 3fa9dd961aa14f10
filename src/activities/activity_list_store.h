#pragma once
// What lists, calendars, details and rosters read of activities.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "activities/activity_model.h"
#include "activities/activity_store.h"
#include "activities/signup_model.h"
#include "base/actor.h"
#include "db/db.h"

namespace ws::activities::store {

struct Ref {
  std::string id;
  std::string name;
};
struct RowView {
  ActivityId id;
  std::string number;
  std::string title;
  std::string summary;
  std::string category;
  std::string category_name;
  Ref site;
  Ref team;     ///< empty id: none
  Ref project;  ///< empty id: none
  std::string place;
  std::optional<std::int64_t> lat_e6;
  std::optional<std::int64_t> lon_e6;
  std::string state;
  std::string mode;
  bool hazardous = false;
  std::int64_t starts_ms = 0;
  std::int64_t ends_ms = 0;
  std::int64_t opens_ms = 0;
  std::int64_t closes_ms = 0;
  std::int64_t shifts = 0;
  std::int64_t capacity = 0;
  std::int64_t taken = 0;
  std::int64_t waiting = 0;
  std::int64_t open = 0;  ///< places anybody may take in shifts still to come
  bool drawn = false;
  std::int64_t last_starts_ms = 0;  ///< of the shift that begins last
  std::optional<std::int64_t> distance_m;
};

/// What somebody has to do for an activity of theirs.
enum class Waits {
  draft,         ///< written by them, not handed in yet
  review,        ///< handed in by somebody else
  approval,      ///< people applied for a shift that is ahead
  staffing,      ///< a shift begins soon and has too few people
  draw,          ///< the window is closed and lots are not drawn
  confirmation,  ///< it is over; who was there is not public yet
};
inline constexpr std::array<std::pair<Waits, std::string_view>, 6> waits_texts{{
    {Waits::review, "review"},
    {Waits::approval, "approval"},
    {Waits::staffing, "staffing"},
    {Waits::draw, "draw"},
    {Waits::confirmation, "confirmation"},
    {Waits::draft, "draft"},
}};

struct Box {
  std::int64_t least_lat_e6, most_lat_e6, least_lon_e6, most_lon_e6;
};
struct Filter {
  std::vector<State> states;  ///< empty: those everybody may see
  SiteId within;              ///< its subtree
  TeamId team;
  ProjectId project;
  SeriesId series;
  std::string category;
  std::string skill;
  std::optional<Instant> from;   ///< ends after
  std::optional<Instant> until;  ///< starts before
  std::optional<Box> box;
  std::string town;         ///< code
  bool has_places = false;  ///< only with open places
  bool for_minors = false;  ///< only with a role for those under 18
  std::string q;
  std::optional<std::vector<ActivityId>> among;  ///< only these
  std::string cursor;                            ///< "starts:id" of the last of the page before
  std::int64_t limit = 20;
  /// Only those an actor has something to do with: below these sites, of these teams, or written by them.
  struct Own {
    std::vector<SiteId> roots;
    std::vector<TeamId> teams;
    PersonId author;
    Instant now{};             ///< for what waits
    Instant staffed_before{};  ///< shifts that begin before this should have their people
  };
  std::optional<Own> own;
  /// Only those that wait for something the actor does.
  std::optional<Waits> waits;
};
struct Page {
  std::vector<RowView> rows;
  std::optional<std::string> next;
};
/// By start, then identifier.
Page list(db::Reader& reader, const Filter& filter, Instant now);
std::optional<RowView> find_row(db::Reader& reader, const ActivityId& id, Instant now);

struct CalendarEntry {
  ShiftId shift;
  ActivityId activity;
  std::string title;
  std::string state;
  std::string category;
  Ref site;
  std::int64_t starts_ms = 0;
  std::int64_t ends_ms = 0;
  std::int64_t capacity = 0;
  std::int64_t taken = 0;
};
/// Shifts that touch [from, until) of what everybody may see, or of all that is `own`, by start, at most `limit`.
std::vector<CalendarEntry> calendar(db::Reader& reader, Instant from, Instant until, const SiteId& within,
                                    const std::optional<Filter::Own>& own, std::int64_t limit);

/// How many applied, or how many people are missing in shifts that begin before `own.staffed_before`.
std::int64_t count_waiting(db::Reader& reader, const ActivityId& activity, Waits waits, const Filter::Own& own);

struct EventView {
  std::int64_t at_ms = 0;
  std::string kind, from_state, to_state, actor_name, reason, detail;
};
std::vector<EventView> events(db::Reader& reader, const ActivityId& id);

struct SignupView {
  SignupId id;
  ActivityId activity;
  std::string title;
  ShiftId shift;
  ShiftRoleId role;
  std::string role_name;
  Ref site;
  std::string place;
  std::string state;
  std::int64_t companions = 0;
  std::int64_t starts_ms = 0;
  std::int64_t ends_ms = 0;
  std::int64_t arrival = 0;
  std::optional<std::int64_t> offered_until_ms;
  std::optional<std::int64_t> place_in_line;
};
struct SignupPage {
  std::vector<SignupView> rows;
  std::optional<std::string> next;
};
/// Of a person, newest first by identifier; `coming`: only those whose shift has not ended and that are not
/// cancelled.
SignupPage signups_of(db::Reader& reader, const PersonId& person, std::optional<Instant> coming,
                      const std::string& cursor, std::int64_t limit);
std::vector<SignupView> signups_in(db::Reader& reader, const PersonId& person, const ActivityId& activity);
/// True if there is a signup of theirs in it, whatever became of it.
bool has_asked(db::Reader& reader, const PersonId& person, const ActivityId& activity);

struct RosterRow {
  SignupId id;
  ShiftId shift;
  ShiftRoleId role;
  std::string role_name;
  PersonId person;
  std::string name;
  std::string number;
  std::string mobile_sealed;
  std::string state;
  std::int64_t companions = 0;
  bool reserved = false;
  std::int64_t arrival = 0;
  std::optional<std::int64_t> offered_until_ms;
  std::int64_t created_ms = 0;
  std::int64_t starts_ms = 0;
  std::int64_t ends_ms = 0;
  std::string note;  ///< what they wrote when they signed up
};
struct RosterPage {
  std::vector<RosterRow> rows;
  std::optional<std::string> next;
};
RosterPage roster(db::Reader& reader, const ActivityId& activity, const std::string& state, const std::string& cursor,
                  std::int64_t limit);

/// Everybody of the roster who has not left, by shift, role and arrival; at most `limit`.
std::vector<RosterRow> whole_roster(db::Reader& reader, const ActivityId& activity, std::int64_t limit);

struct SealedContact {
  std::string name;
  std::string mobile_sealed;
};
SealedContact contact_of(db::Reader& reader, const PersonId& person);

/// A registered volunteer who might be given a place.
struct CandidateRow {
  PersonId person;
  std::string name;
  std::string number;
  std::string site_name;
};
/// Of these subtrees or among these people, whose name or number has the words, by number.
std::vector<CandidateRow> candidates(db::Reader& reader, const std::vector<SiteId>& roots,
                                     const std::vector<PersonId>& people, const std::string& words,
                                     std::int64_t limit);

struct Lot {
  SignupId ticket;
  std::int64_t companions = 0;
  std::int64_t arrival = 0;
  bool won = false;
  bool passed_over = false;  ///< it fit, but its person served elsewhere by then
};
struct LotPage {
  std::vector<Lot> lots;
  std::optional<std::string> next;
};
/// In the order of the draw.
LotPage lots(db::Reader& reader, const ShiftRoleId& role, const std::string& cursor, std::int64_t limit);

struct ProjectRow {
  Project project;
  std::string site_name;
  std::string team_name;
  std::int64_t activities = 0;  ///< that everybody may see
};
struct ProjectPage {
  std::vector<ProjectRow> rows;
  std::optional<std::string> next;
};
ProjectPage projects(db::Reader& reader, const SiteId& within, const std::string& cursor, std::int64_t limit);
std::optional<ProjectRow> project_row(db::Reader& reader, const ProjectId& id);

}  // namespace ws::activities::store
