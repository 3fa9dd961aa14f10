#include "thanks/thanks_model.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>

namespace ws::thanks {
namespace {

constexpr std::size_t most_kinds = 5;

}  // namespace

std::vector<Milestone> milestones_for(std::int64_t services, std::int64_t minutes, const Policy& policy) {
  std::vector<Milestone> reached;
  for (const int count : policy.milestone_services)
    if (services >= count) reached.push_back({"services", count});
  for (const int hours : policy.milestone_hours)
    if (minutes >= std::int64_t{60} * hours) reached.push_back({"hours", hours});
  return reached;
}

Review review_of(int year, const std::vector<Service>& services) {
  Review review;
  review.year = year;
  std::set<std::string> days, sites;
  std::map<std::string, Part> kinds;
  for (const Service& service : services) {
    ++review.services;
    review.minutes += service.minutes;
    days.insert(service.day);
    sites.insert(service.site);
    review.minutes_by_month.at(static_cast<std::size_t>(std::atoi(service.day.c_str() + 5)) - 1) += service.minutes;
    Part& kind = kinds[service.title];
    kind.title = service.title;
    ++kind.services;
    kind.minutes += service.minutes;
  }
  if (!services.empty()) review.first_day = services.front().day;
  review.days = static_cast<std::int64_t>(days.size());
  review.sites = static_cast<std::int64_t>(sites.size());
  for (auto& [title, kind] : kinds) review.kinds.push_back(std::move(kind));
  std::stable_sort(review.kinds.begin(), review.kinds.end(),
                   [](const Part& one, const Part& other) { return one.minutes > other.minutes; });
  if (review.kinds.size() > most_kinds) review.kinds.resize(most_kinds);
  return review;
}

}  // namespace ws::thanks
