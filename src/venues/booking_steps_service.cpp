#include "venues/booking_steps_service.h"

#include <algorithm>
#include <stdexcept>

#include "audit/public.h"
#include "base/identity.h"
#include "base/json.h"
#include "base/text.h"
#include "notices/public.h"
#include "organisations/public.h"
#include "people/public.h"
#include "teams/public.h"

namespace ws::venues {
namespace {

constexpr int alternative_days = 14;
constexpr std::int64_t most_hit = 500;

Error not_now() {
  return Error::conflict("booking.state");
}

Instant quarter_of(Instant at) {
  return {at.ms / quarter_ms * quarter_ms};
}

}  // namespace

// ---- who is told

void BookingSteps::tell(db::Tx& tx, const PersonId& person, std::string_view kind, const Venue& venue, Instant at,
                        const std::string& reason, Instant now) const {
  if (person.empty()) return;
  json::Writer out;
  out.begin().field("title", venue.plan.name).field("at", at.ms).field("reason", reason).end();
  notices::send(tx, {person, kind, {}, out.take()}, now, parts_.random);
}

void BookingSteps::tell_staff(db::Tx& tx, std::string_view kind, const Venue& venue, Instant at, Instant now) const {
  for (const PersonId& one : access::staff_of(tx, venue.site)) tell(tx, one, kind, venue, at, "", now);
}

// ---- booking

/// The venue as it is once nobody else can take its units, nor book for the same person.
Result<Venue> BookingSteps::hold(db::Tx& tx, const Actor& actor, const Booker& whose, const VenueId& id,
                                 Instant now) const {
  if (!whose.person.empty()) store::hold_booker(tx, people::person_of(tx, whose.person));
  store::hold(tx, id);
  auto seen = access::see(tx, actor, id, now);
  if (!seen) return seen.error();
  return std::move(seen->venue);
}

Outcome BookingSteps::check_booker(db::Tx& tx, const Venue& venue, const Booker& whose, Instant now) const {
  if (const auto pause = store::running(tx, whose.person, venue.site, now)) {
    Error paused = Error::conflict("booking.paused");
    paused.alternative = Alternative{to_iso(pause->until), say_time(pause->until, now, "zh")};
    return paused;
  }
  if (store::open_bookings(tx, whose.person, venue.id, now) >= venue.plan.open_per_person)
    return Error::conflict("booking.too_many_open");
  return Done{};
}

Error BookingSteps::full(db::Reader& reader, const Venue& venue, const Wish& wish, Instant now) const {
  Error refused = Error::conflict("booking.full");
  // Mostly there is something on the same day, and many are refused at once.
  for (const int more_days : {0, alternative_days}) {
    const Span ahead{wish.span.starts, wish.span.ends.plus_ms((more_days + 1) * day_ms)};
    const auto free = next_free(venue, store::claims(reader, venue.id, ahead), wish.span, wish.units, more_days, now);
    if (!free) continue;
    refused.alternative = Alternative{to_iso(free->starts), say_time(free->starts, now, "zh")};
    break;
  }
  return refused;
}

/// The lowest units that are free throughout, if everything else is right, too.
Result<BookingSteps::Units> BookingSteps::find_units(db::Reader& reader, const Venue& venue, const Booker& whose,
                                                     const Wish& wish, const BookingId& but, By by,
                                                     Instant now) const {
  if (auto right = check_wish(venue.plan, wish); !right) return right.error();
  if (wish.span.ends <= now) return Error::invalid("booking.past", "starts_ms");
  // Staff give away what has begun, too: somebody stands at the desk.
  const Instant from = by == By::staff ? std::min(now, wish.span.starts.plus_ms(-1)) : now;
  if (auto fits = check_span(venue, wish.span, from); !fits) return fits.error();
  const bool themself = !whose.person.empty() && whose.team.empty() && whose.organisation.empty();
  if (themself && store::is_busy(reader, whose.person, wish.span, but)) return Error::conflict("booking.overlap");
  Units free = free_units(venue.plan, store::claims(reader, venue.id, wish.span), wish.span);
  if (static_cast<std::int64_t>(free.size()) < wish.units) return full(reader, venue, wish, now);
  free.resize(static_cast<std::size_t>(wish.units));
  return free;
}

void BookingSteps::take(db::Tx& tx, Booking& booking, Units units, const Span& span) const {
  booking.units = std::move(units);
  if (!store::claim(tx, booking, span)) throw std::logic_error("units of a held venue were taken");
}

Result<Booking> BookingSteps::enter(db::Tx& tx, const Venue& venue, const Booker& whose, const Wish& wish,
                                    const BookingSeriesId& series, By by, Instant now) const {
  const auto units = find_units(tx, venue, whose, wish, {}, by, now);
  if (!units) return units.error();
  Booking fresh;
  fresh.id = BookingId::fresh(now, parts_.random);
  fresh.venue = venue.id;
  fresh.series = series;
  fresh.booker = whose;
  fresh.wish = wish;
  fresh.units = *units;
  fresh.state = venue.plan.approval ? State::requested : State::confirmed;
  fresh.made = now;
  store::insert(tx, fresh,
                fresh.state == State::confirmed ? reminder_of(wish.span, now, parts_.limits) : std::nullopt);
  take(tx, fresh, *units, wish.span);
  store::append_event(tx, parts_.random, fresh.id, {now, whose.by, "", "booked", fresh.state, fresh.state, ""});
  return fresh;
}

Result<Booker> BookingSteps::booker_of(db::Tx& tx, const Actor& actor, const TeamId& team) const {
  Booker whose;
  whose.person = whose.by = actor.person;
  whose.team = team;
  if (!team.empty() && !teams::leads(tx, actor, team)) return Error::forbidden("booking.not_leading");
  return whose;
}

Result<Booking> BookingSteps::book(db::Tx& tx, const Actor& actor, const VenueId& id, const TeamId& team,
                                   const Wish& wish, Instant now) const {
  const auto whose = booker_of(tx, actor, team);
  if (!whose) return whose.error();
  const auto venue = hold(tx, actor, *whose, id, now);
  if (!venue) return venue.error();
  if (auto may = check_booker(tx, *venue, *whose, now); !may) return may.error();
  auto entered = enter(tx, *venue, *whose, wish, {}, By::themselves, now);
  if (!entered) return entered;
  if (entered->state == State::requested)
    tell_staff(tx, "booking.requested", *venue, wish.span.starts, now);
  else
    tell(tx, actor.person, "booking.confirmed", *venue, wish.span.starts, "", now);
  return entered;
}

Result<Booking> BookingSteps::book_on_behalf(db::Tx& tx, const Actor& actor, const VenueId& id, const OnBehalf& whom,
                                             const Wish& wish, Instant now) const {
  if (auto kept = access::see_to_keep(tx, actor, id, now); !kept) return kept.error();
  Booker whose{{}, whom.name, whom.team, whom.organisation, actor.person, whom.lane, whom.reason};
  if (!whom.team.empty() && !teams::find_brief(tx, whom.team)) return Error::not_found("team.not_found");
  if (!whom.organisation.empty() && !organisations::find_brief(tx, whom.organisation))
    return Error::not_found("organisation.not_found");
  if (!whom.mobile.empty()) {
    const auto mobile = normal_mobile(whom.mobile);
    if (!mobile) return Error::invalid("person.mobile", "mobile");
    whose.person = people::ensure_person(tx, parts_.vault, parts_.random, whom.name, *mobile, now);
    whose.guest.clear();
    people::record_consent(tx, whose.person, parts_.rules.privacy_version, actor.person, whom.lane, now);
  }
  const auto venue = hold(tx, actor, whose, id, now);
  if (!venue) return venue.error();
  auto entered = enter(tx, *venue, whose, wish, {}, By::staff, now);
  if (!entered) return entered;
  audit::record(tx, {actor.person, "booking.on_behalf", "booking", entered->id.str(), whom.reason, venue->plan.name},
                now);
  if (entered->state == State::requested)
    tell_staff(tx, "booking.requested", *venue, wish.span.starts, now);
  else
    tell(tx, whose.person, "booking.confirmed", *venue, wish.span.starts, "", now);
  return entered;
}

Result<BookingSteps::Series> BookingSteps::book_series(db::Tx& tx, const Actor& actor, const VenueId& id,
                                                       const TeamId& team, const Wish& wish, const Repeat& repeat,
                                                       IfTaken if_taken, Instant now) const {
  const auto spans = occurrences(wish.span, repeat, parts_.limits);
  if (!spans) return spans.error();
  const auto whose = booker_of(tx, actor, team);
  if (!whose) return whose.error();
  const auto venue = hold(tx, actor, *whose, id, now);
  if (!venue) return venue.error();
  if (auto may = check_booker(tx, *venue, *whose, now); !may) return may.error();
  Series series{BookingSeriesId::fresh(now, parts_.random), {}};
  std::int64_t given = 0;
  State state = State::confirmed;
  for (const Span& span : *spans) {
    const auto entered =
        enter(tx, *venue, *whose, {span, wish.units, wish.heads, wish.purpose}, series.id, By::themselves, now);
    if (!entered && if_taken == IfTaken::book_none) return Error::conflict("booking.some_taken");
    given += entered ? 1 : 0;
    if (entered) state = entered->state;
    series.occurrences.push_back({span, entered ? "" : entered.error().reason, entered ? entered->id : BookingId()});
  }
  if (given == 0) return Error::conflict("booking.none_free");
  if (state == State::requested)
    tell_staff(tx, "booking.requested", *venue, wish.span.starts, now);
  else
    tell(tx, actor.person, "booking.series", *venue, wish.span.starts, std::to_string(given), now);
  return series;
}

Result<std::vector<Occurrence>> BookingSteps::preview(db::Reader& reader, const Actor& actor, const VenueId& id,
                                                      const Wish& wish, const Repeat& repeat, Instant now) const {
  const auto seen = access::see(reader, actor, id, now);
  if (!seen) return seen.error();
  const auto spans = occurrences(wish.span, repeat, parts_.limits);
  if (!spans) return spans.error();
  Booker whose;
  whose.person = actor.person;
  std::vector<Occurrence> found;
  for (const Span& span : *spans) {
    const auto free =
        find_units(reader, seen->venue, whose, {span, wish.units, wish.heads, wish.purpose}, {}, By::themselves, now);
    found.push_back({span, free ? "" : free.error().reason, {}});
  }
  return found;
}

// ---- what becomes of it

Outcome BookingSteps::write(db::Tx& tx, Booking& booking, State to, std::string_view kind, const PersonId& actor,
                            const std::string& reason, Instant now) const {
  const State from = booking.state;
  booking.state = to;
  const auto reminder = to == State::confirmed ? reminder_of(booking.wish.span, now, parts_.limits) : std::nullopt;
  if (!store::update(tx, booking, reminder)) return Error::conflict("booking.changed_meanwhile");
  ++booking.version;
  store::append_event(tx, parts_.random, booking.id, {now, actor, "", std::string(kind), from, to, reason});
  return Done{};
}

Outcome BookingSteps::turn(db::Tx& tx, Booking& booking, Step step, const PersonId& actor, const std::string& reason,
                           Instant now) const {
  const auto to = next_state(booking.state, step);
  if (!to) return not_now();
  return write(tx, booking, *to, to_text(step), actor, reason, now);
}

Result<Booking> BookingSteps::confirm(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const {
  auto seen = access::see_to_keep(tx, actor, id, now);
  if (!seen) return seen.error();
  Booking& booking = seen->booking;
  if (seen->own || booking.booker.by == actor.person) return Error::forbidden("booking.own");
  if (auto done = turn(tx, booking, Step::confirm, actor.person, "", now); !done) return done.error();
  audit::record(tx, {actor.person, "booking.confirmed", "booking", id.str(), "", seen->venue.plan.name}, now);
  tell(tx, booking.booker.person, "booking.confirmed", seen->venue, booking.wish.span.starts, "", now);
  return std::move(booking);
}

Result<Booking> BookingSteps::decline(db::Tx& tx, const Actor& actor, const BookingId& id, const std::string& reason,
                                      Instant now) const {
  auto seen = access::see_to_keep(tx, actor, id, now);
  if (!seen) return seen.error();
  Booking& booking = seen->booking;
  if (seen->own || booking.booker.by == actor.person) return Error::forbidden("booking.own");
  if (auto done = turn(tx, booking, Step::decline, actor.person, reason, now); !done) return done.error();
  store::release(tx, id, booking.wish.span.starts);
  audit::record(tx, {actor.person, "booking.declined", "booking", id.str(), reason, seen->venue.plan.name}, now);
  tell(tx, booking.booker.person, "booking.declined", seen->venue, booking.wish.span.starts, reason, now);
  return std::move(booking);
}

Result<Booking> BookingSteps::cancel(db::Tx& tx, const Actor& actor, const BookingId& id, const std::string& reason,
                                     Instant now) const {
  auto seen = access::see(tx, actor, id, now);
  if (!seen || (!seen->own && !seen->keeper)) return Error::not_found("booking.not_found");
  Booking& booking = seen->booking;
  if (!seen->own && trim(reason).empty()) return Error::invalid("field.required", "reason");
  if (booking.wish.span.starts <= now && !seen->keeper) return not_now();
  if (auto done = turn(tx, booking, Step::cancel, actor.person, reason, now); !done) return done.error();
  store::release(tx, id, booking.wish.span.starts);
  if (seen->own) return std::move(booking);
  audit::record(tx, {actor.person, "booking.cancelled", "booking", id.str(), reason, seen->venue.plan.name}, now);
  tell(tx, booking.booker.person, "booking.cancelled", seen->venue, booking.wish.span.starts, reason, now);
  return std::move(booking);
}

Result<Booking> BookingSteps::restore(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const {
  auto seen = access::see(tx, actor, id, now);
  if (!seen || !seen->own) return Error::not_found("booking.not_found");
  Booking& booking = seen->booking;
  const auto events = store::events(tx, id);
  if (booking.state != State::cancelled || events.back().actor != actor.person) return not_now();
  const auto venue = hold(tx, actor, booking.booker, booking.venue, now);
  if (!venue) return venue.error();
  if (auto may = check_booker(tx, *venue, booking.booker, now); !may) return may.error();
  const auto units = find_units(tx, *venue, booking.booker, booking.wish, id, By::themselves, now);
  if (!units) return units.error();
  take(tx, booking, *units, booking.wish.span);
  if (auto done = write(tx, booking, events.back().from, "restored", actor.person, "", now); !done)
    return done.error();
  return std::move(booking);
}

Result<Booking> BookingSteps::move(db::Tx& tx, const Actor& actor, const BookingId& id, const Span& to,
                                   Instant now) const {
  auto seen = access::see(tx, actor, id, now);
  if (!seen || (!seen->own && !seen->keeper)) return Error::not_found("booking.not_found");
  const auto venue = hold(tx, actor, seen->booking.booker, seen->booking.venue, now);
  if (!venue) return venue.error();
  Booking& booking = seen->booking;
  const By by = seen->keeper ? By::staff : By::themselves;
  if (!is_coming(booking.state) || (by == By::themselves && booking.wish.span.starts <= now)) return not_now();
  store::release(tx, id, booking.wish.span.starts);
  booking.wish.span = to;
  const auto units = find_units(tx, *venue, booking.booker, booking.wish, id, by, now);
  if (!units) return units.error();
  take(tx, booking, *units, to);
  // What was said yes to was the time before.
  const bool asks_again = venue->plan.approval && by == By::themselves;
  const State state = asks_again ? State::requested : booking.state;
  if (auto done = write(tx, booking, state, "moved", actor.person, "", now); !done) return done.error();
  if (asks_again) tell_staff(tx, "booking.requested", *venue, to.starts, now);
  if (seen->own) return std::move(booking);
  audit::record(tx, {actor.person, "booking.moved", "booking", id.str(), "", venue->plan.name}, now);
  tell(tx, booking.booker.person, "booking.moved", *venue, to.starts, "", now);
  return std::move(booking);
}

Result<Booking> BookingSteps::check_in(db::Tx& tx, const Actor& actor, const BookingId& id, const std::string& code,
                                       Instant now) const {
  auto seen = access::see(tx, actor, id, now);
  if (!seen || !seen->own) return Error::not_found("booking.not_found");
  Booking& booking = seen->booking;
  if (!next_state(booking.state, Step::check_in)) return not_now();
  if (auto may = check_arrival(booking.wish.span, now, parts_.limits); !may) return may.error();
  const Policy& policy = parts_.rules.policy;
  if (!rotating_code_fits(parts_.vault, policy, booking.venue.str(), code, now) &&
      !rotating_code_fits(parts_.vault, policy, seen->venue.site.str(), code, now))
    return Error::invalid("presence.code", "code");
  if (auto done = turn(tx, booking, Step::check_in, actor.person, "code", now); !done) return done.error();
  return std::move(booking);
}

/// What is left of the time of somebody who is late, while enough units are free.
Outcome BookingSteps::take_rest(db::Tx& tx, const Venue& venue, Booking& booking, Instant now) const {
  store::hold(tx, booking.venue);
  const Span rest{quarter_of(now), booking.wish.span.ends};
  store::release(tx, booking.id, rest.starts);
  Units free = free_units(venue.plan, store::claims(tx, venue.id, rest), rest);
  if (static_cast<std::int64_t>(free.size()) < booking.wish.units) return full(tx, venue, booking.wish, now);
  free.resize(static_cast<std::size_t>(booking.wish.units));
  take(tx, booking, std::move(free), rest);
  return Done{};
}

Result<Booking> BookingSteps::receive(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const {
  auto seen = access::see_to_keep(tx, actor, id, now);
  if (!seen) return seen.error();
  Booking& booking = seen->booking;
  if (auto may = check_arrival(booking.wish.span, now, parts_.limits); !may) return may.error();
  const bool late = booking.state == State::no_show;
  if (late)
    if (auto again = take_rest(tx, seen->venue, booking, now); !again) return again.error();
  if (auto done = turn(tx, booking, late ? Step::come_late : Step::check_in, actor.person, "staff", now); !done)
    return done.error();
  audit::record(tx, {actor.person, "booking.received", "booking", id.str(), "", seen->venue.plan.name}, now);
  return std::move(booking);
}

Result<Booking> BookingSteps::end(db::Tx& tx, const Actor& actor, const BookingId& id, Instant now) const {
  auto seen = access::see(tx, actor, id, now);
  if (!seen || (!seen->own && !seen->keeper)) return Error::not_found("booking.not_found");
  if (auto done = turn(tx, seen->booking, Step::end, actor.person, "", now); !done) return done.error();
  store::release(tx, id, now);
  return std::move(seen->booking);
}

// ---- closures

Result<std::int64_t> BookingSteps::close(db::Tx& tx, const Actor& actor, const VenueId& id, const Closure& closure,
                                         Instant now) const {
  store::hold(tx, id);
  auto seen = access::see_to_keep(tx, actor, id, now);
  if (!seen) return seen.error();
  if (auto right = check_closure(closure, now); !right) return right.error();
  store::insert(tx, id, closure, actor.person, now);
  store::Filter hit;
  hit.venue = id;
  hit.time = closure.span;
  hit.coming = true;
  hit.limit = most_hit;
  std::int64_t cancelled = 0;
  for (auto rows = store::list(tx, hit); !rows.empty(); rows = store::list(tx, hit))
    for (store::Row& row : rows) {
      Booking& booking = row.booking;
      if (auto done = turn(tx, booking, Step::cancel, actor.person, closure.reason, now); !done) return done.error();
      store::release(tx, booking.id, booking.wish.span.starts);
      tell(tx, booking.booker.person, "booking.cancelled", seen->venue, booking.wish.span.starts, closure.reason,
           now);
      ++cancelled;
    }
  audit::record(tx, {actor.person, "venue.shut", "venue", id.str(), closure.reason, std::to_string(cancelled)}, now);
  return cancelled;
}

// ---- clocks

Outcome BookingSteps::miss(db::Tx& tx, const BookingId& id, Instant now) const {
  auto booking = store::find(tx, id);
  if (!booking || booking->wish.span.starts.plus_ms(parts_.limits.grace_minutes * minute_ms) > now) return not_now();
  const PersonId person = booking->booker.person;
  if (!person.empty()) store::hold_booker(tx, people::person_of(tx, person));
  if (auto done = turn(tx, *booking, Step::miss, {}, "", now); !done) return done;
  store::release(tx, id, now);
  const auto venue = store::find(tx, booking->venue, now);
  tell(tx, person, "booking.missed", *venue, booking->wish.span.starts, "", now);
  if (!person.empty()) pause_if_due(tx, *venue, person, now);
  return Done{};
}

/// For some days, at this site, and told with the day it ends. Nothing else ever hangs on it.
void BookingSteps::pause_if_due(db::Tx& tx, const Venue& venue, const PersonId& person, Instant now) const {
  const Limits& limits = parts_.limits;
  if (store::running(tx, person, venue.site, now)) return;
  const std::int64_t missed =
      store::no_shows(tx, person, venue.site, now.plus_ms(-limits.no_show_window_days * day_ms));
  if (missed < limits.no_shows) return;
  store::Pause pause;
  pause.id = BookingPauseId::fresh(now, parts_.random);
  pause.person = people::person_of(tx, person);
  pause.site = venue.site;
  pause.starts = now;
  pause.until = now.plus_ms(limits.pause_days * day_ms);
  pause.no_shows = missed;
  store::insert(tx, pause);
  json::Writer out;
  out.begin().field("title", venue.site_name).field("until", pause.until.ms).end();
  notices::send(tx, {pause.person, "booking.paused", {}, out.take()}, now, parts_.random);
}

Outcome BookingSteps::lapse(db::Tx& tx, const BookingId& id, Instant now) const {
  auto booking = store::find(tx, id);
  if (!booking || booking->wish.span.starts > now) return not_now();
  if (auto done = turn(tx, *booking, Step::decline, {}, "", now); !done) return done;
  store::release(tx, id, booking->wish.span.starts);
  tell(tx, booking->booker.person, "booking.lapsed", *store::find(tx, booking->venue, now), booking->wish.span.starts,
       "", now);
  return Done{};
}

Outcome BookingSteps::run_out(db::Tx& tx, const BookingId& id, Instant now) const {
  auto booking = store::find(tx, id);
  if (!booking || booking->wish.span.ends > now) return not_now();
  return turn(tx, *booking, Step::end, {}, "", now);
}

Outcome BookingSteps::remind(db::Tx& tx, const BookingId& id, Instant now) const {
  const auto booking = store::find(tx, id);
  if (!booking || !store::reminded(tx, id)) return not_now();
  if (booking->state == State::confirmed && booking->wish.span.starts > now)
    tell(tx, booking->booker.person, "booking.reminder", *store::find(tx, booking->venue, now),
         booking->wish.span.starts, "", now);
  return Done{};
}

}  // namespace ws::venues
