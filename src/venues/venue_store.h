#pragma once

#include <string>
#include <vector>

#include "db/db.h"
#include "venues/venue_model.h"

namespace ws::venues::store {

/// With its hours, its days that differ from `now` on, and its closures that are not over.
std::optional<Venue> find(db::Reader& reader, const VenueId& venue, Instant now);
/// Keeps everybody else from the venue's units until the transaction ends.
void hold(db::Tx& tx, const VenueId& venue);
void insert(db::Tx& tx, const Venue& venue, const PersonId& by, Instant now);
/// Plan and state. False if it was changed since `venue.version`.
bool update(db::Tx& tx, const Venue& venue);

struct VenueFilter {
  std::vector<SiteId> roots;  ///< all of these subtrees, drafts too; none: what everybody may book
  SiteId within;              ///< this site and those below it; empty: anywhere
  std::optional<Kind> kind;
  std::string cursor;
  std::int64_t limit = 20;
};
/// By identifier.
std::vector<Venue> list(db::Reader& reader, const VenueFilter& filter, Instant now);

/// The day's other hours; replaces what was said of it.
void keep_day(db::Tx& tx, const VenueId& venue, const OtherDay& day);
/// False if the day was as its weekday.
bool drop_day(db::Tx& tx, const VenueId& venue, LocalDate day);

void insert(db::Tx& tx, const VenueId& venue, const Closure& closure, const PersonId& by, Instant now);
struct FoundClosure {
  VenueId venue;
  Closure closure;
};
std::optional<FoundClosure> find_closure(db::Reader& reader, const VenueClosureId& id);
/// False if it is lifted or over.
bool lift(db::Tx& tx, const VenueClosureId& id, Instant now);

/// Who has what in this time, every quarter of it.
std::vector<Claim> claims(db::Reader& reader, const VenueId& venue, const Span& span);
/// The highest unit that is claimed after `now`; 0: none.
std::int64_t highest_claimed(db::Reader& reader, const VenueId& venue, Instant now);

}  // namespace ws::venues::store
