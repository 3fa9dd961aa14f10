#pragma once
// What the replay of the demo's weeks needs to know of the district it happens in.

#include <string>
#include <vector>

#include "base/actor.h"
#include "base/random.h"
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

/// Every list by identifier, so that the same district gives the same replay.
District read_district(db::Reader& reader);
/// Entries of the ledger that an order gave.
std::vector<std::string> hours_of(db::Reader& reader, const OrderId& order);

/// A course, and who took part in it on a day: held by `trainer`, recorded by one and confirmed by the other.
struct TrainingKnown {
  std::string code, title, trainer, day;
  std::int64_t valid_months = 0;
  PersonId recorded_by, confirmed_by;
  Instant recorded;
  std::vector<PersonId> people;
};
void write_training(db::Tx& tx, const TrainingKnown& training, Random& random);

}  // namespace ws::seed::store
