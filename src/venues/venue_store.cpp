#include "venues/venue_store.h"

#include <stdexcept>

namespace ws::venues::store {
namespace {

constexpr std::int64_t most_days = 400;
constexpr std::int64_t most_closures = 100;
constexpr std::int64_t most_claims = 100'000;

const std::string venue_select =
    "SELECT v.id, v.site_id, s.name, v.kind, v.name, v.summary, v.rules, v.access, v.units, v.capacity, "
    "v.slot_minutes, v.longest_minutes, v.days_ahead, v.open_per_person, v.approval, v.state, v.version "
    "FROM venues v JOIN sites s ON s.id = v.site_id ";
const std::string select_venue = venue_select + "WHERE v.id = $1";
constexpr std::string_view select_hours =
    "SELECT weekday, from_minute, until_minute FROM venue_hours WHERE venue_id = $1 ORDER BY weekday, from_minute";
constexpr std::string_view select_days =
    "SELECT day, from_minute, until_minute, note FROM venue_days WHERE venue_id = $1 AND day >= $2 ORDER BY day "
    "LIMIT $3";
constexpr std::string_view select_closures =
    "SELECT id, starts_ms, ends_ms, reason FROM venue_closures WHERE venue_id = $1 AND lifted_ms IS NULL AND "
    "ends_ms > $2 ORDER BY starts_ms, id LIMIT $3";
constexpr std::string_view hold_venue = "UPDATE venues SET version = version WHERE id = $1";
constexpr std::string_view insert_venue =
    "INSERT INTO venues (id, site_id, kind, name, summary, rules, access, units, capacity, slot_minutes, "
    "longest_minutes, days_ahead, open_per_person, approval, state, made_by, made_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
constexpr std::string_view update_venue =
    "UPDATE venues SET kind = $3, name = $4, summary = $5, rules = $6, access = $7, units = $8, capacity = $9, "
    "slot_minutes = $10, longest_minutes = $11, days_ahead = $12, open_per_person = $13, approval = $14, state = "
    "$15, "
    "version = version + 1 WHERE id = $1 AND version = $2";
constexpr std::string_view delete_hours = "DELETE FROM venue_hours WHERE venue_id = $1";
constexpr std::string_view insert_hours =
    "INSERT INTO venue_hours (venue_id, weekday, from_minute, until_minute) VALUES ($1, $2, $3, $4)";
constexpr std::string_view upsert_day =
    "INSERT INTO venue_days (venue_id, day, from_minute, until_minute, note) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (venue_id, day) DO UPDATE SET from_minute = excluded.from_minute, until_minute = "
    "excluded.until_minute, note = excluded.note";
constexpr std::string_view delete_day = "DELETE FROM venue_days WHERE venue_id = $1 AND day = $2";
constexpr std::string_view insert_closure =
    "INSERT INTO venue_closures (id, venue_id, starts_ms, ends_ms, reason, made_by, made_ms) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)";
constexpr std::string_view select_closure =
    "SELECT venue_id, id, starts_ms, ends_ms, reason FROM venue_closures WHERE id = $1";
constexpr std::string_view lift_closure =
    "UPDATE venue_closures SET lifted_ms = $2 WHERE id = $1 AND lifted_ms IS NULL AND ends_ms > $2";
constexpr std::string_view select_claims =
    "SELECT unit, quarter FROM venue_claims WHERE venue_id = $1 AND quarter >= $2 AND quarter < $3 LIMIT $4";
constexpr std::string_view select_highest =
    "SELECT MAX(unit) FROM venue_claims WHERE venue_id = $1 AND quarter >= $2";

template <class T>
T known(const std::optional<T>& parsed, const std::string& text) {
  if (!parsed) throw std::logic_error("venues hold " + text);
  return *parsed;
}

/// Without hours, days and closures.
Venue venue_of(const db::Row& row) {
  Venue found;
  found.id = row.id<VenueId>(0);
  found.site = row.id<SiteId>(1);
  found.site_name = row.text(2);
  Plan& plan = found.plan;
  plan.kind = known(parse_kind(row.text(3)), row.text(3));
  plan.name = row.text(4);
  plan.summary = row.text(5);
  plan.rules = row.text(6);
  plan.access = row.text(7);
  plan.units = row.i64(8);
  plan.capacity = row.i64(9);
  plan.slot_minutes = row.i64(10);
  plan.longest_minutes = row.i64(11);
  plan.days_ahead = row.i64(12);
  plan.open_per_person = row.i64(13);
  plan.approval = row.i64(14) == 1;
  found.state = known(parse_venue_state(row.text(15)), row.text(15));
  found.version = row.i64(16);
  return found;
}

Venue whole(db::Reader& reader, const db::Row& row, Instant now) {
  Venue found = venue_of(row);
  for (const db::Row& opening : reader.query(select_hours, found.id))
    found.plan.hours.push_back({opening.i64(0), opening.i64(1), opening.i64(2)});
  for (const db::Row& day : reader.query(select_days, found.id, to_text(local_date(now)), most_days)) {
    OtherDay other{known(parse_day(day.text(0)), day.text(0)), {}, day.text(3)};
    if (!day.is_null(1)) other.hours = Opening{weekday(other.day), day.i64(1), day.i64(2)};
    found.days.push_back(std::move(other));
  }
  for (const db::Row& closure : reader.query(select_closures, found.id, now, most_closures))
    found.closures.push_back({closure.id<VenueClosureId>(0), {{closure.i64(1)}, {closure.i64(2)}}, closure.text(3)});
  return found;
}

void keep_hours(db::Tx& tx, const Venue& venue) {
  tx.exec(delete_hours, venue.id);
  for (const Opening& one : venue.plan.hours)
    tx.exec(insert_hours, venue.id, one.weekday, one.from_minute, one.until_minute);
}

std::string next(db::Params& params, db::Value value) {
  params.push_back(std::move(value));
  return "$" + std::to_string(params.size());
}

/// "x IN (subtrees of …)"
std::string within(const std::vector<SiteId>& roots, db::Params& params) {
  std::string list;
  for (const SiteId& root : roots) list += (list.empty() ? "" : ", ") + next(params, root.str());
  return "v.site_id IN (SELECT site_id FROM site_tree WHERE ancestor_id IN (" + list + "))";
}

}  // namespace

std::optional<Venue> find(db::Reader& reader, const VenueId& venue, Instant now) {
  const auto row = reader.find(select_venue, venue);
  if (!row) return std::nullopt;
  return whole(reader, *row, now);
}

void hold(db::Tx& tx, const VenueId& venue) {
  tx.exec(hold_venue, venue);
}

void insert(db::Tx& tx, const Venue& venue, const PersonId& by, Instant now) {
  const Plan& plan = venue.plan;
  tx.exec(insert_venue, venue.id, venue.site, to_text(plan.kind), plan.name, plan.summary, plan.rules, plan.access,
          plan.units, plan.capacity, plan.slot_minutes, plan.longest_minutes, plan.days_ahead, plan.open_per_person,
          plan.approval ? 1 : 0, to_text(venue.state), by, now);
  keep_hours(tx, venue);
}

bool update(db::Tx& tx, const Venue& venue) {
  const Plan& plan = venue.plan;
  if (tx.exec(update_venue, venue.id, venue.version, to_text(plan.kind), plan.name, plan.summary, plan.rules,
              plan.access, plan.units, plan.capacity, plan.slot_minutes, plan.longest_minutes, plan.days_ahead,
              plan.open_per_person, plan.approval ? 1 : 0, to_text(venue.state)) == 0)
    return false;
  keep_hours(tx, venue);
  return true;
}

std::vector<Venue> list(db::Reader& reader, const VenueFilter& filter, Instant now) {
  db::Params params;
  std::string sql = venue_select + "WHERE ";
  sql += filter.roots.empty() ? "v.state = 'open'" : within(filter.roots, params);
  if (!filter.within.empty()) sql += " AND " + within({filter.within}, params);
  if (filter.kind) sql += " AND v.kind = " + next(params, std::string(to_text(*filter.kind)));
  if (!filter.cursor.empty()) sql += " AND v.id > " + next(params, filter.cursor);
  sql += " ORDER BY v.id LIMIT " + next(params, filter.limit);
  std::vector<Venue> found;
  for (const db::Row& row : reader.run(sql, params)) found.push_back(whole(reader, row, now));
  return found;
}

void keep_day(db::Tx& tx, const VenueId& venue, const OtherDay& day) {
  const auto minute = [&](std::int64_t Opening::*which) {
    return day.hours ? std::optional((*day.hours).*which) : std::nullopt;
  };
  tx.exec(upsert_day, venue, to_text(day.day), minute(&Opening::from_minute), minute(&Opening::until_minute),
          day.note);
}

bool drop_day(db::Tx& tx, const VenueId& venue, LocalDate day) {
  return tx.exec(delete_day, venue, to_text(day)) == 1;
}

void insert(db::Tx& tx, const VenueId& venue, const Closure& closure, const PersonId& by, Instant now) {
  tx.exec(insert_closure, closure.id, venue, closure.span.starts, closure.span.ends, closure.reason, by, now);
}

std::optional<FoundClosure> find_closure(db::Reader& reader, const VenueClosureId& id) {
  const auto row = reader.find(select_closure, id);
  if (!row) return std::nullopt;
  return FoundClosure{row->id<VenueId>(0),
                      {row->id<VenueClosureId>(1), {{row->i64(2)}, {row->i64(3)}}, row->text(4)}};
}

bool lift(db::Tx& tx, const VenueClosureId& id, Instant now) {
  return tx.exec(lift_closure, id, now) == 1;
}

std::vector<Claim> claims(db::Reader& reader, const VenueId& venue, const Span& span) {
  std::vector<Claim> found;
  for (const db::Row& row : reader.query(select_claims, venue, first_quarter(span), end_quarter(span), most_claims))
    found.push_back({row.i64(0), row.i64(1)});
  return found;
}

std::int64_t highest_claimed(db::Reader& reader, const VenueId& venue, Instant now) {
  return reader.find(select_highest, venue, now.ms / quarter_ms)->i64(0);
}

}  // namespace ws::venues::store
