#include "ledger/ledger_store.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/sm3.h"

namespace ws::ledger {
namespace {

const std::string entry_columns =
    "SELECT h.seq, h.id, h.volunteer_id, h.author_id, h.order_id, h.signup_id, h.site_id, h.team_id, h.source, "
    "h.reverses, h.title, h.evidence, h.note, h.why, h.salt, h.starts_ms, h.ends_ms, h.planned_starts_ms, "
    "h.planned_ends_ms, h.minutes, h.present_minutes, h.policy_version, h.created_ms FROM hours_entries h ";
const std::string event_columns =
    "SELECT e.seq, e.id, e.entry_id, e.actor_id, e.state, e.reason, h.salt, e.position, e.at_ms FROM hours_events e "
    "JOIN hours_entries h ON h.id = e.entry_id ";
const std::string select_entries = entry_columns + "WHERE h.seq > $1 AND h.seq <= $2 ORDER BY h.seq";
const std::string select_events = event_columns + "WHERE e.seq > $1 AND e.seq <= $2 ORDER BY e.seq";
const std::string select_entry = entry_columns + "WHERE h.id = $1";
const std::string select_events_of = event_columns + "WHERE e.entry_id = $1 ORDER BY e.position";
constexpr std::string_view select_size = "SELECT value FROM counters WHERE name = 'ledger'";
constexpr std::string_view select_highest =
    "SELECT COALESCE(MAX(x.seq), 0) FROM (SELECT MAX(seq) AS seq FROM hours_entries UNION ALL SELECT MAX(seq) FROM "
    "hours_events) x";
constexpr std::string_view hold_size = "UPDATE counters SET value = value WHERE name = 'ledger' RETURNING value";

constexpr std::string_view select_node = "SELECT hash, leaves FROM ledger_nodes WHERE level = $1 AND position = $2";
constexpr std::string_view select_tiles = "SELECT COALESCE(MAX(position) + 1, 0) FROM ledger_nodes WHERE level = $1";
constexpr std::string_view insert_node_row =
    "INSERT INTO ledger_nodes (level, position, hash, leaves) VALUES ($1, $2, $3, $4)";
const std::string root_columns = "SELECT day, size, root, previous_root, tail, sealed_ms FROM ledger_roots ";
const std::string select_last_root = root_columns + "ORDER BY day DESC LIMIT 1";
const std::string select_root = root_columns + "WHERE day = $1";
const std::string select_roots = root_columns + "WHERE $1 = '' OR day < $1 ORDER BY day DESC LIMIT $2";
const std::string select_roots_after = root_columns + "WHERE day > $1 ORDER BY day LIMIT $2";
constexpr std::string_view insert_root_row =
    "INSERT INTO ledger_roots (day, size, root, previous_root, tail, sealed_ms) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (day) DO NOTHING";
constexpr std::string_view select_misplaced =
    "SELECT h.id FROM hours_entries h LEFT JOIN hours_standing s ON s.entry_id = h.id LEFT JOIN hours_events e ON "
    "e.entry_id = h.id AND NOT EXISTS (SELECT 1 FROM hours_events n WHERE n.entry_id = e.entry_id AND n.position > "
    "e.position) WHERE s.entry_id IS NULL OR e.id IS NULL OR s.state <> e.state OR s.position <> e.position OR s.seq "
    "<> h.seq OR s.volunteer_id <> h.volunteer_id OR s.site_id <> h.site_id OR COALESCE(s.team_id, '') <> "
    "COALESCE(h.team_id, '') OR s.starts_ms <> h.starts_ms OR s.minutes <> h.minutes ORDER BY h.seq LIMIT 1";

constexpr std::size_t hex_size = 64;

EntryRow entry_of(const db::Row& row) {
  EntryRow entry;
  entry.seq = row.i64(0);
  const std::array texts{&entry.id,       &entry.volunteer, &entry.author, &entry.order,    &entry.signup,
                         &entry.site,     &entry.team,      &entry.source, &entry.reverses, &entry.title,
                         &entry.evidence, &entry.note,      &entry.why,    &entry.salt};
  for (std::size_t i = 0; i < texts.size(); ++i) *texts[i] = row.text(i + 1);
  entry.starts_ms = row.i64(15);
  entry.ends_ms = row.i64(16);
  entry.planned_starts_ms = row.opt_i64(17);
  entry.planned_ends_ms = row.opt_i64(18);
  entry.minutes = row.i64(19);
  entry.present_minutes = row.i64(20);
  entry.policy_version = row.i64(21);
  entry.created_ms = row.i64(22);
  return entry;
}

EventRow event_of(const db::Row& row) {
  EventRow event;
  event.seq = row.i64(0);
  event.id = row.text(1);
  event.entry = row.text(2);
  event.actor = row.text(3);
  event.state = row.text(4);
  event.reason = row.text(5);
  event.salt = row.text(6);
  event.position = row.i64(7);
  event.at_ms = row.i64(8);
  return event;
}

Root root_of(const db::Row& row) {
  return {row.text(0), row.i64(1), row.text(2), row.text(3), row.text(4), row.i64(5)};
}

std::vector<Root> roots_of(const db::Rows& rows) {
  std::vector<Root> roots;
  for (const db::Row& row : rows) roots.push_back(root_of(row));
  return roots;
}

}  // namespace

std::vector<Leaf> leaves(db::Reader& reader, std::int64_t from, std::int64_t until) {
  std::vector<Leaf> found;
  for (const db::Row& row : reader.query(select_entries, from, until)) {
    const EntryRow entry = entry_of(row);
    found.push_back({entry.seq - 1, "entry " + entry.id, leaf_of(entry)});
  }
  for (const db::Row& row : reader.query(select_events, from, until)) {
    const EventRow event = event_of(row);
    found.push_back({event.seq - 1, "event " + event.id + " of entry " + event.entry, leaf_of(event)});
  }
  std::sort(found.begin(), found.end(), [](const Leaf& a, const Leaf& b) { return a.index < b.index; });
  return found;
}

std::int64_t handed_out(db::Reader& reader) {
  return reader.find(select_size)->i64(0);
}

std::int64_t highest_number(db::Reader& reader) {
  return reader.find(select_highest)->i64(0);
}

std::int64_t lock_size(db::Tx& tx) {
  return tx.find(hold_size)->i64(0);
}

std::optional<StoredNode> find_node(db::Reader& reader, int level, std::int64_t position) {
  const auto row = reader.find(select_node, level, position);
  if (!row) return std::nullopt;
  return StoredNode{from_hex(row->text(0)), row->text(1)};
}

std::int64_t count_tiles(db::Reader& reader) {
  return reader.find(select_tiles, tile_level)->i64(0);
}

void insert_node(db::Tx& tx, int level, std::int64_t position, const Hash& hash, const std::string& leaf_hashes) {
  tx.exec(insert_node_row, level, position, to_hex(hash), leaf_hashes);
}

std::optional<Root> last_root(db::Reader& reader) {
  const auto row = reader.find(select_last_root);
  if (!row) return std::nullopt;
  return root_of(*row);
}

std::optional<Root> find_root(db::Reader& reader, const std::string& day) {
  const auto row = reader.find(select_root, day);
  if (!row) return std::nullopt;
  return root_of(*row);
}

std::vector<Root> list_roots(db::Reader& reader, const std::string& before, std::int64_t limit) {
  return roots_of(reader.query(select_roots, before, limit));
}

std::vector<Root> list_roots_after(db::Reader& reader, const std::string& after, std::int64_t limit) {
  return roots_of(reader.query(select_roots_after, after, limit));
}

bool insert_root(db::Tx& tx, const Root& root) {
  return tx.exec(insert_root_row, root.day, root.size, root.root, root.previous_root, root.tail, root.sealed_ms) == 1;
}

const std::string& StoredNodes::tile(std::int64_t position) const {
  const auto known = tiles_.find(position);
  if (known != tiles_.end()) return known->second;
  const auto stored = find_node(reader_, tile_level, position);
  return tiles_.emplace(position, stored ? stored->leaves : of_.tail).first->second;
}

Hash StoredNodes::perfect(int level, std::int64_t position) const {
  if (level >= tile_level) {
    const auto stored = find_node(reader_, level, position);
    if (!stored) throw db::Failure(db::Failure::Kind::broken, "the ledger's tree lacks a node");
    return stored->hash;
  }
  if (level > 0) return node_hash(perfect(level - 1, position * 2), perfect(level - 1, position * 2 + 1));
  return from_hex(
      tile(position / tile_size).substr(static_cast<std::size_t>(position % tile_size) * hex_size, hex_size));
}

std::optional<EntryLeaves> find_entry(db::Reader& reader, const std::string& entry) {
  const auto row = reader.find(select_entry, entry);
  if (!row) return std::nullopt;
  EntryLeaves found{entry_of(*row), {}};
  for (const db::Row& event : reader.query(select_events_of, entry)) found.events.push_back(event_of(event));
  return found;
}

std::optional<std::string> find_misplaced(db::Reader& reader) {
  const auto row = reader.find(select_misplaced);
  if (!row) return std::nullopt;
  return row->text(0);
}

}  // namespace ws::ledger
