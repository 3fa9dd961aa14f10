#include "screen/screen_model.h"

#include <algorithm>
#include <set>

namespace ws::screen {
namespace {

void add(SiteCounts& sum, const SiteCounts& site) {
  for (std::size_t i = 0; i < sum.standing.size(); ++i) sum.standing[i] += site.standing[i];
  sum.escalated += site.escalated;
  sum.at_risk += site.at_risk;
  sum.placed += site.placed;
  sum.accepted += site.accepted;
  sum.completed += site.completed;
  sum.rated += site.rated;
  sum.rating_sum += site.rating_sum;
  sum.minutes += site.minutes;
  sum.served.insert(sum.served.end(), site.served.begin(), site.served.end());
}

}  // namespace

std::optional<std::size_t> standing_index(std::string_view state) {
  const auto found = std::find(standing_states.begin(), standing_states.end(), state);
  if (found == standing_states.end()) return std::nullopt;
  return static_cast<std::size_t>(found - standing_states.begin());
}

std::int64_t SiteCounts::open() const {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < open_states; ++i) count += standing[i];
  return count;
}

Figures add_up(const std::vector<Place>& places, const District& district) {
  Figures figures;
  std::map<std::string, Town> towns;
  for (const Place& place : places) {
    Town* town = nullptr;
    if (!place.town_code.empty()) {
      town = &towns[place.town_code];
      town->code = place.town_code;
      town->name = place.town_name;
    }
    const auto found = district.find(place.id);
    if (found == district.end()) continue;
    const SiteCounts& site = found->second;
    add(figures.sum, site);
    if (site.open() > 0) figures.open_sites.emplace_back(place.id, site.open());
    if (!town) continue;
    town->open += site.open();
    town->placed += site.placed;
    town->completed += site.completed;
    town->escalated += site.escalated;
  }
  figures.people = static_cast<std::int64_t>(std::set(figures.sum.served.begin(), figures.sum.served.end()).size());
  for (auto& [code, town] : towns) figures.towns.push_back(std::move(town));
  return figures;
}

namespace {

bool is_on(const ShiftToday& shift, Instant now) {
  return shift.starts <= now && now < shift.ends;
}

/// 0 on, 1 to come, 2 over.
int turn_of(const ShiftToday& shift, Instant now) {
  return is_on(shift, now) ? 0 : now < shift.starts ? 1 : 2;
}

/// What is on first; of those, and of those to come, the earlier; of those over, the later.
bool before(const ShiftToday& a, const ShiftToday& b, Instant now) {
  const int turn = turn_of(a, now), other = turn_of(b, now);
  if (turn != other) return turn < other;
  if (a.starts != b.starts) return turn == 2 ? b.starts < a.starts : a.starts < b.starts;
  return a.activity < b.activity;
}

}  // namespace

Activities add_up_today(const std::vector<Place>& places, const DistrictToday& district, Instant now) {
  std::set<SiteId> within;
  for (const Place& place : places) within.insert(place.id);
  std::map<ActivityId, ActivityToday> all;
  for (const ShiftToday& shift : district.shifts) {
    if (!within.contains(shift.site)) continue;
    const auto [found, fresh] = all.try_emplace(shift.activity, ActivityToday{shift});
    if (!fresh && before(shift, found->second.shift, now)) found->second.shift = shift;
  }
  Activities activities;
  std::set<PersonId> people;
  for (const Inside& one : district.inside) {
    const auto found = all.find(one.activity);
    if (found == all.end()) continue;
    ++found->second.people;
    people.insert(one.person);
    activities.companions_inside += one.companions;
  }
  activities.today = static_cast<std::int64_t>(all.size());
  activities.people_inside = static_cast<std::int64_t>(people.size());
  for (auto& [id, activity] : all) {
    if (is_on(activity.shift, now)) ++activities.on;
    activities.items.push_back(std::move(activity));
  }
  std::sort(activities.items.begin(), activities.items.end(),
            [&](const ActivityToday& a, const ActivityToday& b) { return before(a.shift, b.shift, now); });
  if (activities.items.size() > most_activities) activities.items.resize(most_activities);
  return activities;
}

}  // namespace ws::screen
