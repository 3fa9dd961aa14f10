#pragma once

#include "base/random.h"
#include "db/db.h"
#include "venues/booking_model.h"

namespace ws::venues::store {

// ---- units

/// Gives the booking its units for `span`. False when somebody has one of them.
bool claim(db::Tx& tx, const Booking& booking, const Span& span);
/// Gives back what the booking has from `from` on.
void release(db::Tx& tx, const BookingId& booking, Instant from);

// ---- bookings

void insert(db::Tx& tx, const Booking& booking, std::optional<Instant> reminder);
std::optional<Booking> find(db::Reader& reader, const BookingId& booking);
/// Takes away what the person's bookings say in words.
void forget_words(db::Tx& tx, const PersonId& person);
/// State, span, units and reminder. False if it was changed since `booking.version`.
bool update(db::Tx& tx, const Booking& booking, std::optional<Instant> reminder);

struct Event {
  Instant at;
  PersonId actor;
  std::string actor_name;  ///< "" when the system did it
  std::string kind;
  State from = State::requested, to = State::requested;
  std::string reason;
};
void append_event(db::Tx& tx, Random& random, const BookingId& booking, const Event& event);
/// Oldest first, at most 200.
std::vector<Event> events(db::Reader& reader, const BookingId& booking);

/// A booking as lists show it.
struct Row {
  Booking booking;
  std::string venue_name, site_name, person_name, team_name, organisation_name;
  SiteId site;
};
struct Filter {
  std::vector<SiteId> roots;  ///< of these subtrees; at least one, unless it is a person's or a venue's
  VenueId venue;
  PersonId person;
  std::optional<State> state;
  std::optional<Span> time;  ///< that overlaps it
  bool coming = false;       ///< only those that wait or are promised
  bool held = false;         ///< only those that have units, or had them to their end
  std::string cursor;        ///< a booking's identifier
  std::int64_t limit = 20;
};
/// By start, then identifier; a person's own by the latest start first.
std::vector<Row> list(db::Reader& reader, const Filter& filter);
std::optional<Row> find_row(db::Reader& reader, const BookingId& booking);

/// Bookings to come of the person at the venue, a series as one.
std::int64_t open_bookings(db::Reader& reader, const PersonId& person, const VenueId& venue, Instant now);
/// True if the person themself is promised elsewhere in this time. Bookings for teams and organisations are not
/// looked at.
bool is_busy(db::Reader& reader, const PersonId& person, const Span& span, const BookingId& but);

// ---- what clocks find; at most `most` each

std::vector<BookingId> missed(db::Reader& reader, Instant started_before, std::int64_t most);
std::vector<BookingId> unanswered(db::Reader& reader, Instant now, std::int64_t most);
std::vector<BookingId> over(db::Reader& reader, Instant now, std::int64_t most);
std::vector<BookingId> to_remind(db::Reader& reader, Instant now, std::int64_t most);
/// False if it was reminded of already.
bool reminded(db::Tx& tx, const BookingId& booking);

// ---- who books, and pauses

/// Lets nobody else book for the person until the transaction ends.
void hold_booker(db::Tx& tx, const PersonId& person);

struct Pause {
  BookingPauseId id;
  PersonId person;
  std::string person_name;
  SiteId site;
  std::string site_name;
  Instant starts, until;
  std::int64_t no_shows = 0;
  std::optional<Instant> lifted, appealed, answered;
  std::string appeal, answer;
};
/// Of the person at the site, if one runs.
std::optional<Pause> running(db::Reader& reader, const PersonId& person, const SiteId& site, Instant now);
/// How often the person did not come at the site since `since`, or since the last pause there began.
std::int64_t no_shows(db::Reader& reader, const PersonId& person, const SiteId& site, Instant since);
void insert(db::Tx& tx, const Pause& pause);
std::optional<Pause> find_pause(db::Reader& reader, const BookingPauseId& id);
/// False if it was before.
bool appeal(db::Tx& tx, const BookingPauseId& id, const std::string& words, Instant now);
/// Ends it now when `lift`; else only answers. False when it was lifted or is over.
enum class Verdict { lift, keep };
bool answer(db::Tx& tx, const BookingPauseId& id, Verdict verdict, const PersonId& by, const std::string& words,
            Instant now);
/// Of the person, running or over, newest first, at most 20.
std::vector<Pause> pauses_of(db::Reader& reader, const PersonId& person);
/// Of these subtrees, those that run; by identifier, newest first.
std::vector<Pause> running_at(db::Reader& reader, const std::vector<SiteId>& roots, Instant now,
                              const std::string& cursor, std::int64_t limit);

}  // namespace ws::venues::store
