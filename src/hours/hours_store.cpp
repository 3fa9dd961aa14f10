#include "hours/hours_store.h"

#include <algorithm>
#include <array>

#include "base/json.h"
#include "base/random.h"
#include "hours/public.h"
#include "hours/tally_store.h"
#include "people/public.h"

namespace ws::hours {
namespace {

// Entries of all accounts of the person $1 count as their own.
const std::string own_accounts = people::own_accounts("$1");

constexpr std::string_view take_seq = "UPDATE counters SET value = value + 1 WHERE name = 'ledger' RETURNING value";
constexpr std::string_view hold_seq = "UPDATE counters SET value = value WHERE name = 'ledger'";
constexpr std::string_view insert_entry_row =
    "INSERT INTO hours_entries (id, seq, volunteer_id, order_id, signup_id, site_id, team_id, source, reverses, "
    "title, "
    "evidence, note, author_id, starts_ms, ends_ms, planned_starts_ms, planned_ends_ms, minutes, present_minutes, "
    "why, "
    "policy_version, salt, created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, "
    "$16, "
    "$17, $18, $19, $20, $21, $22, $23) ON CONFLICT (reverses) DO NOTHING";
constexpr std::string_view insert_standing =
    "INSERT INTO hours_standing (entry_id, seq, volunteer_id, site_id, team_id, starts_ms, minutes, state, position, "
    "month, source, project_id) VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', 0, $8, $9, (SELECT a.project_id FROM "
    "signups s JOIN activities a ON a.id = s.activity_id WHERE s.id = $10))";
constexpr std::string_view move_standing =
    "UPDATE hours_standing SET state = $3, position = $2, due_ms = $4 WHERE entry_id = $1 AND position = $2 - 1 "
    "RETURNING volunteer_id, site_id, team_id, project_id, source, month, minutes, counted";
constexpr std::string_view insert_event =
    "INSERT INTO hours_events (id, entry_id, position, at_ms, actor_id, state, reason, seq) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

const std::string select_entry =
    "SELECT h.id, " + people::person_of("h.volunteer_id") + ", " + people::person_of("h.author_id") +
    ", e.state, e.position, h.order_id, h.signup_id, h.site_id, h.team_id, "
    "h.source, h.starts_ms, h.ends_ms, h.planned_starts_ms, h.planned_ends_ms, h.minutes, h.present_minutes, "
    "h.title, "
    "s.name, p.name, h.policy_version, (SELECT " +
    people::person_of("c.actor_id") +
    " FROM hours_events c WHERE c.entry_id = h.id AND c.state = "
    "'confirmed' AND "
    "c.actor_id IS NOT NULL ORDER BY c.position DESC LIMIT 1), h.volunteer_id "
    "FROM hours_entries h JOIN hours_standing e ON e.entry_id = h.id JOIN sites s ON s.id = h.site_id "
    "JOIN persons p ON p.id = " +
    people::person_of("h.volunteer_id") + " WHERE h.id = $1";

const std::string select_presences =
    "SELECT h.starts_ms, h.ends_ms, h.why, h.id FROM hours_entries h "
    "WHERE h.volunteer_id " +
    own_accounts +
    "AND h.starts_ms < $3 AND h.ends_ms > $2 AND h.source <> 'reversal' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id)";

const std::string select_listed =
    "SELECT h.id, h.seq, h.volunteer_id, p.name, h.order_id, h.signup_id, h.title, s.name, t.name, h.source, "
    "h.evidence, h.note, a.name, h.starts_ms, h.ends_ms, h.planned_starts_ms, h.planned_ends_ms, h.minutes, "
    "h.present_minutes, h.why, h.policy_version, e.state, "
    "CASE WHEN e.state = 'publicised' THEN e.due_ms END, l.reason "
    "FROM hours_standing e JOIN hours_entries h ON h.id = e.entry_id JOIN persons p ON p.id = h.volunteer_id "
    "JOIN sites s ON s.id = h.site_id LEFT JOIN teams t ON t.id = h.team_id LEFT JOIN persons a ON a.id = "
    "h.author_id "
    "JOIN hours_events l ON l.entry_id = h.id AND l.position = e.position ";
const std::string select_own =
    select_listed + "WHERE h.volunteer_id " + own_accounts + "AND h.seq < $2 ORDER BY h.seq DESC LIMIT $3";
const std::string sum_own =
    "SELECT CAST(COALESCE(SUM(CASE WHEN state IN ('confirmed', 'publicised', 'effective') THEN minutes ELSE 0 END), "
    "0) AS BIGINT), CAST(COALESCE(SUM(CASE WHEN state = 'effective' THEN minutes ELSE 0 END), 0) AS BIGINT), "
    "CAST(COALESCE(SUM(CASE WHEN state = 'pending' THEN minutes ELSE 0 END), 0) AS BIGINT) "
    "FROM hours_standing WHERE volunteer_id " +
    own_accounts;
constexpr std::string_view select_publicised =
    "SELECT h.id, e.seq, p.name, CASE WHEN h.order_id IS NULL THEN h.title ELSE COALESCE(m.name, c.name) END, "
    "s.name, "
    "t.name, h.source, h.starts_ms, h.minutes, e.due_ms FROM hours_standing e JOIN hours_entries h ON h.id = "
    "e.entry_id JOIN persons p ON p.id = h.volunteer_id JOIN sites s ON s.id = h.site_id "
    "LEFT JOIN teams t ON t.id = h.team_id LEFT JOIN orders o ON o.id = h.order_id LEFT JOIN menu_items m ON m.id = "
    "o.menu_item_id LEFT JOIN categories c ON c.code = o.category WHERE e.state = 'publicised' AND e.site_id IN "
    "(SELECT site_id FROM site_tree WHERE ancestor_id = $1) AND e.seq < $2 ORDER BY e.seq DESC LIMIT $3";
constexpr std::string_view select_due =
    "SELECT entry_id, state, position FROM hours_standing WHERE due_ms IS NOT NULL AND due_ms <= $1 "
    "ORDER BY due_ms, seq LIMIT $2";
const std::string select_effective =
    "SELECT h.id, h.source, h.title, h.site_id, s.name, h.team_id, t.name, h.starts_ms, h.ends_ms, h.minutes "
    "FROM hours_standing e JOIN hours_entries h ON h.id = e.entry_id JOIN sites s ON s.id = h.site_id "
    "LEFT JOIN teams t ON t.id = h.team_id WHERE e.volunteer_id " +
    own_accounts +
    "AND e.state = 'effective' AND e.starts_ms >= $2 "
    "AND e.starts_ms < $3 AND e.minutes > 0 ORDER BY e.starts_ms, h.seq LIMIT $4";
const std::string sum_effective =
    "SELECT COUNT(*), CAST(COALESCE(SUM(minutes), 0) AS BIGINT) FROM hours_standing "
    "WHERE volunteer_id " +
    own_accounts + "AND state = 'effective' AND minutes > 0";

const std::string select_standing =
    "SELECT h.id FROM hours_entries h WHERE h.volunteer_id " + own_accounts +
    "AND h.source <> 'reversal' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id) ORDER BY h.starts_ms, h.seq LIMIT $2";
const std::string select_since = "SELECT h.id FROM hours_entries h WHERE h.volunteer_id " + own_accounts +
                                 "AND h.created_ms > $2 ORDER BY h.seq LIMIT $3";
const std::string select_touching =
    "SELECT 1 FROM hours_entries h WHERE h.volunteer_id " + own_accounts +
    "AND h.starts_ms < $3 AND h.ends_ms > $2 "
    "AND h.source <> 'reversal' AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id) LIMIT 1";
const std::string sum_teams_head = "SELECT COUNT(*), COUNT(DISTINCT " + people::person_of("h.volunteer_id") +
                                   "), CAST(COALESCE(SUM(h.minutes), 0) AS BIGINT) FROM hours_standing h "
                                   "WHERE h.state = 'effective' AND h.minutes > 0 AND h.team_id IN (";

// Lists of parameters: `count` places from $`first` on.
std::string places(std::size_t first, std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += (i ? ", $" : "$") + std::to_string(first + i);
  return text;
}
std::string in_subtrees(std::size_t first, std::size_t roots) {
  return "e.site_id IN (SELECT t.site_id FROM site_tree t WHERE t.ancestor_id IN (" + places(first, roots) + ")) ";
}
std::string select_pending(std::size_t roots) {
  return select_listed + "WHERE e.state = 'pending' AND e.seq > $1 AND " + in_subtrees(3, roots) +
         "ORDER BY e.seq LIMIT $2";
}
std::string count_waiting(std::size_t roots) {
  return "SELECT COUNT(*) FROM hours_standing e WHERE e.state = 'pending' AND " + in_subtrees(1, roots);
}

constexpr std::string_view select_of_order =
    "SELECT h.volunteer_id, CAST(SUM(h.minutes) AS BIGINT) FROM hours_entries h "
    "WHERE h.order_id = $1 AND h.source <> 'reversal' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id) GROUP BY h.volunteer_id";
const std::string select_counted_head =
    "SELECT " + people::person_of("h.volunteer_id") +
    ", h.order_id, h.starts_ms, h.ends_ms, h.why FROM hours_entries h "
    "WHERE h.starts_ms >= $3 AND h.starts_ms < $2 AND h.ends_ms > $1 AND h.source <> 'reversal' "
    "AND NOT EXISTS (SELECT 1 FROM hours_entries r WHERE r.reverses = h.id) AND h.volunteer_id IN (SELECT id FROM "
    "persons WHERE ";

// One text for any number of volunteers keeps one prepared statement; the last volunteer is repeated.
constexpr std::size_t volunteers_at_once = 250;
constexpr std::int64_t longest_reach_ms = 2 * day_ms;

std::string counted_sql(std::size_t volunteers) {
  const std::string asked = " IN (" + places(4, volunteers) + ")";
  return select_counted_head + "id" + asked + " UNION ALL SELECT id FROM persons WHERE merged_into" + asked + ")";
}

/// Those before the volunteers.
db::Params counted_params(LocalDate day) {
  const Instant midnight = start_of_day(day);
  return {midnight.ms, start_of_day(next_day(day)).ms, midnight.plus_ms(-longest_reach_ms).ms};
}

Listed listed_of(const db::Row& row) {
  Listed line;
  line.id = row.id<HoursEntryId>(0);
  line.seq = row.i64(1);
  line.volunteer = row.id<PersonId>(2);
  line.volunteer_name = row.text(3);
  line.order = row.id<OrderId>(4);
  line.signup = row.id<SignupId>(5);
  line.title = row.text(6);
  line.site_name = row.text(7);
  line.team_name = row.text(8);
  line.source = row.text(9);
  line.evidence = row.text(10);
  line.note = row.text(11);
  line.author_name = row.text(12);
  line.starts = {row.i64(13)};
  line.ends = {row.i64(14)};
  line.planned = planned_of(row, 15);
  line.minutes = row.i64(17);
  line.present_minutes = row.i64(18);
  line.why = why_of(row.text(19));
  line.policy_version = row.i64(20);
  line.state = row.text(21);
  line.due_ms = row.opt_i64(22);
  line.reason = row.text(23);
  return line;
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

void hold_ledger(db::Tx& tx) {
  tx.exec(hold_seq);
}

bool insert_entry(db::Tx& tx, const NewEntry& entry, Instant now) {
  const auto starts = entry.planned ? std::optional(entry.planned->starts) : std::nullopt;
  const auto ends = entry.planned ? std::optional(entry.planned->ends) : std::nullopt;
  const std::string salt = SecretRandom().token_hex(16);
  if (tx.exec(insert_entry_row, entry.id, entry.seq, entry.volunteer, entry.order, entry.signup, entry.site,
              entry.team, to_text(entry.source), entry.reverses, entry.title, entry.evidence, entry.note,
              entry.author, entry.starts, entry.ends, starts, ends, entry.minutes, entry.present_minutes, entry.why,
              entry.policy_version, salt, now) != 1)
    return false;
  tx.push(insert_standing, entry.id, entry.seq, entry.volunteer, entry.site, entry.team, entry.starts, entry.minutes,
          month_number(entry.starts), to_text(entry.source), entry.signup);
  return true;
}

bool insert_step(db::Tx& tx, Random& random, const Step& step, Instant now) {
  return insert_steps(tx, random, {step}, now);
}

bool insert_steps(db::Tx& tx, Random& random, const std::vector<Step>& steps, Instant now) {
  std::vector<Recount> recounts;
  for (const Step& step : steps) {
    const auto row = tx.find(move_standing, step.entry, step.position, to_text(step.state), step.due);
    if (!row) return false;
    tx.push(insert_event, new_ulid(now, random), step.entry, step.position, now, step.actor, to_text(step.state),
            step.reason, next_seq(tx));
    if (row->text(7) != counted_as(step.state))
      recounts.push_back({step.entry, row->id<PersonId>(0), row->id<SiteId>(1), row->id<TeamId>(2), row->text(3),
                          row->text(4), row->i64(5), row->i64(6), row->text(7), std::string(counted_as(step.state))});
  }
  tally(tx, recounts);
  return true;
}

std::optional<Entry> find_entry(db::Reader& reader, const HoursEntryId& entry) {
  const auto row = reader.find(select_entry, entry);
  if (!row) return std::nullopt;
  Entry found;
  found.id = row->id<HoursEntryId>(0);
  found.account = row->id<PersonId>(21);
  found.standing = {row->id<PersonId>(1), row->id<PersonId>(2), state_named(row->text(3)), row->id<PersonId>(20)};
  found.position = row->i64(4);
  found.order = row->id<OrderId>(5);
  found.signup = row->id<SignupId>(6);
  found.site = row->id<SiteId>(7);
  found.team = row->id<TeamId>(8);
  found.source = source_named(row->text(9));
  found.starts = {row->i64(10)};
  found.ends = {row->i64(11)};
  found.planned = planned_of(*row, 12);
  found.minutes = row->i64(14);
  found.present_minutes = row->i64(15);
  found.title = row->text(16);
  found.site_name = row->text(17);
  found.volunteer_name = row->text(18);
  found.policy_version = row->i64(19);
  return found;
}

std::vector<HoursEntryId> standing_entries(db::Reader& reader, const PersonId& volunteer, std::int64_t limit) {
  std::vector<HoursEntryId> found;
  for (const db::Row& row : reader.query(select_standing, volunteer, limit)) found.push_back(row.id<HoursEntryId>(0));
  return found;
}

std::vector<HoursEntryId> entries_since(db::Reader& reader, const PersonId& volunteer, Instant since,
                                        std::int64_t limit) {
  std::vector<HoursEntryId> found;
  for (const db::Row& row : reader.query(select_since, volunteer, since, limit))
    found.push_back(row.id<HoursEntryId>(0));
  return found;
}

bool has_presence(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until) {
  return reader.find(select_touching, volunteer, from, until).has_value();
}

std::vector<Presence> presences(db::Reader& reader, const PersonId& volunteer, Instant from, Instant until) {
  std::vector<Presence> found;
  for (const db::Row& row : reader.query(select_presences, volunteer, from, until))
    found.push_back({{row.i64(0)}, {row.i64(1)}, why_of(row.text(2)), row.id<HoursEntryId>(3)});
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
  return {row->i64(0), row->i64(1), row->i64(2)};
}

std::vector<Publicised> list_publicised(db::Reader& reader, const SiteId& site, std::int64_t before,
                                        std::int64_t limit) {
  std::vector<Publicised> found;
  for (const db::Row& row : reader.query(select_publicised, site, before, limit))
    found.push_back({row.id<HoursEntryId>(0),
                     row.i64(1),
                     row.text(2),
                     row.text(3),
                     row.text(4),
                     row.text(5),
                     row.text(6),
                     {row.i64(7)},
                     row.i64(8),
                     {row.i64(9)}});
  return found;
}

std::vector<Due> list_due(db::Reader& reader, Instant now, std::int64_t limit) {
  std::vector<Due> found;
  for (const db::Row& row : reader.query(select_due, now, limit))
    found.push_back({row.id<HoursEntryId>(0), state_named(row.text(1)), row.i64(2)});
  return found;
}

std::vector<EffectiveEntry> effective_entries(db::Reader& reader, const PersonId& volunteer, Instant from,
                                              Instant until, std::int64_t limit) {
  std::vector<EffectiveEntry> found;
  for (const db::Row& row : reader.query(select_effective, volunteer, from, until, limit))
    found.push_back({row.id<HoursEntryId>(0),
                     source_named(row.text(1)),
                     row.text(2),
                     row.id<SiteId>(3),
                     row.text(4),
                     row.id<TeamId>(5),
                     row.text(6),
                     {row.i64(7)},
                     {row.i64(8)},
                     row.i64(9)});
  return found;
}

EffectiveSum effective_sum(db::Reader& reader, const PersonId& volunteer) {
  const auto row = reader.find(sum_effective, volunteer);
  return {row->i64(0), row->i64(1)};
}

std::vector<Loss> why_of(const std::string& json) {
  std::vector<Loss> why;
  for (const json::Document& item : json::Document(json).items(""))
    why.push_back({rule_named(item.text("rule").value_or("")),
                   {item.integer("starts_ms").value_or(0)},
                   {item.integer("ends_ms").value_or(0)},
                   item.integer("minutes").value_or(0),
                   item.integer("limit").value_or(0),
                   HoursEntryId(item.text("entry_id").value_or(""))});
  return why;
}

std::optional<Planned> planned_of(const db::Row& row, std::size_t column) {
  if (row.is_null(column) || row.is_null(column + 1)) return std::nullopt;
  return Planned{{row.i64(column)}, {row.i64(column + 1)}};
}

TeamSum effective_sum_of_teams(db::Reader& reader, std::span<const TeamId> teams) {
  if (teams.empty()) return {};
  // Padded to a round number of parameters, so that few texts are ever prepared.
  std::size_t width = 1;
  while (width < teams.size()) width *= 4;
  db::Params params;
  for (std::size_t i = 0; i < width; ++i) params.push_back(db::to_value(teams[std::min(i, teams.size() - 1)]));
  const auto row = reader.run(std::string(sum_teams_head) + places(1, width) + ")", params).front();
  return {row.i64(0), row.i64(1), row.i64(2)};
}

std::string why_json(const std::vector<Loss>& why) {
  json::Writer out;
  out.array();
  for (const Loss& loss : why) {
    out.begin()
        .field("rule", loss.rule)
        .field("minutes", loss.minutes)
        .field("starts_ms", loss.starts.ms)
        .field("ends_ms", loss.ends.ms);
    if (loss.limit != 0) out.field("limit", loss.limit);
    if (!loss.entry.empty()) out.field("entry_id", loss.entry);
    out.end();
  }
  return out.end_array().take();
}

std::unordered_map<PersonId, std::int64_t> minutes_of_order(db::Reader& reader, const OrderId& order) {
  std::unordered_map<PersonId, std::int64_t> minutes;
  for (const db::Row& row : reader.query(select_of_order, order)) minutes.emplace(row.id<PersonId>(0), row.i64(1));
  return minutes;
}

void expect_counted_on(db::Reader& reader, LocalDate day, const PersonId& volunteer) {
  db::Params params = counted_params(day);
  params.push_back(db::to_value(volunteer));
  reader.expect(counted_sql(1), params);
}

std::vector<Counted> counted_on(db::Reader& reader, LocalDate day, std::span<const PersonId> volunteers) {
  const std::size_t at_once = volunteers.size() == 1 ? 1 : volunteers_at_once;
  const std::string sql = counted_sql(at_once);
  std::vector<Counted> counted;
  for (std::size_t from = 0; from < volunteers.size(); from += at_once) {
    db::Params params = counted_params(day);
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
