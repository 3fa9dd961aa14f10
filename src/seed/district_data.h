#pragma once
// The files of data/pidu as they are, and the draws the seed makes from them.

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/random.h"

namespace ws::seed {

struct RoomData {
  std::string name, purpose, floor;
  std::int64_t seats;
};

struct PlaceData {
  std::string key, name, parent, summary, hours;
  std::vector<RoomData> rooms;
  std::vector<std::string> menu;
};

struct PointData {
  std::string town;
  std::int64_t lat_e6, lon_e6;
  std::string name;
};

struct TownData {
  std::string code, name;
  std::vector<std::string> communities;  ///< codes
};

struct AreaData {
  std::string key, name, summary;
  std::vector<std::string> sites;
};

struct ItemData {
  std::string key, category, name, name_en, summary, skill, place, prepares;
  std::int64_t duration_minutes, volunteers_needed;
};

struct TeamData {
  std::string key, name, owner, host, summary;
  std::vector<std::string> skills, menu;
  std::vector<TeamData> sub_teams;
};

struct OrganisationData {
  std::string key, kind, parent, name, summary, credit_code, site, phone;
  std::vector<std::string> teams;
};

struct CodeName {
  std::string code, name, name_en, icon, summary;
};

struct GivenNames {
  std::vector<std::string> single, first, second;
};
struct Generation {
  std::int64_t born_from, born_until;
  double single_share;
  GivenNames male, female;
};
struct AgeBand {
  std::int64_t from, until, weight;
};

struct DemoData {
  std::string login, name, role, scope, title, birth_date, id_number, mobile;
};

struct DistrictData {
  std::string code, name, datum;
  PlaceData center;
  std::vector<TownData> towns;
  std::vector<PlaceData> bases;
  std::map<std::string, PointData> points;
  std::vector<std::string> demonstration;  ///< codes of offices and stations; bases all are
  std::vector<AreaData> areas;
  std::map<std::string, std::vector<RoomData>> rooms;     ///< sets by key
  std::map<std::string, std::string> hours;               ///< JSON by key
  std::map<std::string, std::vector<std::string>> menus;  ///< item keys by key
  std::vector<std::string> summaries;                     ///< with {name}
  std::vector<CodeName> skills, categories;
  std::map<std::string, std::string> qualifications;  ///< by skill: the document without which it does not count
  std::vector<ItemData> items;
  std::vector<TeamData> teams;
  std::vector<OrganisationData> organisations;                 ///< parents first
  std::vector<std::pair<std::string, std::int64_t>> surnames;  ///< with weights
  std::vector<Generation> generations;
  std::vector<AgeBand> volunteer_ages;
  double female_share = 0.5;
  std::vector<DemoData> demo;
  std::map<std::string, std::vector<std::string>> titles;
  std::string boundary, policy, calendar;  ///< JSON for the settings
};

/// Throws std::runtime_error with the file's name.
DistrictData read_district(const std::filesystem::path& data);
/// Only what any district begins with: skills and categories, and the datum of places.
DistrictData read_catalogue(const std::filesystem::path& data);

template <class T>
const T& pick(Random& random, const std::vector<T>& list) {
  return list.at(random.below(list.size()));
}
/// True in `percent` of the draws.
bool chance(Random& random, unsigned percent);
/// Uniform in [from, until].
std::int64_t between(Random& random, std::int64_t from, std::int64_t until);
/// An index, with these weights; their sum is above zero.
std::size_t weighted(Random& random, const std::vector<std::int64_t>& weights);

}  // namespace ws::seed
