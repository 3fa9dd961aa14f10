#include "seed/district_data.h"

#include <cstdlib>
#include <fstream>
#include <numeric>
#include <sstream>
#include <stdexcept>

namespace ws::seed {
namespace {

using json::Document;

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path.string());
  std::ostringstream text;
  text << file.rdbuf();
  return std::move(text).str();
}

std::string need(const Document& from, std::string_view name) {
  auto text = from.text(name);
  if (!text) throw std::runtime_error("data/pidu: missing " + std::string(name));
  return std::move(*text);
}

std::int64_t need_number(const Document& from, std::string_view name) {
  const auto number = from.integer(name);
  if (!number) throw std::runtime_error("data/pidu: missing number " + std::string(name));
  return *number;
}

double share(const Document& from, std::string_view name) {
  return std::strtod(from.json(name).c_str(), nullptr);
}

std::vector<RoomData> read_rooms(const Document& from) {
  std::vector<RoomData> rooms;
  for (const Document& room : from.items("rooms")) {
    const auto floor = room.integer("floor");
    rooms.push_back({need(room, "name"), need(room, "purpose"), floor ? std::to_string(*floor) + "楼" : "",
                     room.integer("seats").value_or(0)});
  }
  return rooms;
}

PlaceData read_place(const Document& from) {
  return {need(from, "key"),     need(from, "name"), from.text("parent").value_or("center"),
          need(from, "summary"), from.json("hours"), read_rooms(from),
          from.texts("menu")};
}

void read_sites(const Document& sites, DistrictData& data) {
  const auto centers = Document("[" + sites.json("center") + "]").items("");
  data.center = read_place(centers.at(0));
  data.center.parent.clear();
  for (const Document& base : sites.items("bases")) data.bases.push_back(read_place(base));
  data.demonstration = sites.texts("demonstration_offices");
  for (std::string& code : sites.texts("demonstration_stations")) data.demonstration.push_back(std::move(code));
  for (const Document& area : sites.items("areas"))
    data.areas.push_back({need(area, "key"), need(area, "name"), need(area, "summary"), area.texts("site_refs")});
  for (const char* kind : {"office_rooms", "station_rooms"})
    for (const Document& set : sites.items(kind)) data.rooms[need(set, "key")] = read_rooms(set);
  for (const Document& set : sites.items("hours")) data.hours[need(set, "key")] = set.json("hours");
  for (const Document& set : sites.items("station_menus")) data.menus[need(set, "key")] = set.texts("items");
  data.summaries = sites.texts("summaries");
}

void read_divisions(const Document& divisions, DistrictData& data) {
  data.code = need(divisions, "code");
  data.name = need(divisions, "name");
  for (const Document& town : divisions.items("towns")) {
    TownData read{need(town, "code"), need(town, "name"), {}};
    for (const Document& community : town.items("communities")) read.communities.push_back(need(community, "code"));
    data.towns.push_back(std::move(read));
  }
}

void read_points(const Document& points, DistrictData& data) {
  data.datum = need(points, "datum");
  for (const Document& point : points.items("points"))
    data.points[need(point, "ref")] = {need(point, "town"), need_number(point, "lat_e6"),
                                       need_number(point, "lon_e6"), need(point, "name")};
}

void read_categories(const Document& menu, DistrictData& data) {
  for (const Document& row : menu.items("categories"))
    data.categories.push_back(
        {need(row, "code"), need(row, "name"), need(row, "name_en"), need(row, "icon"), need(row, "summary")});
}

void read_skills(const Document& skills, DistrictData& data) {
  for (const Document& row : skills.items("skills")) {
    data.skills.push_back({need(row, "code"), need(row, "name"), need(row, "name_en"), "", ""});
    if (const auto document = row.text("qualification")) data.qualifications[need(row, "code")] = *document;
  }
}

void read_menu(const Document& menu, DistrictData& data) {
  for (const Document& row : menu.items("items"))
    data.items.push_back({need(row, "key"), need(row, "category"), need(row, "name"), need(row, "name_en"),
                          need(row, "summary"), need(row, "skill"), need(row, "at"), need(row, "prepares"),
                          need_number(row, "duration_minutes"), need_number(row, "volunteers_needed")});
}

