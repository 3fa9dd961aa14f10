#pragma once
// Who fits an order, and who may not take it. A score says how well somebody fits this order; it never ranks people:
// hours served, stars and ratings are not looked at.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/policy.h"
#include "db/db.h"
#include "dispatch/dispatch_model.h"

namespace ws::dispatch {

struct Limits {
  std::size_t teams = 5;
  std::size_t volunteers = 20;
};

/// Best first, at most `limits` of each kind; equal fits follow an order of their own for each need, so that no name
/// is always first. A volunteer is suggested only if registered, having the skill, free by their weekly times for the
/// whole slot, in no overlapping crew and within the hours of the day; and neither the requester nor somebody who is
/// in the crew already or has declined. A team is one that offers the menu item or has such members. A need without a
/// skill looks at those within 5 km (or, where nothing tells the place, at the site's own).
/// A handful of set-based queries, whatever the number of candidates.
std::vector<Suggestion> suggest(db::Reader& reader, const Need& need, const Policy& policy, Instant now,
                                const Limits& limits = {});

/// Why this volunteer may not take this order, if so: "order.volunteer_not_registered", "order.skill_missing",
/// "order.volunteer_under_age", "order.overlap" (with another order or an activity), "order.daily_limit". Weekly free
/// time is no obstacle: people may give more than they stated. Ask inside the transaction that writes the crew, with
/// the volunteer's row held (an UPDATE of it): two overlapping acceptances on two processes could each see no
/// obstacle otherwise.
std::optional<Error> obstacle(db::Reader& reader, const PersonId& volunteer, const Need& need, const Policy& policy,
                              Instant now);
/// Says that obstacle(…) comes soon (db::Reader::ahead).
void expect_obstacle(db::Reader& reader, const PersonId& volunteer, const Need& need, Instant now);

}  // namespace ws::dispatch
