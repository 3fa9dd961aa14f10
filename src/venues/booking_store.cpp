#include "venues/booking_store.h"

#include <stdexcept>

#include "base/text.h"
#include "people/public.h"

namespace ws::venues::store {
namespace {

constexpr std::int64_t most_events = 200;
constexpr std::int64_t most_own_pauses = 20;

// One row for each quarter of an hour; the primary key refuses what somebody has.
constexpr std::string_view insert_claims =
    "INSERT INTO venue_claims (venue_id, unit, quarter, booking_id) SELECT $1, $2, q.n, $5 FROM (WITH RECURSIVE r(n) "
    "AS (SELECT $3 UNION ALL SELECT n + 1 FROM r WHERE n + 1 < $4) SELECT n FROM r) q WHERE true ON CONFLICT DO "
    "NOTHING";
constexpr std::string_view delete_claims = "DELETE FROM venue_claims WHERE booking_id = $1 AND quarter >= $2";

constexpr std::string_view insert_booking =
    "INSERT INTO bookings (id, venue_id, person_id, guest_name, team_id, organisation_id, series_id, purpose, heads, "
    "units, unit_list, starts_ms, ends_ms, state, lane, note, made_by, made_ms, reminder_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)";
const std::string booking_fields =
    "b.id, b.venue_id, b.series_id, b.person_id, b.guest_name, b.team_id, b.organisation_id, b.made_by, b.lane, "
    "b.note, b.starts_ms, b.ends_ms, b.units, b.heads, b.purpose, b.state, b.made_ms, b.version, b.unit_list";
constexpr std::size_t after_booking = 19;
const std::string select_booking = "SELECT " + booking_fields + " FROM bookings b WHERE b.id = $1";
constexpr std::string_view update_booking =
    "UPDATE bookings SET state = $3, starts_ms = $4, ends_ms = $5, reminder_ms = $6, unit_list = $7, version = "
    "version + 1 "
    "WHERE id = $1 AND version = $2";
constexpr std::string_view clear_words = "UPDATE bookings SET purpose = '', note = '' WHERE person_id = $1";
constexpr std::string_view insert_event =
    "INSERT INTO booking_events (id, booking_id, at_ms, actor_id, kind, from_state, to_state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr std::string_view select_events =
    "SELECT e.at_ms, e.actor_id, p.name, e.kind, e.from_state, e.to_state, e.reason FROM booking_events e "
    "LEFT JOIN persons p ON p.id = e.actor_id WHERE e.booking_id = $1 ORDER BY e.id LIMIT $2";
const std::string row_select = "SELECT " + booking_fields +
                               ", v.name, v.site_id, s.name, p.name, t.name, o.name FROM bookings b "
                               "JOIN venues v ON v.id = b.venue_id JOIN sites s ON s.id = v.site_id "
                               "LEFT JOIN persons p ON p.id = b.person_id LEFT JOIN teams t ON t.id = b.team_id "
                               "LEFT JOIN organisations o ON o.id = b.organisation_id ";
const std::string count_open =
    "SELECT COUNT(DISTINCT COALESCE(b.series_id, b.id)) FROM bookings b WHERE b.venue_id = $2 AND b.state IN "
    "('requested', 'confirmed') AND b.ends_ms > $3 AND b.person_id " +
    people::own_accounts("$1");
const std::string select_busy =
    "SELECT 1 FROM bookings b WHERE b.state IN ('requested', 'confirmed', 'checked_in') AND b.team_id IS NULL AND "
    "b.organisation_id IS NULL AND b.starts_ms < $3 AND b.ends_ms > $2 AND b.id <> $4 AND b.person_id " +
    people::own_accounts("$1") + "LIMIT 1";

constexpr std::string_view select_missed =
    "SELECT id FROM bookings WHERE state = 'confirmed' AND starts_ms <= $1 ORDER BY starts_ms LIMIT $2";
constexpr std::string_view select_unanswered =
    "SELECT id FROM bookings WHERE state = 'requested' AND starts_ms <= $1 ORDER BY starts_ms LIMIT $2";
constexpr std::string_view select_over =
    "SELECT id FROM bookings WHERE state = 'checked_in' AND ends_ms <= $1 ORDER BY ends_ms LIMIT $2";
constexpr std::string_view select_to_remind =
    "SELECT id FROM bookings WHERE reminder_ms <= $1 ORDER BY reminder_ms LIMIT $2";
constexpr std::string_view clear_reminder =
    "UPDATE bookings SET reminder_ms = NULL WHERE id = $1 AND reminder_ms IS NOT NULL";

constexpr std::string_view hold_person =
    "INSERT INTO bookers (person_id, turn) VALUES ($1, 1) ON CONFLICT (person_id) DO UPDATE SET turn = bookers.turn "
    "+ 1";
const std::string pause_select =
    "SELECT q.id, q.person_id, p.name, q.site_id, s.name, q.starts_ms, q.until_ms, q.no_shows, q.lifted_ms, "
    "q.appealed_ms, q.answered_ms, q.appeal, q.answer FROM booking_pauses q JOIN persons p ON p.id = q.person_id "
    "JOIN sites s ON s.id = q.site_id ";
const std::string select_running =
    pause_select + "WHERE q.site_id = $2 AND q.until_ms > $3 AND q.lifted_ms IS NULL AND q.person_id " +
    people::own_accounts("$1") + "ORDER BY q.until_ms DESC LIMIT 1";
const std::string count_no_shows =
    "SELECT COUNT(*) FROM bookings b JOIN venues v ON v.id = b.venue_id WHERE v.site_id = $2 AND b.state = 'no_show' "
    "AND b.starts_ms > $3 AND b.person_id " +
    people::own_accounts("$1") +
    "AND b.starts_ms > COALESCE((SELECT MAX(q.starts_ms) FROM booking_pauses q WHERE q.site_id = $2 AND "
    "q.person_id " +
    people::own_accounts("$1") + "), 0)";
constexpr std::string_view insert_pause =
    "INSERT INTO booking_pauses (id, person_id, site_id, starts_ms, until_ms, no_shows) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
const std::string select_pause = pause_select + "WHERE q.id = $1";
constexpr std::string_view update_appeal =
    "UPDATE booking_pauses SET appealed_ms = $2, appeal = $3 WHERE id = $1 AND appealed_ms IS NULL AND lifted_ms IS "
    "NULL AND until_ms > $2";
constexpr std::string_view update_answer =
    "UPDATE booking_pauses SET answered_ms = $2, answered_by = $3, answer = $4, lifted_ms = $5 WHERE id = $1 AND "
    "lifted_ms IS NULL AND until_ms > $2";
const std::string select_own_pauses =
    pause_select + "WHERE q.person_id " + people::own_accounts("$1") + "ORDER BY q.id DESC LIMIT $2";

template <class T>
T known(const std::optional<T>& parsed, const std::string& text) {
  if (!parsed) throw std::logic_error("bookings hold " + text);
  return *parsed;
}

State state_of(const std::string& text) {
  return known(parse_state(text), text);
}

std::string list_of(const std::vector<std::int64_t>& units) {
  std::string list;
  for (const std::int64_t unit : units) list += (list.empty() ? "" : ",") + std::to_string(unit);
  return list;
}

std::vector<std::int64_t> units_of(const std::string& list) {
  std::vector<std::int64_t> units;
  for (const std::string& unit : split(list, ',')) units.push_back(std::stoll(unit));
  return units;
}

std::optional<Instant> instant_of(const db::Row& row, std::size_t column) {
  const auto ms = row.opt_i64(column);
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

Booking booking_of(const db::Row& row) {
  Booking found;
  found.id = row.id<BookingId>(0);
  found.venue = row.id<VenueId>(1);
  found.series = row.id<BookingSeriesId>(2);
  found.booker = {row.id<PersonId>(3), row.text(4), row.id<TeamId>(5), row.id<OrganisationId>(6),
                  row.id<PersonId>(7), row.text(8), row.text(9)};
  found.wish = {{{row.i64(10)}, {row.i64(11)}}, row.i64(12), row.i64(13), row.text(14)};
  found.state = state_of(row.text(15));
  found.made = {row.i64(16)};
  found.version = row.i64(17);
  found.units = units_of(row.text(18));
  return found;
}

Row row_of(const db::Row& row) {
  Row found{booking_of(row),
            row.text(after_booking),
            row.text(after_booking + 2),
            row.text(after_booking + 3),
            row.text(after_booking + 4),
            row.text(after_booking + 5),
            row.id<SiteId>(after_booking + 1)};
  if (found.person_name.empty()) found.person_name = found.booking.booker.guest;
  return found;
}

Pause pause_of(const db::Row& row) {
  return {row.id<BookingPauseId>(0),
          row.id<PersonId>(1),
          row.text(2),
          row.id<SiteId>(3),
          row.text(4),
          {row.i64(5)},
          {row.i64(6)},
          row.i64(7),
          instant_of(row, 8),
          instant_of(row, 9),
          instant_of(row, 10),
          row.text(11),
          row.text(12)};
}

std::string next(db::Params& params, db::Value value) {
  params.push_back(std::move(value));
  return "$" + std::to_string(params.size());
}

std::string within(std::string_view column, const std::vector<SiteId>& roots, db::Params& params) {
  std::string list;
  for (const SiteId& root : roots) list += (list.empty() ? "" : ", ") + next(params, root.str());
  return std::string(column) + " IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + list + "))";
}

std::vector<BookingId> ids(const db::Rows& rows) {
  std::vector<BookingId> found;
  for (const db::Row& row : rows) found.push_back(row.id<BookingId>(0));
  return found;
}

}  // namespace

