#pragma once
// What suggestions and obstacles are judged on, read set by set.

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include "db/db.h"
#include "dispatch/dispatch_model.h"

namespace ws::dispatch {

struct Place {
  std::int64_t lat_e6;
  std::int64_t lon_e6;
};

/// A box around a place that holds every point within `radius_m`.
struct Box {
  std::int64_t least_lat_e6;
  std::int64_t most_lat_e6;
  std::int64_t least_lon_e6;
  std::int64_t most_lon_e6;
};
Box box_around(Place place, std::int64_t radius_m);

/// Which volunteers a need looks at: a SELECT of person_id whose parameters start at a number told later.
class Pool {
 public:
  static Pool of_skill(const std::string& skill, LocalDate day);
  static Pool near(const Box& box);
  static Pool of_site(const SiteId& site);

  std::string sql(std::size_t first_parameter) const;
  const db::Params& params() const { return params_; }

 private:
  enum class By { skill, box, site };
  Pool(By by, db::Params params) : by_(by), params_(std::move(params)) {}
  By by_;
  db::Params params_;
};

/// A registered volunteer of the pool with some free time on the days asked for.
struct Candidate {
  PersonId person;
  std::string name;
  std::optional<Place> place;
  bool place_is_of_site = false;
  std::vector<WeeklyTime> times;
  std::optional<LocalDate> born;  ///< if it is known
  bool has_guardian = false;
};
/// Weekly times of the two weekdays only; those without any are left out.
std::vector<Candidate> candidates(db::Reader& reader, const Pool& pool, int weekday, int other_weekday);

struct CrewPlace {
  PersonId volunteer;
  Commitment commitment;
  bool open = false;  ///< the order is ahead or under way, not done
};
/// Crew places of the pool that start in [from, until), of orders that are open or done, and held places in the
/// shifts of activities (without an order).
std::vector<CrewPlace> crew_places(db::Reader& reader, const Pool& pool, Instant from, Instant until);

struct Team {
  TeamId id;
  std::string name;
  std::optional<Place> place;  ///< of its site
  bool offers_item = false;    ///< the menu item of the need
  std::int64_t open_orders = 0;
};
/// Open orders are counted without `order` itself.
std::vector<Team> active_teams(db::Reader& reader, const OrderId& order, const MenuItemId& item);

struct Membership {
  TeamId team;
  PersonId person;
};
std::vector<Membership> memberships(db::Reader& reader, const Pool& pool);

/// Identifiers of the requester, of the crew, and of the volunteers and teams that declined.
std::unordered_set<std::string> out_of_question(db::Reader& reader, const OrderId& order);
/// Who served the site's latest orders that are done and were placed after `since`; at most 300 of each state.
std::unordered_set<std::string> served_at(db::Reader& reader, const SiteId& site, Instant since);

/// The skill's name; its code when it has none.
Words skill_name(db::Reader& reader, const std::string& skill);

/// Facts of one volunteer, without what is counted: whether registered and skilled, and open commitments that touch
/// [from, until).
Facts facts_of(db::Reader& reader, const PersonId& volunteer, const std::string& skill, Instant from, Instant until);
void expect_facts(db::Reader& reader, const PersonId& volunteer, const std::string& skill, Instant from,
                  Instant until);

}  // namespace ws::dispatch
