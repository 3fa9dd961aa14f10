#pragma once
// What the public pages read beyond what the features show: figures, what was done lately, a requester's own list.

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "db/db.h"

namespace ws::portal {

/// Of the services completed since an instant. Person-times and people are counted apart and never added up.
struct Figures {
  std::int64_t completed = 0;     ///< orders
  std::int64_t residents = 0;     ///< distinct people whose orders they were
  std::int64_t person_times = 0;  ///< volunteer × service, reversed ones left out
  std::int64_t volunteers = 0;    ///< distinct volunteers
};

/// A completed service of the menu. Needs in words are left out: they are the resident's own.
struct Recent {
  std::string item, item_en, category, team, town;
  Instant completed;
};

struct Hot {
  std::string item, name, name_en;
};

/// An order of the requester as the list shows it.
struct OwnOrder {
  OrderId id;
  std::string title, state, who;
  Instant starts, created;
  std::optional<Instant> due;
};

/// How many of an item's ratings have one, two … five stars.
using Bars = std::array<std::int64_t, 5>;

namespace store {

Figures figures(db::Reader& reader, Instant since);
std::vector<Recent> recent(db::Reader& reader, Instant since, std::int64_t limit);
/// The items ordered most since an instant.
std::vector<Hot> hot(db::Reader& reader, Instant since, std::int64_t limit);
Bars bars(db::Reader& reader, const MenuItemId& item);

/// Newest first; identifiers below `before` if it is not empty; `group` is "", "open", "rate" or "done".
std::vector<OwnOrder> own_orders(db::Reader& reader, const PersonId& requester, const std::string& group,
                                 const std::string& before, std::int64_t limit);
struct StateCount {
  std::string state;
  std::int64_t orders;
};
std::vector<StateCount> own_counts(db::Reader& reader, const PersonId& requester);

/// Who answers for a service at home: the town's own office, else any operating site of the town, else the center.
SiteId responsible_site(db::Reader& reader, const std::string& town_code);
/// Where a need in words waits until the center has read it.
std::string first_category(db::Reader& reader);
std::string mobile_sealed(db::Reader& reader, const PersonId& person);

}  // namespace store
}  // namespace ws::portal