bool claim(db::Tx& tx, const Booking& booking, const Span& span) {
  const std::int64_t first = first_quarter(span), end = end_quarter(span);
  for (const std::int64_t unit : booking.units)
    if (tx.exec(insert_claims, booking.venue, unit, first, end, booking.id) != end - first) return false;
  return true;
}

void release(db::Tx& tx, const BookingId& booking, Instant from) {
  tx.exec(delete_claims, booking, (from.ms + quarter_ms - 1) / quarter_ms);
}

void insert(db::Tx& tx, const Booking& booking, std::optional<Instant> reminder) {
  const Booker& whose = booking.booker;
  const Wish& wish = booking.wish;
  tx.exec(insert_booking, booking.id, booking.venue, whose.person, whose.guest, whose.team, whose.organisation,
          booking.series, wish.purpose, wish.heads, wish.units, list_of(booking.units), wish.span.starts,
          wish.span.ends, to_text(booking.state), whose.lane, whose.note, whose.by, booking.made, reminder);
}

void forget_words(db::Tx& tx, const PersonId& person) {
  tx.push(clear_words, person);
}

std::optional<Booking> find(db::Reader& reader, const BookingId& booking) {
  const auto row = reader.find(select_booking, booking);
  if (!row) return std::nullopt;
  return booking_of(*row);
}

