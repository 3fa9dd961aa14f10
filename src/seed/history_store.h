#pragma once
// What the replay of the demo's weeks needs to know of the district it happens in.

#include <string>
#include <vector>

#include "base/actor.h"
#include "db/db.h"

namespace ws::seed::store {

struct PlaceKnown {
  SiteId id, parent;
  std::string code, kind, name, town_code;
  std::int64_t lat_e6 = 0, lon_e6 = 0;
  bool operating = false;
};

struct GrantKnown {
  PersonId person;
  Grant grant;
};

struct FreeKnown {
  std::int64_t weekday, from_minute, until_minute;
};

struct VolunteerKnown {
  PersonId person;
  std::int64_t lat_e6 = 0, lon_e6 = 0;
  std::vector<std::string> skills;
  std::vector<FreeKnown> times;
  std::string number;
  SiteId site;
};

struct TeamKnown {
  TeamId id, parent;
  std::string code;
  std::vector<PersonId> members;   ///< of the team itself
  std::vector<std::string> items;  ///< codes of the menu items it offers
};

struct ItemKnown {
  MenuItemId id;
  std::string code, category, skill, place;
  std::int64_t minutes = 0, volunteers = 1;
};

struct LoginKnown {
  PersonId person;
  std::string login;
};

struct District {
  std::vector<PlaceKnown> places;
  std::vector<GrantKnown> grants;
  std::vector<VolunteerKnown> volunteers;
  std::vector<TeamKnown> teams;
  std::vector<ItemKnown> items;
  std::vector<LoginKnown> logins;
};

/// A training held, recorded by one and confirmed by another.
struct TrainingRow {
  std::string id, course;
  PersonId volunteer;
  SiteId site;
  std::string day, trainer;
  PersonId recorded_by, decided_by;
  Instant at;
};
void write_course(db::Tx& tx, const std::string& code, const std::string& title, std::int64_t valid_months,
                  const PersonId& by, Instant at);
void write_training(db::Tx& tx, const TrainingRow& row);

/// Every list by identifier, so that the same district gives the same replay.
District read_district(db::Reader& reader);
/// Entries of the ledger that an order gave.
std::vector<std::string> hours_of(db::Reader& reader, const OrderId& order);
/// The same of an activity.
std::vector<std::string> hours_of(db::Reader& reader, const ActivityId& activity);

/// Activities that recruit for a start after `now` and hold no hazard, the next first.
std::vector<ActivityId> coming_activities(db::Reader& reader, Instant now);

/// Identifiers of what the stories call by name: a project, an article by its title, an area by its code, a venue.
/// Throw std::runtime_error when there is none.
std::string project_named(db::Reader& reader, const std::string& name);
std::string article_named(db::Reader& reader, const std::string& title);
std::string area_named(db::Reader& reader, const std::string& code);
std::string venue_named(db::Reader& reader, const std::string& name);
/// That a room can be booked as that venue.
void link_room(db::Tx& tx, const std::string& room, const std::string& venue);

}  // namespace ws::seed::store
