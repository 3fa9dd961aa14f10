#pragma once
// Rows of sessions and one-time codes. Neither tokens nor codes are stored, only hashes of them.

#include <optional>
#include <string>
#include <string_view>

#include "base/actor.h"
#include "db/db.h"
#include "people/session_model.h"

namespace ws::people {

using SessionId = Id<struct SessionTag>;

struct LiveSession {
  Actor actor;
  Instant seen;
  Instant expires;
};
/// The session of a token's hash with its person's roles; nothing if it is over or the account closed.
std::optional<LiveSession> find_live_session(db::Reader& reader, const std::string& token_hash, Instant now);

/// Writes the session and drops the person's oldest above sessions_per_person.
void insert_session(db::Tx& tx, const SessionId& id, const std::string& token_hash, const PersonId& person,
                    Instant now);
void delete_session(db::Tx& tx, const std::string& session);
void delete_sessions_of(db::Tx& tx, const PersonId& person);
/// Prolongs the session unless that was done less than seen_every_ms ago.
void touch_session(db::Tx& tx, const std::string& session, Instant now);
/// Deletes sessions and codes that are over; returns how many.
std::int64_t delete_over(db::Tx& tx, Instant now);

/// False if a code was sent to this mobile less than code_resend_ms ago.
bool put_code(db::Tx& tx, const std::string& mobile_key, const std::string& code_hash, Instant now);
/// Takes one try off the mobile's code; nothing if there is none, or no time or try left.
std::optional<PendingCode> take_try(db::Tx& tx, const std::string& mobile_key, Instant now);
void give_try_back(db::Tx& tx, const std::string& mobile_key);
void delete_code(db::Tx& tx, const std::string& mobile_key);

}  // namespace ws::people
