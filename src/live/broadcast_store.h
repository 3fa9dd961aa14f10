#pragma once

#include <map>
#include <optional>
#include <vector>

#include "base/random.h"
#include "db/db.h"
#include "live/broadcast_model.h"
#include "live/room_model.h"

namespace ws::live::store {

// ---- broadcasts

std::optional<Broadcast> find(db::Reader& reader, const BroadcastId& broadcast);
void insert(db::Tx& tx, const Broadcast& broadcast, const PersonId& by, Instant now);
/// Everything but who made it, where and its likes. False if it was changed since `broadcast` was read.
bool update(db::Tx& tx, const Broadcast& broadcast);
/// Does a session of a course that the person teaches, by any of their accounts, come by this broadcast?
bool teaches(db::Reader& reader, const PersonId& person, const BroadcastId& broadcast);
void append_event(db::Tx& tx, Random& random, const BroadcastId& broadcast, const PersonId& actor,
                  std::string_view kind, const std::string& reason, Instant now);
struct Event {
  std::string kind, reason, actor_name;
  Instant at;
};
/// Newest first, at most 100.
std::vector<Event> events(db::Reader& reader, const BroadcastId& broadcast);

struct Filter {
  std::optional<State> state;
  std::vector<SiteId> within;  ///< subtrees; at least one
  std::string cursor;
  std::int64_t limit = 20;
};
struct Page {
  std::vector<Broadcast> rows;
  std::optional<std::string> next;
};
/// The newest first.
Page list(db::Reader& reader, const Filter& filter);
/// Announced ones by their start, at most `limit`; live ones are given by `on_air`.
std::vector<Broadcast> announced(db::Reader& reader, Instant ends_after, std::int64_t limit);
std::vector<Broadcast> on_air(db::Reader& reader, std::int64_t limit);
/// With a replay, the latest first.
Page replays(db::Reader& reader, const std::string& cursor, std::int64_t limit);
/// Ended ones whose replay is not made yet, or not with their last trim, and was tried less often than `tries`.
std::vector<Broadcast> without_replay(db::Reader& reader, int tries, std::int64_t limit);
/// With a replay since before `before`, whose segments are still there.
std::vector<BroadcastId> to_clear(db::Reader& reader, Instant before, std::int64_t limit);
void note_cleared(db::Tx& tx, const BroadcastId& broadcast);

// ---- the room

void insert(db::Tx& tx, const Message& message);
std::optional<Message> find_message(db::Reader& reader, const MessageId& message);
void decide(db::Tx& tx, const MessageId& message, MessageState state, const std::string& reason, const PersonId& by,
            Instant now);
/// What everybody sees, the latest `limit`, oldest first.
std::vector<Message> shown(db::Reader& reader, const BroadcastId& broadcast, std::int64_t limit);
/// Every state, newest first, before `cursor`.
std::vector<Message> messages(db::Reader& reader, const BroadcastId& broadcast, const std::string& cursor,
                              std::int64_t limit);
std::optional<Instant> last_said(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person);
struct Mute {
  PersonId person;
  std::string reason, person_name;
  Instant at;
  PersonId by;
};
std::optional<Mute> find_mute(db::Reader& reader, const BroadcastId& broadcast, const PersonId& person);
void mute(db::Tx& tx, const BroadcastId& broadcast, const Mute& mute);
void unmute(db::Tx& tx, const BroadcastId& broadcast, const PersonId& person);
/// At most 200.
std::vector<Mute> mutes(db::Reader& reader, const BroadcastId& broadcast);
void add_likes(db::Tx& tx, const BroadcastId& broadcast, std::int64_t likes);

// ---- who watched

/// Adds to what is known of the visit.
void note_visit(db::Tx& tx, const Visit& visit);
/// Where the viewer was in the replay when they were last heard of; 0 when they never were.
std::int64_t last_position_s(db::Reader& reader, const BroadcastId& broadcast, const std::string& viewer);
/// 人次 and 人数, never mixed; live and replay apart.
Attendance attendance(db::Reader& reader, const BroadcastId& broadcast);

}  // namespace ws::live::store
