#include "venues/venue_service.h"

#include <algorithm>

#include "audit/public.h"
#include "sites/public.h"

namespace ws::venues {
namespace {

constexpr int days_looked_at = 8;
constexpr int most_days = 31;
constexpr std::int64_t most_of_a_day = 500;

Span span_of(LocalDate from, int days) {
  const Instant starts = start_of_day(from);
  return {starts, starts.plus_ms(days * day_ms)};
}

}  // namespace

/// One transaction, once per key.
template <class F>
VenueService::Answer VenueService::run(idempotency::Key key, F body) {
  const Instant now = clock_.now();
  auto use_case = [key, body, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> { return body(tx, now); });
  };
  co_return co_await database_.write(use_case);
}

VenueService::Shown VenueService::shown(db::Reader& reader, Venue venue, Instant now) const {
  const LocalDate today = local_date(now);
  const auto claims = store::claims(reader, venue.id, span_of(today, days_looked_at));
  const auto days = venues::calendar(venue, claims, today, days_looked_at, now);
  Shown found{std::move(venue), days.front().free(), {}};
  for (const Day& day : days)
    for (const Slot& slot : day.slots)
      if (!found.next && slot.free > 0 && !slot.over) found.next = slot.span;
  return found;
}

VenueService::Page VenueService::list(const SiteId& within, std::optional<Kind> kind, Today today,
                                      const std::string& cursor, std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    store::VenueFilter filter{{}, within, kind, cursor, limit + 1};
    Page page;
    auto rows = store::list(reader, filter, now);
    if (static_cast<std::int64_t>(rows.size()) > limit) {
      rows.pop_back();
      page.next = rows.back().id.str();
    }
    for (Venue& venue : rows) {
      Shown one = shown(reader, std::move(venue), now);
      if (today == Today::all || one.free_today > 0) page.rows.push_back(std::move(one));
    }
    return page;
  });
}

VenueService::Page VenueService::managed(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    Page page;
    auto rows = store::list(reader, {access::seen(actor), {}, {}, cursor, limit + 1}, now);
    if (static_cast<std::int64_t>(rows.size()) > limit) {
      rows.pop_back();
      page.next = rows.back().id.str();
    }
    for (Venue& venue : rows) page.rows.push_back(shown(reader, std::move(venue), now));
    return page;
  });
}

Result<access::SeenVenue> VenueService::find(const Actor& actor, const VenueId& venue) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) { return access::see(reader, actor, venue, now); });
}

Result<VenueService::Calendar> VenueService::calendar(const Actor& actor, const VenueId& venue, LocalDate from,
                                                      int days) const {
  if (days < 1 || days > most_days) return Error::invalid("list.bad_range", "days");
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Calendar> {
    auto seen = access::see(reader, actor, venue, now);
    if (!seen) return seen.error();
    const auto claims = store::claims(reader, venue, span_of(from, days));
    auto shown = venues::calendar(seen->venue, claims, from, days, now);
    return Calendar{std::move(seen->venue), seen->keeper, std::move(shown)};
  });
}

VenueService::Answer VenueService::make(Actor actor, idempotency::Key key, SiteId site, Plan plan) {
  return run(key, [this, actor, site, plan](db::Tx& tx, Instant now) -> Result<std::string> {
    if (auto may = access::check_may_keep_at(tx, actor, site); !may) return may.error();
    if (auto right = check_plan(plan); !right) return right.error();
    Venue fresh;
    fresh.id = VenueId::fresh(now, random_);
    fresh.site = site;
    fresh.plan = plan;
    store::insert(tx, fresh, actor.person, now);
    audit::record(tx, {actor.person, "venue.made", "venue", fresh.id.str(), "", plan.name}, now);
    return fresh.id.str();
  });
}

VenueService::Answer VenueService::edit(Actor actor, idempotency::Key key, VenueId venue, Plan plan, VenueState state,
                                        std::int64_t version) {
  return run(key, [actor, venue, plan, state, version](db::Tx& tx, Instant now) -> Result<std::string> {
    store::hold(tx, venue);
    auto seen = access::see_to_keep(tx, actor, venue, now);
    if (!seen) return seen.error();
    if (auto right = check_plan(plan); !right) return right.error();
    if (state == VenueState::draft && seen->venue.state != VenueState::draft) return Error::conflict("venue.state");
    // Nobody who has one loses it by an edit; closing says whom it hits.
    if (plan.units < store::highest_claimed(tx, venue, now)) return Error::conflict("venue.units_booked");
    seen->venue.plan = plan;
    seen->venue.state = state;
    seen->venue.version = version;
    if (!store::update(tx, seen->venue)) return Error::conflict("venue.changed_meanwhile");
    audit::record(tx, {actor.person, "venue.edited", "venue", venue.str(), "", plan.name}, now);
    return venue.str();
  });
}

VenueService::Answer VenueService::keep_day(Actor actor, idempotency::Key key, VenueId venue, OtherDay day) {
  return run(key, [actor, venue, day](db::Tx& tx, Instant now) -> Result<std::string> {
    store::hold(tx, venue);
    const auto seen = access::see_to_keep(tx, actor, venue, now);
    if (!seen) return seen.error();
    if (auto right = check_day(day); !right) return right.error();
    if (day.day < local_date(now)) return Error::invalid("venue.day_past", "day");
    const Instant midnight = start_of_day(day.day);
    store::Filter booked;
    booked.venue = venue;
    booked.time = Span{midnight, midnight.plus_ms(day_ms)};
    booked.coming = true;
    booked.limit = most_of_a_day;
    for (const store::Row& row : store::list(tx, booked)) {
      const Span& span = row.booking.wish.span;
      const bool stays = day.hours && span.starts >= midnight.plus_ms(day.hours->from_minute * minute_ms) &&
                         span.ends <= midnight.plus_ms(day.hours->until_minute * minute_ms);
      if (!stays) return Error::conflict("venue.day_booked");
    }
    store::keep_day(tx, venue, day);
    audit::record(tx, {actor.person, "venue.day_kept", "venue", venue.str(), day.note, to_text(day.day)}, now);
    return venue.str();
  });
}

VenueService::Answer VenueService::drop_day(Actor actor, idempotency::Key key, VenueId venue, LocalDate day) {
  return run(key, [actor, venue, day](db::Tx& tx, Instant now) -> Result<std::string> {
    if (const auto seen = access::see_to_keep(tx, actor, venue, now); !seen) return seen.error();
    if (!store::drop_day(tx, venue, day)) return Error::not_found("venue.no_day");
    audit::record(tx, {actor.person, "venue.day_dropped", "venue", venue.str(), "", to_text(day)}, now);
    return venue.str();
  });
}

VenueService::Answer VenueService::lift(Actor actor, idempotency::Key key, VenueClosureId closure) {
  return run(key, [actor, closure](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = store::find_closure(tx, closure);
    if (!found || !access::see_to_keep(tx, actor, found->venue, now) || !store::lift(tx, closure, now))
      return Error::not_found("venue.no_closure");
    audit::record(tx, {actor.person, "venue.reopened", "venue", found->venue.str(), "", found->closure.reason}, now);
    return found->venue.str();
  });
}

Result<RotatingCode> VenueService::code(const Actor& actor, const VenueId& venue) const {
  const Instant now = clock_.now();
  const auto seen =
      database_.read([&](db::Reader& reader) { return access::see_to_keep(reader, actor, venue, now); });
  if (!seen) return Error::not_found("venue.not_found");
  return rotating_code(vault_, rules_.policy, venue.str(), now);
}

}  // namespace ws::venues
