#pragma once
// What the command screen reads. Counts are of the whole district by site, each from one index range that grows with
// what is open or of today, never with the past; subtrees are added up from them.

#include "db/db.h"
#include "outbox/public.h"
#include "screen/screen_model.h"

namespace ws::screen {

/// The subtree of `root`, by name.
std::vector<Place> places_below(db::Reader& reader, const SiteId& root);
std::vector<SiteId> ancestors(db::Reader& reader, const SiteId& site);
District count_district(db::Reader& reader, Instant now);
/// Shifts of the local day, of activities that are public, and who is inside now.
DistrictToday read_today(db::Reader& reader, Instant now);
/// Open orders below `root` whose clocks run out next.
std::vector<OrderId> due_next(db::Reader& reader, const SiteId& root, std::int64_t limit);
/// The last moves below `root`, newest first: payloads of the outbox.
std::vector<std::string> recent_moves(db::Reader& reader, const std::vector<Place>& places, const SiteId& root,
                                      std::int64_t limit);
/// Moves below `root` after `seq`, in order.
std::vector<outbox::Delivered> moves_after(db::Reader& reader, const SiteId& root, std::int64_t seq,
                                           std::int64_t limit);

}  // namespace ws::screen
