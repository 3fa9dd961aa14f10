#include "hours/hours_store.h"

#include <algorithm>
#include <array>

#include "base/json.h"

namespace ws::hours {
namespace {

constexpr std::string_view take_seq = "UPDATE counters SET value = value + 1 WHERE name = 'ledger' RETURNING value";
constexpr std::string_view insert_entry_row =
    "INSERT INTO hours_entries (id, seq, volunteer_id, order_id, site_id, source, reverses, starts_ms, ends_ms, "
    "minutes, present_minutes, why, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) "
    "ON CONFLICT (reverses) DO NOTHING";
constexpr std::string_view insert_event =
    "INSERT INTO hours_events (id, entry_id, position, at_ms, actor_id, state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (entry_id, position) DO NOTHING";

constexpr std::string_view select_entry =
    "SELECT h.id, h.volunteer_id, first.actor_id, last.state, last.position, h.order_id, h.site_id, h.starts_ms, "
    "h.ends_ms, h.minutes, h.present_minutes, COALESCE(o.title, ''), s.name, p.name "
    "FROM hours_entries h JOIN sites s ON s.id = h.site_id JOIN persons p ON p.id = h.volunteer_id LEFT JOIN orders "
    "o ON o.id = h.order_id "
    "JOIN hours_events first ON first.entry_id = h.id AND first.position = 1 "
    "JOIN hours_events last ON last.entry_id = h.id "
    "WHERE h.id = $1 ORDER BY last.position DESC LIMIT 1";

constexpr std::string_view select_presences =
    "SELECT h.starts_ms, h.ends_ms, h.why FROM hours_entries h "
    "WHERE h.volunteer_id = $1 AND h.starts_ms < $3 AND h.ends_ms > $2 AND h.source = 'order' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id)";

const std::string is_last_step =
    "NOT EXISTS (SELECT 1 FROM hours_events n WHERE n.entry_id = e.entry_id AND n.position > e.position) ";
// Pending is only ever the first step, so a waiting entry is one without a second.
const std::string waits = "e.position = 1 AND e.state = 'pending' AND " + is_last_step;
const std::string select_listed =
    "SELECT h.id, h.seq, h.volunteer_id, p.name, h.order_id, COALESCE(o.title, ''), s.name, h.source, h.starts_ms, "
    "h.ends_ms, h.minutes, h.present_minutes, h.why, e.state, e.reason "
    "FROM hours_entries h JOIN persons p ON p.id = h.volunteer_id JOIN sites s ON s.id = h.site_id "
    "LEFT JOIN orders o ON o.id = h.order_id JOIN hours_events e ON e.entry_id = h.id ";
const std::string select_own =
    select_listed + "AND " + is_last_step + "WHERE h.volunteer_id = $1 AND h.seq < $2 ORDER BY h.seq DESC LIMIT $3";
const std::string sum_own =
    "SELECT CAST(COALESCE(SUM(CASE WHEN e.state IN ('confirmed', 'publicised', 'effective') THEN h.minutes ELSE 0 "
    "END), 0) AS BIGINT), "
    "CAST(COALESCE(SUM(CASE WHEN e.state = 'pending' THEN h.minutes ELSE 0 END), 0) AS BIGINT) "
    "FROM hours_entries h JOIN hours_events e ON e.entry_id = h.id AND " +
    is_last_step + "WHERE h.volunteer_id = $1";

// Lists of parameters: `count` places from $`first` on.
std::string places(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i ? ", $" : "$") + std::to_string(first + i);
  return text;
}
std::string in_subtrees(std::size_t first, std::size_t roots) {
  return "EXISTS (SELECT 1 FROM site_tree t WHERE t.site_id = h.site_id AND t.ancestor_id IN (" +
         places(first, roots) + ")) ";
}
std::string select_pending(std::size_t roots) {
  return select_listed + "AND " + waits + "WHERE h.seq > $1 AND " + in_subtrees(3, roots) + "ORDER BY h.seq LIMIT $2";
}
std::string count_waiting(std::size_t roots) {
  return "SELECT COUNT(*) FROM hours_entries h JOIN hours_events e ON e.entry_id = h.id AND " + waits + "WHERE " +
         in_subtrees(1, roots);
}

constexpr std::string_view select_of_order =
    "SELECT h.volunteer_id, CAST(SUM(h.minutes) AS BIGINT) FROM hours_entries h "
    "WHERE h.order_id = $1 AND h.source = 'order' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id) GROUP BY h.volunteer_id";
const std::string select_counted_head =
    "SELECT h.volunteer_id, h.order_id, h.starts_ms, h.ends_ms, h.why FROM hours_entries h "
    "WHERE h.starts_ms >= $3 AND h.starts_ms < $2 AND h.ends_ms > $1 AND h.source = 'order' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id) AND h.volunteer_id IN (";

// One text for any number of volunteers keeps one prepared statement; the last volunteer is repeated.
constexpr std::size_t volunteers_at_once = 250;
constexpr std::int64_t longest_reach_ms = 2 * day_ms;

std::vector<Loss> why_of(const std::string& json) {
  std::vector<Loss> why;
  for (const json::Document& item : json::Document(json).items(""))
    why.push_back({rule_named(item.text("rule").value_or("")),
                   {item.integer("starts_ms").value_or(0)},
                   {item.integer("ends_ms").value_or(0)},
                   item.integer("minutes").value_or(0)});
  return why;
}

Listed listed_of(const db::Row& row) {
  return {row.id<HoursEntryId>(0),
          row.i64(1),
          row.id<PersonId>(2),
          row.text(3),
          row.id<OrderId>(4),
          row.text(5),
          row.text(6),
          row.text(7),
          {row.i64(8)},
          {row.i64(9)},
          row.i64(10),
          row.i64(11),
          why_of(row.text(12)),
          row.text(13),
          row.text(14)};
}

std::vector<Listed> listed_of(const db::Rows& rows) {
  std::vector<Listed> lines;
  lines.reserve(rows.size());
  for (const db::Row& row : rows) lines.push_back(listed_of(row));
  return lines;
}

}  // namespace