bool update(db::Tx& tx, const Booking& booking, std::optional<Instant> reminder) {
  return tx.exec(update_booking, booking.id, booking.version, to_text(booking.state), booking.wish.span.starts,
                 booking.wish.span.ends, reminder, list_of(booking.units)) == 1;
}

void append_event(db::Tx& tx, Random& random, const BookingId& booking, const Event& event) {
  tx.push(insert_event, new_ulid(event.at, random), booking, event.at, event.actor, event.kind, to_text(event.from),
          to_text(event.to), event.reason);
}

std::vector<Event> events(db::Reader& reader, const BookingId& booking) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, booking, most_events))
    found.push_back({{row.i64(0)},
                     row.id<PersonId>(1),
                     row.text(2),
                     row.text(3),
                     state_of(row.text(4)),
                     state_of(row.text(5)),
                     row.text(6)});
  return found;
}

std::vector<Row> list(db::Reader& reader, const Filter& filter) {
  db::Params params;
  std::string sql = row_select + "WHERE ";
  const bool own = !filter.person.empty();
  if (own)
    sql += "b.person_id " + people::own_accounts(next(params, filter.person.str()));
  else if (!filter.venue.empty())
    sql += "b.venue_id = " + next(params, filter.venue.str());
  else
    sql += within("v.site_id", filter.roots, params);
  if (filter.state) sql += " AND b.state = " + next(params, std::string(to_text(*filter.state)));
  if (filter.held) sql += " AND b.state NOT IN ('declined', 'cancelled')";
  if (filter.coming) sql += " AND b.state IN ('requested', 'confirmed')";
  if (filter.time) {
    sql += " AND b.starts_ms < " + next(params, filter.time->ends.ms);
    sql += " AND b.ends_ms > " + next(params, filter.time->starts.ms);
  }
  if (!filter.cursor.empty()) {
    const std::string id = next(params, filter.cursor);
    const std::string start = "(SELECT c.starts_ms FROM bookings c WHERE c.id = " + id + ")";
    const std::string than = own ? " < " : " > ";
    sql += " AND (b.starts_ms" + than + start + " OR (b.starts_ms = " + start + " AND b.id" + than + id + "))";
  }
  const std::string order = own ? " DESC" : "";
  sql += " ORDER BY b.starts_ms" + order + ", b.id" + order + " LIMIT " + next(params, filter.limit);
  std::vector<Row> found;
  for (const db::Row& row : reader.run(sql, params)) found.push_back(row_of(row));
  return found;
}

