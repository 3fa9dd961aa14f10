#include "live/broadcast_store.h"

#include <stdexcept>

#include "people/public.h"

namespace ws::live::store {
namespace {

// ---- broadcasts

const std::string select_broadcast =
    "SELECT b.id, b.site_id, s.name, b.title, b.summary, b.lecturer, b.starts_ms, b.ends_ms, b.state, b.key_turn, "
    "b.live_ms, b.interrupted_ms, b.trouble, b.ended_ms, b.replay_ms, b.replay_tries, b.slow_s, b.likes, "
    "b.version, b.trim_from_ms, b.trim_until_ms, b.cut_turn, b.cut_made FROM broadcasts b JOIN sites s ON s.id = "
    "b.site_id ";
const std::string select_one = select_broadcast + "WHERE b.id = $1";
const std::string select_teaches =
    "SELECT 1 FROM course_sessions x JOIN courses c ON c.id = x.course_id WHERE x.broadcast_id = $1 AND x.state <> "
    "'cancelled' AND c.lecturer_id " +
    people::own_accounts("$2") + "LIMIT 1";
constexpr std::string_view insert_broadcast =
    "INSERT INTO broadcasts (id, site_id, title, summary, lecturer, starts_ms, ends_ms, state, created_by, "
    "created_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
constexpr std::string_view update_broadcast =
    "UPDATE broadcasts SET title = $2, summary = $3, lecturer = $4, starts_ms = $5, ends_ms = $6, state = $7, "
    "key_turn = $8, live_ms = $9, interrupted_ms = $10, trouble = $11, ended_ms = $12, replay_ms = $13, "
    "replay_tries = $14, slow_s = $15, trim_from_ms = $17, trim_until_ms = $18, cut_turn = $19, cut_made = $20, "
    "version = version + 1 WHERE id = $1 AND version = $16";
constexpr std::string_view insert_event =
    "INSERT INTO broadcast_events (id, broadcast_id, at_ms, actor_id, kind, reason) VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view select_events =
    "SELECT e.kind, e.reason, p.name, e.at_ms FROM broadcast_events e LEFT JOIN persons p ON p.id = e.actor_id "
    "WHERE e.broadcast_id = $1 ORDER BY e.id DESC LIMIT 100";
const std::string select_announced =
    select_broadcast + "WHERE b.state = 'announced' AND b.ends_ms > $1 ORDER BY b.starts_ms, b.id LIMIT $2";
const std::string select_on_air = select_broadcast + "WHERE b.state = 'live' ORDER BY b.starts_ms, b.id LIMIT $1";
const std::string select_replays =
    select_broadcast + "WHERE b.state = 'replay_published' AND ($1 = '' OR b.id < $1) ORDER BY b.id DESC LIMIT $2";
const std::string select_without_replay = select_broadcast +
                                          "WHERE (b.state = 'ended' OR (b.state = 'replay_published' AND b.cut_made "
                                          "<> b.cut_turn)) AND b.replay_tries < $1 "
                                          "ORDER BY b.ended_ms LIMIT $2";
constexpr std::string_view select_to_clear =
    "SELECT id FROM broadcasts WHERE state = 'replay_published' AND segments_cleared = 0 AND replay_ms < $1 LIMIT $2";
constexpr std::string_view update_cleared = "UPDATE broadcasts SET segments_cleared = 1 WHERE id = $1";

std::optional<Instant> opt_instant(const db::Row& row, std::size_t column) {
  if (row.is_null(column)) return std::nullopt;
  return Instant{row.i64(column)};
}

Broadcast broadcast_of(const db::Row& row) {
  const auto state = parse_state(row.text(8));
  if (!state) throw std::logic_error("broadcasts.state holds " + row.text(8));
  Broadcast found;
  found.id = row.id<BroadcastId>(0);
  found.plan = {row.id<SiteId>(1), row.text(3), row.text(4), row.text(5), {row.i64(6)}, {row.i64(7)}};
  found.site_name = row.text(2);
  found.state = *state;
  found.key_turn = row.i64(9);
  found.live = opt_instant(row, 10);
  found.interrupted = opt_instant(row, 11);
  found.trouble = row.text(12);
  found.ended = opt_instant(row, 13);
  found.replay = opt_instant(row, 14);
  found.replay_tries = static_cast<int>(row.i64(15));
  found.slow_s = row.i64(16);
  found.likes = row.i64(17);
  found.version = row.i64(18);
  found.trim = {row.i64(19), row.opt_i64(20)};
  found.cut_turn = row.i64(21);
  found.cut_made = row.i64(22);
  return found;
}

std::vector<Broadcast> broadcasts_of(const db::Rows& rows) {
  std::vector<Broadcast> found;
  for (const db::Row& row : rows) found.push_back(broadcast_of(row));
  return found;
}

/// One more than the limit was asked for: it says that there is a next page.
Page page_of(const db::Rows& rows, std::int64_t limit) {
  Page page{broadcasts_of(rows), {}};
  if (static_cast<std::int64_t>(page.rows.size()) > limit) {
    page.rows.pop_back();
    page.next = page.rows.back().id.str();
  }
  return page;
}

// ---- the room

const std::string select_message =
    "SELECT m.id, m.broadcast_id, m.person_id, p.name, m.text, m.said_ms, m.state, m.reason "
    "FROM broadcast_messages m JOIN persons p ON p.id = m.person_id ";
const std::string select_one_message = select_message + "WHERE m.id = $1";
const std::string select_shown =
    select_message + "WHERE m.broadcast_id = $1 AND m.state = 'shown' ORDER BY m.id DESC LIMIT $2";
const std::string select_messages =
    select_message + "WHERE m.broadcast_id = $1 AND ($2 = '' OR m.id < $2) ORDER BY m.id DESC LIMIT $3";
constexpr std::string_view insert_message =
    "INSERT INTO broadcast_messages (id, broadcast_id, person_id, text, said_ms, state) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr std::string_view update_message =
    "UPDATE broadcast_messages SET state = $2, reason = $3, decided_by = $4, decided_ms = $5 WHERE id = $1";
constexpr std::string_view select_last_said =
    "SELECT MAX(said_ms) FROM broadcast_messages WHERE person_id = $2 AND broadcast_id = $1";
constexpr std::string_view insert_mute =
    "INSERT INTO broadcast_mutes (broadcast_id, person_id, reason, muted_by, muted_ms) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (broadcast_id, person_id) DO UPDATE SET reason = excluded.reason, muted_by = excluded.muted_by, "
    "muted_ms = excluded.muted_ms";
constexpr std::string_view delete_mute = "DELETE FROM broadcast_mutes WHERE broadcast_id = $1 AND person_id = $2";
const std::string select_mute_columns =
    "SELECT m.person_id, m.reason, p.name, m.muted_ms, m.muted_by FROM broadcast_mutes m JOIN persons p ON p.id = "
    "m.person_id ";
const std::string select_mute =
    select_mute_columns + "WHERE m.broadcast_id = $1 AND m.person_id " + people::own_accounts("$2") + "LIMIT 1";
const std::string select_mutes =
    select_mute_columns + "WHERE m.broadcast_id = $1 ORDER BY m.muted_ms DESC, m.person_id LIMIT 200";
constexpr std::string_view update_likes = "UPDATE broadcasts SET likes = likes + $2 WHERE id = $1";

Message message_of(const db::Row& row) {
  const auto state = parse_message_state(row.text(6));
  if (!state) throw std::logic_error("broadcast_messages.state holds " + row.text(6));
  return {row.id<MessageId>(0),
          row.id<BroadcastId>(1),
          row.id<PersonId>(2),
          row.text(3),
          row.text(4),
          {row.i64(5)},
          *state,
          row.text(7)};
}

Mute mute_of(const db::Row& row) {
  return {row.id<PersonId>(0), row.text(1), row.text(2), {row.i64(3)}, row.id<PersonId>(4)};
}

// ---- who watched

constexpr std::string_view upsert_visit =
    "INSERT INTO broadcast_visits (id, broadcast_id, viewer, replay, first_ms, last_ms, watched_s, position_s) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET last_ms = excluded.last_ms, "
    "watched_s = broadcast_visits.watched_s + excluded.watched_s, position_s = excluded.position_s";
constexpr std::string_view select_position =
    "SELECT position_s FROM broadcast_visits WHERE broadcast_id = $1 AND viewer = $2 AND replay = 1 ORDER BY id DESC "
    "LIMIT 1";
constexpr std::string_view select_attendance =
    "SELECT replay, COUNT(*), COUNT(DISTINCT viewer), SUM(watched_s) FROM broadcast_visits WHERE broadcast_id = $1 "
    "GROUP BY replay";

}  // namespace

std::optional<Broadcast> find(db::Reader& reader, const BroadcastId& broadcast) {
  const auto row = reader.find(select_one, broadcast);
  if (!row) return std::nullopt;
  return broadcast_of(*row);
}

void insert(db::Tx& tx, const Broadcast& broadcast, const PersonId& by, Instant now) {
  const Plan& plan = broadcast.plan;
  tx.exec(insert_broadcast, broadcast.id, plan.site, plan.title, plan.summary, plan.lecturer, plan.starts, plan.ends,
          to_text(broadcast.state), by, now);
}

bool update(db::Tx& tx, const Broadcast& broadcast) {
  const Plan& plan = broadcast.plan;
  return tx.exec(update_broadcast, broadcast.id, plan.title, plan.summary, plan.lecturer, plan.starts, plan.ends,
                 to_text(broadcast.state), broadcast.key_turn, broadcast.live, broadcast.interrupted,
                 broadcast.trouble, broadcast.ended, broadcast.replay, broadcast.replay_tries, broadcast.slow_s,
                 broadcast.version, broadcast.trim.from_ms, broadcast.trim.until_ms, broadcast.cut_turn,
                 broadcast.cut_made) == 1;
}

bool teaches(db::Reader& reader, const PersonId& person, const BroadcastId& broadcast) {
  return reader.find(select_teaches, broadcast, person).has_value();
}

void append_event(db::Tx& tx, Random& random, const BroadcastId& broadcast, const PersonId& actor,
                  std::string_view kind, const std::string& reason, Instant now) {
  tx.push(insert_event, new_ulid(now, random), broadcast, now, actor, kind, reason);
}

std::vector<Event> events(db::Reader& reader, const BroadcastId& broadcast) {
  std::vector<Event> found;
  for (const db::Row& row : reader.query(select_events, broadcast))
    found.push_back({row.text(0), row.text(1), row.text(2), {row.i64(3)}});
  return found;
}

Page list(db::Reader& reader, const Filter& filter) {
  db::Params params = db::params_of(filter.cursor, filter.limit + 1);
  std::string within;
  for (const SiteId& site : filter.within) {
    params.push_back(db::to_value(site));
    within += (within.empty() ? "$" : ", $") + std::to_string(params.size());
  }
  std::string sql = select_broadcast +
                    "WHERE ($1 = '' OR b.id < $1) AND b.site_id IN (SELECT t.site_id FROM site_tree t WHERE "
                    "t.ancestor_id IN (" +
                    within + ")) ";
  if (filter.state) {
    params.push_back(db::to_value(to_text(*filter.state)));
    sql += "AND b.state = $" + std::to_string(params.size()) + " ";
  }
  return page_of(reader.run(sql + "ORDER BY b.id DESC LIMIT $2", params), filter.limit);
}

std::vector<Broadcast> announced(db::Reader& reader, Instant ends_after, std::int64_t limit) {
  return broadcasts_of(reader.query(select_announced, ends_after, limit));
}

std::vector<Broadcast> on_air(db::Reader& reader, std::int64_t limit) {
  return broadcasts_of(reader.query(select_on_air, limit));
}

Page replays(db::Reader& reader, const std::string& cursor, std::int64_t limit) {
  return page_of(reader.query(select_replays, cursor, limit + 1), limit);
}

std::vector<Broadcast> without_replay(db::Reader& reader, int tries, std::int64_t limit) {
  return broadcasts_of(reader.query(select_without_replay, tries, limit));
}

std::vector<BroadcastId> to_clear(db::Reader& reader, Instant before, std::int64_t limit) {
  std::vector<BroadcastId> found;
  for (const db::Row& row : reader.query(select_to_clear, before, limit)) found.push_back(row.id<BroadcastId>(0));
  return found;
}

void note_cleared(db::Tx& tx, const BroadcastId& broadcast) {
  tx.exec(update_cleared, broadcast);
}

void insert(db::Tx& tx, const Message& message) {
  tx.exec(insert_message, message.id, message.broadcast, message.person, message.text, message.said,
          to_text(message.state));
}

std::optional<Message> find_message(db::Reader& reader, const MessageId& message) {
  const auto row = reader.find(select_one_message, message);
  if (!row) return std::nullopt;
  return message_of(*row);
}

void decide(db::Tx& tx, const MessageId& message, MessageState state, const std::string& reason, const PersonId& by,
            Instant now) {
  tx.exec(update_message, message, to_text(state), reason, by, now);
}

std::vector<Message> shown(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit) {
  std::vector<Message> found;
  for (const db::Row& row : reader.query(select_shown, broadcast, limit)) found.push_back(message_of(row));
  return {found.rbegin(), found.rend()};
}

std::vector<Message> messages(db::Reader& reader, const BroadcastId& broadcast, const std::string& cursor,
                              std::int64_t limit) {
  std::vector<Message> found;
  for (const db::Row& row : reader.query(select_messages, broadcast, cursor, limit)) found.push_back(message_of(row));
  return found;
}

std::optional<Instant> last_said(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person) {
  const auto row = reader.find(select_last_said, broadcast, person);
  return row ? opt_instant(*row, 0) : std::nullopt;
}

std::optional<Mute> find_mute(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person) {
  const auto row = reader.find(select_mute, broadcast, person);
  if (!row) return std::nullopt;
  return mute_of(*row);
}

void mute(db::Tx& tx, const BroadcastId& broadcast, const Mute& mute) {
  tx.exec(insert_mute, broadcast, mute.person, mute.reason, mute.by, mute.at);
}

void unmute(db::Tx& tx, const BroadcastId& broadcast, const PersonId& person) {
  tx.exec(delete_mute, broadcast, person);
}

std::vector<Mute> mutes(db::Reader& reader, const BroadcastId& broadcast) {
  std::vector<Mute> found;
  for (const db::Row& row : reader.query(select_mutes, broadcast)) found.push_back(mute_of(row));
  return found;
}

void add_likes(db::Tx& tx, const BroadcastId& broadcast, std::int64_t likes) {
  tx.exec(update_likes, broadcast, likes);
}

void note_visit(db::Tx& tx, const Visit& visit) {
  tx.push(upsert_visit, visit.id, visit.broadcast, visit.viewer, visit.replay ? 1 : 0, visit.first, visit.last,
          visit.watched_s, visit.position_s);
}

std::int64_t last_position_s(db::Reader& reader, const BroadcastId& broadcast, const std::string& viewer) {
  const auto row = reader.find(select_position, broadcast, viewer);
  return row ? row->i64(0) : 0;
}

Attendance attendance(db::Reader& reader, const BroadcastId& broadcast) {
  Attendance sum;
  for (const db::Row& row : reader.query(select_attendance, broadcast)) {
    const bool replay = row.i64(0) == 1;
    (replay ? sum.replay_visits : sum.live_visits) = row.i64(1);
    (replay ? sum.replay_viewers : sum.live_viewers) = row.i64(2);
    sum.watched_s += row.i64(3);
  }
  return sum;
}

}  // namespace ws::live::store