std::int64_t next_seq(db::Tx& tx) {
  const auto row = tx.find(take_seq);
  if (!row) throw db::Failure(db::Failure::Kind::broken, "counters has no ledger");
  return row->i64(0);
}

bool insert_entry(db::Tx& tx, const NewEntry& entry, Instant now) {
  const Service& service = entry.service;
  return tx.exec(insert_entry_row, entry.id, entry.seq, service.volunteer, service.order, service.site,
                 entry.reverses.empty() ? "order" : "reversal", entry.reverses, service.starts, service.ends,
                 entry.minutes, entry.present_minutes, entry.why, now) == 1;
}

bool insert_step(db::Tx& tx, Random& random, const Step& step, Instant now) {
  return tx.exec(insert_event, new_ulid(now, random), step.entry, step.position, now, step.actor, to_text(step.state),
                 step.reason) == 1;
}

std::optional<Entry> find_entry(db::Reader& reader, const HoursEntryId& entry) {
  const auto row = reader.find(select_entry, entry);
  if (!row) return std::nullopt;
  Entry found;
  found.id = row->id<HoursEntryId>(0);
  found.standing = {row->id<PersonId>(1), row->id<PersonId>(2), state_named(row->text(3))};
  found.position = row->i64(4);
  found.service = {row->id<PersonId>(1), row->id<OrderId>(5), row->id<SiteId>(6), {row->i64(7)}, {row->i64(8)}};
  found.minutes = row->i64(9);
  found.present_minutes = row->i64(10);
  found.title = row->text(11);
  found.site_name = row->text(12);
  found.volunteer_name = row->text(13);
  return found;
}

std::vector<Presence> presences(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until) {
  std::vector<Presence> found;
  for (const db::Row& row : reader.query(select_presences, volunteer, from, until))
    found.push_back({{row.i64(0)}, {row.i64(1)}, why_of(row.text(2))});
  return found;
}

std::vector<Listed> list_of(db::Reader& reader, const PersonId& volunteer, std::int64_t before, std::int64_t limit) {
  return listed_of(reader.query(select_own, volunteer, before, limit));
}

std::vector<Listed> list_pending(db::Reader& reader, const std::vector<SiteId>& roots, std::int64_t after,
                                 std::int64_t limit) {
  if (roots.empty()) return {};
  db::Params params{after, limit};
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
  return listed_of(reader.run(select_pending(roots.size()), params));
}

std::int64_t count_pending(db::Reader& reader, const std::vector<SiteId>& roots) {
  if (roots.empty()) return 0;
  db::Params params;
  for (const SiteId& root : roots) params.push_back(db::to_value(root));
  return reader.run(count_waiting(roots.size()), params).front().i64(0);
}

Totals totals_of(db::Reader& reader, const PersonId& volunteer) {
  const auto row = reader.find(sum_own, volunteer);
  return {row->i64(0), row->i64(1)};
}

std::string why_json(const std::vector<Loss>& why) {
  json::Writer out;
  out.array();
  for (const Loss& loss : why)
    out.begin()
        .field("rule", loss.rule)
        .field("minutes", loss.minutes)
        .field("starts_ms", loss.starts.ms)
        .field("ends_ms", loss.ends.ms)
        .end();
  return out.end_array().take();
}

std::unordered_map<PersonId, std::int64_t> minutes_of_order(db::Reader& reader, const OrderId& order) {
  std::unordered_map<PersonId, std::int64_t> minutes;
  for (const db::Row& row : reader.query(select_of_order, order)) minutes.emplace(row.id<PersonId>(0), row.i64(1));
  return minutes;
}

std::vector<Counted> counted_on(db::Reader& reader, LocalDate day, std::span<const PersonId> volunteers) {
  const std::size_t at_once = volunteers.size() == 1 ? 1 : volunteers_at_once;
  const std::string sql = select_counted_head + places(4, at_once) + ")";
  std::vector<Counted> counted;
  for (std::size_t from = 0; from < volunteers.size(); from += at_once) {
    const Instant midnight = start_of_day(day);
    db::Params params{midnight.ms, start_of_day(next_day(day)).ms, midnight.plus_ms(-longest_reach_ms).ms};
    for (std::size_t i = 0; i < at_once; ++i)
      params.push_back(db::to_value(volunteers[std::min(from + i, volunteers.size() - 1)]));
    for (const db::Row& row : reader.run(sql, params)) {
      const Presence presence{{row.i64(2)}, {row.i64(3)}, why_of(row.text(4))};
      counted.push_back({row.id<PersonId>(0), row.id<OrderId>(1), minutes_on(presence, day)});
    }
  }
  return counted;
}

}  // namespace ws::hours
