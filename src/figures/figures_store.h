#pragma once
// What reports read beside the tallies: the groups of a scope, orders, and what lies behind a figure.

#include <optional>
#include <string>
#include <vector>

#include "db/db.h"
#include "figures/figures_model.h"
#include "hours/public.h"

namespace ws::figures::store {

/// A project or an area by its identifier; `site` of an area is empty.
std::optional<Scope> find_project(db::Reader& reader, const std::string& id);
std::optional<Scope> find_area(db::Reader& reader, const std::string& id);
/// True if every site of the area lies below `root`.
bool area_within(db::Reader& reader, const std::string& area, const SiteId& root);
std::optional<SiteId> find_center(db::Reader& reader);
/// True if the group named by a key belongs to the question's scope: whoever sees the scope sees it.
bool has_group(db::Reader& reader, const Question& question, const std::string& key);

/// The groups of a question after the one with key `after` (""; from the first on), in the order of their codes.
std::vector<Group> groups(db::Reader& reader, const Question& question, const std::string& after, std::int64_t limit);

/// Orders placed in the months, of a group of the question or of the whole scope ("").
OrderFigures count_orders(db::Reader& reader, const Question& question, const std::string& group, Months months);

struct Entry {
  HoursEntryId id;
  std::int64_t seq = 0;
  Instant starts;
  std::int64_t minutes = 0;
  std::string state;
  PersonId volunteer;
  std::string volunteer_name;  ///< whole: mask it
  std::string volunteer_number;
  std::string title;
  std::string site_name;
  std::string team_name;
  std::string source;
  OrderId order;
  std::string activity;
  std::string evidence;
};
/// Where a list goes on: after the one that began (was placed) at `at_ms`.
struct After {
  std::int64_t at_ms = 0;
  std::string id;
};
/// Newest first.
std::vector<Entry> entries_behind(db::Reader& reader, const Behind& behind, const std::optional<After>& after,
                                  std::int64_t limit);
/// One of them, whatever it stands at.
std::optional<Entry> find_entry(db::Reader& reader, const HoursEntryId& entry);
SiteId site_of(db::Reader& reader, const HoursEntryId& entry);
TeamId team_of(db::Reader& reader, const HoursEntryId& entry);

/// What happened to an entry, in order.
struct EntryStep {
  std::int64_t at_ms = 0;
  std::string state;
  std::string actor_name;  ///< whole: mask the volunteer's own
  bool by_volunteer = false;
  std::string reason;
};
std::vector<EntryStep> steps_of(db::Reader& reader, const HoursEntryId& entry);
/// The marks of presence that an entry of an order was made from.
struct Mark {
  std::int64_t at_ms = 0;
  std::string kind;
  std::string means;
};
std::vector<Mark> marks_of(db::Reader& reader, const HoursEntryId& entry);

struct OrderLine {
  OrderId id;
  std::string number;
  std::string title;
  std::string category;
  std::string category_name;
  std::string site_name;
  std::string team_name;
  std::string state;
  std::int64_t created_ms = 0;
  std::optional<std::int64_t> completed_ms;
  std::optional<std::int64_t> rating;
};
/// Newest first.
std::vector<OrderLine> orders_behind(db::Reader& reader, const Behind& behind, const std::optional<After>& after,
                                     std::int64_t limit);

}  // namespace ws::figures::store