std::optional<Row> find_row(db::Reader& reader, const BookingId& booking) {
  const auto row = reader.find(row_select + "WHERE b.id = $1", booking);
  if (!row) return std::nullopt;
  return row_of(*row);
}

std::int64_t open_bookings(db::Reader& reader, const PersonId& person, const VenueId& venue, Instant now) {
  return reader.find(count_open, person, venue, now)->i64(0);
}

bool is_busy(db::Reader& reader, const PersonId& person, const Span& span, const BookingId& but) {
  return reader.find(select_busy, person, span.starts, span.ends, but.str()).has_value();
}

std::vector<BookingId> missed(db::Reader& reader, Instant started_before, std::int64_t most) {
  return ids(reader.query(select_missed, started_before, most));
}

std::vector<BookingId> unanswered(db::Reader& reader, Instant now, std::int64_t most) {
  return ids(reader.query(select_unanswered, now, most));
}

std::vector<BookingId> over(db::Reader& reader, Instant now, std::int64_t most) {
  return ids(reader.query(select_over, now, most));
}

std::vector<BookingId> to_remind(db::Reader& reader, Instant now, std::int64_t most) {
  return ids(reader.query(select_to_remind, now, most));
}

bool reminded(db::Tx& tx, const BookingId& booking) {
  return tx.exec(clear_reminder, booking) == 1;
}

void hold_booker(db::Tx& tx, const PersonId& person) {
  tx.exec(hold_person, person);
}

std::optional<Pause> running(db::Reader& reader, const PersonId& person, const SiteId& site, Instant now) {
  const auto row = reader.find(select_running, person, site, now);
  if (!row) return std::nullopt;
  return pause_of(*row);
}

std::int64_t no_shows(db::Reader& reader, const PersonId& person, const SiteId& site, Instant since) {
  return reader.find(count_no_shows, person, site, since)->i64(0);
}

void insert(db::Tx& tx, const Pause& pause) {
  tx.exec(insert_pause, pause.id, pause.person, pause.site, pause.starts, pause.until, pause.no_shows);
}

std::optional<Pause> find_pause(db::Reader& reader, const BookingPauseId& id) {
  const auto row = reader.find(select_pause, id);
  if (!row) return std::nullopt;
  return pause_of(*row);
}

bool appeal(db::Tx& tx, const BookingPauseId& id, const std::string& words, Instant now) {
  return tx.exec(update_appeal, id, now, words) == 1;
}

bool answer(db::Tx& tx, const BookingPauseId& id, Verdict verdict, const PersonId& by, const std::string& words,
            Instant now) {
  const auto lifted = verdict == Verdict::lift ? std::optional(now) : std::nullopt;
  return tx.exec(update_answer, id, now, by, words, lifted) == 1;
}

std::vector<Pause> pauses_of(db::Reader& reader, const PersonId& person) {
  std::vector<Pause> found;
  for (const db::Row& row : reader.query(select_own_pauses, person, most_own_pauses)) found.push_back(pause_of(row));
  return found;
}

std::vector<Pause> running_at(db::Reader& reader, const std::vector<SiteId>& roots, Instant now,
                              const std::string& cursor, std::int64_t limit) {
  db::Params params;
  std::string sql = pause_select + "WHERE q.lifted_ms IS NULL AND q.until_ms > " + next(params, now.ms) + " AND " +
                    within("q.site_id", roots, params);
  if (!cursor.empty()) sql += " AND q.id < " + next(params, cursor);
  sql += " ORDER BY q.id DESC LIMIT " + next(params, limit);
  std::vector<Pause> found;
  for (const db::Row& row : reader.run(sql, params)) found.push_back(pause_of(row));
  return found;
}

}  // namespace ws::venues::store
