#pragma once
// All rows of the demo district, drawn before anything is written: the same seed gives the same plan.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/id.h"
#include "seed/district_data.h"
#include "seed/made_up_people.h"

namespace ws::seed {

struct RoomRow {
  std::string id;
  RoomData room;
};

struct SiteRow {
  SiteId id;
  std::string code, kind, parent, name, short_name, state, summary, address, phone, hours, town_code, town_name;
  std::optional<std::int64_t> lat_e6, lon_e6;
  bool demonstration = false;
  std::string event_id;
  std::vector<RoomRow> rooms;
};

struct AreaRow {
  std::string id;
  AreaData area;
};

struct ItemRow {
  MenuItemId id;
  ItemData item;
};

struct TeamRow {
  TeamId id;
  TeamData team;
  std::string parent;  ///< key, "" at the top
  std::string host;    ///< of the team or the one above
  std::string site;    ///< code
};

struct OfferRow {
  std::string id;
  std::string item;        ///< key
  std::string site, team;  ///< code or key, one of the two
};

struct FreeTimeRow {
  std::int64_t weekday, from_minute, until_minute;
};

struct VolunteerRow {
  std::string number, site;
  std::int64_t lat_e6 = 0, lon_e6 = 0;
  Instant registered;
  std::vector<std::string> skills;
  std::vector<FreeTimeRow> times;
};

struct GrantRow {
  std::string id, role, site, team;
};

struct PersonRow {
  PersonId id;
  std::string name, mobile, id_number, login, title, site;
  std::int64_t birth_year = 0;
  Instant created;
  std::optional<VolunteerRow> volunteer;
  std::vector<GrantRow> grants;
  std::string demo_role;
};

struct MemberRow {
  std::string team;
  PersonId person;
  bool leader;
};

struct DistrictPlan {
  std::vector<SiteRow> sites;  ///< parents first
  std::vector<AreaRow> areas;
  std::vector<ItemRow> items;
  std::vector<TeamRow> teams;  ///< parents first
  std::vector<OfferRow> offers;
  std::vector<PersonRow> people;
  std::vector<MemberRow> members;

  const SiteRow& site(const std::string& code) const;
  const TeamRow& team(const std::string& key) const;
  const ItemRow& item(const std::string& key) const;

  std::map<std::string, std::size_t> site_at, team_at, item_at;
};

void plan_places(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start);
/// Items, teams and offers; after the places.
void plan_services(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start);
/// Demo people first, then staff, then volunteers with their teams; after the services.
void plan_people(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start, std::size_t volunteers);

}  // namespace ws::seed
