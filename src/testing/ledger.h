#pragma once
// Entries of the ledger for tests of what is made of them.

#include <string>
#include <vector>

#include "hours/public.h"
#include "testing/district.h"

namespace ws::testing {

/// Where a service was; an empty site: at the center.
struct Where {
  SiteId site = {};
  TeamId team = {};
  std::string title = {};
};
/// An entry for a service that began at nine some days ago, moved through `states` after "pending".
HoursEntryId served(District& district, const PersonId& person, int days_ago, int minutes,
                    const std::vector<std::string>& states, const Where& where = {});
/// The volunteer objects to an entry, wherever it stands.
void doubt(District& district, const HoursEntryId& entry, const PersonId& person);
/// The same as served(), effective.
HoursEntryId effective(District& district, const PersonId& person, int days_ago, int minutes);
/// Whole days of effective service, so many hours in all, ending yesterday.
void effective_hours(District& district, const PersonId& person, int hours);

}  // namespace ws::testing
