#include "venues/booking_service.h"

#include "audit/public.h"
#include "base/ical.h"
#include "base/json.h"
#include "notices/public.h"
#include "people/public.h"

namespace ws::venues {
namespace {

constexpr std::int64_t tick_limit = 200;
constexpr std::int64_t most_shown = 500;

template <class Row, class Page, class Key>
void cut(std::vector<Row>& rows, std::int64_t limit, Page& page, Key key) {
  if (static_cast<std::int64_t>(rows.size()) <= limit) return;
  rows.pop_back();
  page.next = key(rows.back());
}

Span span_of(LocalDate from, int days) {
  const Instant starts = start_of_day(from);
  return {starts, starts.plus_ms(days * day_ms)};
}

store::Filter at_venue(const VenueId& venue, const Span& time) {
  store::Filter filter;
  filter.venue = venue;
  filter.time = time;
  filter.limit = most_shown;
  return filter;
}

bool undone_by_themself(db::Reader& reader, const Actor& actor, const Booking& booking, Instant now) {
  if (booking.state != State::cancelled || booking.wish.span.starts <= now) return false;
  return store::events(reader, booking.id).back().actor == actor.person;
}

}  // namespace

std::string to_json(const BookingSteps::Series& series) {
  json::Writer out;
  out.begin().field("id", series.id).key("occurrences").array();
  for (const Occurrence& one : series.occurrences)
    out.begin()
        .field("starts_ms", one.span.starts.ms)
        .field("ends_ms", one.span.ends.ms)
        .field("reason", one.reason)
        .field("booking_id", one.booking)
        .end();
  return out.end_array().end().take();
}

/// One transaction, once per key.
template <class F>
BookingService::Answer BookingService::run(idempotency::Key key, F body) {
  const Instant now = clock_.now();
  auto use_case = [key, body, now](db::Tx& tx) {
    return idempotency::once(tx, key, now, [&]() -> Result<std::string> { return body(tx, now); });
  };
  co_return co_await database_.write(use_case);
}

// ---- reads

Result<BookingService::Page> BookingService::list(const Actor& actor, const Asked& asked) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Page> {
    if (!asked.venue.empty())
      if (auto seen = access::see_as_staff(reader, actor, asked.venue, now); !seen) return seen.error();
    store::Filter filter;
    filter.roots = access::seen(actor);
    filter.venue = asked.venue;
    filter.state = asked.state;
    if (asked.day) filter.time = span_of(*asked.day, 1);
    filter.cursor = asked.cursor;
    filter.limit = asked.limit + 1;
    Page page{store::list(reader, filter), {}};
    cut(page.rows, asked.limit, page, [](const store::Row& row) { return row.booking.id.str(); });
    return page;
  });
}

BookingService::OwnPage BookingService::own(const Actor& actor, const std::string& cursor, std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    store::Filter filter;
    filter.person = actor.person;
    filter.cursor = cursor;
    filter.limit = limit + 1;
    OwnPage page;
    for (store::Row& row : store::list(reader, filter)) {
      const bool undoable = undone_by_themself(reader, actor, row.booking, now);
      page.rows.push_back({std::move(row), undoable});
    }
    cut(page.rows, limit, page, [](const Own& one) { return one.row.booking.id.str(); });
    return page;
  });
}

std::vector<store::Pause> BookingService::own_pauses(const Actor& actor) const {
  return database_.read([&](db::Reader& reader) { return store::pauses_of(reader, actor.person); });
}

std::optional<store::Pause> BookingService::pause_at(const Actor& actor, const VenueId& venue) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> std::optional<store::Pause> {
    const auto found = store::find(reader, venue, now);
    if (!found || !actor.signed_in()) return std::nullopt;
    return store::running(reader, actor.person, found->site, now);
  });
}

Result<BookingService::Seen> BookingService::find(const Actor& actor, const BookingId& booking) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<Seen> {
    const auto seen = access::see(reader, actor, booking, now);
    if (!seen) return seen.error();
    return Seen{*store::find_row(reader, booking), store::events(reader, booking), seen->own, seen->keeper};
  });
}

Result<std::vector<store::Row>> BookingService::plan(const Actor& actor, const VenueId& venue, LocalDate from,
                                                     int days) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<std::vector<store::Row>> {
    if (auto seen = access::see_as_staff(reader, actor, venue, now); !seen) return seen.error();
    store::Filter filter = at_venue(venue, span_of(from, days));
    filter.held = true;
    return store::list(reader, filter);
  });
}

Result<std::vector<store::Row>> BookingService::hit_by(const Actor& actor, const VenueId& venue,
                                                       const Span& span) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) -> Result<std::vector<store::Row>> {
    if (auto seen = access::see_to_keep(reader, actor, venue, now); !seen) return seen.error();
    store::Filter filter = at_venue(venue, span);
    filter.coming = true;
    return store::list(reader, filter);
  });
}

Result<std::vector<Occurrence>> BookingService::preview(const Actor& actor, const VenueId& venue, const Wish& wish,
                                                        const Repeat& repeat) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) { return steps_.preview(reader, actor, venue, wish, repeat, now); });
}

