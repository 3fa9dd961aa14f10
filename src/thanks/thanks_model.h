#pragma once
// Thanks without ranking: milestones, and what a person's own year was. Nobody is compared with anybody. Pure.

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/policy.h"

namespace ws::thanks {

/// "services" (how many) or "hours", and how many of them.
struct Milestone {
  std::string kind;
  std::int64_t reached = 0;
  bool operator==(const Milestone&) const = default;
};
/// All that so many effective services and minutes reach, smallest first of each kind.
std::vector<Milestone> milestones_for(std::int64_t services, std::int64_t minutes, const Policy& policy);

/// One service of the year, as the review counts it.
struct Service {
  std::string day;  ///< "2026-11-23"
  std::string title;
  std::string site;
  std::int64_t minutes = 0;
};
struct Part {
  std::string title;
  std::int64_t services = 0;
  std::int64_t minutes = 0;
};
struct Review {
  int year = 0;
  std::int64_t services = 0;
  std::int64_t minutes = 0;
  std::int64_t days = 0;   ///< on which there was a service
  std::int64_t sites = 0;  ///< at how many places
  std::string first_day;   ///< "" for a year without a service
  std::array<std::int64_t, 12> minutes_by_month{};
  std::vector<Part> kinds;  ///< what it was, the most minutes first, at most 5
};
/// `services` are of the year, oldest first.
Review review_of(int year, const std::vector<Service>& services);

}  // namespace ws::thanks
