#pragma once
// What goes out of the house of an activity: entries of calendar files, the newest for a feed, secrets of own
// calendars.

#include <optional>
#include <string>
#include <vector>

#include "activities/activity_model.h"
#include "db/db.h"

namespace ws::activities::store {

/// A shift as a calendar shows it.
struct CalendarFileEntry {
  ShiftId shift;
  ActivityId activity;
  std::string title;
  std::string summary;
  std::string role;  ///< of a person's own calendar
  std::string place;
  std::string site_name;
  Instant starts;
  Instant ends;
  Instant changed;
  std::int64_t sequence = 0;
  bool cancelled = false;
};
/// Of what everybody may see, by start.
std::vector<CalendarFileEntry> entries_of_activity(db::Reader& reader, const ActivityId& activity);
std::vector<CalendarFileEntry> entries_of_team(db::Reader& reader, const TeamId& team, Instant since,
                                               std::int64_t limit);
/// Places somebody has, and those they had and lost; one entry for each shift.
std::vector<CalendarFileEntry> entries_of_person(db::Reader& reader, const PersonId& person, Instant since,
                                                 std::int64_t limit);

struct News {
  ActivityId id;
  std::string title;
  std::string summary;
  std::string place;
  std::string site_name;
  std::string category_name;
  Instant starts;
  Instant published;
};
/// What recruits, the newest first.
std::vector<News> newest(db::Reader& reader, std::int64_t limit);

void keep_feed(db::Tx& tx, const PersonId& person, const std::string& token_hash, Instant now);
void drop_feed(db::Tx& tx, const PersonId& person);
/// Since when the person has one.
std::optional<Instant> feed_since(db::Reader& reader, const PersonId& person);
std::optional<PersonId> feed_owner(db::Reader& reader, const std::string& token_hash);

}  // namespace ws::activities::store
