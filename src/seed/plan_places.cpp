#include <algorithm>
#include <stdexcept>

#include "seed/district_plan.h"

namespace ws::seed {
namespace {

const PointData& point_of(const DistrictData& data, const std::string& ref) {
  const auto found = data.points.find(ref);
  if (found == data.points.end()) throw std::runtime_error("points.json has no " + ref);
  return found->second;
}

std::string town_name(const DistrictData& data, const std::string& code) {
  for (const TownData& town : data.towns)
    if (town.code == code) return town.name;
  throw std::runtime_error("divisions.json has no town " + code);
}

bool is_village(const std::string& name) {
  return name.ends_with("村");
}

class PlacesPlanner {
 public:
  PlacesPlanner(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start)
      : plan_(plan), data_(data), random_(random), start_(start) {}

  void run() {
    add_center();
    for (const TownData& town : data_.towns) add_office(town);
    for (const TownData& town : data_.towns)
      for (const std::string& community : town.communities) add_station(town, community);
    for (const PlaceData& base : data_.bases) add_base(base);
    unsettle();
    for (const AreaData& area : data_.areas) plan_.areas.push_back({new_ulid(start_, random_), area});
  }

 private:
  SiteRow& add(const std::string& code, const std::string& kind, const std::string& parent, const std::string& ref) {
    const PointData& point = point_of(data_, ref);
    SiteRow site;
    site.id = SiteId::fresh(start_, random_);
    site.event_id = new_ulid(start_, random_);
    site.code = code;
    site.kind = kind;
    site.parent = parent;
    site.state = "operating";
    site.town_code = point.town;
    site.town_name = town_name(data_, point.town);
    site.lat_e6 = point.lat_e6;
    site.lon_e6 = point.lon_e6;
    site.demonstration = kind == "base" || std::find(data_.demonstration.begin(), data_.demonstration.end(), code) !=
                                               data_.demonstration.end();
    // 0000 is no exchange of the city: nobody is called by mistake.
    std::string line = std::to_string(plan_.sites.size() + 1);
    line.insert(0, 4 - line.size(), '0');
    site.phone = "028-0000-" + line;
    plan_.site_at[code] = plan_.sites.size();
    plan_.sites.push_back(std::move(site));
    return plan_.sites.back();
  }

  void furnish(SiteRow& site, const std::vector<RoomData>& rooms) {
    for (const RoomData& room : rooms) site.rooms.push_back({new_ulid(start_, random_), room});
  }

  void offer(const std::string& site, const std::vector<std::string>& items) {
    for (const std::string& item : items) {
      const auto same = [&](const OfferRow& row) { return row.site == site && row.item == item; };
      if (std::none_of(plan_.offers.begin(), plan_.offers.end(), same))
        plan_.offers.push_back({new_ulid(start_, random_), item, site, ""});
    }
  }

  void add_center() {
    SiteRow& site = add(data_.code, "center", "", "center");
    site.name = data_.center.name;
    site.short_name = data_.name + "实践中心";
    site.summary = data_.center.summary;
    site.hours = data_.center.hours;
    site.address = data_.name + site.town_name + "（区实践中心）";
    furnish(site, data_.center.rooms);
    offer(site.code, data_.center.menu);
  }

  void add_office(const TownData& town) {
    SiteRow& site = add(town.code, "office", data_.code, town.code);
    site.name = town.name + "新时代文明实践所";
    site.short_name = town.name + "实践所";
    site.summary = "统筹" + town.name + std::to_string(town.communities.size()) +
                   "个村（社区）实践站：派单、培训、值守，居民可以来这里咨询、代下单。";
    site.hours = data_.hours.at(chance(random_, 50) ? "office_hours" : "all_week");
    site.address = data_.name + town.name + "便民服务中心旁";
    furnish(site, data_.rooms.at(chance(random_, 60) ? "office_full" : "office_town"));
    offer(site.code, data_.menus.at("elder_friendly"));
    offer(site.code, data_.menus.at("lively"));
  }

  void add_station(const TownData& town, const std::string& code) {
    static const std::vector<std::string> urban_rooms{"station_urban", "station_compact", "station_newtown",
                                                      "station_market", "station_college"};
    static const std::vector<std::string> village_rooms{"station_village", "station_linpan", "station_river"};
    static const std::vector<std::string> urban_hours{"office_hours", "all_week", "weekend_half", "evening"};
    static const std::vector<std::string> village_hours{"all_week", "market_day", "village_early", "closed_monday"};
    static const std::vector<std::string> extra{"elder_friendly", "lively", "young_family", "safe_home", "green"};
    SiteRow& site = add(code, "station", town.code, code);
    const std::string& name = point_of(data_, code).name;
    const bool village = is_village(name);
    site.name = name + "新时代文明实践站";
    site.short_name = name + "实践站";
    site.summary = pick(random_, data_.summaries);
    for (std::size_t at; (at = site.summary.find("{name}")) != std::string::npos;) site.summary.replace(at, 6, name);
    site.hours = data_.hours.at(pick(random_, village ? village_hours : urban_hours));
    site.address = data_.name + town.name + name + (village ? "党群服务中心" : "居民活动中心一楼");
    furnish(site, data_.rooms.at(pick(random_, village ? village_rooms : urban_rooms)));
    offer(code, data_.menus.at(village ? "basic_village" : "basic_urban"));
    offer(code, data_.menus.at(pick(random_, extra)));
  }

  void add_base(const PlaceData& base) {
    SiteRow& site = add(base.key, "base", base.parent == "center" ? data_.code : base.parent, base.key);
    site.name = base.name;
    site.short_name = base.name;
    site.summary = base.summary;
    site.hours = base.hours;
    const std::string neighbour = data_.points.contains(base.parent) ? point_of(data_, base.parent).name : "";
    site.address = data_.name + site.town_name + neighbour + base.name;
    furnish(site, base.rooms);
    offer(base.key, base.menu);
  }

  /// A district is never quite finished: two stations are being set up, one is being put in order.
  void unsettle() {
    std::vector<std::string> states{"preparing", "preparing", "rectifying"};
    while (!states.empty()) {
      SiteRow& site = plan_.sites[random_.below(plan_.sites.size())];
      if (site.kind != "station" || site.demonstration || site.state != "operating") continue;
      const auto below = [&](const SiteRow& other) { return other.parent == site.code; };
      if (std::any_of(plan_.sites.begin(), plan_.sites.end(), below)) continue;
      site.state = states.back();
      states.pop_back();
    }
  }

  DistrictPlan& plan_;
  const DistrictData& data_;
  Random& random_;
  Instant start_;
};

}  // namespace

const SiteRow& DistrictPlan::site(const std::string& code) const {
  const auto found = site_at.find(code);
  if (found == site_at.end()) throw std::runtime_error("the seed has no site " + code);
  return sites[found->second];
}

const TeamRow& DistrictPlan::team(const std::string& key) const {
  const auto found = team_at.find(key);
  if (found == team_at.end()) throw std::runtime_error("the seed has no team " + key);
  return teams[found->second];
}

const ItemRow& DistrictPlan::item(const std::string& key) const {
  const auto found = item_at.find(key);
  if (found == item_at.end()) throw std::runtime_error("the seed has no menu item " + key);
  return items[found->second];
}

void plan_places(DistrictPlan& plan, const DistrictData& data, Random& random, Instant start) {
  PlacesPlanner(plan, data, random, start).run();
}

}  // namespace ws::seed