Result<std::string> BookingService::calendar_file(const Actor& actor, const BookingId& booking,
                                                  const std::string& url) const {
  const auto seen = find(actor, booking);
  if (!seen) return seen.error();
  const Booking& one = seen->row.booking;
  ical::Event event;
  event.uid = one.id.str() + "@wushuang";
  event.title = seen->row.venue_name;
  event.description = one.wish.purpose;
  event.place = seen->row.site_name;
  event.url = url;
  event.starts = one.wish.span.starts;
  event.ends = one.wish.span.ends;
  event.changed = seen->events.back().at;
  event.sequence = one.version;
  event.cancelled = one.state == State::cancelled || one.state == State::declined;
  return ical::write(seen->row.venue_name, {event});
}

BookingService::PausePage BookingService::pauses(const Actor& actor, const std::string& cursor,
                                                 std::int64_t limit) const {
  const Instant now = clock_.now();
  return database_.read([&](db::Reader& reader) {
    PausePage page{store::running_at(reader, access::kept(actor), now, cursor, limit + 1), {}};
    cut(page.rows, limit, page, [](const store::Pause& row) { return row.id.str(); });
    return page;
  });
}

// ---- writes

BookingService::Answer BookingService::turn(idempotency::Key key, Turn turn) {
  return run(key, [this, turn](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto after = turn(tx, steps_, now);
    if (!after) return after.error();
    return after->id.str();
  });
}

BookingService::Answer BookingService::book(Actor actor, idempotency::Key key, VenueId venue, TeamId team,
                                            Wish wish) {
  return turn(key, [actor, venue, team, wish](db::Tx& tx, const BookingSteps& steps, Instant now) {
    return steps.book(tx, actor, venue, team, wish, now);
  });
}

BookingService::Answer BookingService::book_on_behalf(Actor actor, idempotency::Key key, VenueId venue, OnBehalf whom,
                                                      Wish wish) {
  return turn(key, [actor, venue, whom, wish](db::Tx& tx, const BookingSteps& steps, Instant now) {
    return steps.book_on_behalf(tx, actor, venue, whom, wish, now);
  });
}

BookingService::Answer BookingService::book_series(Actor actor, idempotency::Key key, VenueId venue, TeamId team,
                                                   Wish wish, Repeat repeat, IfTaken if_taken) {
  return run(key, [this, actor, venue, team, wish, repeat, if_taken](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto series = steps_.book_series(tx, actor, venue, team, wish, repeat, if_taken, now);
    if (!series) return series.error();
    return to_json(*series);
  });
}

BookingService::Answer BookingService::close(Actor actor, idempotency::Key key, VenueId venue, Closure closure) {
  return run(key, [this, actor, venue, closure](db::Tx& tx, Instant now) -> Result<std::string> {
    Closure fresh = closure;
    fresh.id = VenueClosureId::fresh(now, random_);
    const auto hit = steps_.close(tx, actor, venue, fresh, now);
    if (!hit) return hit.error();
    return fresh.id.str();
  });
}

BookingService::Answer BookingService::appeal(Actor actor, idempotency::Key key, BookingPauseId pause,
                                              std::string words) {
  return run(key, [this, actor, pause, words](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto own = access::get_own_pause(tx, actor, pause);
    if (!own) return own.error();
    if (!store::appeal(tx, pause, words, now)) return Error::conflict("pause.appealed");
    json::Writer out;
    out.begin().field("name", own->person_name).field("title", own->site_name).end();
    const std::string params = out.take();
    for (const PersonId& one : access::staff_of(tx, own->site))
      notices::send(tx, {one, "booking.appealed", {}, params}, now, random_);
    return pause.str();
  });
}

BookingService::Answer BookingService::answer(Actor actor, idempotency::Key key, BookingPauseId pause,
                                              store::Verdict verdict, std::string words) {
  return run(key, [this, actor, pause, verdict, words](db::Tx& tx, Instant now) -> Result<std::string> {
    const auto found = access::get_pause_to_answer(tx, actor, pause);
    if (!found) return found.error();
    for (const PersonId& account : people::accounts_of(tx, actor.person))
      if (account == found->person) return Error::forbidden("pause.own");
    if (!store::answer(tx, pause, verdict, actor.person, words, now)) return Error::conflict("pause.over");
    const bool lifted = verdict == store::Verdict::lift;
    audit::record(tx,
                  {actor.person, lifted ? "booking.pause_lifted" : "booking.pause_kept", "person",
                   found->person.str(), words, found->site_name},
                  now);
    json::Writer out;
    out.begin().field("title", found->site_name).field("reason", words).field("until", found->until.ms).end();
    notices::send(tx, {found->person, lifted ? "booking.pause_lifted" : "booking.pause_kept", {}, out.take()}, now,
                  random_);
    return pause.str();
  });
}

int BookingService::tick() {
  const Instant now = clock_.now();
  int moved = 0;
  const auto each = [&](const std::vector<BookingId>& due,
                        Outcome (BookingSteps::*step)(db::Tx&, const BookingId&, Instant) const) {
    for (const BookingId& one : due)
      moved += database_.write_now([&](db::Tx& tx) { return (steps_.*step)(tx, one, now); }).ok() ? 1 : 0;
  };
  using Find = std::vector<BookingId> (*)(db::Reader&, Instant, std::int64_t);
  const auto find = [&](Find due, Instant at) {
    return database_.read([&](db::Reader& reader) { return due(reader, at, tick_limit); });
  };
  each(find(store::missed, now.plus_ms(-limits().grace_minutes * minute_ms)), &BookingSteps::miss);
  each(find(store::unanswered, now), &BookingSteps::lapse);
  each(find(store::over, now), &BookingSteps::run_out);
  each(find(store::to_remind, now), &BookingSteps::remind);
  return moved;
}

}  // namespace ws::venues