TeamData read_team(const Document& row) {
  TeamData team{need(row, "key"),
                need(row, "name"),
                row.text("owner").value_or(""),
                row.text("host").value_or(""),
                need(row, "summary"),
                row.texts("skills"),
                row.texts("menu"),
                {}};
  for (const Document& sub : row.items("sub_teams")) team.sub_teams.push_back(read_team(sub));
  return team;
}

OrganisationData read_organisation(const Document& row) {
  return {need(row, "key"),
          need(row, "kind"),
          row.text("parent").value_or(""),
          need(row, "name"),
          row.text("summary").value_or(""),
          row.text("credit_code").value_or(""),
          need(row, "site"),
          row.text("phone").value_or(""),
          row.texts("teams")};
}

GivenNames read_given(const Document& generation, const std::string& gender) {
  return {generation.texts(gender + ".single"), generation.texts(gender + ".first"),
          generation.texts(gender + ".second")};
}

void read_people(const Document& people, DistrictData& data) {
  for (const Document& row : people.items("surnames"))
    data.surnames.emplace_back(need(row, "surname"), need_number(row, "weight"));
  for (const Document& row : people.items("generations"))
    data.generations.push_back({row.integers("born").at(0), row.integers("born").at(1), share(row, "single_share"),
                                read_given(row, "male"), read_given(row, "female")});
  for (const Document& row : people.items("rules.age_bands"))
    data.volunteer_ages.push_back(
        {row.integers("ages").at(0), row.integers("ages").at(1), need_number(row, "volunteer")});
  data.female_share = share(people, "rules.gender.volunteer_female");
  for (const Document& row : people.items("demo"))
    data.demo.push_back({need(row, "login"), need(row, "name"), need(row, "role"), need(row, "scope"),
                         need(row, "title"), need(row, "birth_date"), need(row, "id_number"), need(row, "mobile")});
  for (const std::string& role : people.names("staff_titles"))
    data.titles[role] = people.texts("staff_titles." + role);
}

/// Without an approval number: a map is shown to the public only once the district has entered its own (审图号).
std::string boundary_of(const Document& collection) {
  const auto features = collection.items("features");
  json::Writer out;
  out.begin()
      .field("datum", features.at(0).text("properties.datum").value_or("GCJ-02"))
      .field("approval_number", "")
      .key("geometry")
      .raw(features.at(0).json("geometry"))
      .end();
  return out.take();
}

Document document_of(const std::filesystem::path& folder, const char* name) {
  return Document(read_text(folder / "pidu" / name));
}

}  // namespace

DistrictData read_catalogue(const std::filesystem::path& folder) {
  DistrictData data;
  read_categories(document_of(folder, "menu.json"), data);
  read_skills(document_of(folder, "skills.json"), data);
  data.datum = "GCJ-02";
  return data;
}

DistrictData read_district(const std::filesystem::path& folder) {
  const auto document = [&folder](const char* name) { return document_of(folder, name); };
  DistrictData data = read_catalogue(folder);
  read_divisions(document("divisions.json"), data);
  read_points(document("points.json"), data);
  read_sites(document("sites.json"), data);
  read_menu(document("menu.json"), data);
  const Document teams = document("teams.json");
  for (const Document& row : teams.items("teams")) data.teams.push_back(read_team(row));
  const Document organisations = document("organisations.json");
  for (const Document& row : organisations.items("organisations"))
    data.organisations.push_back(read_organisation(row));
  read_people(document("people.json"), data);
  data.boundary = boundary_of(document("boundary.geojson"));
  data.policy = read_text(folder / "policy" / "default.json");
  data.calendar = read_text(folder / "calendar" / "cn.json");
  return data;
}

bool chance(Random& random, unsigned percent) {
  return random.below(100) < percent;
}

std::int64_t between(Random& random, std::int64_t from, std::int64_t until) {
  return from + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(until - from + 1)));
}

std::size_t weighted(Random& random, const std::vector<std::int64_t>& weights) {
  auto left = static_cast<std::int64_t>(
      random.below(static_cast<std::uint64_t>(std::accumulate(weights.begin(), weights.end(), std::int64_t{0}))));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    left -= weights[i];
    if (left < 0) return i;
  }
  return weights.size() - 1;
}

}  // namespace ws::seed
